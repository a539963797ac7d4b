"""What donors are asked for, what they were told, and what was decided about it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import (
    CampaignKind,
    CampaignStatus,
    Channel,
    DeadlineChange,
    Outcome,
    StretchGoal,
)
from services.core.kit.db import Base, OfProgramme, enum_column, money_column, reference, small_int
from services.core.kit.money import Money

_EMPTY_LIST = text("'[]'::jsonb")

# What a page tells; a version keeps all of it.
WORDS = (
    "name_ja",
    "name_en",
    "story_ja",
    "story_en",
    "solicitor_name",
    "solicitor_address",
    "representative",
    "contact_email",
    "contact_phone",
    "transfer_to",
    "certification",
    "use_of_funds",
    "use_of_funds_en",
    "if_goal_missed",
    "if_goal_missed_en",
)


class Campaign(OfProgramme, Base):
    """What donors are asked for, with all that the law wants them to read first (B7)."""

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        reference("funds", "programme_id", "fund_id"),
        CheckConstraint("opens_at < closes_at", name="open_for_a_while"),
        CheckConstraint("goal_minor > 0", name="goal_positive"),
        CheckConstraint("overhead_bps BETWEEN 0 AND 10000", name="overhead_is_a_share"),
        CheckConstraint("settling_days BETWEEN 0 AND 14", name="settles_soon"),
        CheckConstraint("(status = 'draft') = (published_at IS NULL)", name="published_at"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_at"),
        CheckConstraint(
            "(outcome IS NULL) = (counted_minor IS NULL)"
            " AND (outcome IS NOT NULL) = (kind = 'all_or_nothing' AND status = 'closed')"
            " AND (outcome IS NULL OR (outcome = 'reached') = (counted_minor >= goal_minor))",
            name="outcome_by_what_was_kept",
        ),
        Index(None, "code"),
        Index(
            "ix_campaigns_running",
            "programme_id",
            "closes_at",
            postgresql_where=text("status = 'published'"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    fund_id: Mapped[UUID]
    code: Mapped[str]
    kind: Mapped[CampaignKind] = enum_column(CampaignKind, "kind")
    status: Mapped[CampaignStatus] = enum_column(CampaignStatus, "status")
    version: Mapped[int] = small_int()  # of what it tells
    name_ja: Mapped[str]
    name_en: Mapped[str]
    story_ja: Mapped[str]
    story_en: Mapped[str]
    goal: Mapped[Money] = money_column("goal")
    stretch_goals_data: Mapped[list[Any]] = mapped_column(server_default=_EMPTY_LIST)
    suggested_minors: Mapped[list[Any]] = mapped_column(server_default=_EMPTY_LIST)
    channel_codes: Mapped[list[str]] = mapped_column(server_default=_EMPTY_LIST)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]  # exclusive
    settling_days: Mapped[int] = small_int()  # between the end and the decision
    overhead_bps: Mapped[int] = small_int()
    solicitor_name: Mapped[str]
    solicitor_address: Mapped[str]
    representative: Mapped[str]
    contact_email: Mapped[str]
    contact_phone: Mapped[str]
    transfer_to: Mapped[str]  # the account that donors send transfers to, in full; empty: none
    certification: Mapped[str]  # whose certification a deduction rests on, or that there is none
    use_of_funds: Mapped[str]
    use_of_funds_en: Mapped[str]
    if_goal_missed: Mapped[str]
    if_goal_missed_en: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[Outcome | None] = enum_column(Outcome, "outcome")
    counted_minor: Mapped[int | None]  # what had come by the end and was kept when it was decided

    @property
    def stretch_goals(self) -> tuple[StretchGoal, ...]:
        return tuple(
            StretchGoal(
                amount=Money(one["amount_minor"], self.goal.currency),
                text_ja=one["text_ja"],
                text_en=one["text_en"],
            )
            for one in self.stretch_goals_data
        )

    @stretch_goals.setter
    def stretch_goals(self, goals: tuple[StretchGoal, ...]) -> None:
        self.stretch_goals_data = [
            {"amount_minor": one.amount.minor, "text_ja": one.text_ja, "text_en": one.text_en}
            for one in goals
        ]

    @property
    def suggested_amounts(self) -> tuple[Money, ...]:
        return tuple(Money(minor, self.goal.currency) for minor in self.suggested_minors)

    @suggested_amounts.setter
    def suggested_amounts(self, amounts: tuple[Money, ...]) -> None:
        self.suggested_minors = [amount.minor for amount in amounts]

    @property
    def channels(self) -> tuple[Channel, ...]:
        """By which its page lets a gift be paid."""
        return tuple(Channel(code) for code in self.channel_codes)

    @channels.setter
    def channels(self, channels: tuple[Channel, ...]) -> None:
        self.channel_codes = [channel.value for channel in channels]

    @property
    def decides_at(self) -> datetime:
        """From when on it may be decided what it came to."""
        return self.closes_at + timedelta(days=self.settling_days)

    @property
    def gives_back(self) -> bool:
        """Whether its gifts are given back: it promised all or nothing, and missed its goal."""
        return self.outcome is Outcome.MISSED

    @property
    def undecided(self) -> bool:
        """Whether its gifts may still have to be given back."""
        return self.kind is CampaignKind.ALL_OR_NOTHING and self.outcome is None

    def is_open(self, at: datetime) -> bool:
        published = self.status is CampaignStatus.PUBLISHED
        return published and self.opens_at <= at < self.closes_at

    def told(self, fund_ids: list[UUID]) -> dict[str, Any]:
        """All that its page tells now, to be kept as a version."""
        return {
            **{name: getattr(self, name) for name in WORDS},
            "code": self.code,
            "kind": self.kind.value,
            "goal_minor": self.goal.minor,
            "stretch_goals": list(self.stretch_goals_data),
            "suggested_minors": list(self.suggested_minors),
            "channels": list(self.channel_codes),
            "opens_at": self.opens_at.isoformat(),
            "closes_at": self.closes_at.isoformat(),
            "settling_days": self.settling_days,
            "overhead_bps": self.overhead_bps,
            "fund_ids": [str(self.fund_id), *map(str, fund_ids)],
        }


class CampaignFund(Base):
    """A fund that donors may choose on the campaign's page, beside the campaign's own (B6)."""

    __tablename__ = "campaign_funds"
    __table_args__ = (
        reference("campaigns", "programme_id", "campaign_id"),
        reference("funds", "programme_id", "fund_id"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    fund_id: Mapped[UUID] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = small_int()


class CampaignVersion(Base):
    """What a campaign told its donors from an instant on; never changed."""

    __tablename__ = "campaign_versions"
    __table_args__ = (
        reference("campaigns", "programme_id", "campaign_id"),
        CheckConstraint("version > 0", name="version_positive"),
        CheckConstraint("(version = 1) = (reason IS NULL)", name="changed_for_a_reason"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    campaign_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = small_int(primary_key=True)
    told: Mapped[dict[str, Any]]
    reason: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]


class CampaignDecision(OfProgramme, Base):
    """That a campaign ends later, or sooner, than it had told; with the reason, for donors."""

    __tablename__ = "campaign_decisions"
    __table_args__ = (
        reference("campaigns", "programme_id", "campaign_id"),
        CheckConstraint(
            "CASE change WHEN 'extended' THEN until > instead_of ELSE until < instead_of END",
            name="of_its_kind",
        ),
        Index(None, "programme_id", "campaign_id"),
    )

    campaign_id: Mapped[UUID]
    change: Mapped[DeadlineChange] = enum_column(DeadlineChange, "change")
    instead_of: Mapped[datetime]
    until: Mapped[datetime]
    reason_ja: Mapped[str]
    reason_en: Mapped[str]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID]
