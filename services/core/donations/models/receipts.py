"""Donation receipts: papers that never change, what became of them, and how they are numbered."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import DatePolicy, ReceiptKind, RunStatus, WhyCancelled
from services.core.kit.db import (
    Base,
    OfOrganisation,
    enum_column,
    money_column,
    reference,
    small_int,
)
from services.core.kit.money import Money

_NOTHING = text("0")


class ReceiptBook(Base):
    """The last serial number given out in a calendar year; locked while receipts are issued."""

    __tablename__ = "receipt_books"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    year: Mapped[int] = small_int(primary_key=True)
    last_serial: Mapped[int] = small_int(server_default=_NOTHING)


class ReceiptDatePolicy(Base):
    """
    By which day gifts paid in a calendar year are accepted, and in the years after (B9).

    Fixed once a receipt was issued by it.
    """

    __tablename__ = "receipt_date_policies"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    year: Mapped[int] = small_int(primary_key=True)
    policy: Mapped[DatePolicy] = enum_column(DatePolicy, "policy")
    chosen_at: Mapped[datetime]
    chosen_by: Mapped[UUID]
    fixed_at: Mapped[datetime | None]


class Receipt(OfOrganisation, Base):
    """
    A donation receipt, for one gift or for what somebody gave in a calendar year.

    Serial numbers run without a gap within organisation and year (B8). What it says never
    changes: a wrong one is cancelled, and another, which names it, takes its place.
    """

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "serial"),
        reference("donors", "organisation_id", "donor_id"),
        reference("certifications", "organisation_id", "certification_id"),
        reference("receipts", "organisation_id", "replaces_id"),
        CheckConstraint("serial > 0", name="serial_positive"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index(None, "organisation_id", "donor_id"),
    )

    donor_id: Mapped[UUID]
    year: Mapped[int] = small_int()
    serial: Mapped[int] = small_int()
    kind: Mapped[ReceiptKind] = enum_column(ReceiptKind, "kind")
    accepted_on: Mapped[date]  # of the last gift that it is for
    amount: Mapped[Money] = money_column("amount")
    issued_at: Mapped[datetime]
    # Nothing for those that were issued before certifications were kept here.
    certification_id: Mapped[UUID | None]
    replaces_id: Mapped[UUID | None]

    @property
    def number(self) -> str:
        """As it stands on the paper: 2026-000123."""
        return number_of(self.year, self.serial)


def number_of(year: int, serial: int) -> str:
    """
    >>> number_of(2026, 123)
    '2026-000123'
    """
    return f"{year}-{serial:06}"


class ReceiptLine(Base):
    """
    A gift on a receipt.

    A gift stands on one receipt at a time, so that nobody can deduct it twice.
    """

    __tablename__ = "receipt_lines"
    __table_args__ = (
        reference("receipts", "organisation_id", "receipt_id"),
        reference("donations", "programme_id", "donation_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        Index(
            "uq_receipt_lines_standing",
            "programme_id",
            "donation_id",
            unique=True,
            postgresql_where=text("standing"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    receipt_id: Mapped[UUID] = mapped_column(primary_key=True)
    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    donation_id: Mapped[UUID] = mapped_column(primary_key=True)
    accepted_on: Mapped[date]
    amount: Mapped[Money] = money_column("amount")
    standing: Mapped[bool]


class ReceiptCancellation(Base):
    """That a receipt counts no more: whoever deducted it has to say so to the tax office."""

    __tablename__ = "receipt_cancellations"
    __table_args__ = (reference("receipts", "organisation_id", "receipt_id"),)

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    receipt_id: Mapped[UUID] = mapped_column(primary_key=True)
    reason: Mapped[WhyCancelled] = enum_column(WhyCancelled, "reason")
    cancelled_at: Mapped[datetime]
    cancelled_by: Mapped[UUID]


class ReceiptReissue(Base):
    """That the paper was printed once more, marked 再発行: the same receipt, the same number."""

    __tablename__ = "receipt_reissues"
    __table_args__ = (
        reference("receipts", "organisation_id", "receipt_id"),
        CheckConstraint("ordinal > 0", name="ordinal_positive"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    receipt_id: Mapped[UUID] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = small_int(primary_key=True)
    reissued_at: Mapped[datetime]
    reissued_by: Mapped[UUID]


class ReceiptRun(OfOrganisation, Base):
    """The order to issue a year's receipts, and how far it has come."""

    __tablename__ = "receipt_runs"
    __table_args__ = (
        CheckConstraint("(status = 'running') = (ended_at IS NULL)", name="ended_at"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    year: Mapped[int] = small_int()
    kind: Mapped[ReceiptKind] = enum_column(ReceiptKind, "kind")
    status: Mapped[RunStatus] = enum_column(RunStatus, "status")
    due: Mapped[int] = small_int()
    looked_at: Mapped[int] = small_int(server_default=_NOTHING)
    issued: Mapped[int] = small_int(server_default=_NOTHING)
    left_out: Mapped[dict[str, Any]]  # gifts by reason
    asked_at: Mapped[datetime]
    asked_by: Mapped[UUID]
    ended_at: Mapped[datetime | None]
