"""Monthly gifts over the wire, to their donor and to the office."""

from datetime import date, datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field, HttpUrl

from services.api.schemas.fields import Day, Flag, Instant, Yen
from services.core.donations.models import MonthlyGift, MonthlyGiftTerms
from services.core.donations.service import CarriedOver
from services.core.donations.types import MonthlyGiftState


class MonthlyGiftOut(BaseModel):
    """A monthly gift: what it is for, how it stands, and what was wished of it."""

    id: UUID
    donor_id: UUID
    state: MonthlyGiftState
    a_month_minor: int
    programme_id: UUID
    campaign_id: UUID
    fund_id: UUID
    terms_from: datetime = Field(description="Since when, or from when on, it is for this.")
    covers_fee: bool
    anonymous: bool
    started_at: datetime
    next_at: datetime | None = Field(description="When the next month is asked for.")
    stops_at: datetime | None
    resumes_at: datetime | None
    ended_at: datetime | None
    card_expires_on: date | None

    @classmethod
    def of(cls, gift: MonthlyGift, terms: MonthlyGiftTerms) -> Self:
        next_at = gift.period_ends_at if gift.state.is_running and not gift.stops_at else None
        return cls(
            id=gift.id,
            donor_id=gift.donor_id,
            state=gift.state,
            a_month_minor=gift.amount.minor,
            programme_id=terms.programme_id,
            campaign_id=terms.campaign_id,
            fund_id=terms.fund_id,
            terms_from=terms.valid_from,
            covers_fee=terms.fee_cover_bps > 0,
            anonymous=gift.anonymous,
            started_at=gift.started_at,
            next_at=next_at,
            stops_at=gift.stops_at,
            resumes_at=gift.resumes_at,
            ended_at=gift.ended_at,
            card_expires_on=gift.card_expires_on,
        )


class MonthlyAmountIn(BaseModel):
    """How much to give each month, without what covers the fee."""

    amount_minor: Yen


class PauseIn(BaseModel):
    """Until when nothing is taken; until it is taken up again, where no day is told."""

    until: Day | None = None


class StopIn(BaseModel):
    """Whether the month that is paid for counts as the last."""

    at_period_end: Flag = Field(default=False, description="False: at once.")


class CardPageIn(BaseModel):
    """Where the gateway sends the donor afterwards: pages of this installation."""

    success_url: HttpUrl | None = None
    cancel_url: HttpUrl | None = None


class CarryOverIn(BaseModel):
    """For which campaign the coming months are to be."""

    to_programme_id: UUID
    to_campaign_id: UUID
    valid_from: Instant | None = Field(default=None, description="Now, where it is left out.")


class CarriedOverOut(BaseModel):
    """What a carrying-over comes to."""

    gifts: int
    a_month_minor: int
    left: list[UUID] = Field(description="Those whose donors chose a fund: ask them.")

    @classmethod
    def of(cls, told: CarriedOver) -> Self:
        return cls(gifts=told.gifts, a_month_minor=told.a_month.minor, left=list(told.left))
