"""Flagged gifts, thresholds and cash over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.donations import DonorIn
from services.api.schemas.fields import Flag, Instant, Yen
from services.api.schemas.ledger import MoneyOut
from services.core.donations.models import CashCount, Donation, GiftThresholds
from services.core.donations.policies import Thresholds
from services.core.donations.service import Flagged
from services.core.donations.types import (
    Channel,
    ClearanceReason,
    DonationStatus,
    DonorDetails,
    DonorKind,
    HoldReason,
    Verdict,
)
from services.core.kit.money import Money


class ClearanceOut(BaseModel):
    """What a second person said."""

    verdict: Verdict
    reason: ClearanceReason
    decided_at: datetime
    decided_by: UUID


class FlaggedGiftOut(BaseModel):
    """A gift that waits for a second person, or that one has decided on."""

    id: UUID
    programme_id: UUID
    amount: MoneyOut
    channel: Channel
    status: DonationStatus
    flags: list[HoldReason] = Field(description="Why it waits; empty once it is cleared.")
    flagged_at: datetime | None
    makers: list[UUID] = Field(description="Who had a hand in it; none of them may decide.")
    decisions: list[ClearanceOut]

    @classmethod
    def of(cls, flagged: Flagged) -> Self:
        gift = flagged.donation
        return cls(
            id=gift.id,
            programme_id=gift.programme_id,
            amount=MoneyOut.model_validate(gift.amount),
            channel=gift.channel,
            status=gift.status,
            flags=flagged.reasons,
            flagged_at=flagged.flagged_at if flagged.flags else None,
            makers=list(flagged.makers),
            decisions=[
                ClearanceOut(
                    verdict=one.verdict,
                    reason=one.reason,
                    decided_at=one.decided_at,
                    decided_by=one.decided_by,
                )
                for one in flagged.decisions
            ],
        )


class FlaggedDonorOut(BaseModel):
    """Who gave it, as far as they said."""

    id: UUID
    kind: DonorKind
    name: str | None
    address: str | None
    country: str | None


class FlaggedGiftDetailOut(FlaggedGiftOut):
    donor: FlaggedDonorOut | None

    @classmethod
    def told(cls, flagged: Flagged, donor_id: UUID | None, details: DonorDetails | None) -> Self:
        donor = None
        if donor_id is not None and details is not None:
            donor = FlaggedDonorOut(
                id=donor_id,
                kind=details.kind or DonorKind.PERSON,
                name=details.name,
                address=details.address,
                country=details.country,
            )
        return cls(**FlaggedGiftOut.of(flagged).model_dump(), donor=donor)


class ClearanceIn(BaseModel):
    """Why it is cleared or refused."""

    reason: ClearanceReason


class ThresholdsIn(BaseModel):
    """From which amounts on the organisation looks twice."""

    cash_from_minor: Yen
    large_from_minor: Yen
    count_cash_from_minor: Yen

    def thresholds(self) -> Thresholds:
        return Thresholds(
            cash_from=Money(self.cash_from_minor),
            large_from=Money(self.large_from_minor),
            count_cash_from=Money(self.count_cash_from_minor),
        )


class ThresholdsOut(BaseModel):
    """What was set, and when; the first of the list is in force."""

    id: UUID
    cash_from_minor: int = Field(description="A gift in cash of so much waits.")
    large_from_minor: int = Field(description="Any gift of so much waits.")
    count_cash_from_minor: int = Field(description="So much cash is counted by two.")
    set_at: datetime
    set_by: UUID

    @classmethod
    def of(cls, row: GiftThresholds) -> Self:
        return cls.model_validate(row, from_attributes=True)


class RelationIn(BaseModel):
    """The provider that a donor has to do with; null where there is none."""

    provider_id: UUID | None


class RelationOut(BaseModel):
    donor_id: UUID
    provider_id: UUID | None


class CashGiftIn(BaseModel):
    """Cash that was handed over."""

    campaign_id: UUID
    amount_minor: Yen
    taken_at: Instant | None = Field(default=None, description="Now, if not told.")
    taken_by: UUID | None = Field(default=None, description="The member who took it; you.")
    donor: DonorIn = DonorIn()
    anonymous: Flag = False
    fund_id: UUID | None = None


class CashCountIn(BaseModel):
    """What the cash comes to, counted by another than took it."""

    counted_minor: Yen


class CashGiftOut(BaseModel):
    """Cash that waits to be counted again. What it should come to is not told before."""

    id: UUID
    taken_at: datetime
    taken_by: UUID

    @classmethod
    def of(cls, waiting: tuple[Donation, CashCount]) -> Self:
        _, count = waiting
        return cls(id=count.id, taken_at=count.taken_at, taken_by=count.taken_by)
