"""News of campaigns over the wire, with all that they once said."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.donations import Line, Paragraph
from services.core.donations.service import Update
from services.core.donations.types import UpdateWords


class UpdateIn(BaseModel):
    """News in both languages; donors get theirs by mail."""

    title_ja: Line
    title_en: Line
    body_ja: Paragraph
    body_en: Paragraph

    def words(self) -> UpdateWords:
        return UpdateWords(**self.model_dump())


class WithdrawalIn(BaseModel):
    reason: Paragraph = Field(description="For everybody to read in the update's place.")


class UpdateVersionOut(BaseModel):
    version: int
    title_ja: str
    title_en: str
    body_ja: str
    body_en: str
    written_at: datetime


class CampaignUpdateOut(BaseModel):
    """News of a campaign; its last version is what is shown."""

    id: UUID
    campaign_id: UUID
    published_at: datetime
    withdrawn_at: datetime | None
    withdrawn_because: str | None
    versions: list[UpdateVersionOut] = Field(description="Empty for an update that was withdrawn.")

    @classmethod
    def of(cls, update: Update, *, staff: bool) -> Self:
        shown = update.versions if staff or update.withdrawn_at is None else ()
        return cls(
            id=update.id,
            campaign_id=update.campaign_id,
            published_at=update.published_at,
            withdrawn_at=update.withdrawn_at,
            withdrawn_because=update.withdrawn_because,
            versions=[UpdateVersionOut.model_validate(one, from_attributes=True) for one in shown],
        )


class UnsubscribeIn(BaseModel):
    token: str = Field(
        min_length=20,
        max_length=200,
        description="What the link in the mail bears.",
        pattern=r"^[A-Za-z0-9_-]+$",
    )


class UnsubscribedOut(BaseModel):
    updates_by_mail: bool = False
