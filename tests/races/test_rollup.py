"""Facts that are recorded while a rollup runs, and two rollups at once."""

from threading import Thread

import pytest
from sqlalchemy import text

from services.core.kit.actor import operator
from services.core.measurement import service as measurement
from tests.factories.journey import make_journey

TESTER = operator("tester")


@pytest.fixture
def journey(runtime):
    with runtime.unit_of_work(TESTER) as uow:
        return make_journey(uow, children=2)


def redeem(runtime, journey, which, yen):
    """Redeem in a transaction of its own, and leave it to the caller to commit."""
    opened = runtime.unit_of_work(TESTER, organisation_id=journey.programme.organisation_id)
    uow = opened.__enter__()
    journey.uow, uow.now = uow, journey.uow.now
    journey.redeem(which, yen)
    return lambda: opened.__exit__(None, None, None)


def roll(runtime, journey):
    with runtime.unit_of_work(TESTER) as uow:
        measurement.roll(uow, programme_id=journey.programme.id)


def used(runtime):
    with runtime.unit_of_work(TESTER) as uow:
        return uow.session.execute(
            text("SELECT coalesce(sum(used_minor), 0) FROM rollup_uses")
        ).scalar()


class TestRoll:
    def test_does_not_overlook_a_fact_that_commits_after_a_later_one_was_read(
        self, runtime, journey
    ):
        commit_slow = redeem(runtime, journey, 0, 4_000)
        redeem(runtime, journey, 1, 1_000)()
        roll(runtime, journey)
        assert used(runtime) == 1_000

        commit_slow()
        roll(runtime, journey)

        assert used(runtime) == 5_000

    def test_counts_everything_once_when_four_roll_at_once(self, runtime, journey):
        redeem(runtime, journey, 0, 4_000)()
        threads = [Thread(target=roll, args=(runtime, journey)) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert used(runtime) == 4_000
        with runtime.unit_of_work(TESTER) as uow:
            assert measurement.check(uow, programme_id=journey.programme.id).holds
