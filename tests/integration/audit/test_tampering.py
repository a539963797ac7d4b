"""
Whatever a database superuser does to the log, the last checkpoint that was kept outside finds it.

Each tampering is done with triggers and foreign keys switched off, looked for, and taken back.
MINORI_NIGHTLY=1 tries a thousand; `make test` forty. MINORI_SEED chooses others.
"""

import os
import random
from contextlib import contextmanager
from datetime import timedelta

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from services.core.audit import service as audit
from services.core.kit.ids import uuid7
from tests.factories.audit import make_log
from tests.factories.tampering import ENTRIES, TAMPERINGS, Intruder, cut

NIGHTLY = bool(os.environ.get("MINORI_NIGHTLY"))
TRIES = 1_000 if NIGHTLY else 40
SEED = int(os.environ.get("MINORI_SEED", "20260401"))


@pytest.fixture(scope="module")
def log(runtime):
    """A log that was signed in four steps; what was signed last covers all but its own entry."""
    return make_log(runtime, entries=ENTRIES // 4 * 4, signed=4)


@pytest.fixture(scope="module")
def admin(server, runtime):
    engine = create_engine(server.admin_url(runtime.engine.url.database), poolclass=NullPool)
    yield engine
    engine.dispose()


@contextmanager
def intruding(admin, log, rng):
    """A transaction in which everything is allowed, and nothing stays."""
    with admin.connect() as connection, connection.begin() as transaction:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        yield Intruder(connection, log, rng)
        transaction.rollback()


def faults(uow, against):
    found = audit.verify(uow, against=against, sealed_within=timedelta())
    return [finding.fault for finding in found.findings]


class TestTampering:
    def test_that_did_not_happen_is_not_found(self, admin, log):
        with intruding(admin, log, random.Random(SEED)) as intruder:
            found = audit.verify(intruder.uow, against=log.outside, sealed_within=timedelta())
        assert found.findings == []
        assert found.leaves == ENTRIES // 4 * 4 + 1 + 4  # with the founding, and the signings
        assert found.checkpoints == 4

    @pytest.mark.parametrize("name", TAMPERINGS)
    def test_is_found_against_the_last_outside_checkpoint(self, admin, log, name):
        rng = random.Random(f"{SEED} {name}")
        with intruding(admin, log, rng) as intruder:
            TAMPERINGS[name](intruder)
            assert faults(intruder.uow, log.outside[-1:]), name

    def test_is_found_however_often_it_is_tried(self, admin, log):
        rng = random.Random(SEED)
        names = sorted(TAMPERINGS)
        unseen = []
        for number in range(TRIES - len(TAMPERINGS)):
            name = rng.choice(names)
            with intruding(admin, log, rng) as intruder:
                TAMPERINGS[name](intruder)
                if not faults(intruder.uow, log.outside[-1:]):
                    unseen.append((number, name))
        assert unseen == []

    def test_of_a_whole_tail_is_seen_by_nothing_within(self, admin, log):
        """Why checkpoints must leave the house: an earlier log is as good as any."""
        with intruding(admin, log, random.Random(SEED)) as intruder:
            cut(intruder)
            assert faults(intruder.uow, []) == []
            assert faults(intruder.uow, log.outside[-1:]) == ["log_cut"]

    def test_of_what_nobody_has_signed_yet_is_not_found(self, admin, log):
        """The window: what was recorded since the last signing can be unwritten unseen."""
        with intruding(admin, log, random.Random(SEED)) as intruder:
            intruder.do(
                """
                INSERT INTO audit_entries (organisation_id, id, at, actor_id, actor_kind, action,
                                           object_type, object_id, facts)
                VALUES (:org, :id, now(), :id, 'member', 'thing.break', 'thing', :id, '{}')
                """,
                id=uuid7(),
            )
            intruder.do("DELETE FROM audit_entries WHERE action = 'thing.break'")
            assert faults(intruder.uow, log.outside) == []
