"""Providers, their sites and staff, what they take part in, and where they are paid."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, OfOrganisation, enum_column, reference, small_int
from services.core.providers.errors import BankAccountDecided, ProviderStatusUnfit
from services.core.providers.policies import invoice_number_looks_mistyped
from services.core.providers.types import (
    BankAccountStatus,
    DbsStatus,
    LegalForm,
    ProviderStatus,
    StaffRole,
    SuspensionReason,
)


class Provider(OfOrganisation, Base):
    """A classroom, club or school that honours vouchers."""

    __tablename__ = "providers"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        CheckConstraint("contribution_bps BETWEEN 0 AND 10000", name="contribution_is_a_share"),
        CheckConstraint(
            "(dbs_status = 'certified') = (dbs_certified_on IS NOT NULL)", name="dbs_dated"
        ),
        CheckConstraint("(status = 'applied') = (approved_at IS NULL)", name="approved_dated"),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_one"),
        CheckConstraint("approved_by <> applied_by", name="approved_by_another"),
        CheckConstraint(
            "(status = 'suspended') = (suspended_because IS NOT NULL)", name="suspended_reasoned"
        ),
    )

    name: Mapped[str]
    name_kana: Mapped[str]
    legal_form: Mapped[LegalForm] = enum_column(LegalForm, "legal_form")
    invoice_number: Mapped[str | None]
    service_types: Mapped[list[str]]
    contribution_bps: Mapped[int] = small_int(server_default=text("0"))
    dbs_status: Mapped[DbsStatus] = enum_column(DbsStatus, "dbs_status")
    dbs_certified_on: Mapped[date | None]
    # 反社会的勢力でないことの表明・確約: the instant at which it was made.
    declared_at: Mapped[datetime | None]
    status: Mapped[ProviderStatus] = enum_column(
        ProviderStatus, "status", default=ProviderStatus.APPLIED
    )
    suspended_because: Mapped[SuspensionReason | None] = enum_column(
        SuspensionReason, "suspended_because"
    )
    # Both on this row, so that the counter asks one row whether the newest terms are accepted.
    terms_due: Mapped[int] = small_int(server_default=text("0"), default=0)
    terms_accepted: Mapped[int] = small_int(server_default=text("0"), default=0)
    applied_at: Mapped[datetime]
    applied_by: Mapped[UUID]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]

    @property
    def invoice_number_looks_mistyped(self) -> bool:
        """A warning for whoever screens it; see `policies`."""
        number = self.invoice_number
        return number is not None and invoice_number_looks_mistyped(number, self.legal_form)

    def approve(self, *, by: UUID, at: datetime) -> None:
        """:raises ProviderStatusUnfit: it was approved before."""
        self._must_be(ProviderStatus.APPLIED)
        self.status = ProviderStatus.APPROVED
        self.approved_by = by
        self.approved_at = at

    def suspend(self, *, because: SuspensionReason) -> None:
        """:raises ProviderStatusUnfit: only an approved provider can be suspended."""
        self._must_be(ProviderStatus.APPROVED)
        self.status = ProviderStatus.SUSPENDED
        self.suspended_because = because

    def resume(self) -> None:
        """:raises ProviderStatusUnfit: it is not suspended."""
        self._must_be(ProviderStatus.SUSPENDED)
        self.status = ProviderStatus.APPROVED
        self.suspended_because = None

    def _must_be(self, status: ProviderStatus) -> None:
        if self.status is not status:
            raise ProviderStatusUnfit(provider_id=self.id, status=self.status)


class Site(OfOrganisation, Base):
    """A place where a provider gives lessons."""

    __tablename__ = "sites"
    __table_args__ = (
        reference("providers", "organisation_id", "provider_id"),
        UniqueConstraint("organisation_id", "provider_id", "id"),
    )

    provider_id: Mapped[UUID]
    name: Mapped[str]
    municipality_code: Mapped[str | None]


class Staff(OfOrganisation, Base):
    """Who stands at a provider's counter: an id and a role, no name."""

    __tablename__ = "provider_staff"
    __table_args__ = (
        reference("providers", "organisation_id", "provider_id"),
        Index(None, "organisation_id", "provider_id"),
        CheckConstraint("left_at IS NULL OR joined_at <= left_at", name="left_after_joining"),
    )

    provider_id: Mapped[UUID]
    role: Mapped[StaffRole] = enum_column(StaffRole, "role")
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]


class ProviderTerms(Base):
    """A version of what providers promise: no resale, no cash, no discount for vouchers (E7)."""

    __tablename__ = "provider_terms"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        CheckConstraint("version > 0", name="version_positive"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = small_int(primary_key=True, autoincrement=False)
    text_ja: Mapped[str]
    text_en: Mapped[str]
    published_at: Mapped[datetime]


class BankAccount(OfOrganisation, Base):
    """Where a provider is paid: sealed, versioned, proposed by one person, approved by another."""

    __tablename__ = "provider_bank_accounts"
    __table_args__ = (
        reference("providers", "organisation_id", "provider_id"),
        UniqueConstraint("organisation_id", "provider_id", "version"),
        # One account is in force at a time, and one proposal waits at a time.
        Index(
            "uq_provider_bank_accounts_in_force",
            "organisation_id",
            "provider_id",
            "status",
            unique=True,
            postgresql_where=text("status IN ('proposed', 'approved')"),
        ),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_one"),
        CheckConstraint("status <> 'approved' OR approved_at IS NOT NULL", name="approved_dated"),
        CheckConstraint("approved_by <> proposed_by", name="approved_by_another"),
    )

    provider_id: Mapped[UUID]
    version: Mapped[int] = small_int()
    status: Mapped[BankAccountStatus] = enum_column(
        BankAccountStatus, "status", default=BankAccountStatus.PROPOSED
    )
    details_sealed: Mapped[bytes]
    proposed_at: Mapped[datetime]
    proposed_by: Mapped[UUID]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]

    def approve(self, *, by: UUID, at: datetime) -> None:
        """:raises BankAccountDecided: it is not a proposal any more."""
        if self.status is not BankAccountStatus.PROPOSED:
            raise BankAccountDecided(bank_account_id=self.id, status=self.status)
        self.status = BankAccountStatus.APPROVED
        self.approved_by = by
        self.approved_at = at


class ProviderProgramme(Base):
    """That a provider takes part in a programme: there it is owed money, and may be redeemed at."""

    __tablename__ = "provider_programmes"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "programme_id"], ["programmes.organisation_id", "programmes.id"]
        ),
        reference("providers", "organisation_id", "provider_id"),
        Index(None, "organisation_id", "provider_id"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID]
    joined_at: Mapped[datetime]
