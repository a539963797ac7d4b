"""Supporters' own pages over the wire."""

from datetime import datetime
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.campaigns import CampaignFiguresOut
from services.api.schemas.donations import Line, Paragraph
from services.api.schemas.fields import Yen
from services.core.donations.models import SupporterPage
from services.core.donations.service import Supporting
from services.core.donations.types import PageStatus, SupporterWords


class SupporterPageIn(BaseModel):
    """What a supporter wants to say; staff look at it before anybody else can."""

    code: str = Field(pattern=r"^[a-z0-9-]{2,40}$", examples=["ringo"])
    goal_minor: Yen
    name: Line = Field(description="As the supporter wants to be named in public.")
    title: Line
    text: Paragraph

    def words(self) -> SupporterWords:
        return SupporterWords(name=self.name, title=self.title, text=self.text)


class SupporterPageOut(BaseModel):
    id: UUID
    campaign_id: UUID
    code: str = Field(description="The campaign's, a dot, and its own.")
    goal_minor: int
    status: PageStatus
    asked_at: datetime
    decided_at: datetime | None

    @classmethod
    def of(cls, page: SupporterPage) -> Self:
        return cls(
            id=page.id,
            campaign_id=page.campaign_id,
            code=page.code,
            goal_minor=page.goal.minor,
            status=page.status,
            asked_at=page.asked_at,
            decided_at=page.decided_at,
        )


class SupporterPageReadOut(BaseModel):
    """A supporter's page with its words, for staff to look at."""

    id: UUID
    code: str
    goal_minor: int
    status: PageStatus
    name: str
    title: str
    text: str
    figures: CampaignFiguresOut

    @classmethod
    def of(cls, page: Supporting) -> Self:
        return cls(
            id=page.id,
            code=page.code,
            goal_minor=page.goal.minor,
            status=page.status,
            name=page.words.name,
            title=page.words.title,
            text=page.words.text,
            figures=CampaignFiguresOut.of(page.figures),
        )
