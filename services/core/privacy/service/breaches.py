"""The breach desk: from awareness to the last word, with its clock and its four eyes (I5)."""

from collections.abc import Collection, Sequence
from datetime import datetime

from services.core.audit import service as audit
from services.core.identity import service as identity
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy import policies
from services.core.privacy.errors import (
    BreachDateInvalid,
    BreachNotFound,
    BreachNotReported,
    ExportNotApproved,
)
from services.core.privacy.models import Breach
from services.core.privacy.repository import BreachRepository
from services.core.privacy.service.persons import contact_of
from services.core.privacy.service.scope import scope_of
from services.core.privacy.types import (
    Affected,
    BreachId,
    BreachKind,
    BreachStatus,
    Stage,
    SubjectKind,
    Timer,
)


def open_breach(
    uow: UnitOfWork, *, id: BreachId, aware_at: datetime, kinds: Collection[BreachKind]
) -> Breach:
    """
    Open an incident; its clock runs from `aware_at`. The same id again is the same breach.

    :param aware_at: when anybody of the organisation came to know of it.
    :raises BreachDateInvalid: that lies in the future.
    """
    repository = BreachRepository(uow)
    earlier = repository.find(id, lock=True)
    if earlier is not None:
        return earlier
    if aware_at > uow.now:
        raise BreachDateInvalid(pointer="/aware_at")
    breach = Breach(
        organisation_id=uow.organisation_id,
        id=id,
        kinds=sorted(kinds),
        status=BreachStatus.OPEN,
        aware_at=aware_at,
        opened_at=uow.now,
        opened_by=uow.actor.id,
    )
    repository.add(breach)
    _record(uow, "breach.open", breach, kinds=breach.kinds, aware_at=aware_at)
    return breach


def get_breach(uow: UnitOfWork, *, breach_id: BreachId) -> Breach:
    """:raises BreachNotFound: the organisation has no such breach."""
    return _found(BreachRepository(uow).find(breach_id), breach_id)


def breaches(uow: UnitOfWork) -> Sequence[Breach]:
    """Those that are open first, then the latest."""
    return BreachRepository(uow).all()


def timers(breach: Breach, *, at: datetime) -> tuple[Timer, Timer]:
    """How the preliminary and the final report stand at an instant."""
    return policies.timers(
        breach.kind_set,
        aware_at=breach.aware_at,
        at=at,
        preliminary_at=breach.preliminary_at,
        final_at=breach.final_at,
    )


def change_kinds(uow: UnitOfWork, *, breach_id: BreachId, kinds: Collection[BreachKind]) -> Breach:
    """
    Say anew what kind of breach it is: with a wrongful purpose the final report has 60 days.

    :raises BreachNotFound, BreachClosed: there is none, or it is over.
    """
    breach = _open(uow, breach_id)
    if sorted(kinds) != breach.kinds:
        breach.kinds = sorted(kinds)
        _record(uow, "breach.change_kinds", breach, kinds=breach.kinds)
    return breach


def note_report(
    uow: UnitOfWork, *, breach_id: BreachId, stage: Stage, at: datetime | None = None
) -> Breach:
    """
    Note that a report went in to the Commission. What was noted first stands.

    :raises BreachNotFound, BreachClosed: there is none, or it is over.
    :raises BreachDateInvalid: it lies in the future, or before awareness.
    """
    breach = _open(uow, breach_id)
    when = at or uow.now
    if not breach.aware_at <= when <= uow.now:
        raise BreachDateInvalid(pointer="/at")
    breach.report(stage, when)
    _record(uow, "breach.report", breach, stage=stage, reported_at=when)
    return breach


def note_people_told(uow: UnitOfWork, *, breach_id: BreachId, at: datetime | None = None) -> Breach:
    """
    Note that the people affected were told (APPI article 26, paragraph 2).

    :raises BreachNotFound, BreachClosed: there is none, or it is over.
    :raises BreachDateInvalid: it lies in the future, or before awareness.
    """
    breach = _open(uow, breach_id)
    when = at or uow.now
    if not breach.aware_at <= when <= uow.now:
        raise BreachDateInvalid(pointer="/at")
    breach.people_told_at = breach.people_told_at or when
    _record(uow, "breach.tell_people", breach, told_at=when)
    return breach


def close_breach(uow: UnitOfWork, *, breach_id: BreachId) -> Breach:
    """
    Close a breach that was reported in full, and whose people know.

    :raises BreachNotFound, BreachClosed: there is none, or it is over.
    :raises BreachNotReported: the final report, or the word to the people, is missing.
    """
    breach = _open(uow, breach_id)
    if breach.final_at is None or breach.people_told_at is None:
        raise BreachNotReported(breach_id=breach_id)
    breach.status, breach.closed_at = BreachStatus.CLOSED, uow.now
    _record(uow, "breach.close", breach)
    return breach


def ask_for_list(uow: UnitOfWork, *, breach_id: BreachId) -> Breach:
    """
    Ask for the list of people affected, with names and addresses; a second person approves it.

    :raises BreachNotFound, BreachClosed: there is none, or it is over.
    """
    breach = _open(uow, breach_id)
    breach.list_asked_at, breach.list_asked_by = uow.now, uow.actor.id
    breach.list_approved_at = breach.list_approved_by = None
    _record(uow, "breach.ask_for_list", breach)
    return breach


def approve_list(uow: UnitOfWork, *, breach_id: BreachId) -> Breach:
    """
    Let the list of people affected be opened for a day.

    :raises BreachNotFound, BreachClosed: there is none, or it is over.
    :raises ExportNotApproved: nobody has asked for it.
    :raises SecondPersonRequired: whoever asked for it cannot approve it.
    """
    breach = _open(uow, breach_id)
    if breach.list_asked_by is None:
        raise ExportNotApproved(breach_id=breach_id)
    identity.require_second_person(uow, created_by=breach.list_asked_by)
    breach.list_approved_at, breach.list_approved_by = uow.now, uow.actor.id
    _record(uow, "breach.approve_list", breach)
    return breach


def awaiting_approval(uow: UnitOfWork) -> Sequence[Breach]:
    """Breaches whose list of people waits for a second person."""
    return BreachRepository(uow).awaiting_list()


def list_open_until(breach: Breach) -> datetime | None:
    """Until when the list of people may be opened; None while nobody has approved it."""
    approved_at = breach.list_approved_at
    return None if approved_at is None else approved_at + policies.LIST_OPEN_FOR


def affected(uow: UnitOfWork, *, breach_id: BreachId) -> list[Affected]:
    """
    Whom to tell, and where they can be reached. Each reading of it is on the record.

    :raises BreachNotFound: the organisation has no such breach.
    :raises ScopeMissing: nobody has said which acts it is about.
    :raises ExportNotApproved: no second person has approved it within a day.
    """
    breach = get_breach(uow, breach_id=breach_id)
    open_until = list_open_until(breach)
    if open_until is None or uow.now >= open_until:
        raise ExportNotApproved(breach_id=breach_id)
    scope = scope_of(uow, breach)
    people = sorted(scope.people)
    for kind in SubjectKind:
        audit.record_reads(
            uow,
            action="breach.list",
            object_type=kind,
            object_ids=[person.id for person in people if person.kind is kind],
            facts={"breach_id": breach_id},
        )
    _record(uow, "breach.open_list", breach, people=len(people))
    return [
        Affected(
            subject=person,
            items=tuple(sorted(scope.people[person])),
            fields=contact_of(uow, person),
        )
        for person in people
    ]


def _open(uow: UnitOfWork, breach_id: BreachId) -> Breach:
    breach = _found(BreachRepository(uow).find(breach_id, lock=True), breach_id)
    breach.must_be_open()
    return breach


def _found(breach: Breach | None, breach_id: BreachId) -> Breach:
    if breach is None:
        raise BreachNotFound(breach_id=breach_id)
    return breach


def _record(uow: UnitOfWork, action: str, breach: Breach, **facts: object) -> None:
    audit.record(uow, action=action, object_type="breach", object_id=breach.id, facts=facts)
