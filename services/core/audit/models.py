"""The audit log: append-only, by grant and by trigger."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.actor import ActorKind
from services.core.kit.db import Base, OfOrganisation, enum_column


class AuditEntry(OfOrganisation, Base):
    """One act: ids, amounts and dates only, so that a person can be forgotten without it."""

    __tablename__ = "audit_entries"
    __table_args__ = (Index(None, "organisation_id", "object_type", "object_id"),)

    at: Mapped[datetime]  # the unit of work's instant
    recorded_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    actor_id: Mapped[UUID]
    actor_kind: Mapped[ActorKind] = enum_column(ActorKind, "actor_kind")
    action: Mapped[str]
    object_type: Mapped[str]
    object_id: Mapped[UUID]
    facts: Mapped[dict[str, Any]]
