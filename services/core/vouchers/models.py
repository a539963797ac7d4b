"""Vouchers, the credentials that stand for them, and the keys and lists that vouch for those."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import (
    Base,
    OfOrganisation,
    OfProgramme,
    enum_column,
    reference,
    small_int,
)
from services.core.kit.money import Money
from services.core.vouchers.errors import VoucherNotIssued
from services.core.vouchers.token import Algorithm, StatusBits, TrustedKey
from services.core.vouchers.types import CredentialKind, KeyPurpose, TokenStatus, VoucherStatus


class SigningKey(OfOrganisation, Base):
    """A key pair: an issuer's of one programme and quarter, or the organisation's root."""

    __tablename__ = "signing_keys"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "programme_id"], ["programmes.organisation_id", "programmes.id"]
        ),
        CheckConstraint("algorithm IN (-7, -8)", name="algorithm"),
        CheckConstraint("(purpose = 'root') = (programme_id IS NULL)", name="issuer_has_programme"),
        CheckConstraint("signs_from < signs_until", name="signs_not_empty"),
        CheckConstraint("signs_until <= verifies_until", name="verifies_what_it_signed"),
        # Two that need a key at the same time make one.
        Index(
            "uq_signing_keys_issuer",
            "programme_id",
            "signs_from",
            unique=True,
            postgresql_where=text("purpose = 'issuer' AND compromised_at IS NULL"),
        ),
        Index(
            "uq_signing_keys_root",
            "organisation_id",
            unique=True,
            postgresql_where=text("purpose = 'root'"),
        ),
    )

    purpose: Mapped[KeyPurpose] = enum_column(KeyPurpose, "purpose")
    programme_id: Mapped[UUID | None]
    programme_code: Mapped[str] = mapped_column(server_default="")
    algorithm: Mapped[int] = small_int()
    public_key: Mapped[bytes]
    private_sealed: Mapped[bytes]
    signs_from: Mapped[datetime]
    signs_until: Mapped[datetime]  # exclusive
    verifies_until: Mapped[datetime]  # exclusive
    compromised_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    @property
    def record(self) -> TrustedKey:
        """The key as the trust list tells of it."""
        return TrustedKey(
            algorithm=Algorithm(self.algorithm),
            public=self.public_key,
            programme_code=self.programme_code,
            signs_from=self.signs_from,
            signs_until=self.signs_until,
            verifies_until=self.verifies_until,
            compromised_at=self.compromised_at,
        )


class Voucher(OfProgramme, Base):
    """
    A balance bound to one child for one programme year. What is left of it, the ledger knows.

    The id is the `cti` of its credentials: 128 random bits, chosen when the award was made.
    """

    __tablename__ = "vouchers"
    __table_args__ = (
        reference("awards", "programme_id", "award_id"),
        reference("children", "organisation_id", "child_id"),
        UniqueConstraint("programme_id", "award_id"),
        Index("ix_vouchers_child", "programme_id", "child_id"),
        Index("ix_vouchers_lapsing", "valid_until", postgresql_where=text("status = 'issued'")),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("valid_from < valid_until", name="validity_not_empty"),
        CheckConstraint("(status = 'issued') = (ended_at IS NULL)", name="ended_once"),
    )

    organisation_id: Mapped[UUID]
    award_id: Mapped[UUID]
    child_id: Mapped[UUID]
    grade_no: Mapped[int] = small_int()
    amount_minor: Mapped[int]
    valid_from: Mapped[datetime]
    valid_until: Mapped[datetime]  # Exclusive: at this instant the voucher has lapsed.
    status: Mapped[VoucherStatus] = enum_column(VoucherStatus, "status")
    issued_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor)

    def end(self, status: VoucherStatus, *, at: datetime) -> None:
        """
        Revoke it or let it lapse. The caller holds the lock on its row.

        :raises VoucherNotIssued: it ended before.
        """
        self._must_be_issued()
        self.status, self.ended_at = status, at

    def must_be_good(self, at: datetime) -> None:
        """:raises VoucherNotIssued: it was revoked, or its time is over."""
        self._must_be_issued()
        if at >= self.valid_until:
            raise VoucherNotIssued(voucher_id=self.id, status=VoucherStatus.EXPIRED)

    def _must_be_issued(self) -> None:
        if self.status is not VoucherStatus.ISSUED:
            raise VoucherNotIssued(voucher_id=self.id, status=self.status)


class Credential(OfProgramme, Base):
    """
    One signed form of a voucher, with the code that can be typed in its place.

    `card_sealed` holds code and token, sealed under one key a programme: who reads the table
    cannot spend, and destroying the key after the year makes all its cards unreadable at once.
    """

    __tablename__ = "credentials"
    __table_args__ = (
        reference("vouchers", "programme_id", "voucher_id"),
        reference("signing_keys", "organisation_id", "signing_key_id"),
        UniqueConstraint("programme_id", "status_list_no", "status_index"),
        UniqueConstraint("programme_id", "code_index"),
        Index(
            "uq_credentials_active",
            "programme_id",
            "voucher_id",
            "kind",
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
        CheckConstraint("status_index BETWEEN 0 AND 131071", name="status_index_within"),
    )

    organisation_id: Mapped[UUID]
    voucher_id: Mapped[UUID]
    kind: Mapped[CredentialKind] = enum_column(CredentialKind, "kind")
    signing_key_id: Mapped[UUID]
    code_index: Mapped[bytes]
    card_sealed: Mapped[bytes]
    status_list_no: Mapped[int] = small_int()
    status_index: Mapped[int] = small_int()
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]


class StatusListRow(Base):
    """The present bits of one status list; it is signed anew each time it is asked for."""

    __tablename__ = "status_lists"
    __table_args__ = (CheckConstraint("octet_length(bits) = 32768", name="bits_complete"),)

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = small_int(primary_key=True)
    bits: Mapped[bytes]
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    def set(self, index: int, status: TokenStatus, *, at: datetime) -> None:
        """Set one entry. The caller holds the lock on the row."""
        bits = StatusBits(self.bits)
        bits[index] = status
        self.bits, self.changed_at = bytes(bits), at
