"""Whom a breach reached, and what was seen: asked of the audit log, which nobody can rewrite."""

from collections import Counter, defaultdict
from datetime import datetime
from typing import Any
from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy.errors import BreachDateInvalid, BreachNotFound, ScopeMissing
from services.core.privacy.models import Breach
from services.core.privacy.repository import BreachRepository
from services.core.privacy.seen import items_seen
from services.core.privacy.types import (
    BreachId,
    DataItem,
    Scope,
    Span,
    Subject,
    SubjectKind,
    Touch,
)

TOUCHES_TOLD = 1_000


def look_into(uow: UnitOfWork, *, span: Span) -> Scope:
    """
    Who did what to whose data in a span of time. The look itself is on the record.

    :raises BreachDateInvalid: the span is empty.
    """
    scope = _look(uow, span)
    _record(uow, span, scope)
    return scope


def set_scope(uow: UnitOfWork, *, breach_id: BreachId, span: Span) -> Scope:
    """
    Say which acts a breach is about; report and list of people are drawn up from them.

    :raises BreachNotFound, BreachClosed: there is none, or it is over.
    :raises BreachDateInvalid: the span is empty.
    """
    breach = BreachRepository(uow).find(breach_id, lock=True)
    if breach is None:
        raise BreachNotFound(breach_id=breach_id)
    breach.must_be_open()
    scope = _look(uow, span)
    breach.scope = _told(span)
    _record(uow, span, scope, breach_id=breach_id)
    return scope


def scope_of(uow: UnitOfWork, breach: Breach) -> Scope:
    """
    The breach's scope as the log tells it now.

    :raises ScopeMissing: nobody has said which acts it is about.
    """
    if breach.scope is None:
        raise ScopeMissing(breach_id=breach.id)
    return _look(uow, span_of(breach.scope))


def touches_of(uow: UnitOfWork, *, breach: Breach, limit: int = TOUCHES_TOLD) -> list[Touch]:
    """
    The acts of the breach one by one, the earliest first.

    :raises ScopeMissing: nobody has said which acts it is about.
    """
    if breach.scope is None:
        raise ScopeMissing(breach_id=breach.id)
    return list(BreachRepository(uow).touches(span_of(breach.scope), limit=limit))


def span_of(told: dict[str, Any]) -> Span:
    """The span as the breach's row keeps it."""
    return Span(
        since=datetime.fromisoformat(told["since"]),
        until=datetime.fromisoformat(told["until"]),
        actor_ids=tuple(UUID(id) for id in told["actor_ids"]),
        actions=tuple(told["actions"]),
    )


def _look(uow: UnitOfWork, span: Span) -> Scope:
    if span.since >= span.until:
        raise BreachDateInvalid(pointer="/until")
    repository = BreachRepository(uow)
    uow.session.flush()
    actors: Counter[UUID] = Counter()
    actions: Counter[str] = Counter()
    for actor_id, action, count in repository.by_actor_and_action(span):
        actors[actor_id] += count
        actions[action] += count
    seen: dict[Subject, set[DataItem]] = defaultdict(set)
    for kind, id, action in repository.people(span):
        subject = Subject(SubjectKind(kind), id)
        seen[subject] |= items_seen(action, subject.kind)
    items = Counter(item for found in seen.values() for item in found)
    return Scope(
        span=span,
        touches=actions.total(),
        people={subject: frozenset(found) for subject, found in seen.items()},
        items=items,
        actors=actors,
        actions=actions,
    )


def _told(span: Span) -> dict[str, Any]:
    return {
        "since": span.since.isoformat(),
        "until": span.until.isoformat(),
        "actor_ids": [str(id) for id in span.actor_ids],
        "actions": list(span.actions),
    }


def _record(uow: UnitOfWork, span: Span, scope: Scope, breach_id: UUID | None = None) -> None:
    assert uow.organisation_id is not None, "the look stood in a tenant"
    audit.record(
        uow,
        action="breach.scope",
        object_type="breach" if breach_id else "organisation",
        object_id=breach_id or uow.organisation_id,
        facts={**_told(span), "touches": scope.touches, "people": len(scope.people)},
    )
