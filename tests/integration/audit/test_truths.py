"""The log's truths, as `minori verify` asks for them: they hold, and find what does not."""

from contextlib import contextmanager

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from services.core.invariants import audit as truths
from services.core.invariants import service as invariants
from services.core.kit.actor import SYSTEM
from services.core.kit.unit_of_work import UnitOfWork
from tests.conftest import NOW, RING
from tests.factories.audit import make_log


@pytest.fixture(scope="module")
def admin(server, runtime):
    """Logs of every shape of tree, and a superuser's way to them."""
    for entries in (1, 2, 3, 6, 7, 8, 12):
        make_log(runtime, entries=entries)
    engine = create_engine(server.admin_url(runtime.engine.url.database), poolclass=NullPool)
    yield engine
    engine.dispose()


@contextmanager
def broken_by(admin, *statements):
    """The numbers of the truths that do not hold after these statements, which are taken back."""
    with admin.connect() as connection, connection.begin() as transaction:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        for statement in statements:
            assert connection.execute(text(statement)).rowcount
        with Session(connection) as session:
            uow = UnitOfWork(session, now=NOW, actor=SYSTEM, ring=RING)
            found = invariants.verify(uow, truths.INVARIANTS)
            yield [finding.invariant.number for finding in found if finding.found]
        transaction.rollback()


class TestTruths:
    def test_hold_for_trees_of_any_size(self, admin):
        with broken_by(admin) as broken:
            assert broken == []

    @pytest.mark.parametrize(
        ("statement", "number"),
        [
            ("DELETE FROM audit_leaves WHERE leaf_index = 0", "A2"),
            ("UPDATE audit_nodes SET node_hash = sha256('x') WHERE level = 2", "A3"),
            ("DELETE FROM audit_nodes WHERE level = 1 AND node_index = 2", "A3"),
            ("UPDATE audit_checkpoints SET root_hash = sha256('x')", "A3"),
            ("UPDATE audit_logs SET halted_at = now(), halted_because = 'x'", "A4"),
            (
                """
                INSERT INTO audit_entries (organisation_id, id, at, recorded_at, recorded_xid,
                       actor_id, actor_kind, action, object_type, object_id, facts)
                SELECT organisation_id, gen_random_uuid(), at, recorded_at - interval '1 hour', 3,
                       actor_id, actor_kind, action, object_type, object_id, facts
                  FROM audit_entries LIMIT 1
                """,
                "A1",
            ),
        ],
    )
    def test_find_what_does_not_hold(self, admin, statement, number):
        with broken_by(admin, statement) as broken:
            assert number in broken
