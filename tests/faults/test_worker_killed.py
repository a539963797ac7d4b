"""The promise of the outbox, kept under kill -9: every effect once, and in the order of its key."""

import sys
from pathlib import Path

import pytest
import redis
from sqlalchemy import create_engine, text

from services.core.kit.embedded import EmbeddedValkey
from tests.factories.messages import ring
from tests.faults.processes import Started, wait_until

MESSAGES = 200
LEASE_S = 2.0
PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def broker(tmp_path):
    with EmbeddedValkey(tmp_path / "valkey", fast=True) as valkey:
        yield valkey


@pytest.fixture
def echoes(runtime, server):
    """Where the effects are seen: a table without any rule that would hide a second one."""
    owner = create_engine(server.owner_url(runtime.engine.url.database))
    with owner.begin() as connection:
        connection.execute(
            text(
                "CREATE TABLE echoes (id BIGINT GENERATED ALWAYS AS IDENTITY,"
                " bell_id TEXT NOT NULL, message_id UUID NOT NULL)"
            )
        )
    owner.dispose()

    def count():
        with runtime.unit_of_work() as uow:
            return uow.session.execute(text("SELECT count(*) FROM echoes")).scalar_one()

    return count


@pytest.fixture
def start_worker(runtime, broker, tmp_path):
    started = []

    def start():
        url = runtime.engine.url.render_as_string(hide_password=False)
        worker = Started(
            [sys.executable, "-m", "tests.faults.bell_worker", broker.url(), str(LEASE_S)],
            cwd=PROJECT,
            log=tmp_path / f"worker-{len(started)}.log",
            DATABASE_URL=url,
            DATA_DIR=str(tmp_path),
        )
        started.append(worker)
        return worker

    yield start
    for worker in started:
        worker.kill_group()


class TestWorkerKilledInTheMiddle:
    def test_has_every_effect_exactly_once(self, runtime, echoes, start_worker):
        rung(runtime)
        killed = start_worker()
        wait_until(lambda: echoes() >= MESSAGES // 5, timeout_s=60, process=killed)
        killed.kill_group()
        assert echoes() < MESSAGES

        again = start_worker()
        wait_until(lambda: waiting(runtime) == 0, timeout_s=120, process=again)

        assert again.end() == 0
        assert_each_once_in_order(runtime)


class TestBrokerFlushedInTheMiddle:
    def test_delays_and_loses_nothing(self, runtime, broker, echoes, start_worker):
        rung(runtime)
        worker = start_worker()
        wait_until(lambda: echoes() >= MESSAGES // 5, timeout_s=60, process=worker)

        with redis.Redis.from_url(broker.url()) as client:
            client.flushall()
        assert echoes() < MESSAGES

        wait_until(lambda: waiting(runtime) == 0, timeout_s=120, process=worker)
        assert_each_once_in_order(runtime)


def rung(runtime):
    """Half of the messages of many keys, half of a few: the ones in a row, the others beside."""
    with runtime.unit_of_work() as uow:
        for _ in range(MESSAGES // 2):
            ring(uow)
        for _ in range(5):
            ring(uow, times=MESSAGES // 10)


def waiting(runtime):
    with runtime.unit_of_work() as uow:
        return uow.session.execute(
            text("SELECT count(*) FROM outbox WHERE done_at IS NULL")
        ).scalar_one()


def assert_each_once_in_order(runtime):
    with runtime.unit_of_work() as uow:
        heard = uow.session.execute(
            text("SELECT bell_id, message_id FROM echoes ORDER BY id")
        ).all()
        sent = uow.session.execute(text("SELECT key, id FROM outbox ORDER BY id")).all()
    assert len(heard) == len(sent) == MESSAGES
    by_key = {key: [id for other, id in sent if other == key] for key, _ in sent}
    assert {key: [id for other, id in heard if other == key] for key, _ in heard} == by_key
