"""On what ground a municipality may see its residents by name (G1)."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base


class DataAgreement(Base):
    """An agreement on the sharing of data, between the organisation and one municipality."""

    __tablename__ = "data_agreements"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "programme_id"], ["programmes.organisation_id", "programmes.id"]
        ),
        CheckConstraint("ends_on IS NULL OR agreed_on < ends_on", name="lasts_a_while"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    municipality_code: Mapped[str] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID]
    reference: Mapped[str]  # the number or title of the document
    agreed_on: Mapped[date]
    ends_on: Mapped[date | None]  # the first day on which it binds nobody any more
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID]

    def in_force(self, on: date) -> bool:
        return self.agreed_on <= on and (self.ends_on is None or on < self.ends_on)
