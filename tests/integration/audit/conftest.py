"""One database for the tests of a module: each has a log, and so an organisation, of its own."""

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from services.core.kit.clock import SetClock
from tests.conftest import NOW, own_runtime

TABLES = [
    "audit_deliveries",
    "audit_checkpoints",
    "audit_nodes",
    "audit_leaves",
    "audit_log_keys",
    "audit_logs",
    "audit_entries",
]


@pytest.fixture(scope="module")
def runtime(databases, tmp_path_factory, request):
    name = f"audit_{request.module.__name__.rpartition('.')[2]}"
    with own_runtime(databases, name, SetClock(NOW), tmp_path_factory.mktemp(name)) as runtime:
        yield runtime


class Superuser:
    """Alters rows behind triggers and foreign keys, within one log."""

    def __init__(self, engine):
        self._engine = engine

    def __call__(self, log, *statements):
        with self._engine.begin() as connection:
            connection.execute(text("SET LOCAL session_replication_role = replica"))
            for statement in statements:
                whose = "AND" if "WHERE" in statement else "WHERE"
                statement = f"{statement} {whose} organisation_id = :org"  # noqa: PLW2901
                connection.execute(text(statement), {"org": log.organisation_id})

    def clear(self, log):
        """Leave nothing of a log that was broken on purpose: the invariants look at all."""
        self(log, *(f"DELETE FROM {table}" for table in TABLES))


@pytest.fixture(scope="module")
def superuser(server, runtime):
    engine = create_engine(server.admin_url(runtime.engine.url.database), poolclass=NullPool)
    yield Superuser(engine)
    engine.dispose()
