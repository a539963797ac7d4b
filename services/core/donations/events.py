"""What happened to a gift: ids and amounts only, never who gave it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class CampaignStarted(Event):
    topic: ClassVar[str] = "campaign.started"
    about: ClassVar[str] = "campaign_id"

    campaign_id: UUID


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
class ShortfallArose(_OfDonation):
    """
    A refund took money that was promised to a child already.

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
class ReceiptsIssued(Event):
    topic: ClassVar[str] = "receipts.issued"
    about: ClassVar[str] = "programme_id"

    year: int
    count: int
