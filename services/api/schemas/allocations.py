"""Rounds and awards over the wire: applications by their ids, nobody by name."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import Instant, Number, Whole, Yen
from services.api.schemas.ledger import MoneyOut
from services.core.allocations.models import Round
from services.core.allocations.types import AwardStatus, Outcome, RoundStatus


class RoundIn(BaseModel):
    """What a round promises. Without `places`, as many are awarded as the funds can pay."""

    fund_ids: list[UUID] = Field(
        min_length=1, max_length=100, description="In the order in which they pay."
    )
    opens_at: Instant
    closes_at: Instant = Field(description="Exclusive.")
    places: Number | None = Field(default=None, examples=[54])
    budget_minor: Yen | None = Field(default=None, examples=[10_800_000])
    reply_days: Whole = Field(default=14, ge=1, le=90, description="Days to answer an offer.")


class RoundOut(BaseModel):
    """
    What anybody may know of a round.

    The commitment stands from the beginning, the candidates' hash from the close, the seed from
    the draw: with the candidates they are all that it takes to recompute the order.
    """

    id: UUID
    status: RoundStatus
    opens_at: datetime
    closes_at: datetime
    places: int | None
    algorithm: str = Field(examples=["minori-draw-1"])
    seed_commitment: str = Field(description="SHA-256 of the seed, hexadecimal.")
    candidates_hash: str | None = Field(description="Hexadecimal; from the close on.")
    seed: str | None = Field(description="Hexadecimal; from the draw on.")
    closed_at: datetime | None
    drawn_at: datetime | None
    awarded_at: datetime | None

    @classmethod
    def of(cls, round_: Round) -> Self:
        return cls(
            id=round_.id,
            status=round_.status,
            opens_at=round_.opens_at,
            closes_at=round_.closes_at,
            places=round_.places,
            algorithm=round_.algorithm,
            seed_commitment=round_.seed_commitment.hex(),
            candidates_hash=None
            if round_.candidates_hash is None
            else round_.candidates_hash.hex(),
            seed=None if round_.seed is None else round_.seed.hex(),
            closed_at=round_.closed_at,
            drawn_at=round_.drawn_at,
            awarded_at=round_.awarded_at,
        )


class AwardOut(BaseModel):
    """A promise made to one child. The voucher's id is a secret of its own and not told here."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    round_id: UUID
    application_id: UUID
    grade_no: int
    fund_id: UUID
    amount: MoneyOut
    status: AwardStatus
    awarded_at: datetime
    reply_by: datetime = Field(description="Exclusive.")
    answered_at: datetime | None


class ResultOut(BaseModel):
    """What one applicant is told of a round."""

    model_config = ConfigDict(from_attributes=True)

    application_id: UUID
    outcome: Outcome
    award_id: UUID | None
    amount: MoneyOut | None
    reply_by: datetime | None
    waiting_rank: int | None


class GivenUpOut(BaseModel):
    """An award that was given up, and the one offered to the next in the order instead."""

    award_id: UUID
    offered_award_id: UUID | None


class OffersIn(BaseModel):
    places: Whole = Field(ge=1, le=10_000, description="At most so many of the waiting list.")


class OffersOut(BaseModel):
    award_ids: list[UUID]
