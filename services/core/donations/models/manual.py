"""Money moved by hand, in two pairs of eyes."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlalchemy.orm import Mapped

from services.core.donations.errors import ManualTransferDecided
from services.core.donations.types import (
    ManualTransferKind,
    ManualTransferReason,
    ManualTransferStatus,
)
from services.core.kit.db import Base, OfProgramme, enum_column, money_column, reference
from services.core.kit.money import Money


class ManualTransfer(OfProgramme, Base):
    """Money that one person wants moved by hand, and what another made of it (I12)."""

    __tablename__ = "manual_transfers"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "programme_id"], ["programmes.organisation_id", "programmes.id"]
        ),
        reference("donations", "programme_id", "donation_id"),
        reference("funds", "programme_id", "from_fund_id"),
        reference("funds", "programme_id", "to_fund_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("from_fund_id <> to_fund_id", name="two_funds"),
        CheckConstraint(
            "CASE kind WHEN 'redesignation' THEN donation_id IS NOT NULL AND from_fund_id IS NOT"
            " NULL ELSE from_fund_id IS NULL AND (donation_id IS NOT NULL) = (status = 'approved')"
            " END",
            name="of_its_kind",
        ),
        CheckConstraint(
            "(status = 'proposed') = (decided_at IS NULL)"
            " AND (decided_at IS NULL) = (decided_by IS NULL)",
            name="decided_by_one",
        ),
        CheckConstraint("status <> 'approved' OR decided_by <> proposed_by", name="four_eyes"),
        Index(
            "ix_manual_transfers_waiting",
            "organisation_id",
            "proposed_at",
            postgresql_where=text("status = 'proposed'"),
        ),
    )

    organisation_id: Mapped[UUID]
    kind: Mapped[ManualTransferKind] = enum_column(ManualTransferKind, "kind")
    donation_id: Mapped[UUID | None]  # the gift that moves, or that the money in suspense became
    from_fund_id: Mapped[UUID | None]
    to_fund_id: Mapped[UUID]
    amount: Mapped[Money] = money_column("amount")
    reason: Mapped[ManualTransferReason] = enum_column(ManualTransferReason, "reason")
    status: Mapped[ManualTransferStatus] = enum_column(
        ManualTransferStatus, "status", default=ManualTransferStatus.PROPOSED
    )
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID]
    decided_at: Mapped[datetime | None]
    decided_by: Mapped[UUID | None]

    def decide(self, status: ManualTransferStatus, *, by: UUID, at: datetime) -> None:
        """:raises ManualTransferDecided: it does not wait any more."""
        self.must_wait()
        self.status, self.decided_by, self.decided_at = status, by, at

    def must_wait(self) -> None:
        if self.status is not ManualTransferStatus.PROPOSED:
            raise ManualTransferDecided(manual_transfer_id=self.id, status=self.status)
