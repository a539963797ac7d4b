"""What happened to people's data; ids only."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonErased(Event):
    topic: ClassVar[str] = "person.erased"
    about: ClassVar[str] = "subject_id"

    subject_id: UUID
    kind: str
