"""
Why a use is refused: each reason has a code, and one sentence in three languages (K5).

No sentence says why a family receives vouchers, and none blames whoever stands at the counter.
"""

from typing import Self
from uuid import UUID

from services.core.kit.errors import Conflict, DomainError, ErrorKind, NotFound


class RedemptionRefused(DomainError):
    """
    A use was not honoured. The attempt is kept (`refused_attempts`).

    Subclasses are the reasons; `REFUSALS` finds them by code.
    """

    kind = ErrorKind.CONFLICT
    programme_id: UUID | None = None

    def within(self, programme_id: UUID) -> Self:
        """The same refusal, said of an attempt in this programme."""
        self.programme_id = programme_id
        return self


class CodeUnreadable(RedemptionRefused):
    """Not a code of ours: cut off, mistyped, or something else altogether."""

    kind = ErrorKind.INVALID
    code = "code_unreadable"


class CodeNotGenuine(RedemptionRefused):
    """It looks like a code of ours, but no key that we trust has signed it."""

    kind = ErrorKind.INVALID
    code = "code_not_genuine"


class CodeUnknown(RedemptionRefused):
    """Well formed, and given to nobody."""

    kind = ErrorKind.INVALID
    code = "code_unknown"


class CardReplaced(RedemptionRefused):
    """The family was given a newer card, which made this one void."""

    code = "card_replaced"


class ScannerLocked(RedemptionRefused):
    """Too many wrong codes came from this scanner (requirement D1)."""

    kind = ErrorKind.THROTTLED
    code = "scanner_locked"


class ProviderNotAccepting(RedemptionRefused):
    """Suspended, not approved, or not in this programme: the counter is told one neutral thing."""

    kind = ErrorKind.FORBIDDEN
    code = "provider_not_accepting"


class ProviderTermsDue(RedemptionRefused):
    """New terms wait for the provider's acceptance (requirement E7)."""

    kind = ErrorKind.FORBIDDEN
    code = "provider_terms_due"


class ProgrammeNotOpen(RedemptionRefused):
    code = "programme_not_open"


class EntryClosed(RedemptionRefused):
    """The last day for entering uses is over (requirement D6)."""

    code = "entry_closed"


class ProxyDeadlinePassed(RedemptionRefused):
    """The form came after its day; a supervisor may let it in with a reason (D8)."""

    code = "proxy_deadline_passed"


class ServiceDateInFuture(RedemptionRefused):
    kind = ErrorKind.INVALID
    code = "service_date_in_future"


class ServiceDateOutsideValidity(RedemptionRefused):
    code = "service_date_outside_validity"


class CategoryNotAllowed(RedemptionRefused):
    """The programme does not pay for this (requirement D5)."""

    kind = ErrorKind.INVALID
    code = "category_not_allowed"


class AmountNotInUnits(RedemptionRefused):
    """Not a positive multiple of the programme's unit."""

    kind = ErrorKind.INVALID
    code = "amount_not_in_units"


class VoucherIsRevoked(RedemptionRefused):
    code = "voucher_is_revoked"


class VoucherHasExpired(RedemptionRefused):
    code = "voucher_has_expired"


class ChildNotEnrolled(RedemptionRefused):
    """The child whose voucher it is has no place with this provider (requirement D3)."""

    code = "child_not_enrolled"


class VoucherOfAnotherChild(RedemptionRefused):
    """The counter meant one child, the voucher is another's: a sibling's, for instance (D3)."""

    code = "voucher_of_another_child"


class SiteNotOfProvider(RedemptionRefused):
    kind = ErrorKind.INVALID
    code = "site_not_of_provider"


class CapReached(RedemptionRefused):
    """More than the month, or the joined months, allow."""

    code = "cap_reached"


class BalanceInsufficient(RedemptionRefused):
    """Less is left than is asked; how much, the counter is not told (requirement D11)."""

    code = "balance_insufficient"


REFUSALS: dict[str, type[RedemptionRefused]] = {
    refusal.code: refusal for refusal in RedemptionRefused.__subclasses__()
}

# Guesses: what someone sends who tries codes.
WRONG_CODES = frozenset({CodeUnreadable.code, CodeNotGenuine.code, CodeUnknown.code})


class RedemptionIdReused(Conflict):
    """The id stands for another use already: a retry must repeat what it said first."""

    code = "redemption_id_reused"


class RedemptionUndecided(DomainError):
    """Others kept changing the voucher while this was asked: the same id may be sent again."""

    kind = ErrorKind.UNAVAILABLE
    code = "redemption_undecided"


class RedemptionNotFound(NotFound):
    code = "redemption_not_found"


class RedemptionNotOpen(Conflict):
    """Confirmed, reversed or closed already, so the family's word comes too late."""

    code = "redemption_not_open"


class RedemptionNotDisputed(Conflict):
    code = "redemption_not_disputed"


class ReversedMoreThanRedeemed(Conflict):
    """No more can be undone than is left of the use."""

    code = "reversed_more_than_redeemed"


class ReversalIdReused(Conflict):
    code = "reversal_id_reused"


class EnrolmentNotFound(NotFound):
    code = "enrolment_not_found"


class EnrolmentIdReused(Conflict):
    code = "enrolment_id_reused"


class ScannerNotFound(NotFound):
    """No wrong code ever came from it."""

    code = "scanner_not_found"
