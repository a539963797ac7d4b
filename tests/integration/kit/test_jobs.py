from datetime import timedelta

from sqlalchemy import text

from services.core.kit import jobs
from services.core.kit.ids import uuid7
from services.core.kit.jobs import Every

YEARLY = Every(timedelta(days=365))


class TestStartDue:
    def test_gives_an_instant_to_the_first_who_asks(self, uow):
        job = f"bells.oil.{uuid7()}"

        assert start(uow, job)
        assert start(uow, job) is None

    def test_gives_it_again_once_its_run_counts_as_lost(self, uow):
        job = f"bells.oil.{uuid7()}"
        instant = start(uow, job)
        uow.session.execute(text("UPDATE job_runs SET started_at = started_at - interval '1 hour'"))

        assert start(uow, job) == instant

    def test_does_not_give_a_finished_instant_again(self, uow):
        job = f"bells.oil.{uuid7()}"
        jobs.finish(uow.session, job=job, scheduled_for=start(uow, job))
        uow.session.execute(text("UPDATE job_runs SET started_at = started_at - interval '1 hour'"))

        assert start(uow, job) is None


class TestAlone:
    def test_is_one_at_a_time_and_ends_with_the_block(self, engine):
        with jobs.alone(engine, "oiling") as first, jobs.alone(engine, "oiling") as second:
            assert (first, second) == (True, False)

        with jobs.alone(engine, "oiling") as third:
            assert third


def start(uow, job):
    return jobs.start_due(uow.session, job=job, schedule=YEARLY)


class TestLastFinished:
    def test_tells_how_far_a_job_has_come(self, uow):
        job = f"bells.oil.{uuid7()}"
        instant = start(uow, job)
        assert jobs.last_finished(uow.session, job=job) is None

        jobs.finish(uow.session, job=job, scheduled_for=instant)

        assert jobs.last_finished(uow.session, job=job) == instant
