"""Payments that a donor's bank asks about, or takes back."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import DisputeAnswer, DisputeState
from services.core.kit.db import (
    Base,
    OfProgramme,
    enum_column,
    money_column,
    reference,
    small_int,
)
from services.core.kit.money import Money


class Dispute(OfProgramme, Base):
    """How one dispute stands at the gateway, and what the office decided to do about it."""

    __tablename__ = "disputes"
    __table_args__ = (
        reference("donations", "programme_id", "donation_id"),
        UniqueConstraint("programme_id", "external_id"),
        CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL)",
            name="answered_by_one",
        ),
        CheckConstraint(
            "(state IN ('dropped', 'won', 'lost')) = (closed_at IS NOT NULL)", name="closed_at"
        ),
        Index(None, "programme_id", "donation_id"),
        Index(
            "ix_disputes_due",
            "respond_by",
            postgresql_where=text("closed_at IS NULL AND reminded_at IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    donation_id: Mapped[UUID]
    external_id: Mapped[str]
    state: Mapped[DisputeState] = enum_column(DisputeState, "state")
    moves: Mapped[int] = small_int()  # how often it had moved money when it was last heard of
    amount: Mapped[Money] = money_column("amount")
    reason: Mapped[str]  # the bank's, as the gateway's code has it
    respond_by: Mapped[datetime | None]  # until when evidence may be handed in
    noted_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    answer: Mapped[DisputeAnswer | None] = enum_column(DisputeAnswer, "answer")
    answered_at: Mapped[datetime | None]
    answered_by: Mapped[UUID | None]
    reminded_at: Mapped[datetime | None]
