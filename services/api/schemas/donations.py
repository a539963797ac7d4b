"""Gifts, refunds and receipts over the wire."""

from datetime import date, datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field, HttpUrl

from services.api.schemas.fields import Flag, Instant, Number, Yen
from services.api.schemas.ledger import MoneyOut
from services.core.donations.models import Donation
from services.core.donations.ports import Checkout
from services.core.donations.service import Issued, ReceiptView
from services.core.donations.types import (
    Channel,
    DonationStatus,
    DonorDetails,
    DonorKind,
    MunicipalSource,
    RefundReason,
)
from services.core.kit.money import Money

# No control characters; in longer texts, tabs and line ends are none.
Line = Annotated[str, Field(max_length=200, pattern=r"^[^\x00-\x1f\x7f]+$")]
Paragraph = Annotated[str, Field(max_length=4_000, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$")]


class DonorIn(BaseModel):
    """Who gives; without name and address there is no receipt."""

    name: Line | None = None
    kana: Line | None = None
    email: Annotated[str, Field(max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")] | None = (
        None
    )
    postcode: Line | None = None
    address: Line | None = None
    phone: Line | None = None
    country: str | None = Field(
        default=None, pattern="^[A-Z]{2}$", description="ISO 3166-1, two letters; Japan's is JP."
    )
    kind: DonorKind | None = None

    def details(self) -> DonorDetails:
        return DonorDetails(**self.model_dump())


class DonationIn(BaseModel):
    """A gift to be started; its money comes later."""

    campaign_id: UUID
    amount_minor: Yen
    channel: Channel | Literal["in_kind"] = Field(description="Goods are refused: `in_kind`.")
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
    fee_cover_minor: int = Field(description="What the donor added to cover the gateway's fee.")
    monthly_gift_id: UUID | None = Field(description="The monthly gift that it is a month of.")
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
            fee_cover_minor=donation.fee_cover_minor,
            monthly_gift_id=donation.monthly_gift_id,
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


class MunicipalSourceIn(BaseModel):
    """Which municipality took gifts in, for what, and what it tells of them: no names."""

    name: Line
    code: str | None = Field(default=None, pattern="^[0-9]{5}$", description="JIS X 0402.")
    project: Line | None = Field(default=None, description="Of the crowdfunding, or the plan.")
    donors: Number | None = Field(default=None, description="How many gave, as told.")
    raised_minor: Yen | None = Field(default=None, description="What it took in, of all of them.")

    def source(self) -> MunicipalSource:
        return MunicipalSource(
            name=self.name,
            code=self.code,
            project=self.project,
            donors=self.donors,
            raised=None if self.raised_minor is None else Money(self.raised_minor),
        )


class GrantIn(BaseModel):
    """Money of the municipality for one fund."""

    fund_id: UUID
    amount_minor: Yen
    received_at: Instant | None = None
    external_ref: Line | None = Field(default=None, description="The number of the decision.")
    channel: Channel = Field(
        default=Channel.MUNICIPAL_GRANT, description="Its own money, or gifts that it passes on."
    )
    source: MunicipalSourceIn | None = Field(
        default=None, description="Needed where hometown-tax gifts are passed on."
    )


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
    def of(cls, line: ReceiptView) -> Self:
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
