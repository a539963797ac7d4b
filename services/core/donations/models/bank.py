"""Deposits on the bank account, and the files that were taken in."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import ImportKind
from services.core.kit.db import Base, OfProgramme, enum_column, money_column, reference
from services.core.kit.money import Money


class BankDeposit(OfProgramme, Base):
    """A deposit on the organisation's account; without a donation it waits to be matched (B4)."""

    __tablename__ = "bank_deposits"
    __table_args__ = (
        reference("donations", "programme_id", "donation_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(donation_id IS NULL) = (matched_at IS NULL)", name="matched_at"),
        Index(
            "ix_bank_deposits_unmatched",
            "programme_id",
            "received_on",
            postgresql_where=text("donation_id IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    received_on: Mapped[date]
    amount: Mapped[Money] = money_column("amount")
    payer_sealed: Mapped[bytes | None]
    reference: Mapped[str | None]
    donation_id: Mapped[UUID | None]
    matched_at: Mapped[datetime | None]
    matched_by: Mapped[UUID | None]


class Import(OfProgramme, Base):
    """That a file was taken in: the very same bytes are not taken in twice."""

    __tablename__ = "imports"
    __table_args__ = (UniqueConstraint("programme_id", "kind", "file_hash"),)

    kind: Mapped[ImportKind] = enum_column(ImportKind, "kind")
    file_hash: Mapped[bytes]
    rows: Mapped[int]
    imported_at: Mapped[datetime]
    imported_by: Mapped[UUID]
