"""How a job by the clock becomes a task: alone, bounded, and noted as done."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Protocol

import structlog

from services.core.bootstrap import Runtime
from services.core.kit import jobs
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme
from services.worker.app import SCHEDULE, app
from services.worker.in_turn import in_turn
from services.worker.process import runtime

Work = Callable[[Runtime], object]

log = structlog.get_logger(__name__)


def job(name: str) -> Callable[[Work], Work]:
    """
    Register `work` as the job `name` of the beat table.

    The same message may reach two workers; the advisory lock lets one of them work. A job that
    fails stays unfinished, and is started again once it counts as lost.

    :raises KeyError: the beat table has no such job.
    """

    def register(work: Work) -> Work:
        if name not in SCHEDULE:
            raise KeyError(name)

        def run(*, scheduled_for: str) -> None:
            with jobs.alone(runtime().engine, f"job {name}") as alone:
                if not alone:
                    log.info("job_runs_already", job=name)
                    return
                outcome = work(runtime())
            instant = datetime.fromisoformat(scheduled_for)
            runtime().attempt(lambda uow: jobs.finish(uow.session, job=name, scheduled_for=instant))
            log.info("job_finished", job=name, outcome=outcome)

        app.task(run, name=name)
        return work

    return register


class Verb(Protocol):
    def __call__(self, uow: UnitOfWork, /, programme: Programme) -> object: ...


def each_programme(runtime: Runtime, verb: Verb) -> int:
    """
    Carry `verb` out for every programme, each in a unit of work of its own tenant.

    One programme's failure does not keep the others waiting; it is raised when all had their turn.

    :returns: for how many it was carried out.
    :raises ExceptionGroup: for some it failed.
    """
    with runtime.unit_of_work() as uow:
        found = programmes.all_programmes(uow)
    done = in_turn(
        {
            str(one.id): partial(
                runtime.attempt, partial(verb, programme=one), organisation_id=one.organisation_id
            )
            for one in found
        }
    )
    return len(done)
