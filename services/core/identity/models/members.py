"""The people of an organisation, and what each of them is to it."""

from datetime import datetime
from typing import Self
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.identity.errors import RoleGrantDecided
from services.core.identity.types import Role
from services.core.kit.crypto import Vault
from services.core.kit.db import Base, OfOrganisation, enum_column, reference


class Member(OfOrganisation, Base):
    """
    Somebody who signs in for an organisation: its own staff, a provider's, a municipality's.

    Name and address are sealed under the member's own key; forgetting them leaves a tombstone,
    so that the audit log still tells one member's acts from another's.
    """

    __tablename__ = "members"
    __table_args__ = (
        CheckConstraint("(forgotten_at IS NULL) = (name_sealed IS NOT NULL)", name="tombstone"),
        CheckConstraint("(forgotten_at IS NULL) = (email_sealed IS NOT NULL)", name="mailless"),
        CheckConstraint("forgotten_at IS NULL OR disabled_at IS NOT NULL", name="forgotten_is_out"),
        Index("ix_members_email", "organisation_id", "email_index"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    name_sealed: Mapped[bytes | None]
    email_sealed: Mapped[bytes | None]
    email_index: Mapped[bytes | None]
    language: Mapped[str]
    provider_id: Mapped[UUID | None]
    municipality_code: Mapped[str | None]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]
    disabled_at: Mapped[datetime | None]
    forgotten_at: Mapped[datetime | None]

    def write(self, vault: Vault, *, name: str, email: str) -> None:
        """Take over what the member is called, and where mail reaches them."""
        self.name_sealed = vault.seal(self.id, "members.name", self.id, name)
        self.email_sealed = vault.seal(self.id, "members.email", self.id, email)
        self.index_anew(vault, email)

    def index_anew(self, vault: Vault, email: str) -> None:
        """Be found by the address, under today's key."""
        self.email_index = vault.blind_index("members.email", email)

    def name(self, vault: Vault) -> str | None:
        """In clear; None once forgotten."""
        return self._read(vault, "name", self.name_sealed)

    def email(self, vault: Vault) -> str | None:
        """In clear; None once forgotten."""
        return self._read(vault, "email", self.email_sealed)

    def forget(self, at: datetime) -> None:
        self.name_sealed = self.email_sealed = self.email_index = None
        self.forgotten_at = at
        self.disabled_at = self.disabled_at or at

    def _read(self, vault: Vault, column: str, blob: bytes | None) -> str | None:
        return None if blob is None else vault.unseal(self.id, f"members.{column}", self.id, blob)


class RoleGrant(OfOrganisation, Base):
    """
    A role asked for a member, and what a second person said to it (I12).

    Nothing is deleted: what somebody was allowed at some time can be told later.
    """

    __tablename__ = "role_grants"
    __table_args__ = (
        reference("members", "organisation_id", "member_id"),
        CheckConstraint("approved_by <> requested_by OR alone", name="approved_by_another"),
        CheckConstraint("(approved_at IS NULL) = (approved_by IS NULL)", name="approved_by_one"),
        CheckConstraint("(refused_at IS NULL) = (refused_by IS NULL)", name="refused_by_one"),
        CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked_by_one"),
        CheckConstraint("approved_at IS NULL OR refused_at IS NULL", name="decided_once"),
        Index(
            "uq_role_grants_standing",
            "organisation_id",
            "member_id",
            "role",
            unique=True,
            postgresql_where=text("refused_at IS NULL AND revoked_at IS NULL"),
        ),
    )

    member_id: Mapped[UUID]
    role: Mapped[Role] = enum_column(Role, "role")
    # No second person was needed: the organisation had none yet, or the role decides on nothing.
    alone: Mapped[bool]
    requested_at: Mapped[datetime]
    requested_by: Mapped[UUID]
    approved_at: Mapped[datetime | None]
    approved_by: Mapped[UUID | None]
    refused_at: Mapped[datetime | None]
    refused_by: Mapped[UUID | None]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[UUID | None]

    @property
    def is_waiting(self) -> bool:
        return self.approved_at is None and self.refused_at is None and self.revoked_at is None

    def approve(self, *, by: UUID, at: datetime) -> Self:
        """:raises RoleGrantDecided: it does not wait any more."""
        self._must_wait()
        self.approved_at, self.approved_by = at, by
        return self

    def refuse(self, *, by: UUID, at: datetime) -> None:
        """:raises RoleGrantDecided: it does not wait any more."""
        self._must_wait()
        self.refused_at, self.refused_by = at, by

    def revoke(self, *, by: UUID, at: datetime) -> None:
        """Take the role, or the wish for it, back; a second time changes nothing."""
        if self.revoked_at is None:
            self.revoked_at, self.revoked_by = at, by

    def _must_wait(self) -> None:
        if not self.is_waiting:
            raise RoleGrantDecided(role_grant_id=self.id)
