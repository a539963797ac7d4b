"""Messages for tests of the outbox and the inbox."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from services.core.kit import inbox
from services.core.kit.events import Event
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class BellRung(Event):
    """An event that nothing but a test listens to."""

    topic: ClassVar[str] = "bell.rung"
    about: ClassVar[str] = "bell_id"

    bell_id: UUID


def ring(uow: UnitOfWork, *, times: int = 1, bell_id: UUID | None = None) -> UUID:
    """Emit that a bell rang, so many times; returns the bell, the key of these messages."""
    bell_id = bell_id or uuid7()
    programme_id = uuid7()
    uow.emit_all(BellRung(programme_id=programme_id, bell_id=bell_id) for _ in range(times))
    uow.session.flush()
    return bell_id


def receive(uow: UnitOfWork, external_id: str | None = None, **overrides: object) -> bool:
    """Store an event of another system, about the object `obj_1`."""
    event = {
        "source": "bell_foundry",
        "external_id": external_id or str(uuid7()),
        "object_id": "obj_1",
        "topic": "bell.cast",
        "payload": {"weight_kg": 300},
    }
    return inbox.store(uow.session, **event | overrides)
