"""What happened to a gift: ids and amounts only, never who gave it."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignStarted(Event):
    topic: ClassVar[str] = "campaign.started"
    about: ClassVar[str] = "campaign_id"

    campaign_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignChanged(Event):
    """It tells something else than before, or ends at another time."""

    topic: ClassVar[str] = "campaign.changed"
    about: ClassVar[str] = "campaign_id"

    campaign_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignClosed(Event):
    """
    Its end has come.

    :param outcome: what an All-or-Nothing campaign came to; staff must be told that it was missed.
    """

    topic: ClassVar[str] = "campaign.closed"
    about: ClassVar[str] = "campaign_id"

    campaign_id: UUID
    outcome: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignUpdatePublished(Event):
    topic: ClassVar[str] = "campaign_update.published"
    about: ClassVar[str] = "update_id"

    campaign_id: UUID
    update_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorToBeTold(Event):
    """One donor of a campaign is to be written to: an update, or what the campaign came to."""

    topic: ClassVar[str] = "donor.to_be_told"
    about: ClassVar[str] = "donor_id"

    donor_id: UUID
    campaign_id: UUID
    notice: str
    update_id: UUID | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupporterPageAsked(Event):
    """A supporter wants a page for a campaign; staff have to look at it."""

    topic: ClassVar[str] = "supporter_page.asked"
    about: ClassVar[str] = "page_id"

    page_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfDonation(Event):
    about: ClassVar[str] = "donation_id"

    donation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DonationSettled(_OfDonation):
    topic: ClassVar[str] = "donation.settled"

    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DonationFailed(_OfDonation):
    topic: ClassVar[str] = "donation.failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundRequested(_OfDonation):
    """A refund was decided; the gateway has yet to be asked for it."""

    topic: ClassVar[str] = "donation.refund_requested"

    refund_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DonationRefunded(_OfDonation):
    topic: ClassVar[str] = "donation.refunded"

    refund_id: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(_OfDonation):
    """A refund did not reach the donor: what to do about it, a person has to say."""

    topic: ClassVar[str] = "donation.refund_failed"

    refund_id: UUID
    amount_minor: int
    failure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfDispute(_OfDonation):
    dispute_id: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOpened(_OfDispute):
    """A donor's bank asks about a payment, or has taken its money back."""

    topic: ClassVar[str] = "dispute.opened"

    inquiry: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeDue(_OfDispute):
    """The time for handing in evidence is nearly over, and nobody has said what is to be done."""

    topic: ClassVar[str] = "dispute.due"

    respond_by: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeClosed(_OfDispute):
    topic: ClassVar[str] = "dispute.closed"

    lost: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentSetAside(_OfDonation):
    """Money came that is not what its gift was started with; a person has to say what it is."""

    topic: ClassVar[str] = "gateway.payment_set_aside"

    stray_payment_id: UUID
    amount_minor: int
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortfallArose(_OfDonation):
    """
    A refund or a dispute took money that was promised to a child already.

    The child keeps it; the organisation owes the fund, and somebody must be told.
    """

    topic: ClassVar[str] = "donation.shortfall_arose"

    fund_id: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantReceived(_OfDonation):
    topic: ClassVar[str] = "donation.grant_received"

    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptUnmatched(Event):
    """Money reached the bank and nobody knows yet whose it is."""

    topic: ClassVar[str] = "donation.receipt_unmatched"
    about: ClassVar[str] = "unmatched_id"

    unmatched_id: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutRecorded(Event):
    topic: ClassVar[str] = "gateway.payout_recorded"
    about: ClassVar[str] = "payout_id"

    payout_id: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutFailed(Event):
    """The bank refused a payout of the gateway: the bank details there must be looked at."""

    topic: ClassVar[str] = "gateway.payout_failed"
    about: ClassVar[str] = "payout_id"

    payout_id: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconciliationRequested(Event):
    topic: ClassVar[str] = "reconciliation.requested"
    about: ClassVar[str] = "reconciliation_id"

    reconciliation_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DifferencesFound(Event):
    """The gateway, the books and the bank do not agree: a person must look."""

    topic: ClassVar[str] = "reconciliation.differences_found"
    about: ClassVar[str] = "reconciliation_id"

    reconciliation_id: UUID
    findings: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfReceipt(Event):
    about: ClassVar[str] = "receipt_id"

    receipt_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptIssued(_OfReceipt):
    topic: ClassVar[str] = "receipt.issued"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptCancelled(_OfReceipt):
    """It counts no more, since its gift was given back or is dated anew; the donor must know."""

    topic: ClassVar[str] = "receipt.cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptRunStarted(Event):
    topic: ClassVar[str] = "receipt_run.started"
    about: ClassVar[str] = "run_id"

    run_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class _OfMonthlyGift(Event):
    about: ClassVar[str] = "monthly_gift_id"

    monthly_gift_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyGiftBegan(_OfMonthlyGift):
    topic: ClassVar[str] = "monthly_gift.began"

    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyGiftFailing(_OfMonthlyGift):
    """A month could not be taken; the gateway tries again, and the donor should know."""

    topic: ClassVar[str] = "monthly_gift.failing"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyGiftCardExpiring(_OfMonthlyGift):
    topic: ClassVar[str] = "monthly_gift.card_expiring"

    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyGiftCarriedOver(_OfMonthlyGift):
    topic: ClassVar[str] = "monthly_gift.carried_over"


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthlyGiftEnded(_OfMonthlyGift):
    topic: ClassVar[str] = "monthly_gift.ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class CashWaits(Event):
    """A donor sent another sum than any gift of theirs waits for: a person has to decide (B4)."""

    topic: ClassVar[str] = "gateway.cash_waits"
    about: ClassVar[str] = "donor_id"

    donor_id: UUID
    amount_minor: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DonorForgotten(Event):
    """What the gateway keeps of a donor has to go as well."""

    topic: ClassVar[str] = "donor.forgotten"
    about: ClassVar[str] = "donor_id"

    donor_id: UUID
    customer_ids: list[str]
