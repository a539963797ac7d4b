"""Accounts with their counters, immutable transfers, funds. Each programme is a book of its own."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, OfProgramme, enum_column, reference, small_int
from services.core.kit.money import Money
from services.core.ledger.types import CHART, AccountCode, Side, TransferCode, TransferKind

_COUNTERS = ("debits_pending", "debits_posted", "credits_pending", "credits_posted")


class Account(OfProgramme, Base):
    """A place where value stands. Counters are kept for counted accounts only, else zero."""

    __tablename__ = "ledger_accounts"
    __table_args__ = (
        UniqueConstraint("programme_id", "code", "owner_id"),
        CheckConstraint(
            " AND ".join(f"{counter} >= 0" for counter in _COUNTERS), name="counters_not_negative"
        ),
        CheckConstraint(
            "NOT limited OR credits_posted >= debits_posted + debits_pending",
            name="limited_not_overdrawn",
        ),
        CheckConstraint("counted OR NOT limited", name="limited_is_counted"),
    )

    code: Mapped[AccountCode] = enum_column(AccountCode, "code")
    owner_id: Mapped[UUID]
    currency: Mapped[str] = mapped_column(CHAR(3), server_default="JPY")
    counted: Mapped[bool]
    limited: Mapped[bool]
    debits_pending: Mapped[int] = mapped_column(server_default=text("0"))
    debits_posted: Mapped[int] = mapped_column(server_default=text("0"))
    credits_pending: Mapped[int] = mapped_column(server_default=text("0"))
    credits_posted: Mapped[int] = mapped_column(server_default=text("0"))

    @property
    def side(self) -> Side:
        return CHART[self.code].side

    @property
    def available(self) -> Money:
        """What may still be taken from a counted credit account."""
        free = self.credits_posted - self.debits_posted - self.debits_pending
        return Money(free, self.currency)


class Transfer(OfProgramme, Base):
    """A movement of one amount from one account to another, for ever as it was recorded."""

    __tablename__ = "ledger_transfers"
    __table_args__ = (
        reference("ledger_accounts", "programme_id", "debit_account_id"),
        reference("ledger_accounts", "programme_id", "credit_account_id"),
        reference("ledger_transfers", "programme_id", "pending_id"),
        reference("ledger_transfers", "programme_id", "reverses_id"),
        UniqueConstraint("programme_id", "code", "of_id", "ordinal", "kind"),
        # A pending transfer is resolved at most once (L6).
        Index(
            "uq_ledger_transfers_resolution",
            "programme_id",
            "pending_id",
            unique=True,
            postgresql_where=text("pending_id IS NOT NULL"),
        ),
        Index(None, "programme_id", "debit_account_id", "occurred_at"),
        Index(None, "programme_id", "credit_account_id", "occurred_at"),
        Index(
            "ix_ledger_transfers_reverses",
            "programme_id",
            "reverses_id",
            postgresql_where=text("reverses_id IS NOT NULL"),
        ),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("debit_account_id <> credit_account_id", name="two_accounts"),
        CheckConstraint(
            "(pending_id IS NOT NULL) = (kind IN ('post', 'void'))", name="resolves_a_pending"
        ),
        CheckConstraint("lapses_at IS NULL OR kind = 'pending'", name="only_pending_lapses"),
    )

    code: Mapped[TransferCode] = enum_column(TransferCode, "code")
    kind: Mapped[TransferKind] = enum_column(TransferKind, "kind", server_default="single")
    of_id: Mapped[UUID]
    ordinal: Mapped[int] = small_int(server_default=text("0"))
    debit_account_id: Mapped[UUID]
    credit_account_id: Mapped[UUID]
    amount_minor: Mapped[int]
    currency: Mapped[str] = mapped_column(CHAR(3), server_default="JPY")
    occurred_at: Mapped[datetime]
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    pending_id: Mapped[UUID | None]
    reverses_id: Mapped[UUID | None]
    lapses_at: Mapped[datetime | None]

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class Fund(OfProgramme, Base):
    """Money held apart for a purpose; restricted where donors set the purpose."""

    __tablename__ = "funds"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    code: Mapped[str]
    name_ja: Mapped[str]
    name_en: Mapped[str]
    restricted: Mapped[bool]
    grade_min: Mapped[int | None] = small_int()  # a restriction to grades, both included
    grade_max: Mapped[int | None] = small_int()

    @property
    def content(self) -> tuple[object, ...]:
        """What a fund is for: equal for the same fund opened twice."""
        return (
            self.code,
            self.name_ja,
            self.name_en,
            self.restricted,
            self.grade_min,
            self.grade_max,
        )

    def may_fund(self, grade_no: int) -> bool:
        """Whether the donors' restriction allows a child of this grade (B6, L12)."""
        above = self.grade_min is None or grade_no >= self.grade_min
        return above and (self.grade_max is None or grade_no <= self.grade_max)


class Checkpoint(OfProgramme, Base):
    """
    A digest of all transfers recorded since the one before: what may never change (L8).

    The root is that of a Merkle tree of the same transfers, by which one of them can be shown
    without the others; the audit log, which is signed, holds it too.
    """

    __tablename__ = "ledger_checkpoints"
    __table_args__ = (
        UniqueConstraint("programme_id", "recorded_until"),
        CheckConstraint("recorded_after < recorded_until", name="span_not_empty"),
    )

    recorded_after: Mapped[datetime]  # exclusive
    recorded_until: Mapped[datetime]  # inclusive
    transfers: Mapped[int]
    digest: Mapped[bytes]
    root: Mapped[bytes | None]  # none on those that are older than the trees
