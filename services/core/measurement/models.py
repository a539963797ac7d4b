"""The rollups: sums that follow from redemptions and reversals, and can be made anew from them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, enum_column
from services.core.measurement.types import GradeBand
from services.core.programmes.types import ServiceCategory

_MONTH = "month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'"


class ChildMonth(Base):
    """
    What one child used of one category in one month of lessons.

    Children do not add up over months and categories; from these rows they are counted once.
    Internal: no figure leaves it but through `protection`.
    """

    __tablename__ = "rollup_child_months"
    __table_args__ = (
        Index(None, "programme_id", "month", "category", "band"),
        CheckConstraint(_MONTH, name="month_form"),
        CheckConstraint("redemptions >= 0 AND used_minor >= 0", name="sums_not_negative"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    child_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(CHAR(7), primary_key=True)
    category: Mapped[ServiceCategory] = enum_column(ServiceCategory, "category", primary_key=True)
    band: Mapped[GradeBand] = enum_column(GradeBand, "band", primary_key=True)
    redemptions: Mapped[int]  # of which anything is left after reversals
    used_minor: Mapped[int]


class UseRollup(Base):
    """Redemptions, yen net of reversals and children, by month of lesson, category and band."""

    __tablename__ = "rollup_uses"
    __table_args__ = (
        CheckConstraint(_MONTH, name="month_form"),
        CheckConstraint(
            "redemptions >= 0 AND used_minor >= 0 AND children >= 0", name="sums_not_negative"
        ),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    month: Mapped[str] = mapped_column(CHAR(7), primary_key=True)
    category: Mapped[ServiceCategory] = enum_column(ServiceCategory, "category", primary_key=True)
    band: Mapped[GradeBand] = enum_column(GradeBand, "band", primary_key=True)
    redemptions: Mapped[int]
    used_minor: Mapped[int]
    children: Mapped[int]


class RollupWatermark(Base):
    """
    How far a programme's facts were read; its lock lets one rollup run at a time.

    `read_to_xid`: every transaction before it had ended when we read. `cluster` is the database
    system whose transactions these are: after a restore into another they mean nothing.
    """

    __tablename__ = "rollup_watermarks"

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    cluster: Mapped[int]
    read_to_xid: Mapped[int]
    read_at: Mapped[datetime]
