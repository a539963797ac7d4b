"""Ids, states and small values of gifts."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType
from uuid import UUID

from services.core.kit.money import Money

CampaignId = NewType("CampaignId", UUID)
DonorId = NewType("DonorId", UUID)
DonationId = NewType("DonationId", UUID)
RefundId = NewType("RefundId", UUID)
MonthlyGiftId = NewType("MonthlyGiftId", UUID)
ReceiptId = NewType("ReceiptId", UUID)
ImportId = NewType("ImportId", UUID)
ManualTransferId = NewType("ManualTransferId", UUID)
SponsorshipId = NewType("SponsorshipId", UUID)
UpdateId = NewType("UpdateId", UUID)
SupporterPageId = NewType("SupporterPageId", UUID)
DepositId = NewType("DepositId", UUID)
SitePayoutId = NewType("SitePayoutId", UUID)
OfficerId = NewType("OfficerId", UUID)
DonorLinkId = NewType("DonorLinkId", UUID)


class Channel(StrEnum):
    """The door by which money comes in."""

    CARD = "card"
    KONBINI = "konbini"
    VIRTUAL_ACCOUNT = "virtual_account"  # a transfer to an account number of the gateway's
    BANK_TRANSFER = "bank_transfer"
    CROWDFUNDING = "crowdfunding"
    CASH = "cash"
    MUNICIPAL_GRANT = "municipal_grant"
    HOMETOWN_TAX = "hometown_tax"  # ふるさと納税 that the municipality passes on
    CORPORATE_HOMETOWN_TAX = "corporate_hometown_tax"  # 企業版ふるさと納税, passed on likewise
    ASSIGNED = "assigned"  # received without a purpose; two people named its fund

    @property
    def without_donor(self) -> bool:
        """Whether the money was given to no campaign: nobody is thanked or receipted for it."""
        return self.municipal or self is Channel.ASSIGNED

    @property
    def municipal(self) -> bool:
        """Whether it is a municipality's income first: the municipality receipts it (B10)."""
        return self in {
            Channel.MUNICIPAL_GRANT,
            Channel.HOMETOWN_TAX,
            Channel.CORPORATE_HOMETOWN_TAX,
        }

    @property
    def through_gateway(self) -> bool:
        """Whether a payment gateway holds the money before the bank has it."""
        return self in {Channel.CARD, Channel.KONBINI, Channel.VIRTUAL_ACCOUNT}


class DonationStatus(StrEnum):
    PENDING = "pending"  # promised, or paid and on its way: never spendable
    SETTLED = "settled"
    FAILED = "failed"
    REFUNDED = "refunded"  # wholly; a donation refunded in part stays settled


class RefundStatus(StrEnum):
    PENDING = "pending"
    SETTLED = "settled"  # the money has left
    FAILED = "failed"  # it never left, or came back
    CANCELLED = "cancelled"  # by a person, before anything left


class RefundReason(StrEnum):
    """Why a gift is given back, by code: free text would sooner or later hold a person."""

    DONOR_ASKED = "donor_asked"
    # The donor cancels the gift itself, as 不当寄附勧誘防止法 (法律第105号 of 2022, art. 8 and 9)
    # lets them: within one year of being free to, and five of the gift (three and ten where they
    # were threatened with spirits). Whether it is so is not decided here.
    CANCELLED_BY_LAW = "cancelled_by_law"
    CAMPAIGN_FAILED = "campaign_failed"  # all or nothing, and its goal was missed (B5)
    NOT_CLEARED = "not_cleared"  # a second person did not clear it (B13)
    PAID_TWICE = "paid_twice"
    PAID_TOO_MUCH = "paid_too_much"  # a transfer of more than was promised (B4)
    AT_THE_GATEWAY = "at_the_gateway"  # given back there, by whoever may; why, we are not told


class DisputeState(StrEnum):
    """How a payment stands that the donor's bank asks about, or takes back."""

    INQUIRY = "inquiry"  # a question only; no money has moved
    DROPPED = "dropped"  # the question came to nothing
    OPEN = "open"  # the money was taken; evidence may be handed in
    WON = "won"
    LOST = "lost"

    @property
    def rank(self) -> int:
        """How far it has come: what is told of one dispute never falls, but by older news."""
        return list(DisputeState).index(self)

    @property
    def over(self) -> bool:
        return self in {DisputeState.DROPPED, DisputeState.WON, DisputeState.LOST}


class DisputeAnswer(StrEnum):
    """What the office decided to do; it is done at the gateway, where the evidence goes too."""

    ACCEPTED = "accepted"  # the donor is right: let the money go
    CONTESTED = "contested"  # evidence was handed in


class StrayBecause(StrEnum):
    """Why a payment's money is not the gift's that it names."""

    SECOND_PAYMENT = "second_payment"
    OTHER_AMOUNT = "other_amount"
    OTHER_CURRENCY = "other_currency"


class StrayState(StrEnum):
    WAITING = "waiting"  # for a person
    REFUNDING = "refunding"
    REFUNDED = "refunded"
    KEPT = "kept"  # in suspense, for two people to assign to a fund


class EntryKind(StrEnum):
    """What moved the gateway's balance."""

    CHARGE = "charge"
    REFUND = "refund"
    REFUND_FAILURE = "refund_failure"  # a refund that could not be delivered came back
    DISPUTE = "dispute"  # the donor's bank took it back, with the gateway's fee for that
    DISPUTE_REVERSAL = "dispute_reversal"  # and gave it again, since we were in the right
    PAYOUT = "payout"
    PAYOUT_FAILURE = "payout_failure"  # the bank refused a payout
    FEE = "fee"  # the gateway's price for something that is no single payment
    OTHER = "other"  # what gifts do not know: shown to a person, booked by none of our verbs

    @property
    def of_a_gift(self) -> bool:
        return self not in {
            EntryKind.PAYOUT,
            EntryKind.PAYOUT_FAILURE,
            EntryKind.FEE,
            EntryKind.OTHER,
        }


class PayoutStatus(StrEnum):
    """How far a payout has come; one that was told as paid may fail days later."""

    PENDING = "pending"
    PAID = "paid"
    FAILED = "failed"


class FindingKind(StrEnum):
    """What a comparison of gateway, books and bank can find."""

    MISSING_IN_BOOKS = "missing_in_books"
    MISSING_AT_GATEWAY = "missing_at_gateway"
    BOOKED_TWICE = "booked_twice"
    AMOUNT_DIFFERS = "amount_differs"
    FEE_DIFFERS = "fee_differs"
    TIME_DIFFERS = "time_differs"
    UNKNOWN_KIND = "unknown_kind"
    LEDGER_DIFFERS = "ledger_differs"
    TRANSFER_UNEXPLAINED = "transfer_unexplained"
    WRONG_PAYOUT = "wrong_payout"
    PAYOUT_DIFFERS = "payout_differs"
    PAYOUT_STATE_DIFFERS = "payout_state_differs"
    PAYOUT_NOT_AT_BANK = "payout_not_at_bank"
    BANK_LINE_DIFFERS = "bank_line_differs"
    BANK_LINE_WITHOUT_PAYOUT = "bank_line_without_payout"
    TWO_DOORS = "two_doors"
    CLEARING_NOT_ZERO = "clearing_not_zero"
    LEFT_BEHIND = "left_behind"


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


class LegalForm(StrEnum):
    CERTIFIED = "certified"  # 認定特定非営利活動法人
    PROVISIONALLY_CERTIFIED = "provisionally_certified"  # 特例認定特定非営利活動法人


class CertificationStatus(StrEnum):
    PROPOSED = "proposed"
    APPROVED = "approved"
    REJECTED = "rejected"


class ReceiptKind(StrEnum):
    GIFT = "gift"  # for one gift
    YEAR = "year"  # for all that somebody gave in a calendar year


class WhyCancelled(StrEnum):
    """Why a receipt counts no more."""

    GIVEN_BACK = "given_back"  # the gift, or a part of it, to the donor or the donor's bank
    DATED_ANEW = "dated_anew"  # the gift was accepted on another day than it says
    MERGED = "merged"  # at the donor's wish, into one for the whole year


class RunStatus(StrEnum):
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class DatePolicy(StrEnum):
    """Which day a gift is accepted on (Cabinet Office, Q&A on the NPO Act, 3-2-16)."""

    A = "a"  # the day on which its money reached the organisation
    B = "b"  # the day on which the donor completed the payment


class CampaignKind(StrEnum):
    """What becomes of the gifts where the goal is missed (B5)."""

    ALL_IN = "all_in"  # they are used, for fewer children
    ALL_OR_NOTHING = "all_or_nothing"  # they are given back


class CampaignStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"


class Outcome(StrEnum):
    """What an All-or-Nothing campaign came to; decided once."""

    REACHED = "reached"
    MISSED = "missed"


class DeadlineChange(StrEnum):
    """What may be decided about a campaign's end while it runs."""

    EXTENDED = "extended"
    ENDED_EARLY = "ended_early"


class SponsorshipKind(StrEnum):
    """What a company promises beside its own gifts."""

    MATCHING = "matching"  # so much for each yen that others give
    PLACES = "places"  # so many children's places, out of a fund of their own


class PageStatus(StrEnum):
    """How a supporter's own page for a campaign stands."""

    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"
    ENDED = "ended"  # by staff, or because its supporter was forgotten


class Notice(StrEnum):
    """What a campaign's donors are written to about."""

    UPDATE = "update"
    REACHED = "reached"
    MISSED = "missed"


class ImportKind(StrEnum):
    GIFTS = "gifts"
    BANK = "bank"


class MonthlyGiftState(StrEnum):
    """How a monthly gift stands at the gateway."""

    STARTING = "starting"  # the page is open, and nothing was paid yet
    ABANDONED = "abandoned"  # it was left without paying
    ACTIVE = "active"
    PAST_DUE = "past_due"  # the last month could not be taken; the gateway tries again
    PAUSED = "paused"
    ENDED = "ended"

    @property
    def is_running(self) -> bool:
        """Whether the gateway may still take a month."""
        return self in {
            MonthlyGiftState.ACTIVE,
            MonthlyGiftState.PAST_DUE,
            MonthlyGiftState.PAUSED,
        }


class CashDecisionKind(StrEnum):
    """What becomes of cash that a donor sent to the gateway."""

    EXACT = "exact"  # it is what was asked for: nobody needs to look
    AS_ASKED = "as_asked"  # the gift is what was asked for, and the rest goes back
    ALL_AS_GIFT = "all_as_gift"  # by the donor's word the gift is what came
    RETURN_ALL = "return_all"


class NoReceipt(StrEnum):
    """Why the law or the donor's wish leaves a gift without a receipt."""

    NOT_SETTLED = "not_settled"
    MUNICIPAL_MONEY = "municipal_money"
    NOT_A_GIFT = "not_a_gift"
    ANONYMOUS = "anonymous"
    NO_ADDRESS = "no_address"
    NOT_ACCEPTED = "not_accepted"  # its money is on the way to the bank still
    OUTSIDE_TERM = "outside_term"  # no certification was in force on the day


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


class DonorKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"  # or any other body: an association, a school


class DepositDecisionKind(StrEnum):
    """What a person made of a deposit."""

    NEW_GIFT = "new_gift"  # nobody had announced it
    AS_GIFT = "as_gift"  # all of it is the gift announced, by the donor's word
    AS_ASKED = "as_asked"  # so much of it as was announced; the rest waits
    RETURNED = "returned"  # sent back to the payer, the rest or all
    UNDONE = "undone"  # the gift that was made of it is none

    @property
    def makes_a_gift(self) -> bool:
        return self not in {DepositDecisionKind.RETURNED, DepositDecisionKind.UNDONE}


class ReturnedBy(StrEnum):
    """How money went back to who had paid it in."""

    BANK_TRANSFER = "bank_transfer"
    CASH = "cash"
    BY_THE_BANK = "by_the_bank"  # 組戻し: the bank itself took the payment back


class CandidateFit(StrEnum):
    """Why a pledge may be what a deposit is for."""

    REFERENCE = "reference"
    PAYER = "payer"


@dataclass(frozen=True, slots=True)
class Lot:
    """Yen of one donation that stand behind one promise."""

    donation_id: DonationId
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorDetails:
    """
    Who gives, as far as they said; every field may be left out.

    :param country: of residence or seat, ISO 3166-1 alpha-2; Japan where it is not said.
    :param kind: a person where it is not said.
    """

    name: str | None = None
    kana: str | None = None
    email: str | None = None
    postcode: str | None = None
    address: str | None = None
    phone: str | None = None
    country: str | None = None
    kind: DonorKind | None = None

    @property
    def is_empty(self) -> bool:
        return not any((self.name, self.kana, self.email, self.address))


@dataclass(frozen=True, slots=True)
class AtSite:
    """
    What one crowdfunding site holds and has not paid out; minor units.

    :param oldest_at: when the oldest gift in it was given.
    """

    site: str
    gifts: int
    minor: int
    oldest_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MunicipalSource:
    """
    Where municipal money comes from; who gave to the municipality is the municipality's to know.

    :param code: five digits of JIS X 0402.
    :param project: the crowdfunding project (GCF), or the regional plan, by its name.
    :param donors: how many gave to it, as the municipality tells.
    :param raised: what it took in, of which the amount received is the part passed on.
    """

    name: str
    code: str | None = None
    project: str | None = None
    donors: int | None = None
    raised: Money | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """A programme's gifts in figures; all in yen but for the two counts."""

    gifts_settled: int
    municipal: int
    assigned: int
    refunded: int
    disputed: int
    shortfall: int
    overhead: int
    gateway_fees: int
    donors: int
    gifts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignFigures:
    """
    A campaign's gifts in figures, its supporters' pages among them; yen but for the two counts.

    It holds: settled = kept + refunded + disputed.

    :param pledged: promised, or on its way.
    :param settled: arrived, whatever became of it.
    :param held: of what is kept, what may not be promised to a child yet.
    :param allocated: promised to children, used or not.
    :param overhead: what the running costs got of what is kept.
    :param donors: a gift of nobody known counts as one.
    """

    pledged: int
    settled: int
    refunded: int
    disputed: int
    held: int
    allocated: int
    overhead: int
    gifts: int
    donors: int

    @property
    def kept(self) -> int:
        return self.settled - self.refunded - self.disputed


@dataclass(frozen=True, slots=True, kw_only=True)
class StretchGoal:
    """A further goal, and what it would do."""

    amount: Money
    text_ja: str
    text_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateWords:
    """The words of a campaign's update, in both languages."""

    title_ja: str
    title_en: str
    body_ja: str
    body_en: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SupporterWords:
    """What a supporter says on their own page; the name is the one they choose to show."""

    name: str
    title: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a campaign told its donors from an instant on: its words, figures and terms, by name."""

    version: int
    told: dict[str, object]
    reason: str | None
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SponsorFigures:
    """
    What became of a sponsor's promise; yen but for the counts.

    :param due: what is owed by now: what gifts were matched with, or the places promised.
    :param paid: what has come of it and stayed.
    :param matched_gifts: how many gifts it was matched with.
    """

    promised: int
    due: int
    paid: int
    matched_gifts: int

    @property
    def owed(self) -> int:
        """What is yet to be paid; paying ahead owes nothing."""
        return max(self.due - self.paid, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class OverheadOfFund:
    """
    What the running costs took of a fund's gifts, covered fees apart (A6).

    :param given: what was given for children and is kept.
    """

    fund_id: UUID
    given: int
    overhead: int
    cap_bps: int

    @property
    def share_bps(self) -> int:
        """In basis points, rounded up: a share just above the cap must not look like the cap."""
        return -(-self.overhead * 10_000 // self.given) if self.given else 0

    @property
    def over_cap(self) -> bool:
        return self.overhead * 10_000 > self.cap_bps * self.given
