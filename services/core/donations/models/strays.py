"""Payments that are not what their gift was started with."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import StrayBecause, StrayState
from services.core.kit.db import (
    Base,
    OfProgramme,
    enum_column,
    money_column,
    reference,
    small_int,
)
from services.core.kit.money import Money


class StrayPayment(OfProgramme, Base):
    """
    A payment set aside: a second one of one gift, say.

    Its money waits in suspense until a person has said what becomes of it.
    """

    __tablename__ = "stray_payments"
    __table_args__ = (
        reference("donations", "programme_id", "donation_id"),
        UniqueConstraint("programme_id", "payment_id"),
        CheckConstraint("(decided_at IS NULL) = (decided_by IS NULL)", name="decided_by_one"),
        Index(
            "ix_stray_payments_to_refund",
            "decided_at",
            postgresql_where=text("state = 'refunding' AND asked_at IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    donation_id: Mapped[UUID]
    payment_id: Mapped[str]  # the gateway's
    because: Mapped[StrayBecause] = enum_column(StrayBecause, "because")
    state: Mapped[StrayState] = enum_column(StrayState, "state")
    amount: Mapped[Money] = money_column("amount")
    found_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]
    tries: Mapped[int] = small_int(server_default=text("0"))  # to have it given back
    asked_at: Mapped[datetime | None]  # when the gateway took, or refused, our request
    failure: Mapped[str | None]  # why it could not be given back, as a code
