"""What happened to families' applications; ids only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.households.types import Decision, DestroyReason, RejectReason
from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ApplicationDecided(Event):
    topic: ClassVar[str] = "application.decided"
    about: ClassVar[str] = "application_id"

    application_id: UUID
    decision: Decision


@dataclass(frozen=True, slots=True, kw_only=True)
class ChildForgotten(Event):
    """The person's key is destroyed; whoever keeps copies or caches drops them."""

    topic: ClassVar[str] = "child.forgotten"
    about: ClassVar[str] = "child_id"

    child_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentWithdrawn(Event):
    topic: ClassVar[str] = "consent.withdrawn"
    about: ClassVar[str] = "child_id"

    child_id: UUID
    purpose: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceUploaded(Event):
    topic: ClassVar[str] = "evidence.uploaded"
    about: ClassVar[str] = "evidence_id"

    evidence_id: UUID
    application_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceAccepted(Event):
    topic: ClassVar[str] = "evidence.accepted"
    about: ClassVar[str] = "evidence_id"

    evidence_id: UUID
    application_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceRejected(Event):
    """The family is asked to send another; the reason says how (`evidence-rejected-…`)."""

    topic: ClassVar[str] = "evidence.rejected"
    about: ClassVar[str] = "evidence_id"

    evidence_id: UUID
    application_id: UUID
    because: RejectReason


@dataclass(frozen=True, slots=True, kw_only=True)
class EvidenceDestroyed(Event):
    """Nobody can read it any more; whoever keeps copies drops them."""

    topic: ClassVar[str] = "evidence.destroyed"
    about: ClassVar[str] = "evidence_id"

    evidence_id: UUID
    application_id: UUID
    because: DestroyReason
