"""Refunds, and what is to be done about them, over the wire."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.fields import Flag
from services.api.schemas.ledger import MoneyOut
from services.core.donations.models import Refund
from services.core.donations.types import RefundReason, RefundStatus


class RefundOut(BaseModel):
    """A refund, and how far it has come."""

    id: UUID
    donation_id: UUID
    status: RefundStatus
    amount: MoneyOut
    reason: RefundReason
    by_hand: bool = Field(description="Sent by us, from the bank; else by the gateway.")
    failure: str | None = Field(description="Why it did not reach the donor, as a code.")
    retry_of: UUID | None = Field(description="The failed refund in whose place it is.")
    requested_at: datetime
    sent_on: date | None
    settled_at: datetime | None
    returned_at: datetime | None
    closed_at: datetime | None = Field(description="When somebody had seen to its failure.")

    @classmethod
    def of(cls, refund: Refund) -> Self:
        names = set(cls.model_fields) - {"amount"}
        facts = {name: getattr(refund, name) for name in names}
        return cls(amount=MoneyOut.model_validate(refund.amount), **facts)


class RefundSentIn(BaseModel):
    """That a refund was sent by hand."""

    sent_on: date = Field(description="When it left, in Japan, as the bank's book has it.")


class RefundReturnedIn(BaseModel):
    """That a refund sent by hand came back from the bank."""

    returned_on: date


class RetryIn(BaseModel):
    """How to try once more."""

    by_hand: Flag = False
