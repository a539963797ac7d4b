"""Money given back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import RefundStatus
from services.core.kit.db import Base, OfProgramme, enum_column, money_column, reference
from services.core.kit.money import Money


class Refund(OfProgramme, Base):
    """Money given back, or on its way back: pending until it has left."""

    __tablename__ = "refunds"
    __table_args__ = (
        reference("donations", "programme_id", "donation_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(status = 'settled') = (settled_at IS NOT NULL)", name="settled_at"),
        Index(None, "programme_id", "donation_id"),
        Index(
            "ix_refunds_to_ask_for",
            "requested_at",
            postgresql_where=text("status = 'pending' AND asked_at IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    donation_id: Mapped[UUID]
    status: Mapped[RefundStatus] = enum_column(RefundStatus, "status")
    amount: Mapped[Money] = money_column("amount")
    external_id: Mapped[str | None]
    requested_at: Mapped[datetime]
    requested_by: Mapped[UUID]
    asked_at: Mapped[datetime | None]  # when the gateway took our request
    settled_at: Mapped[datetime | None]
