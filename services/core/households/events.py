"""What happened to families' applications; ids only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.households.types import Decision
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
