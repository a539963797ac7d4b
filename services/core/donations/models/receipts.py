"""Donation receipts, and the books in which they are numbered."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import DatePolicy
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
    """A donation receipt. Serial numbers run without a gap within organisation and year (B8)."""

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "serial"),
        UniqueConstraint("programme_id", "donation_id"),
        reference("donations", "programme_id", "donation_id"),
        reference("donors", "organisation_id", "donor_id"),
        CheckConstraint("serial > 0", name="serial_positive"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    programme_id: Mapped[UUID]
    donation_id: Mapped[UUID]
    donor_id: Mapped[UUID]
    year: Mapped[int] = small_int()
    serial: Mapped[int] = small_int()
    accepted_on: Mapped[date]
    amount: Mapped[Money] = money_column("amount")
    issued_at: Mapped[datetime]

    @property
    def number(self) -> str:
        """As it stands on the paper: 2026-000123."""
        return f"{self.year}-{self.serial:06}"
