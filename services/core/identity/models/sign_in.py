"""By what somebody signs in: passkeys, recovery codes, links, and the challenges given out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from services.core.identity.types import CeremonyKind, LinkPurpose, PrincipalKind
from services.core.kit.db import Base, OfOrganisation, enum_column, reference
from services.core.kit.ids import uuid7


class Passkey(OfOrganisation, Base):
    """A public key whose private half never leaves its owner's device (WebAuthn Level 3)."""

    __tablename__ = "passkeys"
    __table_args__ = (
        reference("members", "organisation_id", "member_id"),
        UniqueConstraint("organisation_id", "credential_id"),
        # The browser tells the credential, and not of which organisation.
        Index("ix_passkeys_credential_id", "credential_id"),
        Index(None, "organisation_id", "member_id"),
        CheckConstraint("sign_count >= 0", name="counts_up"),
    )

    member_id: Mapped[UUID]
    credential_id: Mapped[bytes]
    public_key: Mapped[bytes]  # COSE_Key, RFC 9052
    sign_count: Mapped[int]
    name: Mapped[str]
    backed_up: Mapped[bool]
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class RecoveryCode(OfOrganisation, Base):
    """One of a set of codes to be kept on paper; each opens the door to a new passkey, once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (
        reference("members", "organisation_id", "member_id"),
        # 120 random bits are looked up as they are: there is nothing to guess.
        Index("ix_recovery_codes_digest", "digest"),
        Index(None, "organisation_id", "member_id"),
    )

    member_id: Mapped[UUID]
    digest: Mapped[bytes]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class SignInLink(OfOrganisation, Base):
    """
    A link that opens one session, once, for a while.

    It has no secret until it is sent: whoever reads the outbox or the database finds none.
    """

    __tablename__ = "sign_in_links"
    __table_args__ = (
        Index(None, "organisation_id", "principal_id"),
        CheckConstraint(
            "(principal_kind = 'family') = (household_id IS NOT NULL)", name="family_has_a_home"
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    principal_kind: Mapped[PrincipalKind] = enum_column(PrincipalKind, "principal_kind")
    principal_id: Mapped[UUID]
    household_id: Mapped[UUID | None]  # a guardian's
    purpose: Mapped[LinkPurpose] = enum_column(LinkPurpose, "purpose")
    secret_digest: Mapped[bytes | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    def opens(self, at: datetime) -> bool:
        return self.used_at is None and self.revoked_at is None and at < self.expires_at


class Ceremony(Base):
    """
    A challenge given out to a browser, good once and for minutes.

    The installation's own: who signs in has not said yet for which organisation.
    """

    __tablename__ = "ceremonies"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    kind: Mapped[CeremonyKind] = enum_column(CeremonyKind, "kind")
    challenge: Mapped[bytes]
    # Whose it is, where that is known: who registers or proves is signed in.
    principal_id: Mapped[UUID | None]
    facts: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
