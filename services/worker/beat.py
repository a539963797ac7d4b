"""
The beat: starts each job of the table for its instants, once, however many beats there are.

Celery's own schedulers remember in a file when a job last ran; ours remembers in the database,
so that a beat may die, move to another host, or run twice.
"""

from pathlib import Path
from typing import Any

import structlog
from celery.beat import Scheduler

from services.core.kit import jobs
from services.worker.app import SCHEDULE
from services.worker.broker import declare_queues, send
from services.worker.process import runtime

LOOK_S = 1.0

log = structlog.get_logger(__name__)


class DatabaseScheduler(Scheduler):  # type: ignore[misc]  # Celery comes without types
    """`SCHEDULE` against the table `job_runs`."""

    # Touched at each look that reached database and broker, for health checks.
    alive_file: Path | None = None

    def setup_schedule(self) -> None:
        """Nothing to read: the table is in code, its memory in the database."""

    def tick(self, *_: Any, **__: Any) -> float:
        """Start what is due; the seconds until the next look."""
        try:
            self._look()
        except Exception as error:
            # Database or broker are away, most likely: the instant stays due, look again.
            log.warning("beat_waits", error=type(error).__name__)
        return LOOK_S

    def _look(self) -> None:
        # The rows alone would do; the lock spares a second beat the trouble.
        declare_queues()
        with jobs.alone(runtime().engine, "beat") as leading:
            if leading:
                for job in SCHEDULE:
                    self._start_if_due(job)
        if self.alive_file:
            self.alive_file.touch()

    def _start_if_due(self, job: str) -> None:
        scheduled_for = runtime().attempt(
            lambda uow: jobs.start_due(uow.session, job=job, schedule=SCHEDULE[job])
        )
        if scheduled_for is not None:
            # Should this message be lost, the run counts as lost in a while, and is sent again.
            send(job, scheduled_for=scheduled_for.isoformat())
            log.info("job_started", job=job, scheduled_for=scheduled_for.isoformat())
