"""One's own gifts over the wire. Amounts in yen."""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.impact import ImpactStatementOut
from services.core.donations.types import Channel
from services.core.impact import pages
from services.core.impact.types import GiftState, OwnGift, Place


class OwnGiftOut(BaseModel):
    """A gift as its donor sees it."""

    id: UUID
    programme_id: UUID
    programme: str
    campaign: str | None
    channel: Channel
    state: GiftState
    told: str = Field(description="The state in the reader's words.", examples=["Received"])
    amount: int
    fee_cover: int = Field(description="Of it, what was added to cover the payment's fee.")
    running_costs: int = Field(description="Of it, what goes to running costs, fee cover apart.")
    refunded: int
    disputed: int = Field(description="What the donor's bank took back.")
    refund_under_way: int
    anonymous: bool
    reference: str | None = Field(description="The number that a bank transfer should bear.")
    started_at: datetime
    settled_at: datetime | None
    accepted_on: date | None = Field(description="The day that receipt and accounts go by.")
    has_statement: bool = Field(description="Whether there is something to tell of its yen.")

    @classmethod
    def of(cls, gift: OwnGift, language: str) -> Self:
        english = language == "en"
        kept = gift.amount_minor - gift.refunded_minor - gift.disputed_minor
        cover = min(gift.fee_cover_minor, kept, gift.overhead_minor)
        return cls(
            id=gift.id,
            programme_id=gift.programme_id,
            programme=gift.programme_en if english else gift.programme_ja,
            campaign=gift.campaign_en if english else gift.campaign_ja,
            channel=gift.channel,
            state=gift.state,
            told=pages.state_in_words(gift.state, language),
            amount=gift.amount_minor,
            fee_cover=gift.fee_cover_minor,
            running_costs=gift.overhead_minor - cover,
            refunded=gift.refunded_minor,
            disputed=gift.disputed_minor,
            refund_under_way=gift.refund_under_way_minor,
            anonymous=gift.anonymous,
            reference=gift.reference,
            started_at=gift.started_at,
            settled_at=gift.settled_at,
            accepted_on=gift.accepted_on,
            has_statement=gift.has_statement,
        )


class DonorYearOut(BaseModel):
    """What became of all that a donor gave in a calendar year, over all programmes."""

    year: int
    amount: int
    parts: dict[Place, int] = Field(description="They sum to `amount` exactly.")
    stood_in: int
    final: bool
    programmes: list[ImpactStatementOut]


class GiftProofOut(BaseModel):
    """That a gift is in the signed log and the journal; docs/verify_gift.py checks it offline."""

    form: int
    gift: UUID
    programme: UUID
    log: str = Field(description="The log's name, which its checkpoints begin with.")
    told: dict[str, int] = Field(description="What the transfers must come to.")
    accounts: dict[UUID, dict[str, str]]
    entries: list[dict[str, Any]] = Field(description="Of the log, each with its inclusion proof.")
    journal: list[dict[str, Any]] = Field(description="Transfers, and the entries of their roots.")
