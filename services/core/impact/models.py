"""What a closed month fixed: which gift paid how much of which lesson."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, reference


class TracedMonth(Base):
    """That a closed month was traced. Immutable, and one transaction with its `TracedUse`s."""

    __tablename__ = "traced_months"
    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "month"], ["monthly_closes.programme_id", "monthly_closes.month"]
        ),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(CHAR(7), primary_key=True)
    traced_at: Mapped[datetime]


class TracedUse(Base):
    """
    Yen of one gift in one redemption, as fixed with a month. Immutable, by grant and trigger.

    What changes later, by a reversal for instance, is a further row with a later month, positive
    or negative: so a donor's figures for a closed month never move, and all rows together are
    the trace of today.
    """

    __tablename__ = "traced_uses"
    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "month"], ["traced_months.programme_id", "traced_months.month"]
        ),
        reference("donations", "programme_id", "donation_id"),
        reference("redemptions", "programme_id", "redemption_id"),
        Index(None, "programme_id", "month"),
        CheckConstraint("amount_minor <> 0", name="amount_moves"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    donation_id: Mapped[UUID] = mapped_column(primary_key=True)
    redemption_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(CHAR(7), primary_key=True)
    amount_minor: Mapped[int]
