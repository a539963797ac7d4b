"""
The inbox: what other systems told us, stored as it came, once, and handled later by a task.

A webhook only stores and answers. A task then asks the other system for the *present* state of
the object, outside any transaction, and applies that: so events may come in any order and number.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.core.kit.attempts import (
    LEASE,
    MAX_ATTEMPTS,
    Backlog,
    Parked,
    is_exhausted,
    wait_after,
)
from services.core.kit.ids import uuid7
from services.core.kit.models import InboxEvent

NOW = func.clock_timestamp()

WAITING = (
    InboxEvent.handled_at.is_(None)
    & InboxEvent.parked_at.is_(None)
    & InboxEvent.quarantined_because.is_(None)
)


@dataclass(frozen=True, slots=True)
class Received:
    """
    An event of another system, in our hands to be handled.

    :param object_id: that system's id of the thing it is about; ask for its present state.
    :param attempts: which try this is, from 1.
    :param begun_at: when this try began; what the other system tells now is no older.
    """

    id: UUID
    source: str
    external_id: str
    object_id: str
    topic: str
    payload: dict[str, Any]
    attempts: int
    begun_at: datetime


def store(
    session: Session,
    *,
    source: str,
    external_id: str,
    object_id: str,
    topic: str,
    payload: Mapping[str, Any],
    quarantined_because: str | None = None,
) -> bool:
    """
    Keep an event as it came; its origin was verified before.

    :param quarantined_because: why it must not be handled (test mode, another's account).
    :returns: False if this `external_id` of `source` was stored before.
    """
    stored = session.execute(
        insert(InboxEvent)
        .values(
            id=uuid7(),
            source=source,
            external_id=external_id,
            object_id=object_id,
            topic=topic,
            payload=dict(payload),
            quarantined_because=quarantined_because,
        )
        .on_conflict_do_nothing()
        .returning(InboxEvent.id)
    )
    return stored.one_or_none() is not None


def claim(session: Session, *, limit: int, lease: timedelta = LEASE) -> list[UUID]:
    """Take up to `limit` events that are due; two at once get different ones."""
    due = (
        select(InboxEvent.id)
        .where(WAITING, InboxEvent.available_at <= NOW)
        .order_by(InboxEvent.available_at, InboxEvent.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    ).cte("due")
    rows = session.scalars(
        update(InboxEvent)
        .where(InboxEvent.id.in_(select(due.c.id)))
        .values(available_at=NOW + lease)
        .returning(InboxEvent.id)
    )
    return sorted(rows)


def begin(session: Session, event_id: UUID, *, lease: timedelta = LEASE) -> Received | None:
    """
    Count one more try, in a transaction of its own.

    :returns: None if nothing is left to do: it is handled, parked, or in another's hands.
    """
    free = select(InboxEvent.id).where(InboxEvent.id == event_id, WAITING)
    session.execute(text("SET LOCAL synchronous_commit = off"))  # at worst a count is lost
    event = session.scalars(
        update(InboxEvent)
        .where(InboxEvent.id.in_(free.with_for_update(skip_locked=True).scalar_subquery()))
        .values(attempts=InboxEvent.attempts + 1, available_at=NOW + lease)
        .returning(InboxEvent)
    ).one_or_none()
    if event is None:
        return None
    if event.attempts > MAX_ATTEMPTS:  # each earlier try ended without a word: it kills workers
        _park(session, event_id)
        return None
    return Received(
        id=event.id,
        source=event.source,
        external_id=event.external_id,
        object_id=event.object_id,
        topic=event.topic,
        payload=event.payload,
        attempts=event.attempts,
        begun_at=event.available_at - lease,
    )


def hold(session: Session, event_id: UUID) -> bool:
    """Lock the event for the rest of this transaction; False if it is handled or held."""
    query = (
        select(InboxEvent.id)
        .where(InboxEvent.id == event_id, WAITING)
        .with_for_update(skip_locked=True)
    )
    return session.execute(query).one_or_none() is not None


def finish(session: Session, event_id: UUID) -> None:
    """Its effect is in this transaction."""
    session.execute(
        update(InboxEvent).where(InboxEvent.id == event_id).values(handled_at=NOW, last_error=None)
    )


def finish_others(session: Session, event: Received) -> int:
    """
    Let one look at an object answer for all events of it that were kept before the look began.

    Twins (two events for one change) and bursts then cost one look. An event that came later may
    bring news that the look did not see: it stays. Those in another's hands are left to it.

    :returns: how many others are done by it.
    """
    others = (
        select(InboxEvent.id)
        .where(
            InboxEvent.source == event.source,
            InboxEvent.object_id == event.object_id,
            InboxEvent.id != event.id,
            InboxEvent.received_at < event.begun_at,
            WAITING,
        )
        .with_for_update(skip_locked=True)
    ).cte("others")
    done = session.scalars(
        update(InboxEvent)
        .where(InboxEvent.id.in_(select(others.c.id)))
        .values(handled_at=NOW, last_error=None)
        .returning(InboxEvent.id)
    )
    return len(done.all())


def fail(session: Session, event: Received, *, error: str) -> bool:
    """
    Put the event back for a later try, or park it after the last one.

    :param error: the name of the fault: never its text, which may hold a person's data.
    :returns: whether it was parked; then a person must look at it.
    """
    if is_exhausted(event.attempts):
        _park(session, event.id, error)
        return True
    session.execute(
        update(InboxEvent)
        .where(InboxEvent.id == event.id, WAITING)
        .values(available_at=NOW + wait_after(event.attempts), last_error=error)
    )
    return False


def unpark(session: Session) -> int:
    """Give parked events their tries back; how many. What is quarantined stays so."""
    again = session.execute(
        update(InboxEvent)
        .where(InboxEvent.parked_at.is_not(None), InboxEvent.handled_at.is_(None))
        .values(parked_at=None, attempts=0, available_at=NOW)
        .returning(InboxEvent.id)
    )
    return len(again.all())


def parked(session: Session, *, limit: int) -> list[Parked]:
    """What was put aside, or kept out of reach from the start; the latest first."""
    rows = session.execute(
        select(
            InboxEvent.id,
            InboxEvent.topic,
            func.coalesce(InboxEvent.quarantined_because, InboxEvent.last_error),
        )
        .where(InboxEvent.handled_at.is_(None), ~WAITING)
        .order_by(InboxEvent.received_at.desc())
        .limit(limit)
    )
    return [Parked(*row) for row in rows]


def backlog(session: Session) -> Backlog:
    """What waits, and what a person must look at: parked or quarantined."""
    row = session.execute(
        select(
            func.count().filter(WAITING).label("waiting"),
            func.count().filter(~WAITING).label("parked"),
            func.coalesce(
                NOW - func.min(InboxEvent.received_at).filter(WAITING), timedelta(0)
            ).label("oldest"),
        ).where(InboxEvent.handled_at.is_(None))
    ).one()
    return Backlog(row.waiting, row.parked, row.oldest)


def _park(session: Session, event_id: UUID, error: str | None = None) -> None:
    values: dict[str, Any] = {"parked_at": NOW} | ({"last_error": error} if error else {})
    session.execute(update(InboxEvent).where(InboxEvent.id == event_id).values(**values))
