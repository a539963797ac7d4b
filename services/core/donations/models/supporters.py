"""Pages by which supporters ask for a campaign themselves."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped

from services.core.donations.types import PageStatus
from services.core.kit.db import Base, OfProgramme, enum_column, money_column, reference
from services.core.kit.money import Money


class SupporterPage(OfProgramme, Base):
    """
    A supporter's own page for a campaign: gifts by it are the campaign's, on its terms.

    The supporter's words are sealed under the supporter's key: forgotten, they are gone.
    """

    __tablename__ = "supporter_pages"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        ForeignKeyConstraint(
            ["organisation_id", "programme_id"], ["programmes.organisation_id", "programmes.id"]
        ),
        reference("campaigns", "programme_id", "campaign_id"),
        reference("donors", "organisation_id", "donor_id"),
        CheckConstraint("goal_minor > 0", name="goal_positive"),
        CheckConstraint(
            "(status = 'asked') = (decided_at IS NULL)"
            " AND (decided_at IS NULL) = (decided_by IS NULL)",
            name="decided_by_one",
        ),
        CheckConstraint(
            "status = 'ended' OR words_sealed IS NOT NULL", name="words_while_it_stands"
        ),
        Index(None, "programme_id", "campaign_id"),
        Index(None, "organisation_id", "donor_id"),
    )

    organisation_id: Mapped[UUID]
    campaign_id: Mapped[UUID]
    donor_id: Mapped[UUID]
    code: Mapped[str]  # the campaign's, a dot, and one of its own
    goal: Mapped[Money] = money_column("goal")
    words_sealed: Mapped[bytes | None]  # name, title and text, as JSON
    status: Mapped[PageStatus] = enum_column(PageStatus, "status")
    asked_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
