"""The kit's own tables: people's keys, messages out and in, answers given, jobs run."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.crypto import KeyPurpose
from services.core.kit.db import Base, enum_column, small_int
from services.core.kit.ids import uuid7


class SubjectKey(Base):
    """The wrapped data key of one person or provider; without it, a tombstone."""

    __tablename__ = "subject_keys"
    __table_args__ = (
        Index(
            "ix_subject_keys_kek",
            "organisation_id",
            "kek_version",
            postgresql_where=text("wrapped IS NOT NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    id: Mapped[UUID] = mapped_column(primary_key=True)
    wrapped: Mapped[bytes | None]
    kek_version: Mapped[int] = small_int(server_default=text("1"))  # the tenant's key that wraps
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    destroyed_at: Mapped[datetime | None]


class KeptKey(Base):
    """
    One version of a tenant's key, wrapped by the master key (`kit.crypto.TenantKey`).

    Retired, it opens nothing any more: its wrapped form is gone.
    """

    __tablename__ = "tenant_keys"
    __table_args__ = (
        CheckConstraint("version BETWEEN 1 AND 255", name="version_fits_a_byte"),
        CheckConstraint("retired_at IS NULL OR wrapped IS NULL", name="retired_is_gone"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    purpose: Mapped[KeyPurpose] = enum_column(KeyPurpose, "purpose", primary_key=True)
    version: Mapped[int] = small_int(primary_key=True, autoincrement=False)
    wrapped: Mapped[bytes | None]
    widths: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    retired_at: Mapped[datetime | None]


class OutboxMessage(Base):
    """An event on its way out, written in the transaction that made it true."""

    __tablename__ = "outbox"
    __table_args__ = (
        Index(
            "ix_outbox_waiting",
            "available_at",
            postgresql_where=text("done_at IS NULL AND parked_at IS NULL"),
        ),
        Index("ix_outbox_key_waiting", "key", "id", postgresql_where=text("done_at IS NULL")),
    )

    tenant_id: Mapped[UUID] = mapped_column(primary_key=True)  # a programme or an organisation
    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    topic: Mapped[str]
    key: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    available_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    attempts: Mapped[int] = small_int(server_default=text("0"))
    last_error: Mapped[str | None]
    done_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]


class Delivery(Base):
    """That a handler has had its effect for a message: written with the effect, once."""

    __tablename__ = "deliveries"

    consumer: Mapped[str] = mapped_column(primary_key=True)
    message_id: Mapped[UUID] = mapped_column(primary_key=True)
    delivered_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class InboxEvent(Base):
    """What another system told us: kept as it came, once, and handled later by a task."""

    __tablename__ = "inbox_events"
    __table_args__ = (
        UniqueConstraint("source", "external_id"),
        Index(
            "ix_inbox_events_waiting",
            "available_at",
            postgresql_where=text(
                "handled_at IS NULL AND parked_at IS NULL AND quarantined_because IS NULL"
            ),
        ),
        Index(
            "ix_inbox_events_of_an_object",
            "source",
            "object_id",
            postgresql_where=text("handled_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid7)
    source: Mapped[str]
    external_id: Mapped[str]
    object_id: Mapped[str]
    topic: Mapped[str]
    payload: Mapped[dict[str, Any]]
    received_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    available_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    attempts: Mapped[int] = small_int(server_default=text("0"))
    last_error: Mapped[str | None]
    quarantined_because: Mapped[str | None]
    handled_at: Mapped[datetime | None]
    parked_at: Mapped[datetime | None]


class GivenAnswer(Base):
    """What a POST with this Idempotency-Key was answered, written with its effect."""

    __tablename__ = "given_answers"

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    principal_id: Mapped[UUID] = mapped_column(primary_key=True)
    route: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[bytes]
    status: Mapped[int] = mapped_column(SmallInteger())
    answer: Mapped[dict[str, Any]]
    given_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))


class JobRun(Base):
    """That a job of the beat table was started for an instant: two beats start it once."""

    __tablename__ = "job_runs"

    job: Mapped[str] = mapped_column(primary_key=True)
    scheduled_for: Mapped[datetime] = mapped_column(primary_key=True)
    started_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    finished_at: Mapped[datetime | None]
