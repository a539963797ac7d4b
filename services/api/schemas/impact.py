"""Traces and statements over the wire. Amounts in yen; null is a figure that is not shown."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.core.impact.types import Piece, Place, Trace
from services.core.programmes.types import ServiceCategory


class PieceOut(BaseModel):
    """Yen of the gift in one redemption."""

    redemption_id: UUID
    provider_id: UUID
    category: ServiceCategory
    service_on: date
    settled: bool = Field(description="Whether it stands on the statement of a closed month.")
    amount: int

    @classmethod
    def of(cls, piece: Piece) -> Self:
        use = piece.use
        return cls(
            redemption_id=use.redemption_id,
            provider_id=use.provider_id,
            category=use.category,
            service_on=use.service_on,
            settled=use.settled,
            amount=piece.amount_minor,
        )


class TraceOut(BaseModel):
    """Where each yen of one gift is; the parts sum to the amount."""

    donation_id: UUID
    fund_id: UUID
    amount: int
    parts: dict[Place, int]
    pieces: list[PieceOut]
    stood_in: list[PieceOut] = Field(
        description="Lessons that the gift paid until it was refunded; the organisation did then."
    )

    @classmethod
    def of(cls, trace: Trace) -> Self:
        return cls(
            donation_id=trace.gift.donation_id,
            fund_id=trace.gift.fund_id,
            amount=trace.gift.amount_minor,
            parts=dict(trace.parts),
            pieces=[PieceOut.of(piece) for piece in trace.pieces],
            stood_in=[PieceOut.of(piece) for piece in trace.stood_in],
        )


class GiftOut(BaseModel):
    donation_id: UUID
    settled_on: date
    amount: int


class CategoryOut(BaseModel):
    category: ServiceCategory
    amount: int | None


class MonthOut(BaseModel):
    month: str | None = Field(description="Null for what no closed month has fixed yet.")
    amount: int | None
    final: bool


class DetailOut(BaseModel):
    """The lessons of a gift that stands behind k children or more."""

    children: int
    categories: list[CategoryOut]
    months: list[MonthOut]


class ProgrammeFiguresOut(BaseModel):
    """What is told instead where a gift stands behind fewer children."""

    children: int | None
    categories: list[CategoryOut]


class ImpactStatementOut(BaseModel):
    """What became of a gift, or of a donor's gifts of a year, as the donor may read it."""

    programme_id: UUID
    programme_ja: str
    programme_en: str
    organisation_ja: str
    organisation_en: str
    fiscal_year: int
    year: int | None
    gifts: list[GiftOut]
    amount: int
    parts: dict[Place, int] = Field(description="They sum to `amount` exactly.")
    stood_in: int = Field(
        description="What went back although it was promised: the organisation stands in for it."
    )
    final: bool
    closed_until: str | None
    as_of: datetime
    k: int
    told_by_gift: bool = Field(description="Whether lessons are told gift by gift only.")
    detail: DetailOut | None
    programme: ProgrammeFiguresOut | None
