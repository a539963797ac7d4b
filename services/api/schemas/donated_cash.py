"""Cash that donors sent to the gateway, and what was decided about it, over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.fields import Yen
from services.core.donations.models import CashDecision, Donation
from services.core.donations.service import WaitingCash
from services.core.donations.types import CashDecisionKind
from services.core.kit.money import Money


class WaitingGiftOut(BaseModel):
    """A gift that waits for a transfer of this donor's."""

    programme_id: UUID
    donation_id: UUID
    campaign_id: UUID | None
    amount_minor: int
    started_at: datetime

    @classmethod
    def of(cls, gift: Donation) -> Self:
        return cls(
            programme_id=gift.programme_id,
            donation_id=gift.id,
            campaign_id=gift.campaign_id,
            amount_minor=gift.amount.minor,
            started_at=gift.started_at,
        )


class WaitingCashOut(BaseModel):
    """Cash that fits none of the donor's gifts: it waits for a person (B4)."""

    donor_id: UUID
    cash_minor: int
    waiting_since: datetime | None
    gifts: list[WaitingGiftOut]

    @classmethod
    def of(cls, waiting: WaitingCash) -> Self:
        return cls(
            donor_id=waiting.account.donor_id,
            cash_minor=waiting.account.cash_minor,
            waiting_since=waiting.account.waiting_since,
            gifts=[WaitingGiftOut.of(gift) for gift in waiting.gifts],
        )


class CashDecisionIn(BaseModel):
    """What becomes of it, by the donor's word."""

    kind: CashDecisionKind
    cash_minor: Yen = Field(description="What you saw lying there: another sum is not decided on.")
    donation_id: UUID | None = Field(default=None, description="Needed unless all goes back.")

    def cash(self) -> Money:
        return Money(self.cash_minor)


class CashDecisionOut(BaseModel):
    """What was decided, and how far it is carried out."""

    id: UUID
    donor_id: UUID
    programme_id: UUID | None
    donation_id: UUID | None
    kind: CashDecisionKind
    cash_minor: int
    to_gift_minor: int
    to_return_minor: int
    decided_at: datetime
    decided_by: UUID
    may_be_withdrawn_until: datetime
    begun_at: datetime | None
    done_at: datetime | None
    withdrawn_at: datetime | None
    refusal: str | None = Field(description="The gateway's code, where it would not.")

    @classmethod
    def of(cls, decision: CashDecision) -> Self:
        return cls(
            id=decision.id,
            donor_id=decision.donor_id,
            programme_id=decision.programme_id,
            donation_id=decision.donation_id,
            kind=decision.kind,
            cash_minor=decision.cash.minor,
            to_gift_minor=decision.to_gift_minor,
            to_return_minor=decision.to_return_minor,
            decided_at=decision.decided_at,
            decided_by=decision.decided_by,
            may_be_withdrawn_until=decision.due_at,
            begun_at=decision.begun_at,
            done_at=decision.done_at,
            withdrawn_at=decision.withdrawn_at,
            refusal=decision.refusal,
        )
