"""Payouts of the gateway, as facts of the organisation, and the bank's lines that are theirs."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import PayoutStatus
from services.core.kit.db import Base, OfOrganisation, enum_column, money_column, reference
from services.core.kit.money import Money


class BookedPayout(OfOrganisation, Base):
    """
    A payout whose every movement is in the books, there split over the programmes.

    The account at the bank is the organisation's: what one line brings may be of many programmes.
    """

    __tablename__ = "gateway_payouts"
    __table_args__ = (
        reference("gateway_bank_lines", "organisation_id", "bank_line_id"),
        reference("gateway_bank_lines", "organisation_id", "return_line_id"),
        UniqueConstraint("organisation_id", "external_id"),
        UniqueConstraint("organisation_id", "bank_line_id"),
        UniqueConstraint("organisation_id", "return_line_id"),
        CheckConstraint("return_line_id IS NULL OR status = 'failed'", name="only_failed_return"),
        Index(None, "organisation_id", "arrives_on"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    external_id: Mapped[str]
    amount: Mapped[Money] = money_column("amount")  # negative where the gateway debits the bank
    status: Mapped[PayoutStatus] = enum_column(PayoutStatus, "status")
    created_at: Mapped[datetime]
    arrives_on: Mapped[date]  # as the gateway says
    bank_line_id: Mapped[UUID | None]
    return_line_id: Mapped[UUID | None]  # by which the money of a failed one left the bank again


class GatewayBankLine(OfOrganisation, Base):
    """A line of the bank's statement between the gateway and us; it is booked with its payout."""

    __tablename__ = "gateway_bank_lines"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0", name="moves_something"),
        Index(None, "organisation_id", "booked_on"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    booked_on: Mapped[date]  # by the bank
    amount: Mapped[Money] = money_column("amount")  # a withdrawal is negative
    taken_in_at: Mapped[datetime]
