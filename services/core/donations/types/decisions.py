"""What people decide about gifts, and why."""

from enum import StrEnum


class HoldReason(StrEnum):
    """Why a gift whose money has come may not be promised to a child yet."""

    ALL_OR_NOTHING = "all_or_nothing"  # its campaign may still miss its goal (B5)
    FOREIGN = "foreign"
    CASH = "cash"
    LARGE = "large"
    RELATED_TO_PROVIDER = "related_to_provider"

    @property
    def flagged(self) -> bool:
        """Whether a second person has to clear it (B13)."""
        return self is not HoldReason.ALL_OR_NOTHING


class ManualTransferKind(StrEnum):
    """What two people may move by hand."""

    REDESIGNATION = "redesignation"  # a whole gift, of which nothing is promised, to another fund
    ASSIGNMENT = "assignment"  # money that waits in suspense, to a fund


class ManualTransferReason(StrEnum):
    """Why, by code: free text would sooner or later hold a person."""

    BOOKED_WRONGLY = "booked_wrongly"
    DONOR_AGREED = "donor_agreed"  # the donor set another purpose than before
    FUND_CLOSED = "fund_closed"
    PROVIDER_CONTRIBUTION = "provider_contribution"  # a provider's own share, kept back (F8)
    PURPOSE_FOUND = "purpose_found"


class ManualTransferStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"  # by who had proposed it


class Verdict(StrEnum):
    """What a second person said of a gift that was flagged (B13)."""

    CLEARED = "cleared"
    REFUSED = "refused"  # it is given back


class ClearanceReason(StrEnum):
    """Why, by code: free text would sooner or later hold a person."""

    IDENTITY_CONFIRMED = "identity_confirmed"
    SOURCE_EXPLAINED = "source_explained"
    KNOWN_SUPPORTER = "known_supporter"
    NO_INFLUENCE = "no_influence"  # the provider gains nothing by it
    SOURCE_UNCLEAR = "source_unclear"
    CONFLICT_OF_INTEREST = "conflict_of_interest"
    DONOR_WITHDREW = "donor_withdrew"

    @property
    def verdict(self) -> Verdict:
        """The verdict that it can be given for."""
        refusing = {
            ClearanceReason.SOURCE_UNCLEAR,
            ClearanceReason.CONFLICT_OF_INTEREST,
            ClearanceReason.DONOR_WITHDREW,
        }
        return Verdict.REFUSED if self in refusing else Verdict.CLEARED
