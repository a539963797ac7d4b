"""The audit log: append-only, by grant and by trigger; its tree; and what was signed of it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.audit.types import SignedBecause
from services.core.kit.actor import ActorKind
from services.core.kit.db import Base, OfOrganisation, enum_column, reference, small_int

NOW = text("clock_timestamp()")


class AuditEntry(OfOrganisation, Base):
    """One act: ids, amounts and dates only, so that a person can be forgotten without it."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index(None, "organisation_id", "object_id", "id"),
        Index(None, "organisation_id", "actor_id", "id"),
        # The sealer reads on by transaction (docs/decisions/0051).
        Index(None, "organisation_id", "recorded_xid", "id"),
    )

    at: Mapped[datetime]  # the unit of work's instant
    recorded_at: Mapped[datetime] = mapped_column(server_default=NOW)
    recorded_xid: Mapped[int] = mapped_column(
        server_default=text("(pg_current_xact_id()::text::bigint)")
    )
    actor_id: Mapped[UUID]
    actor_kind: Mapped[ActorKind] = enum_column(ActorKind, "actor_kind")
    actor_roles: Mapped[list[str]] = mapped_column(server_default=text("'[]'::jsonb"))
    purpose: Mapped[str | None]
    request_id: Mapped[str | None]
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    before_hash: Mapped[bytes | None]
    after_hash: Mapped[bytes | None]
    facts: Mapped[dict[str, Any]]


class AuditLog(Base):
    """
    An organisation's log: who it is, and how far the sealer has read. Its lock makes one writer.

    `cluster` is the database system whose transactions `read_to_xid` counts; 0: none was read.
    """

    __tablename__ = "audit_logs"

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    origin: Mapped[str]
    cluster: Mapped[int] = mapped_column(server_default=text("0"))
    read_to_xid: Mapped[int] = mapped_column(server_default=text("0"))
    sealed_at: Mapped[datetime | None]
    halted_at: Mapped[datetime | None]
    halted_because: Mapped[str | None]

    def halt(self, reason: str, *, at: datetime) -> None:
        """Signing was refused. The first instant stands until it goes well again."""
        if self.halted_because != reason:
            self.halted_at, self.halted_because = at, reason

    def go_on(self) -> None:
        self.halted_at = self.halted_because = None


class AuditLogKey(OfOrganisation, Base):
    """The key that signs the log's checkpoints: public half, and private half under the ring."""

    __tablename__ = "audit_log_keys"

    public_key: Mapped[bytes]
    private_sealed: Mapped[bytes]
    created_at: Mapped[datetime] = mapped_column(server_default=NOW)


class AuditLeaf(Base):
    """An entry's place in the tree, for ever."""

    __tablename__ = "audit_leaves"
    __table_args__ = (
        UniqueConstraint("organisation_id", "entry_id"),
        reference("audit_entries", "organisation_id", "entry_id"),
        CheckConstraint("leaf_index >= 0", name="index_not_negative"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    leaf_index: Mapped[int] = mapped_column(primary_key=True)
    entry_id: Mapped[UUID]
    leaf_hash: Mapped[bytes]


class AuditNode(Base):
    """The hash of a complete subtree of 2 ** level leaves; those of single leaves are above."""

    __tablename__ = "audit_nodes"
    __table_args__ = (CheckConstraint("level >= 1 AND node_index >= 0", name="place_in_tree"),)

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    level: Mapped[int] = small_int(primary_key=True)
    node_index: Mapped[int] = mapped_column(primary_key=True)
    node_hash: Mapped[bytes]


class AuditCheckpoint(OfOrganisation, Base):
    """A signed head of the tree. One a size: two trees of one size would be two truths."""

    __tablename__ = "audit_checkpoints"
    __table_args__ = (UniqueConstraint("organisation_id", "tree_size"),)

    tree_size: Mapped[int]
    root_hash: Mapped[bytes]
    note: Mapped[str]
    because: Mapped[SignedBecause] = enum_column(SignedBecause, "because")
    signed_at: Mapped[datetime] = mapped_column(server_default=NOW)


class AuditDelivery(Base):
    """That an outside place keeps a checkpoint, with what it signed on it."""

    __tablename__ = "audit_deliveries"

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    witness: Mapped[str] = mapped_column(primary_key=True)
    tree_size: Mapped[int] = mapped_column(primary_key=True)
    cosignatures: Mapped[str]
    delivered_at: Mapped[datetime] = mapped_column(server_default=NOW)
