"""One database server a run, one database a worker, one rolled-back transaction a test."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from services.core.bootstrap import Runtime, build_engine
from services.core.config import Settings
from services.core.invariants import ALL
from services.core.invariants import service as invariants
from services.core.invariants.types import Invariant
from services.core.kit.actor import SYSTEM, Actor, operator
from services.core.kit.clock import SetClock
from services.core.kit.crypto import KeyRing
from services.core.kit.embedded import EmbeddedPostgres
from services.core.kit.unit_of_work import UnitOfWork
from services.core.migrations import runner

# The instant at which tests begin: a weekday in the middle of a programme year.
NOW = datetime(2025, 6, 11, 3, 0, tzinfo=UTC)

RING = KeyRing(b"a secret of the tests, and of them only")


class Databases:
    """Makes databases by copying the migrated one, which takes a tenth of a second."""

    def __init__(self, server: EmbeddedPostgres) -> None:
        self._server = server
        self._admin = create_engine(
            server.admin_url(), isolation_level="AUTOCOMMIT", poolclass=NullPool
        )

    def create(self, name: str, *, template: str = "minori") -> str:
        """A fresh migrated database, or a copy of another; returns the application's URL."""
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(
                text(f'CREATE DATABASE "{name}" TEMPLATE "{template}" OWNER minori_owner')
            )
        return self._server.app_url(name)

    def drop(self, name: str) -> None:
        with self._admin.connect() as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[EmbeddedPostgres]:
    """A PostgreSQL of this process, migrated once, without durability: it is thrown away."""
    folder = Path(tmp_path_factory.mktemp("postgres", numbered=True))
    with EmbeddedPostgres(folder / "data", fast=True) as postgres:
        runner.upgrade(postgres.owner_url(), app_url=postgres.app_url())
        yield postgres


@pytest.fixture(scope="session")
def databases(server: EmbeddedPostgres) -> Databases:
    return Databases(server)


@pytest.fixture(scope="session")
def engine(databases: Databases) -> Iterator[Engine]:
    """The database that rolled-back tests share."""
    engine = create_engine(databases.create("shared"), connect_args={"options": "-c timezone=UTC"})
    yield engine
    engine.dispose()


@pytest.fixture
def clock() -> SetClock:
    return SetClock(NOW)


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    """A session whose transaction is rolled back, whatever was committed in it."""
    with engine.connect() as connection:
        transaction = connection.begin()
        with Session(
            connection, expire_on_commit=False, join_transaction_mode="create_savepoint"
        ) as session:
            yield session
        transaction.rollback()


UowMaker = Callable[..., UnitOfWork]


@pytest.fixture
def uow_as(session: Session, clock: SetClock) -> UowMaker:
    """
    Units of work of several people over the one rolled-back transaction.

    Each sees what it may see: whoever takes up the session tells the database so anew.
    """

    def make(actor: Actor | str = "tester", organisation_id: UUID | None = None) -> UnitOfWork:
        who = operator(actor) if isinstance(actor, str) else actor
        return UnitOfWork(
            session, now=clock.now(), actor=who, ring=RING, organisation_id=organisation_id
        )

    return make


@pytest.fixture
def truths() -> Sequence[Invariant]:
    """What must be true when a test ends: everything, unless it plays one context alone."""
    return ALL


@pytest.fixture
def uow(uow_as: UowMaker, truths: Sequence[Invariant]) -> Iterator[UnitOfWork]:
    """The unit of work of a test; when the test ends, every invariant must hold."""
    unit = uow_as()
    yield unit
    if unit.session.is_active:
        assert_invariants(unit, truths)


@pytest.fixture
def runtime(
    request: pytest.FixtureRequest,
    databases: Databases,
    clock: SetClock,
    tmp_path: Path,
    truths: Sequence[Invariant],
) -> Iterator[Runtime]:
    """A runtime over a database of its own, where commits are real: for HTTP, races and faults."""
    name = f"own_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**9}"
    with own_runtime(databases, name, clock, tmp_path, truths) as runtime:
        yield runtime


@contextmanager
def own_runtime(
    databases: Databases,
    name: str,
    clock: SetClock,
    folder: Path,
    truths: Sequence[Invariant] = ALL,
    template: str = "minori",
) -> Iterator[Runtime]:
    """A runtime over the new database `name`; when it ends, every invariant must hold."""
    engine = build_engine(databases.create(name, template=template), pool_size=25)
    settings = Settings(
        data_dir=folder, allowed_hosts="testserver", rate_limit_per_minute=0, _env_file=None
    )
    runtime = Runtime(settings=settings, engine=engine, ring=RING, clock=clock)
    try:
        yield runtime
        with runtime.unit_of_work() as unit:
            assert_invariants(unit, truths)
    finally:
        engine.dispose()
        databases.drop(name)


def assert_invariants(unit: UnitOfWork, truths: Sequence[Invariant] = ALL) -> None:
    """Of every tenant, whichever the test's own unit of work stands in."""
    whole = UnitOfWork(unit.session, now=unit.now, actor=SYSTEM, ring=unit.ring)
    broken = [finding for finding in invariants.verify(whole, truths) if finding.found]
    told = [f"{one.invariant.number} {one.invariant.says} {one.rows[:3]}" for one in broken]
    assert not broken, "\n".join(told)
