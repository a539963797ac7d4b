"""Uses of vouchers over the wire: nobody's name, no balance, nothing of other providers (D11)."""

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import Day, Whole, Yen
from services.api.schemas.ledger import MoneyOut
from services.core.households.types import GradeBand
from services.core.programmes.types import ServiceCategory
from services.core.redemptions.types import (
    DisputeReason,
    OverrideReason,
    RedemptionStatus,
    ReversalReason,
)

CODE = Field(
    min_length=1,
    max_length=600,
    description="What was shown: the text of the scanned code (`MV1:…`), or the code as typed.",
    examples=["7KM-4XP-9RT-W2F"],
)


class RedemptionIn(BaseModel):
    """A lesson that a voucher is to pay."""

    model_config = ConfigDict(extra="forbid")

    code: str = CODE
    service_on: Day = Field(description="The day of the lesson, in the programme's time zone.")
    category: ServiceCategory
    amount_minor: Whole = Field(ge=1, le=10_000_000, description="Yen.", examples=[8000])
    enrolment_id: UUID | None = Field(
        default=None, description="The child meant, where the counter chose one from its roster."
    )
    site_id: UUID | None = Field(default=None, description="Left out: the enrolment's own.")
    provider_id: UUID | None = Field(
        default=None, description="Only for the office, which keys in a provider's paper form."
    )
    override: OverrideReason | None = Field(
        default=None, description="Only for a supervisor: why a form is let in after its day."
    )


class RedeemedOut(BaseModel):
    """The same answer today and on every retry."""

    id: UUID
    enrolment_id: UUID
    site_id: UUID
    category: ServiceCategory
    service_on: date
    amount: MoneyOut
    recorded_at: datetime
    balance_sufficient: Literal[True] = True


class RedemptionOut(BaseModel):
    """A use as its provider and the office see it; whose it is, the roster says by initial."""

    id: UUID
    programme_id: UUID
    provider_id: UUID
    enrolment_id: UUID
    site_id: UUID
    category: ServiceCategory
    service_on: date
    amount: MoneyOut
    reversed_minor: int
    status: RedemptionStatus
    disputed_because: DisputeReason | None
    recorded_at: datetime
    confirmed_at: datetime | None
    closed_at: datetime | None

    model_config = ConfigDict(from_attributes=True)


class ReversalIn(BaseModel):
    reason: ReversalReason
    amount_minor: Yen | None = Field(
        default=None, description="A part of it; left out: all that is left."
    )


class ReversalOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    redemption_id: UUID
    amount: MoneyOut
    reason: ReversalReason
    recorded_at: datetime


class DisputeIn(BaseModel):
    because: DisputeReason


class EnrolmentIn(BaseModel):
    """
    A child's place: a provider shows the family's code, the office may name the child instead.
    """

    code: str | None = Field(default=None, min_length=1, max_length=600)
    child_id: UUID | None = Field(default=None, description="Only for the office.")
    site_id: UUID
    provider_id: UUID | None = Field(default=None, description="Only for the office.")


class EnrolmentOut(BaseModel):
    """A line of a provider's roster: the initial of the family name and the band of the grade."""

    id: UUID
    site_id: UUID
    initial: str | None = Field(description="Null once the family has asked to be forgotten.")
    grade_band: GradeBand | None
    enrolled_at: datetime
    left_on: date | None


class LeaveIn(BaseModel):
    left_on: Day = Field(description="The first day on which the child is there no more.")
