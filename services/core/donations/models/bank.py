"""Deposits on the bank account, and the files that were taken in."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import DepositDecisionKind, ImportKind, ReturnedBy
from services.core.kit.db import Base, OfProgramme, enum_column, money_column, reference
from services.core.kit.money import Money


class BankDeposit(OfProgramme, Base):
    """
    A deposit on the organisation's account; what of it is neither taken nor returned waits (B4).

    Its parts are kept here so that they can never exceed it.
    """

    __tablename__ = "bank_deposits"
    __table_args__ = (
        reference("donations", "programme_id", "donation_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(donation_id IS NULL) = (matched_at IS NULL)", name="matched_at"),
        CheckConstraint("least(taken_minor, returned_minor) >= 0", name="parts_not_negative"),
        CheckConstraint("taken_minor + returned_minor <= amount_minor", name="parts_within"),
        CheckConstraint(
            "(taken_minor > 0) = (num_nonnulls(donation_id, site_payout_id) = 1)"
            " AND num_nonnulls(donation_id, site_payout_id) <= 1",
            name="taken_for_one_thing",
        ),
        reference("site_payouts", "programme_id", "site_payout_id"),
        UniqueConstraint("programme_id", "site_payout_id"),
        Index(
            "ix_bank_deposits_unmatched",
            "programme_id",
            "received_on",
            postgresql_where=text("taken_minor + returned_minor < amount_minor"),
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
    site_payout_id: Mapped[UUID | None]  # of a crowdfunding site: no gift, but many
    taken_minor: Mapped[int] = mapped_column(server_default=text("0"))  # a gift's, or a payout's
    returned_minor: Mapped[int] = mapped_column(server_default=text("0"))

    @property
    def rest(self) -> Money:
        """What waits in suspense."""
        return self.amount - Money(self.taken_minor + self.returned_minor, self.amount.currency)


class DepositDecision(OfProgramme, Base):
    """What a person made of a deposit; rows never change, so that what was undone is seen."""

    __tablename__ = "deposit_decisions"
    __table_args__ = (
        reference("bank_deposits", "programme_id", "deposit_id"),
        reference("donations", "programme_id", "donation_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(kind = 'returned') = (donation_id IS NULL)", name="returned_or_of_gift"),
        CheckConstraint(
            "(kind = 'returned') = (returned_on IS NOT NULL AND returned_by IS NOT NULL)",
            name="returned_somehow",
        ),
        Index(None, "programme_id", "deposit_id"),
        Index(None, "programme_id", "donation_id"),
    )

    deposit_id: Mapped[UUID]
    kind: Mapped[DepositDecisionKind] = enum_column(DepositDecisionKind, "kind")
    donation_id: Mapped[UUID | None]
    amount: Mapped[Money] = money_column("amount")
    asked_minor: Mapped[int | None]  # what the pledge was of, where its amount was changed
    returned_on: Mapped[date | None]
    returned_by: Mapped[ReturnedBy | None] = enum_column(ReturnedBy, "returned_by")
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID]


class Import(OfProgramme, Base):
    """That a file was taken in: the very same bytes are not taken in twice."""

    __tablename__ = "imports"
    __table_args__ = (UniqueConstraint("programme_id", "kind", "file_hash"),)

    kind: Mapped[ImportKind] = enum_column(ImportKind, "kind")
    file_hash: Mapped[bytes]
    rows: Mapped[int]
    imported_at: Mapped[datetime]
    imported_by: Mapped[UUID]
