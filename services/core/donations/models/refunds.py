"""Money given back."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import RefundReason, RefundStatus
from services.core.kit.db import Base, OfProgramme, enum_column, money_column, reference
from services.core.kit.money import Money


class Refund(OfProgramme, Base):
    """
    Money given back, or on its way back: pending until it has left.

    By hand it is somebody's task to send it. A failed one is somebody's task again until it is
    closed: tried once more, or left at that.
    """

    __tablename__ = "refunds"
    __table_args__ = (
        reference("donations", "programme_id", "donation_id"),
        reference("refunds", "programme_id", "retry_of"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(
            "(status = 'settled') = (settled_at IS NOT NULL AND returned_at IS NULL)",
            name="settled_at",
        ),
        CheckConstraint("returned_at IS NULL OR settled_at IS NOT NULL", name="returned_after"),
        CheckConstraint("(status = 'failed') = (failure IS NOT NULL)", name="failure"),
        CheckConstraint(
            "(sent_on IS NOT NULL) = (by_hand AND settled_at IS NOT NULL)", name="sent_by_hand"
        ),
        Index(None, "programme_id", "donation_id"),
        Index(
            "ix_refunds_to_ask_for",
            "requested_at",
            postgresql_where=text("status = 'pending' AND asked_at IS NULL AND NOT by_hand"),
        ),
        Index(
            "ix_refunds_tasks",
            "programme_id",
            "id",
            postgresql_where=text(
                "(status = 'pending' AND by_hand) OR (status = 'failed' AND closed_at IS NULL)"
            ),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    donation_id: Mapped[UUID]
    status: Mapped[RefundStatus] = enum_column(RefundStatus, "status")
    amount: Mapped[Money] = money_column("amount")
    reason: Mapped[RefundReason] = enum_column(RefundReason, "reason")
    by_hand: Mapped[bool] = mapped_column(server_default=false())  # sent by us, from the bank
    external_id: Mapped[str | None]
    requested_at: Mapped[datetime]
    requested_by: Mapped[UUID]
    asked_at: Mapped[datetime | None]  # when the gateway took our request
    sent_on: Mapped[date | None]  # when it was sent by hand, as the bank's book has it
    settled_at: Mapped[datetime | None]  # when the money left
    returned_at: Mapped[datetime | None]  # and when it came back, if it did
    failure: Mapped[str | None]  # why it failed, as a code
    closed_at: Mapped[datetime | None]  # when somebody had seen to its failure
    retry_of: Mapped[UUID | None]  # the failed one in whose place it is
