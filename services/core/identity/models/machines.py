"""What machines bring: API keys, and the scanners at providers' counters."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, OfOrganisation


class ApiKey(OfOrganisation, Base):
    """A key by which a machine acts. Only the digest of its secret is kept."""

    __tablename__ = "api_keys"
    __table_args__ = (CheckConstraint("jsonb_array_length(roles) > 0", name="has_a_role"),)

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    name: Mapped[str]
    secret_digest: Mapped[bytes]
    roles: Mapped[list[str]]
    verbs: Mapped[list[str] | None] = mapped_column(JSONB(none_as_null=True))  # None: all of roles
    provider_id: Mapped[UUID | None]
    municipality_code: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None]
    expires_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def in_force(self, at: datetime) -> bool:
        return self.revoked_at is None and self.created_at <= at < self.expires_at


class Device(OfOrganisation, Base):
    """
    A scanner at a provider's counter: announced by the office, paired once with a short code.

    The pairing code is gone when it was used; from then on the device brings a secret of its own.
    """

    __tablename__ = "devices"
    __table_args__ = (
        CheckConstraint(
            "(pairing_digest IS NULL) = (pairing_until IS NULL)", name="pairing_has_an_end"
        ),
        CheckConstraint("(secret_digest IS NULL) = (paired_at IS NULL)", name="paired_dated"),
        Index(None, "organisation_id", "provider_id"),
        # Looked up by what was typed, before it is known whose device it will be.
        Index("ix_devices_pairing", "pairing_digest"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    provider_id: Mapped[UUID]
    site_id: Mapped[UUID | None]
    name: Mapped[str]
    pairing_digest: Mapped[bytes | None]
    pairing_until: Mapped[datetime | None]
    secret_digest: Mapped[bytes | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    paired_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def offer_pairing(self, digest: bytes, until: datetime) -> None:
        """Let the device be paired, or paired anew: what it had before ends when it is."""
        self.pairing_digest, self.pairing_until = digest, until

    def pair(self, digest: bytes, at: datetime) -> None:
        self.pairing_digest = self.pairing_until = None
        self.secret_digest, self.paired_at = digest, at

    def in_force(self, at: datetime) -> bool:
        return self.revoked_at is None and self.paired_at is not None and self.paired_at <= at
