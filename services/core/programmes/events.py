"""What happens to programmes."""

from dataclasses import dataclass
from typing import ClassVar

from services.core.kit.events import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePublished(Event):
    topic: ClassVar[str] = "programme.published"
    about: ClassVar[str] = "programme_id"
