"""Disputes, payments set aside and shortfalls over the wire: ids and amounts, never who gave."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.ledger import MoneyOut
from services.core.donations.models import Dispute, StrayPayment
from services.core.donations.service import Shortfall
from services.core.donations.types import (
    DisputeAnswer,
    DisputeState,
    StrayBecause,
    StrayState,
)


class DisputeOut(BaseModel):
    """A payment that a donor's bank asks about, or takes back."""

    id: UUID
    donation_id: UUID
    external_id: str = Field(description="The gateway's id: there the evidence is handed in.")
    state: DisputeState
    amount: MoneyOut
    reason: str = Field(description="The bank's, as the gateway's code has it.")
    respond_by: datetime | None
    noted_at: datetime
    closed_at: datetime | None
    answer: DisputeAnswer | None
    answered_at: datetime | None
    answered_by: UUID | None

    @classmethod
    def of(cls, dispute: Dispute) -> Self:
        facts = {name: getattr(dispute, name) for name in set(cls.model_fields) - {"amount"}}
        return cls(amount=MoneyOut.model_validate(dispute.amount), **facts)


class AnswerIn(BaseModel):
    """What was decided to do about a dispute."""

    answer: DisputeAnswer


class StrayPaymentOut(BaseModel):
    """A payment set aside, since it is not what its gift was started with."""

    id: UUID
    donation_id: UUID
    payment_id: str
    because: StrayBecause
    state: StrayState
    amount: MoneyOut
    failure: str | None = Field(description="Why it could not be given back, as a code.")
    found_at: datetime
    decided_at: datetime | None
    decided_by: UUID | None

    @classmethod
    def of(cls, stray: StrayPayment) -> Self:
        facts = {name: getattr(stray, name) for name in set(cls.model_fields) - {"amount"}}
        return cls(amount=MoneyOut.model_validate(stray.amount), **facts)


class StrayDecisionIn(BaseModel):
    """What becomes of it: given back by the gateway, or kept in suspense."""

    decision: Literal["refund", "keep"]


class ShortfallOut(BaseModel):
    """What the organisation has laid out for one gift, so that no child lost anything."""

    fund_id: UUID
    donation_id: UUID
    amount: MoneyOut
    since: datetime

    @classmethod
    def of(cls, shortfall: Shortfall) -> Self:
        return cls(
            fund_id=shortfall.fund_id,
            donation_id=shortfall.donation_id,
            amount=MoneyOut.model_validate(shortfall.amount),
            since=shortfall.since,
        )
