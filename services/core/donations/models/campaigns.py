"""What donors are asked for."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, OfProgramme, money_column, reference, small_int
from services.core.kit.money import Money


class Campaign(OfProgramme, Base):
    """What donors are asked for, with all that the law wants them to read first (B7)."""

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        reference("funds", "programme_id", "fund_id"),
        CheckConstraint("opens_at < closes_at", name="open_for_a_while"),
        CheckConstraint("goal_minor > 0", name="goal_positive"),
        CheckConstraint(
            "stretch_goal_minor IS NULL OR stretch_goal_minor > goal_minor", name="stretch_beyond"
        ),
        CheckConstraint("overhead_bps BETWEEN 0 AND 10000", name="overhead_is_a_share"),
        Index(None, "code"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    fund_id: Mapped[UUID]
    code: Mapped[str]
    name_ja: Mapped[str]
    name_en: Mapped[str]
    goal: Mapped[Money] = money_column("goal")
    stretch_goal_minor: Mapped[int | None]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]  # exclusive
    overhead_bps: Mapped[int] = small_int()
    solicitor_name: Mapped[str]
    solicitor_address: Mapped[str]
    use_of_funds: Mapped[str]
    if_goal_missed: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at
