from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from services.core.kit import jobs
from services.core.kit.models import JobRun
from services.worker.app import SCHEDULE, app
from services.worker.job import each_programme
from services.worker.process import PROCESS
from tests.factories.programmes import make_programme

EARLIER = datetime(2026, 4, 1, tzinfo=UTC)
NOW = datetime(2026, 4, 2, tzinfo=UTC)


@pytest.fixture
def process(runtime):
    """This process as a worker over a database with two programmes."""
    with runtime.unit_of_work() as uow:
        make_programme(uow)
    with runtime.unit_of_work() as uow:
        make_programme(uow)
    PROCESS.given = runtime
    yield runtime
    PROCESS.given = None


class TestJobs:
    @pytest.mark.parametrize("name", sorted(SCHEDULE))
    def test_do_their_work_and_note_that_it_is_done(self, process, name):
        started(process, name, EARLIER, NOW)

        app.tasks[name](scheduled_for=NOW.isoformat())

        assert unfinished(process, name) == []

    def test_leave_it_to_the_one_that_runs_already(self, process):
        name = "ledger.lapse_due"
        started(process, name, NOW)

        with jobs.alone(process.engine, f"job {name}"):
            app.tasks[name](scheduled_for=NOW.isoformat())

        assert unfinished(process, name) == [NOW]


class TestEachProgramme:
    def test_stands_in_the_tenant_of_each(self, process):
        entered = []

        def note(uow, programme):
            entered.append((uow.organisation_id, programme.organisation_id))

        assert each_programme(process, note) == 2
        assert all(stands_in == belongs_to for stands_in, belongs_to in entered)

    def test_gives_all_their_turn_before_it_tells_of_a_failure(self, process):
        turns = []

        def fail_first(uow, programme):
            turns.append(programme.id)
            if len(turns) == 1:
                raise LookupError

        with pytest.raises(ExceptionGroup):
            each_programme(process, fail_first)

        assert len(turns) == 2


class TestRuntime:
    def test_is_missed_where_no_entry_point_has_given_one(self):
        with pytest.raises(RuntimeError, match="minori worker"):
            app.tasks["ledger.lapse_due"](scheduled_for=NOW.isoformat())


def started(runtime, name, *instants):
    with runtime.unit_of_work() as uow:
        uow.session.add_all(JobRun(job=name, scheduled_for=instant) for instant in instants)


def unfinished(runtime, name):
    with runtime.unit_of_work() as uow:
        query = select(JobRun.scheduled_for).where(JobRun.job == name, JobRun.finished_at.is_(None))
        return list(uow.session.scalars(query))
