"""Closed months, statements and their lines, objections, payout batches and payouts."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CHAR, CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.business_days import Shift
from services.core.kit.db import Base, OfProgramme, enum_column, reference, small_int
from services.core.settlements.errors import (
    AlreadyExported,
    BatchStatusUnfit,
    ObjectionResolvedBefore,
    PayoutNotInTransit,
)
from services.core.settlements.types import (
    BatchStatus,
    ExportedFile,
    FeeBearer,
    LineKind,
    ObjectionOutcome,
    ObjectionReason,
    PayoutStatus,
    StatementStatus,
)
from services.core.settlements.zengin.records import Newline

_MONTH = "month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'"


class SettlementTerms(Base):
    """
    How a programme settles; also the row that stands guard: its verbs come one by one.

    The account from which it pays is sealed; the organisation is its subject.
    """

    __tablename__ = "settlement_terms"
    __table_args__ = (
        ForeignKeyConstraint(["programme_id"], ["programmes.id"]),
        CheckConstraint("objection_days >= 0", name="objection_days_not_negative"),
        CheckConstraint("tax_rate_bps BETWEEN 0 AND 10000", name="tax_rate_is_a_share"),
        CheckConstraint("consignor_code ~ '^[0-9]{10}$'", name="consignor_code_ten_digits"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    objection_days: Mapped[int] = small_int(server_default=text("7"))
    shift: Mapped[Shift] = enum_column(Shift, "shift", server_default=Shift.NEXT.value)
    fee_bearer: Mapped[FeeBearer] = enum_column(
        FeeBearer, "fee_bearer", server_default=FeeBearer.ORGANISATION.value
    )
    tax_rate_bps: Mapped[int] = small_int(server_default=text("1000"))
    consignor_code: Mapped[str | None] = mapped_column(CHAR(10))
    consignor_name: Mapped[str | None]
    source_account_sealed: Mapped[bytes | None]
    newline: Mapped[Newline] = enum_column(Newline, "newline", server_default=Newline.CRLF.value)
    last_payout_number: Mapped[int] = mapped_column(server_default=text("0"))


class ProviderTaxRate(Base):
    """The rate a provider charges, where it is not the programme's usual one."""

    __tablename__ = "provider_tax_rates"
    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "provider_id"],
            ["provider_programmes.programme_id", "provider_programmes.provider_id"],
        ),
        CheckConstraint("tax_rate_bps BETWEEN 0 AND 10000", name="tax_rate_is_a_share"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    tax_rate_bps: Mapped[int] = small_int()


class MonthlyClose(Base):
    """That a month was closed: its statements are never added to. Immutable."""

    __tablename__ = "monthly_closes"
    __table_args__ = (
        ForeignKeyConstraint(["programme_id"], ["programmes.id"]),
        CheckConstraint(_MONTH, name="month_form"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    month: Mapped[str] = mapped_column(CHAR(7), primary_key=True)
    recorded_until: Mapped[datetime]  # exclusive: later facts belong to the next month
    closed_at: Mapped[datetime]
    closed_by: Mapped[UUID]


class Statement(OfProgramme, Base):
    """
    What we owe one provider for one closed month (支払通知書); only its status may change.

    `gross` is what families used there; the provider's own share in it, `contribution`, is set
    off when it is paid.
    """

    __tablename__ = "statements"
    __table_args__ = (
        UniqueConstraint("programme_id", "provider_id", "month"),
        ForeignKeyConstraint(
            ["programme_id", "month"], ["monthly_closes.programme_id", "monthly_closes.month"]
        ),
        ForeignKeyConstraint(
            ["programme_id", "provider_id"],
            ["provider_programmes.programme_id", "provider_programmes.provider_id"],
        ),
        Index(None, "programme_id", "month"),
        CheckConstraint("contribution_bps BETWEEN 0 AND 10000", name="contribution_is_a_share"),
        CheckConstraint("(confirmed_at IS NULL) = (confirmed_by IS NULL)", name="confirmed_by_one"),
    )

    provider_id: Mapped[UUID]
    month: Mapped[str] = mapped_column(CHAR(7))
    closed_at: Mapped[datetime]
    objection_until: Mapped[datetime]  # exclusive; from then on silence is confirmation
    contribution_bps: Mapped[int] = small_int()
    tax_rate_bps: Mapped[int] = small_int()
    invoice_number: Mapped[str | None]
    lines: Mapped[int]
    gross_minor: Mapped[int]
    contribution_minor: Mapped[int]
    digest: Mapped[bytes]  # of its lines, as they were frozen
    status: Mapped[StatementStatus] = enum_column(StatementStatus, "status")
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]

    @property
    def net_minor(self) -> int:
        return self.gross_minor - self.contribution_minor

    def takes_objections(self, at: datetime) -> bool:
        return self.confirmed_at is None and at < self.objection_until


class StatementLine(OfProgramme, Base):
    """
    A redemption or a reversal as it was billed. Immutable, by grant and trigger.

    Its id is that of what it bills: so nothing is ever on two lines.
    """

    __tablename__ = "statement_lines"
    __table_args__ = (
        reference("statements", "programme_id", "statement_id"),
        reference("redemptions", "programme_id", "redemption_id"),
        Index(None, "programme_id", "statement_id"),
        Index(None, "programme_id", "redemption_id"),
        CheckConstraint(
            "amount_minor <> 0 AND (kind = 'redemption') = (amount_minor > 0)", name="signed"
        ),
        CheckConstraint("(kind = 'redemption') = (redemption_id = id)", name="bills_itself"),
    )

    statement_id: Mapped[UUID]
    kind: Mapped[LineKind] = enum_column(LineKind, "kind")
    redemption_id: Mapped[UUID]
    amount_minor: Mapped[int]
    contribution_minor: Mapped[int]


class Objection(OfProgramme, Base):
    """That a provider disagrees with a statement, or with one line of it."""

    __tablename__ = "objections"
    __table_args__ = (
        reference("statements", "programme_id", "statement_id"),
        reference("statement_lines", "programme_id", "line_id"),
        Index(
            "uq_objections_open",
            "programme_id",
            "statement_id",
            "line_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where=text("resolved_at IS NULL"),
        ),
        CheckConstraint(
            "(resolved_at IS NULL) = (outcome IS NULL)"
            " AND (resolved_at IS NULL) = (resolved_by IS NULL)",
            name="resolved_by_one",
        ),
        CheckConstraint("resolved_by <> raised_by", name="resolved_by_another"),
    )

    statement_id: Mapped[UUID]
    line_id: Mapped[UUID | None]
    reason: Mapped[ObjectionReason] = enum_column(ObjectionReason, "reason")
    raised_at: Mapped[datetime]
    raised_by: Mapped[UUID]
    outcome: Mapped[ObjectionOutcome | None] = enum_column(ObjectionOutcome, "outcome")
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]

    def resolve(self, outcome: ObjectionOutcome, *, by: UUID, at: datetime) -> None:
        """:raises ObjectionResolvedBefore: it was resolved otherwise."""
        if self.outcome is not None:
            if self.outcome is not outcome:
                raise ObjectionResolvedBefore(objection_id=self.id, outcome=self.outcome)
            return
        self.outcome = outcome
        self.resolved_at = at
        self.resolved_by = by


class PayoutBatch(OfProgramme, Base):
    """Payouts that go to the bank together: prepared by one person, approved by another."""

    __tablename__ = "payout_batches"
    __table_args__ = (
        ForeignKeyConstraint(["programme_id"], ["programmes.id"]),
        CheckConstraint("approved_by <> created_by", name="approved_by_another"),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_one"),
        CheckConstraint(
            "status NOT IN ('approved', 'exported') OR approved_at IS NOT NULL",
            name="approved_dated",
        ),
        CheckConstraint(
            "(status = 'exported') = (file_sha256 IS NOT NULL)"
            " AND (file_sha256 IS NULL) = (exported_at IS NULL)"
            " AND (file_sha256 IS NULL) = (exported_by IS NULL)"
            " AND (file_sha256 IS NULL) = (file_count IS NULL)"
            " AND (file_sha256 IS NULL) = (file_total_minor IS NULL)",
            name="exported_with_file",
        ),
    )

    pay_on: Mapped[date]
    status: Mapped[BatchStatus] = enum_column(BatchStatus, "status", default=BatchStatus.DRAFTED)
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]
    exported_at: Mapped[datetime | None]
    exported_by: Mapped[UUID | None]
    file_sha256: Mapped[str | None] = mapped_column(CHAR(64))
    file_count: Mapped[int | None]
    file_total_minor: Mapped[int | None]

    def approve(self, *, by: UUID, at: datetime) -> None:
        """:raises BatchStatusUnfit: it does not wait for approval."""
        self.must_be(BatchStatus.DRAFTED)
        self.status = BatchStatus.APPROVED
        self.approved_at = at
        self.approved_by = by

    def export(self, file: ExportedFile, *, by: UUID, at: datetime) -> None:
        self.status = BatchStatus.EXPORTED
        self.exported_at = at
        self.exported_by = by
        self.file_sha256 = file.sha256
        self.file_count = file.count
        self.file_total_minor = file.total.minor

    def withdraw_file(self, *, answered: bool) -> None:
        """
        :param answered: the bank has said of a transfer what became of it, so the file was sent.
        :raises BatchStatusUnfit: there is no file, or it was sent.
        """
        self.must_be(BatchStatus.EXPORTED)
        if answered:
            raise BatchStatusUnfit(batch_id=self.id, status=self.status)
        self.status = BatchStatus.APPROVED
        self.exported_at = self.exported_by = None
        self.file_sha256 = self.file_count = self.file_total_minor = None

    def cancel(self) -> None:
        """:raises BatchStatusUnfit: its file was made, or it is cancelled already."""
        self.must_be(BatchStatus.DRAFTED, BatchStatus.APPROVED)
        self.status = BatchStatus.CANCELLED

    def must_be_exportable(self) -> None:
        """
        :raises AlreadyExported: its file was made before.
        :raises BatchStatusUnfit: it is not approved.
        """
        if self.status is BatchStatus.EXPORTED:
            raise AlreadyExported(
                batch_id=self.id, sha256=self.file_sha256, exported_at=self.exported_at
            )
        self.must_be(BatchStatus.APPROVED)

    def must_be(self, *allowed: BatchStatus) -> None:
        if self.status not in allowed:
            raise BatchStatusUnfit(batch_id=self.id, status=self.status)


class Payout(OfProgramme, Base):
    """
    The money that leaves for one provider: `gross` of what is owed, less the set-off share.

    `number` counts a programme's payouts; the bank file carries it and the bank's answer too.
    """

    __tablename__ = "payouts"
    __table_args__ = (
        reference("payout_batches", "programme_id", "batch_id"),
        ForeignKeyConstraint(
            ["programme_id", "provider_id"],
            ["provider_programmes.programme_id", "provider_programmes.provider_id"],
        ),
        UniqueConstraint("programme_id", "number"),
        UniqueConstraint("programme_id", "batch_id", "provider_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("contribution_minor >= 0", name="contribution_not_negative"),
        CheckConstraint("amount_minor = gross_minor - contribution_minor", name="amount_is_net"),
        CheckConstraint(
            "(status IN ('paid', 'returned')) = (answered_at IS NOT NULL)", name="answered_dated"
        ),
    )

    batch_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    number: Mapped[int]
    bank_account_id: Mapped[UUID]
    bank_account_version: Mapped[int] = small_int()
    gross_minor: Mapped[int]
    contribution_minor: Mapped[int]
    amount_minor: Mapped[int]
    status: Mapped[PayoutStatus] = enum_column(PayoutStatus, "status", default=PayoutStatus.PENDING)
    answered_at: Mapped[datetime | None]
    return_reason: Mapped[str | None]

    def settle(self, *, at: datetime) -> None:
        """:raises PayoutNotInTransit: it was not sent, or came back."""
        self._must_be(PayoutStatus.IN_TRANSIT)
        self.status = PayoutStatus.PAID
        self.answered_at = at

    def come_back(self, *, at: datetime, reason: str | None) -> None:
        """
        Sent back by the payee's bank, at once or some days after it was thought paid.

        :raises PayoutNotInTransit: it was not sent.
        """
        self._must_be(PayoutStatus.IN_TRANSIT, PayoutStatus.PAID)
        self.status = PayoutStatus.RETURNED
        self.answered_at = at
        self.return_reason = reason

    def _must_be(self, *allowed: PayoutStatus) -> None:
        if self.status not in allowed:
            raise PayoutNotInTransit(payout_id=self.id, number=self.number, status=self.status)


class PayoutItem(Base):
    """Which part of a payout pays which statement; negative where a statement is set off."""

    __tablename__ = "payout_items"
    __table_args__ = (
        reference("payouts", "programme_id", "payout_id"),
        reference("statements", "programme_id", "statement_id"),
        Index(None, "programme_id", "statement_id"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    payout_id: Mapped[UUID] = mapped_column(primary_key=True)
    statement_id: Mapped[UUID] = mapped_column(primary_key=True)
    gross_minor: Mapped[int]
    contribution_minor: Mapped[int]
