"""
Jobs by the clock: which instant is due, that it is started once, and never twice side by side.

The table `job_runs` is the memory of the schedule. An instant that was missed while nobody looked
is made up for by the next look, and a run of which the broker lost the message is started again.
"""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Protocol

from sqlalchemy import Engine, func, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from services.core.kit.models import JobRun
from services.core.kit.periods import TOKYO

# A run that has not told of its end by then was lost, or is so slow that its lock refuses another.
RUN_LOST_AFTER = timedelta(minutes=15)


class Schedule(Protocol):
    def latest(self, now: datetime) -> datetime:
        """The latest instant, not after `now`, for which the job should run."""
        ...


@dataclass(frozen=True, slots=True)
class Every:
    """At each whole multiple of an interval since 1970, so that all hosts agree."""

    interval: timedelta

    def latest(self, now: datetime) -> datetime:
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return now - (now - epoch) % self.interval


@dataclass(frozen=True, slots=True)
class Daily:
    """Once a day at a time of the clock in Japan."""

    at: time

    def latest(self, now: datetime) -> datetime:
        local = now.astimezone(TOKYO)
        today = datetime.combine(local.date(), self.at, tzinfo=TOKYO)
        return (today if today <= local else today - timedelta(days=1)).astimezone(UTC)


def start_due(session: Session, *, job: str, schedule: Schedule) -> datetime | None:
    """
    Take the job's latest instant, if nobody has.

    :returns: the instant that is now ours to start; None if it was started and not lost.
    """
    now: datetime = session.scalars(select(func.clock_timestamp())).one()
    scheduled_for = schedule.latest(now)
    started = insert(JobRun).values(job=job, scheduled_for=scheduled_for)
    lost = JobRun.finished_at.is_(None) & (JobRun.started_at < now - RUN_LOST_AFTER)
    taken = session.execute(
        started.on_conflict_do_update(
            index_elements=[JobRun.job, JobRun.scheduled_for],
            set_={"started_at": now},
            where=lost,
        ).returning(JobRun.scheduled_for)
    )
    return scheduled_for if taken.one_or_none() else None


def finish(session: Session, *, job: str, scheduled_for: datetime) -> None:
    """The job has done its work for this instant, and so for all instants before."""
    session.execute(
        update(JobRun)
        .where(
            JobRun.job == job,
            JobRun.scheduled_for <= scheduled_for,
            JobRun.finished_at.is_(None),
        )
        .values(finished_at=func.clock_timestamp())
    )


def last_finished(session: Session, *, job: str) -> datetime | None:
    """The latest instant for which the job has done its work: how far it has come."""
    query = select(func.max(JobRun.scheduled_for)).where(
        JobRun.job == job, JobRun.finished_at.is_not(None)
    )
    return session.scalars(query).one()


@contextmanager
def alone(engine: Engine, name: str) -> Iterator[bool]:
    """
    Hold the advisory lock `name` on a connection of its own; False if another holds it.

    The lock ends with the connection: a killed holder blocks nobody.
    """
    number = zlib.crc32(name.encode())
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        held = bool(
            connection.execute(text("SELECT pg_try_advisory_lock(:n)"), {"n": number}).scalar_one()
        )
        try:
            yield held
        finally:
            if held:
                connection.execute(text("SELECT pg_advisory_unlock(:n)"), {"n": number})
