"""
The outbox, seen from its far end: claiming, delivering once, trying again, parking.

PostgreSQL is the queue; a broker only wakes those who look into it. A claim is a lease: whoever
loses it (a killed worker, an emptied broker) loses time, never a message. Messages of one key are
delivered one after the other, in the order of their ids.

All instants here are the database's own: they are about the installation, not about a programme.
"""

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import psycopg
from sqlalchemy import ColumnElement, and_, func, select, text, tuple_, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session, aliased

from services.core.kit.attempts import (
    LEASE,
    MAX_ATTEMPTS,
    Backlog,
    Parked,
    is_exhausted,
    wait_after,
)
from services.core.kit.models import Delivery, OutboxMessage

CHANNEL = "outbox"

NOW = func.clock_timestamp()


@dataclass(frozen=True, slots=True)
class Ticket:
    """The right to deliver one message; all that a broker ever carries."""

    tenant_id: UUID
    id: UUID


@dataclass(frozen=True, slots=True)
class Message:
    """
    An event on its way to its handlers.

    :param attempts: which try this is, from 1.
    """

    tenant_id: UUID
    id: UUID
    topic: str
    key: str
    payload: dict[str, Any]
    attempts: int


def claim(session: Session, *, limit: int, lease: timedelta = LEASE) -> list[Ticket]:
    """
    Take up to `limit` messages that are due: of each key the earliest only.

    Two dispatchers at once get different ones. A message is due again when its lease ends.
    """
    due = (
        select(OutboxMessage.tenant_id, OutboxMessage.id)
        .where(_waiting(OutboxMessage), OutboxMessage.available_at <= NOW, _is_first_of_its_key())
        .order_by(OutboxMessage.available_at, OutboxMessage.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return _lease(session, due.cte("due"), lease)


def claim_next(session: Session, *, after: Message, lease: timedelta = LEASE) -> Ticket | None:
    """Take the message that follows `after` in its key, so that a long row is not one a second."""
    following = (
        select(OutboxMessage.tenant_id, OutboxMessage.id)
        .where(
            _waiting(OutboxMessage),
            OutboxMessage.tenant_id == after.tenant_id,
            OutboxMessage.key == after.key,
            OutboxMessage.available_at <= NOW,
            _is_first_of_its_key(),
        )
        .with_for_update(skip_locked=True)
    )
    tickets = _lease(session, following.cte("following"), lease)
    return tickets[0] if tickets else None


def begin(session: Session, ticket: Ticket, *, lease: timedelta = LEASE) -> Message | None:
    """
    Count one more try, in a transaction of its own: a message that kills its worker counts too.

    :returns: None if nothing is left to do: it is done, parked, or in another's hands.
    """
    free = (
        select(OutboxMessage.id)
        .where(_is(ticket), _waiting(OutboxMessage))
        .with_for_update(skip_locked=True)
    )
    # Losing this note in a crash loses a count, nothing else: it need not wait for the disk.
    session.execute(text("SET LOCAL synchronous_commit = off"))
    row = session.execute(
        update(OutboxMessage)
        .where(_is(ticket), OutboxMessage.id.in_(free.scalar_subquery()))
        .values(attempts=OutboxMessage.attempts + 1, available_at=NOW + lease)
        .returning(
            OutboxMessage.topic, OutboxMessage.key, OutboxMessage.payload, OutboxMessage.attempts
        )
    ).one_or_none()
    if row is None:
        return None
    if row.attempts > MAX_ATTEMPTS:  # each earlier try ended without a word: it kills workers
        _park(session, ticket)
        return None
    return Message(ticket.tenant_id, ticket.id, row.topic, row.key, row.payload, row.attempts)


def hold(session: Session, ticket: Ticket) -> bool:
    """Lock the message for the rest of this transaction; False if it is done or held."""
    query = (
        select(OutboxMessage.id)
        .where(_is(ticket), _waiting(OutboxMessage))
        .with_for_update(skip_locked=True)
    )
    return session.execute(query).one_or_none() is not None


def is_first_delivery(session: Session, *, consumer: str, message_id: UUID) -> bool:
    """
    Note that `consumer` has its effect for this message, in the transaction of the effect.

    :returns: False if it has had it before; then there is nothing to do.
    """
    noted = session.execute(
        insert(Delivery)
        .values(consumer=consumer, message_id=message_id)
        .on_conflict_do_nothing()
        .returning(Delivery.message_id)
    )
    return noted.one_or_none() is not None


def was_delivered(session: Session, *, consumer: str, message_id: UUID) -> bool:
    """Whether `consumer` has had its effect for this message."""
    return session.get(Delivery, (consumer, message_id)) is not None


def finish(session: Session, ticket: Ticket) -> None:
    """All handlers have had their effect."""
    session.execute(update(OutboxMessage).where(_is(ticket)).values(done_at=NOW, last_error=None))


def finish_unheard(session: Session, *, heard: Collection[str], limit: int) -> int:
    """
    Finish up to `limit` messages that nobody acts on, in one statement; how many there were.

    They stay in the table as the record of what happened; no task need be woken for them.

    :param heard: the topics that have handlers.
    """
    unheard = (
        select(OutboxMessage.tenant_id, OutboxMessage.id)
        .where(_waiting(OutboxMessage), OutboxMessage.topic.not_in(heard))
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("unheard")
    )
    finished = session.execute(
        update(OutboxMessage)
        .where(
            tuple_(OutboxMessage.tenant_id, OutboxMessage.id).in_(
                select(unheard.c.tenant_id, unheard.c.id)
            )
        )
        .values(done_at=NOW)
        .returning(OutboxMessage.id)
        .execution_options(synchronize_session=False)
    )
    return len(finished.all())


def fail(session: Session, message: Message, *, error: str, is_final: bool = False) -> bool:
    """
    Put the message back for a later try, or park it after the last one.

    :param error: the name of the fault: never its text, which may hold a person's data.
    :param is_final: whether no later try will mend it.
    :returns: whether it was parked; then a person must look at it.
    """
    ticket = Ticket(message.tenant_id, message.id)
    if is_final or is_exhausted(message.attempts):
        _park(session, ticket, error)
        return True
    session.execute(
        update(OutboxMessage)
        .where(_is(ticket), _waiting(OutboxMessage))
        .values(available_at=NOW + wait_after(message.attempts), last_error=error)
    )
    return False


def unpark(session: Session) -> int:
    """Give every parked message its tries back, once their cause is mended; how many there were."""
    again = session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.parked_at.is_not(None), OutboxMessage.done_at.is_(None))
        .values(parked_at=None, attempts=0, available_at=NOW)
        .returning(OutboxMessage.id)
    )
    return len(again.all())


def parked(session: Session, *, limit: int) -> list[Parked]:
    """What was put aside, the latest first."""
    rows = session.execute(
        select(OutboxMessage.id, OutboxMessage.topic, OutboxMessage.last_error)
        .where(OutboxMessage.parked_at.is_not(None), OutboxMessage.done_at.is_(None))
        .order_by(OutboxMessage.parked_at.desc())
        .limit(limit)
    )
    return [Parked(*row) for row in rows]


def backlog(session: Session) -> Backlog:
    """What waits, and what is parked."""
    waiting = OutboxMessage.parked_at.is_(None)
    row = session.execute(
        select(
            func.count().filter(waiting).label("waiting"),
            func.count().filter(~waiting).label("parked"),
            func.coalesce(
                NOW - func.min(OutboxMessage.created_at).filter(waiting), timedelta(0)
            ).label("oldest"),
        ).where(OutboxMessage.done_at.is_(None))
    ).one()
    return Backlog(row.waiting, row.parked, row.oldest)


class Hints:
    """Waiting for news of the outbox: a hint may be lost, therefore a wait always ends."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self._connection = connection

    def wait(self, timeout_s: float) -> None:
        """Return at the first hint, or after `timeout_s`."""
        for _ in self._connection.notifies(timeout=timeout_s, stop_after=1):
            return


@contextmanager
def listening(url: str) -> Iterator[Hints]:
    """
    Listen for hints on a connection of its own.

    :param url: a PostgreSQL URL, in SQLAlchemy's form or libpq's.
    """
    with psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True) as connection:
        connection.execute(f"LISTEN {CHANNEL}")
        yield Hints(connection)


def hint(session: Session) -> None:
    """
    Tell the dispatchers that something waits: after the commit, in a transaction of its own.

    Within the writing transaction it would make all commits queue up behind one another
    (PostgreSQL orders notifications under one lock for the whole server).
    """
    session.execute(select(func.pg_notify(CHANNEL, "")))


def _lease(session: Session, claimed: Any, lease: timedelta) -> list[Ticket]:
    """Push the claimed rows' next turn into the future; in the order of their ids."""
    rows = session.execute(
        update(OutboxMessage)
        .where(
            tuple_(OutboxMessage.tenant_id, OutboxMessage.id).in_(
                select(claimed.c.tenant_id, claimed.c.id)
            )
        )
        .values(available_at=NOW + lease)
        .returning(OutboxMessage.tenant_id, OutboxMessage.id)
    )
    return sorted((Ticket(*row) for row in rows), key=lambda ticket: ticket.id)


def _park(session: Session, ticket: Ticket, error: str | None = None) -> None:
    values: dict[str, Any] = {"parked_at": NOW} | ({"last_error": error} if error else {})
    session.execute(update(OutboxMessage).where(_is(ticket)).values(**values))


def _is(ticket: Ticket) -> ColumnElement[bool]:
    return and_(OutboxMessage.tenant_id == ticket.tenant_id, OutboxMessage.id == ticket.id)


def _waiting(table: Any) -> ColumnElement[bool]:
    return and_(table.done_at.is_(None), table.parked_at.is_(None))


def _is_first_of_its_key() -> ColumnElement[bool]:
    # A parked message does not hold up its key: handlers look at what is, not at what was told.
    earlier = aliased(OutboxMessage)
    return ~(
        select(earlier.id)
        .where(
            earlier.tenant_id == OutboxMessage.tenant_id,
            earlier.key == OutboxMessage.key,
            earlier.id < OutboxMessage.id,
            _waiting(earlier),
        )
        .exists()
    )
