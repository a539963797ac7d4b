"""
Carry the retention schedule out (I4): count first, then end what is over its term, in batches.

A run stands in the database from its first moment: each batch is a transaction that also counts
itself, so a run that was killed in the middle goes on where its last commit left it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Protocol, TypeVar
from uuid import UUID

from services.core.audit import service as audit
from services.core.households import service as households
from services.core.kit.ids import uuid7
from services.core.kit.periods import Month, local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.privacy import policies
from services.core.privacy.errors import RetentionPlanChanged, RetentionRunNotFound
from services.core.privacy.models import RetentionRun, RetentionStep
from services.core.privacy.repository import RetentionRepository
from services.core.privacy.repository.retention import KIND_OF
from services.core.privacy.schedule import Rule, acting, before
from services.core.privacy.service.erase import erase
from services.core.privacy.types import (
    Action,
    AskedBy,
    Due,
    ErasureGround,
    Order,
    Reach,
    RunId,
    Subject,
)

T = TypeVar("T")

PEOPLE_AT_ONCE, ROWS_AT_ONCE = 25, 2_000

_ORDER = Order(ErasureGround.TERM_OVER, AskedBy.SCHEDULE)


class Attempt(Protocol):
    """Runs a verb in a unit of work of its own: the runtime's `attempt`."""

    def __call__(
        self, verb: Callable[[UnitOfWork], T], *, organisation_id: UUID | None = None
    ) -> T: ...


@dataclass(frozen=True, slots=True)
class RunReport:
    """A run with what it found of each class and what it has done of it."""

    id: RunId
    as_of: datetime
    started_at: datetime
    started_by: UUID
    finished_at: datetime | None
    steps: tuple[RetentionStep, ...]


@dataclass(frozen=True, slots=True)
class Forecast:
    """
    What is over its term.

    :param digest: names exactly these counts; bring it along to confirm them.
    """

    as_of: datetime
    classes: tuple[Due, ...]
    digest: str


def retention_due(uow: UnitOfWork, *, at: datetime | None = None) -> Forecast:
    """
    What a run would end of the organisation's data, class by class. Changes nothing.

    :param at: as of when; now, where nothing is said.
    """
    as_of = at or uow.now
    repository = RetentionRepository(uow)
    found = tuple(repository.due(rule, as_of) for rule in acting(Reach.ORGANISATION))
    return Forecast(as_of, found, policies.due_digest(found))


def begin_run(
    uow: UnitOfWork, *, at: datetime | None = None, confirm: str | None = None
) -> RunReport:
    """
    Begin a run, or find the one that is under way; `continue_run` then does the work.

    :param confirm: the digest of the forecast that was looked at; None: whatever is due.
    :raises RetentionPlanChanged: something else is due by now than was confirmed.
    """
    repository = RetentionRepository(uow)
    under_way = repository.unfinished()
    if under_way is not None:
        return _report(repository, under_way)
    forecast = retention_due(uow, at=at)
    if confirm is not None and forecast.digest != confirm:
        raise RetentionPlanChanged(confirmed=confirm, now=forecast.digest)
    run = RetentionRun(
        organisation_id=uow.organisation_id,
        id=uuid7(),
        as_of=forecast.as_of,
        started_at=uow.now,
        started_by=uow.actor.id,
    )
    repository.add([run])
    repository.add(
        [
            RetentionStep(
                organisation_id=run.organisation_id,
                run_id=run.id,
                data_class=found.data_class,
                due=found.due,
                held=found.held,
                done=0,
            )
            for found in forecast.classes
        ]
    )
    audit.record(
        uow,
        action="retention.begin",
        object_type="retention_run",
        object_id=run.id,
        facts={found.data_class.value: found.due for found in forecast.classes if found.due},
    )
    return _report(repository, run)


def continue_run(uow: UnitOfWork, *, run_id: UUID) -> bool:
    """
    Do the next batch of a run, and count it. False once the run is finished.

    :raises RetentionRunNotFound: the organisation has no such run.
    """
    repository = RetentionRepository(uow)
    run = repository.find(run_id, lock=True)
    if run is None:
        raise RetentionRunNotFound(run_id=run_id)
    if run.finished_at is not None:
        return False
    steps = {step.data_class: step for step in repository.steps(run_id)}
    for rule in acting(Reach.ORGANISATION):
        step = steps[rule.data_class]
        if step.finished_at is not None:
            continue
        ended = _end(uow, rule, run.as_of)
        step.done += ended
        if not ended:
            step.finished_at = uow.now
        return True
    run.finished_at = uow.now
    done = {step.data_class.value: step.done for step in steps.values() if step.done}
    audit.record(
        uow,
        action="retention.finish",
        object_type="retention_run",
        object_id=run.id,
        facts=done,
    )
    return False


def run_retention(
    attempt: Attempt, *, organisation_id: UUID, at: datetime | None = None
) -> RunReport:
    """
    Begin a run, or take up the one that was left, and go through it to its end.

    :param attempt: `Runtime.attempt`: each batch is a transaction of its own.
    """
    run = attempt(partial(begin_run, at=at), organisation_id=organisation_id)
    while attempt(partial(continue_run, run_id=run.id), organisation_id=organisation_id):
        pass
    return attempt(partial(get_run, run_id=run.id), organisation_id=organisation_id)


def monthly_run(uow: UnitOfWork) -> RunReport | None:
    """The run that is under way, or one begun here where this month, in Japan, has none yet."""
    repository = RetentionRepository(uow)
    under_way = repository.unfinished()
    if under_way is not None:
        return _report(repository, under_way)
    this_month = Month.of(local_date(uow.now))
    if any(Month.of(local_date(run.started_at)) == this_month for run in repository.runs()):
        return None
    return begin_run(uow)


def tidy_installation(uow: UnitOfWork, *, limit: int = ROWS_AT_ONCE) -> dict[str, int]:
    """End the next rows of the classes that belong to no organisation; how many of each."""
    repository = RetentionRepository(uow)
    return {
        rule.data_class.value: repository.end_rows(rule, uow.now, limit)
        for rule in acting(Reach.INSTALLATION)
    }


def get_run(uow: UnitOfWork, *, run_id: UUID) -> RunReport:
    """:raises RetentionRunNotFound: the organisation has no such run."""
    repository = RetentionRepository(uow)
    run = repository.find(run_id)
    if run is None:
        raise RetentionRunNotFound(run_id=run_id)
    return _report(repository, run)


def runs(uow: UnitOfWork) -> Sequence[RunReport]:
    """All runs, the latest first."""
    repository = RetentionRepository(uow)
    return [_report(repository, run) for run in repository.runs()]


def unfinished_run(uow: UnitOfWork) -> RunReport | None:
    """The run that is under way."""
    repository = RetentionRepository(uow)
    run = repository.unfinished()
    return None if run is None else _report(repository, run)


def _end(uow: UnitOfWork, rule: Rule, as_of: datetime) -> int:
    repository = RetentionRepository(uow)
    if rule.data_class not in KIND_OF:
        return repository.end_rows(rule, as_of, ROWS_AT_ONCE)
    people = repository.people_due(rule, as_of, PEOPLE_AT_ONCE)
    if rule.action is Action.DESTROY_FILES:
        households.retire_evidence(uow, at=before(rule.data_class, as_of), child_ids=people)
        return len(people)
    for person in people:
        subject = Subject(KIND_OF[rule.data_class], person)
        erase(uow, subject=subject, order=_ORDER)
    return len(people)


def _report(repository: RetentionRepository, run: RetentionRun) -> RunReport:
    return RunReport(
        id=RunId(run.id),
        as_of=run.as_of,
        started_at=run.started_at,
        started_by=run.started_by,
        finished_at=run.finished_at,
        steps=tuple(repository.steps(run.id)),
    )
