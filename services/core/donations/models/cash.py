"""Cash: who took it, and who counted it again."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped

from services.core.kit.db import Base, OfProgramme, reference


class CashCount(OfProgramme, Base):
    """Cash as it was handed over; its id is the gift's."""

    __tablename__ = "cash_counts"
    __table_args__ = (
        reference("donations", "programme_id", "id"),
        CheckConstraint("(counted_at IS NULL) = (counted_by IS NULL)", name="counted_by_one"),
        CheckConstraint("counted_by <> taken_by", name="counted_by_another"),
    )

    taken_at: Mapped[datetime]
    taken_by: Mapped[UUID]
    counted_at: Mapped[datetime | None]
    counted_by: Mapped[UUID | None]
