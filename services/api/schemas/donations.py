"""Campaigns, gifts, refunds and receipts over the wire."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, HttpUrl

from services.api.schemas.fields import BasisPoints, Flag, Instant, Yen
from services.api.schemas.ledger import MoneyOut
from services.core.donations.models import Campaign, Donation
from services.core.donations.ports import Checkout
from services.core.donations.service import Issued, ReceiptLine
from services.core.donations.types import (
    CampaignFigures,
    Channel,
    DonationStatus,
    DonorDetails,
    RefundReason,
)
from services.core.kit.money import Money

# No control characters; in longer texts, tabs and line ends are none.
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Paragraph = Annotated[str, Field(max_length=4_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$")]


class CampaignIn(BaseModel):
    """What donors are asked for, with what they must be able to read before they give."""

    fund_id: UUID
    code: str = Field(pattern=r"^[a-z0-9-]{2,40}$", examples=["spring-2026"])
    name_ja: Line
    name_en: Line
    goal_minor: Yen
    stretch_goal_minor: Yen | None = None
    opens_at: Instant
    closes_at: Instant = Field(description="Exclusive.")
    overhead_bps: BasisPoints
    solicitor_name: Line
    solicitor_address: Line
    use_of_funds: Paragraph
    if_goal_missed: Paragraph


class CampaignOut(BaseModel):
    """A campaign as anybody may see it, with honest numbers."""

    id: UUID
    programme_id: UUID
    code: str
    name_ja: str
    name_en: str
    goal: MoneyOut
    stretch_goal_minor: int | None
    opens_at: datetime
    closes_at: datetime
    is_open: bool
    overhead_bps: int
    solicitor_name: str
    solicitor_address: str
    use_of_funds: str
    if_goal_missed: str
    pledged_minor: int = Field(description="Promised, or on its way; not yet to be spent.")
    settled_minor: int = Field(description="Arrived and kept.")
    gifts: int

    @classmethod
    def of(cls, campaign: Campaign, figures: CampaignFigures, at: datetime) -> Self:
        return cls(
            id=campaign.id,
            programme_id=campaign.programme_id,
            code=campaign.code,
            name_ja=campaign.name_ja,
            name_en=campaign.name_en,
            goal=MoneyOut.model_validate(campaign.goal),
            stretch_goal_minor=campaign.stretch_goal_minor,
            opens_at=campaign.opens_at,
            closes_at=campaign.closes_at,
            is_open=campaign.is_open(at),
            overhead_bps=campaign.overhead_bps,
            solicitor_name=campaign.solicitor_name,
            solicitor_address=campaign.solicitor_address,
            use_of_funds=campaign.use_of_funds,
            if_goal_missed=campaign.if_goal_missed,
            pledged_minor=figures.pledged,
            settled_minor=figures.settled,
            gifts=figures.gifts,
        )


class DonorIn(BaseModel):
    """Who gives; without name and address there is no receipt."""

    name: Line | None = None
    kana: Line | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = (
        None
    )
    postcode: Line | None = None
    address: Line | None = None

    def details(self) -> DonorDetails:
        return DonorDetails(**self.model_dump())


class DonationIn(BaseModel):
    """A gift to be started; its money comes later."""

    campaign_id: UUID
    amount_minor: Yen
    channel: Channel
    donor: DonorIn = DonorIn()
    anonymous: Flag = False
    fund_id: UUID | None = Field(default=None, description="Where the donor restricts the gift.")


class DonationOut(BaseModel):
    """A gift, and in exactly one place each: its yen."""

    id: UUID
    programme_id: UUID
    campaign_id: UUID | None
    fund_id: UUID
    channel: Channel
    status: DonationStatus
    amount: MoneyOut
    overhead_minor: int
    refunded_minor: int
    allocated_minor: int = Field(description="Promised to children.")
    free_minor: int
    anonymous: bool
    reference: str | None = Field(description="The number that a bank transfer should bear.")
    started_at: datetime
    settled_at: datetime | None

    @classmethod
    def of(cls, donation: Donation) -> Self:
        return cls(
            id=donation.id,
            programme_id=donation.programme_id,
            campaign_id=donation.campaign_id,
            fund_id=donation.fund_id,
            channel=donation.channel,
            status=donation.status,
            amount=MoneyOut.model_validate(donation.amount),
            overhead_minor=donation.overhead_minor,
            refunded_minor=donation.refunded_minor,
            allocated_minor=donation.allocated_minor,
            free_minor=donation.free.minor,
            anonymous=donation.anonymous,
            reference=donation.reference,
            started_at=donation.started_at,
            settled_at=donation.settled_at,
        )


class CheckoutIn(BaseModel):
    """Where the gateway sends the donor afterwards."""

    success_url: HttpUrl
    cancel_url: HttpUrl


class CheckoutOut(BaseModel):
    """The gateway's page on which the gift is paid."""

    id: str
    url: str

    @classmethod
    def of(cls, checkout: Checkout) -> Self:
        return cls(id=checkout.id, url=checkout.url)


class RefundIn(BaseModel):
    """How much to give back, and why; all that is left, where no sum is said."""

    amount_minor: Yen | None = None
    reason: RefundReason = RefundReason.DONOR_ASKED

    def amount(self) -> Money | None:
        return None if self.amount_minor is None else Money(self.amount_minor)


class GrantIn(BaseModel):
    """Money of the municipality for one fund."""

    fund_id: UUID
    amount_minor: Yen
    received_at: Instant | None = None
    external_ref: Line | None = Field(default=None, description="The number of the decision.")


class ReceiptOut(BaseModel):
    """A donation receipt, with whom it is for."""

    id: UUID
    number: str = Field(examples=["2026-000123"])
    accepted_on: date
    name: str | None
    postcode: str | None
    address: str | None
    amount_minor: int
    campaign_ja: str
    campaign_en: str

    @classmethod
    def of(cls, line: ReceiptLine) -> Self:
        return cls(
            id=line.id,
            number=line.number,
            accepted_on=line.accepted_on,
            name=line.donor.name,
            postcode=line.donor.postcode,
            address=line.donor.address,
            amount_minor=line.amount_minor,
            campaign_ja=line.campaign_ja,
            campaign_en=line.campaign_en,
        )


class IssuedOut(BaseModel):
    """How many receipts were issued now, and why others were not."""

    issued: int
    left_out: dict[str, int] = Field(examples=[{"no_address": 3}])

    @classmethod
    def of(cls, issued: Issued) -> Self:
        return cls(
            issued=len(issued.receipts),
            left_out={reason.value: count for reason, count in issued.left_out.items()},
        )
