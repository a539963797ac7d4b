"""Everything that the page of a campaign needs, in the reader's language; nobody's data."""

from datetime import date, datetime, timedelta
from typing import Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.campaigns import CampaignFiguresOut, DeadlineOut
from services.core.donations import policies
from services.core.donations.models import Campaign
from services.core.donations.types import (
    CampaignFigures,
    CampaignKind,
    CampaignStatus,
    Channel,
    Outcome,
    SponsorshipKind,
)
from services.core.kit.money import BASIS_POINTS, Money
from services.core.kit.periods import local_date
from services.core.kit.texts import text

NONE = timedelta(microseconds=1)


class ProgressOut(BaseModel):
    """One goal, and how far it is; the first is the campaign's own."""

    goal_minor: int
    kept_minor: int
    share_bps: int = Field(description="Of the goal, rounded down; above 10000 once it is passed.")
    reached: bool
    does: str = Field(description="What this goal would do; empty for the first.")

    @classmethod
    def of(cls, goal: Money, kept: int, does: str) -> Self:
        return cls(
            goal_minor=goal.minor,
            kept_minor=kept,
            share_bps=kept * BASIS_POINTS // goal.minor,
            reached=kept >= goal.minor,
            does=does,
        )


class ChannelOut(BaseModel):
    channel: Channel
    name: str


class FundChoiceOut(BaseModel):
    """A purpose that a donor may choose."""

    fund_id: UUID
    name: str
    restricted: bool
    grade_min: int | None = Field(description="The lowest grade that it may help, 1 to 12.")
    grade_max: int | None


class MatchingOut(BaseModel):
    """A company's promise beside the gifts; promised until it is paid."""

    kind: SponsorshipKind
    sponsor: str
    ratio_bps: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    places: int | None
    promised_minor: int = Field(description="The most that it may come to.")
    matched_minor: int = Field(description="What it has come to by now; promised, not paid.")
    paid_minor: int


class UpdateOut(BaseModel):
    """News of the campaign; of one that was withdrawn, only that it was, and why."""

    id: UUID
    published_at: datetime
    title: str
    body: str
    corrected_at: datetime | None
    withdrawn_because: str | None


class SupporterOut(BaseModel):
    """A supporter's own page, by the name that they chose to show."""

    id: UUID
    code: str
    name: str
    title: str
    text: str
    goal_minor: int
    kept_minor: int
    donors: int


class LegalLineOut(BaseModel):
    label: str
    value: str


class CampaignPageOut(BaseModel):
    """A campaign's page. It has no clock: the closing day, and whole days that are left."""

    id: UUID
    programme_id: UUID
    code: str
    language: str
    kind: CampaignKind
    status: CampaignStatus
    version: int
    name: str
    story: str
    use_of_funds: str
    opens_on: date
    closes_on: date = Field(description="The last day on which it takes gifts.")
    days_left: int = Field(description="Today's included; none once it is over.")
    is_open: bool
    outcome: Outcome | None
    rules: list[str] = Field(description="What becomes of a gift, one sentence each.")
    figures: CampaignFiguresOut
    used_minor: int | None = Field(description="For lessons; not told while few children use it.")
    children: int | None = Field(description="Not told while they are few.")
    progress: list[ProgressOut]
    suggested_minors: list[int]
    channels: list[ChannelOut] = Field(description="By which a gift can be paid now.")
    funds: list[FundChoiceOut]
    sponsors: list[MatchingOut]
    updates: list[UpdateOut]
    decisions: list[DeadlineOut]
    supporters: list[SupporterOut]
    legal: list[LegalLineOut] = Field(
        description="Who asks, as the Act on Specified Commercial Transactions wants it told."
    )
    certification: str
    through: SupporterOut | None = Field(description="The supporter by whose page one came.")


def spoken(campaign: Campaign, name: str, language: str) -> str:
    """A text of the campaign in the reader's language; in Japanese where there is none other."""
    if language == "en":
        own = getattr(campaign, f"{name}_en")
        if own:
            return str(own)
    base = f"{name}_ja" if hasattr(campaign, f"{name}_ja") else name
    return str(getattr(campaign, base))


def rules_of(campaign: Campaign, language: str) -> list[str]:
    """What becomes of a gift: what a donor must not have to guess (B5, B7)."""
    percent = f"{campaign.overhead_bps / 100:g}"
    missed = spoken(campaign, "if_goal_missed", language)
    overhead = text("campaign-rule-overhead", language, percent=percent)
    if campaign.kind is CampaignKind.ALL_IN:
        return [text("campaign-rule-all-in", language), missed, overhead]
    goal, day = yen(campaign.goal.minor), local_date(campaign.closes_at - NONE).isoformat()
    lines = [
        text("campaign-rule-all-or-nothing", language, goal=goal, day=day),
        missed,
        *(
            text(f"campaign-rule-{rule}", language)
            for rule in ("counts", "late-reached", "late-missed", "held")
        ),
    ]
    if campaign.settling_days:
        decided = local_date(campaign.decides_at - NONE).isoformat()
        lines.append(text("campaign-rule-decided-on", language, day=decided))
    return [*lines, overhead]


def legal_of(campaign: Campaign, channels: list[Channel], language: str) -> list[LegalLineOut]:
    """
    The lines that article 11 of the Act on Specified Commercial Transactions (特定商取引法) asks of
    whoever takes payments at a distance, and that card companies look for on every page.
    """
    values = {
        "seller": campaign.solicitor_name,
        "representative": campaign.representative,
        "address": campaign.solicitor_address,
        "phone": campaign.contact_phone,
        "email": campaign.contact_email,
        "price": text("campaign-law-price-text", language),
        "extra": text("campaign-law-extra-text", language),
        "payment": ", ".join(one.name for one in channels_of(channels, language)),
        "transfer-to": campaign.transfer_to if Channel.BANK_TRANSFER in channels else "",
        "payment-time": text("campaign-law-payment-time-text", language),
        "delivery": text("campaign-law-delivery-text", language),
        "cancellation": text("campaign-law-cancellation-text", language),
    }
    return [
        LegalLineOut(label=text(f"campaign-law-{name}", language), value=value)
        for name, value in values.items()
        if value
    ]


def channels_of(channels: list[Channel], language: str) -> list[ChannelOut]:
    return [
        ChannelOut(
            channel=channel,
            name=text(f"campaign-channel-{channel.value.replace('_', '-')}", language),
        )
        for channel in channels
    ]


def progress_of(campaign: Campaign, figures: CampaignFigures, language: str) -> list[ProgressOut]:
    goals = [(campaign.goal, "")] + [
        (one.amount, one.text_en if language == "en" and one.text_en else one.text_ja)
        for one in campaign.stretch_goals
    ]
    return [ProgressOut.of(goal, figures.kept, does) for goal, does in goals]


def yen(minor: int) -> str:
    return f"¥{minor:,}"


def days_left(campaign: Campaign, at: datetime) -> int:
    if campaign.status is not CampaignStatus.PUBLISHED:
        return 0
    return policies.days_left(campaign.closes_at, local_date(at))
