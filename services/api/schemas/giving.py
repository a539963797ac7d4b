"""Gifts without an account over the wire: what is wished, where to pay, how it stands."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field, HttpUrl

from services.api.schemas.donations import DonorIn
from services.api.schemas.fields import Flag, Yen
from services.core.donations.models import Donation, MonthlyGift
from services.core.donations.policies import MONTHLY, GivingTerms, Quote
from services.core.donations.ports import TransferInstructions
from services.core.donations.service import Wish
from services.core.donations.types import (
    Channel,
    DonationStatus,
    MonthlyGiftState,
)
from services.core.kit.money import Money
from services.core.kit.texts import text

Message = Annotated[str, Field(max_length=500, pattern=r"^[^\x00-\x08\x0b-\x1f\x7f]+$")]


class MonthlyGiftIn(BaseModel):
    """What somebody wants to give each month, by card."""

    amount_minor: Yen
    channel: Channel = Channel.CARD
    cover_fee: Flag = Field(
        default=False, description="Add what the gateway takes, so that the gift itself is whole."
    )
    donor: DonorIn = DonorIn()
    anonymous: Flag = Field(default=False, description="Named nowhere; then there is no receipt.")
    fund_id: UUID | None = Field(default=None, description="Where the campaign offers a choice.")
    success_url: HttpUrl | None = Field(default=None, description="A page of this installation.")
    cancel_url: HttpUrl | None = None

    def wish(self) -> Wish:
        return Wish(
            gift=Money(self.amount_minor),
            channel=self.channel,
            cover_fee=self.cover_fee,
            donor=self.donor.details(),
            anonymous=self.anonymous,
            fund_id=self.fund_id,
        )


class GiftIn(MonthlyGiftIn):
    """What somebody wants to give; who they are, they may leave out."""

    message: Message | None = Field(default=None, description="For the organisation, not public.")

    def wish(self) -> Wish:
        return replace(super().wish(), message=self.message)


class TransferOut(BaseModel):
    """Where to send the money by bank transfer; the account number is the giver's alone."""

    bank_code: str
    bank_name: str
    branch_code: str
    branch_name: str
    account_type: str
    account_number: str
    account_holder: str
    reference: str | None

    @classmethod
    def of(cls, told: TransferInstructions) -> Self:
        return cls(
            bank_code=told.bank_code,
            bank_name=told.bank_name,
            branch_code=told.branch_code,
            branch_name=told.branch_name,
            account_type=told.account_type,
            account_number=told.account_number,
            account_holder=told.account_holder,
            reference=told.reference,
        )


class GiftOut(BaseModel):
    """A gift that was started, and where it is paid."""

    id: UUID
    status: DonationStatus
    whole_minor: int = Field(description="What is paid, and all of it is the gift.")
    fee_cover_minor: int = Field(description="How much of it covers the gateway's fee.")
    pay_at: str | None = Field(description="The gateway's page.")
    transfer: TransferOut | None = Field(description="The gateway's account for this giver.")
    transfer_to: str | None = Field(
        description="The organisation's own account, where the gift is to be sent there."
    )
    reference: str | None = Field(
        description="The number that a transfer to the organisation's own account should bear."
    )
    token: str = Field(description="By which the giver sees how the gift stands.")
    receipt_note: str

    @classmethod
    def of(
        cls,
        donation: Donation,
        *,
        token: str,
        language: str,
        pay_at: str | None = None,
        transfer: TransferInstructions | None = None,
        transfer_to: str | None = None,
    ) -> Self:
        return cls(
            id=donation.id,
            status=donation.status,
            whole_minor=donation.amount.minor,
            fee_cover_minor=donation.fee_cover_minor,
            pay_at=pay_at,
            transfer=None if transfer is None else TransferOut.of(transfer),
            transfer_to=transfer_to,
            reference=donation.reference,
            token=token,
            receipt_note=receipt_note(anonymous=donation.anonymous, language=language),
        )


class GiftStateOut(BaseModel):
    """How a gift stands, for the page that says thank you; who gave it is not told."""

    id: UUID
    status: DonationStatus
    channel: Channel
    whole_minor: int
    settled_at: datetime | None
    reference: str | None
    note: str
    receipt_note: str

    @classmethod
    def of(cls, donation: Donation, language: str) -> Self:
        return cls(
            id=donation.id,
            status=donation.status,
            channel=donation.channel,
            whole_minor=donation.amount.minor,
            settled_at=donation.settled_at,
            reference=donation.reference,
            note=text(f"giving-state-{donation.status.value}", language),
            receipt_note=receipt_note(anonymous=donation.anonymous, language=language),
        )


class MonthlyStartedOut(BaseModel):
    """A monthly gift that is to begin, and the page on which it does."""

    id: UUID
    state: MonthlyGiftState
    a_month_minor: int
    pay_at: str
    token: str
    receipt_note: str

    @classmethod
    def of(cls, gift: MonthlyGift, *, token: str, pay_at: str, language: str) -> Self:
        return cls(
            id=gift.id,
            state=gift.state,
            a_month_minor=gift.amount.minor,
            pay_at=pay_at,
            token=token,
            receipt_note=receipt_note(anonymous=gift.anonymous, language=language),
        )


class MonthlyStateOut(BaseModel):
    """How a monthly gift stands, for the page that says thank you."""

    id: UUID
    state: MonthlyGiftState
    a_month_minor: int
    note: str

    @classmethod
    def of(cls, gift: MonthlyGift, language: str) -> Self:
        return cls(
            id=gift.id,
            state=gift.state,
            a_month_minor=gift.amount.minor,
            note=text(f"giving-monthly-{gift.state.value.replace('_', '-')}", language),
        )


class WayToGiveOut(BaseModel):
    """One way of paying so much."""

    channel: Channel
    gift_minor: int
    fee_cover_minor: int = Field(description="What would be added to cover the gateway's fee.")
    whole_minor: int
    monthly: bool = Field(description="Whether it can be given each month by this way.")
    needs_email: bool


class WaysToGiveOut(BaseModel):
    """By which ways so much can be given, and what one should know before."""

    ways: list[WayToGiveOut]
    fee_cover_note: str
    anonymous_note: str
    monthly_note: str

    @classmethod
    def of(cls, quotes: list[Quote], terms: GivingTerms, language: str) -> Self:
        return cls(
            ways=[
                WayToGiveOut(
                    channel=quote.channel,
                    gift_minor=quote.gift.minor,
                    fee_cover_minor=quote.fee_cover.minor,
                    whole_minor=quote.whole.minor,
                    monthly=quote.channel is MONTHLY,
                    needs_email=terms[quote.channel].needs_email,
                )
                for quote in quotes
            ],
            fee_cover_note=text("giving-fee-cover", language),
            anonymous_note=text("giving-receipt-anonymous", language),
            monthly_note=text("giving-monthly-by-card", language),
        )


def receipt_note(*, anonymous: bool, language: str) -> str:
    """What a giver should know of receipts: without a name there is none (B14)."""
    return text("giving-receipt-anonymous" if anonymous else "giving-receipt-named", language)
