"""What companies promise, over the wire."""

from datetime import datetime
from typing import Annotated, Literal, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.donations import Line
from services.api.schemas.fields import Instant, Number, Whole, Yen
from services.core.donations.models import Sponsorship
from services.core.donations.types import SponsorFigures, SponsorshipKind
from services.core.impact.service.standing import PoolStatement

Ratio = Annotated[Whole, Field(ge=1, le=100_000, description="10000 is a yen for each yen.")]


class _PromiseIn(BaseModel):
    sponsor_ja: Line = Field(description="As the company wants to be named in public.")
    sponsor_en: Line


class MatchingIn(_PromiseIn):
    """So much for each yen that others give in a window of time, up to a cap."""

    kind: Literal["matching"]
    campaign_id: UUID
    ratio_bps: Ratio
    cap_minor: Yen
    opens_at: Instant
    closes_at: Instant = Field(description="Exclusive.")


class PlacesIn(_PromiseIn):
    """So many children's places, out of a restricted fund of the company's own."""

    kind: Literal["places"]
    fund_id: UUID
    places: Number
    yen_a_place: Yen
    campaign_id: UUID | None = None


SponsorshipIn = Annotated[MatchingIn | PlacesIn, Field(discriminator="kind")]


class SponsorPaymentIn(BaseModel):
    donation_id: UUID = Field(description="The gift by which the sponsor pays.")


class SponsorshipOut(BaseModel):
    """A company's promise, and how far it was kept; until it is paid, it is no gift."""

    id: UUID
    kind: SponsorshipKind
    campaign_id: UUID | None
    fund_id: UUID | None
    sponsor_ja: str
    sponsor_en: str
    ratio_bps: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    places: int | None
    yen_a_place: int | None
    promised_at: datetime
    promised_minor: int = Field(description="The most that it may come to.")
    due_minor: int = Field(description="What it has come to by now.")
    paid_minor: int = Field(description="What has come of it, and is kept.")
    owed_minor: int
    matched_gifts: int

    @classmethod
    def of(cls, promise: Sponsorship, figures: SponsorFigures) -> Self:
        return cls(
            id=promise.id,
            kind=promise.kind,
            campaign_id=promise.campaign_id,
            fund_id=promise.fund_id,
            sponsor_ja=promise.sponsor_ja,
            sponsor_en=promise.sponsor_en,
            ratio_bps=promise.ratio_bps,
            opens_at=promise.opens_at,
            closes_at=promise.closes_at,
            places=promise.places,
            yen_a_place=promise.yen_a_place,
            promised_at=promise.promised_at,
            promised_minor=figures.promised,
            due_minor=figures.due,
            paid_minor=figures.paid,
            owed_minor=figures.owed,
            matched_gifts=figures.matched_gifts,
        )


class SponsorStatementOut(BaseModel):
    """What became of a sponsor's places; the children in them are not told while they are few."""

    promise: SponsorshipOut
    committed_minor: int = Field(description="Promised to children, and not used yet.")
    used_minor: int = Field(description="Paid for lessons.")
    children: int | None

    @classmethod
    def stating(cls, promise: Sponsorship, statement: PoolStatement) -> Self:
        return cls(
            promise=SponsorshipOut.of(promise, statement.figures),
            committed_minor=statement.standing.committed,
            used_minor=statement.standing.used,
            children=statement.standing.children,
        )
