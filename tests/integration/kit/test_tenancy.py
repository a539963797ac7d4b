"""The wall between tenants, as the application and as the tables' owner run against it."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, bindparam, create_engine, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.identity.types import Role
from services.core.kit.actor import ANYBODY, SYSTEM, Actor, ActorKind, operator
from services.core.kit.tenancy import SAY, Sight
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeCodeTaken
from tests.conftest import Databases, UowMaker
from tests.factories.programmes import make_organisation, make_programme

# Tables of tenants with the columns of their keys, the first of which says whose a row is.
TENANT_TABLES = """
    SELECT c.relname AS name,
           array(SELECT a.attname::text FROM unnest(i.indkey) WITH ORDINALITY k (attnum, place)
                   JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.attnum
                  ORDER BY k.place) AS key
      FROM pg_class c
      JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
      JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'tenant'
     WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""
REFERENCES_AND_CHECKS = """
    SELECT conrelid::regclass::text AS of_table, conname AS name
      FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND contype IN ('f', 'c')
"""
COLUMNS = """
    SELECT attname AS name, format_type(atttypid, atttypmod) AS type, attnotnull AS required
      FROM pg_attribute
     WHERE attrelid = cast(:of_table AS regclass) AND attnum > 0 AND NOT attisdropped
"""
NOT_ALLOWED = "42501"  # insufficient_privilege: the row is not the tenant's

VALUES = {
    "uuid": "gen_random_uuid()",
    "text": "gen_random_uuid()::text",
    "date": "date '2025-04-01'",
    "timestamp with time zone": "now()",
    "bytea": "decode(md5(random()::text), 'hex')",
    "jsonb": "'{}'",
    "boolean": "true",
    "smallint": "1",
    "integer": "1",
    "bigint": "1",
    "character(6)": "lpad((random() * 999999)::int::text, 6, '0')",
    "character(3)": "'JPY'",
}


@dataclass(frozen=True)
class Walls:
    """A database with a row of each of two tenants in every table, whatever its columns mean."""

    app_url: str
    owner_url: str
    tables: dict[str, list[str]]
    tenants: tuple[UUID, UUID]
    programmes: dict[UUID, UUID]

    def as_app(self) -> Connection:
        return create_engine(self.app_url, poolclass=NullPool).connect()

    def as_owner(self) -> Connection:
        return create_engine(self.owner_url, poolclass=NullPool).connect()

    def row(self, connection: Connection, table: str, tenant: UUID) -> dict[str, object]:
        """The tenant's row, seen as the tenant."""
        say(connection, Sight(tenant))
        query = text(f"SELECT to_jsonb({table}) FROM {table}")
        return dict(connection.execute(query).scalar_one())

    def named(self, table: str, tenant: UUID) -> dict[str, object]:
        """What of a row says that it is the tenant's."""
        if table == "programmes":
            return {"organisation_id": str(tenant)}
        return {self.tables[table][0]: str(self.whose(table, tenant))}

    def whose(self, table: str, tenant: UUID) -> UUID:
        """What the first column of the table's key says of a row of the tenant."""
        if table == "programmes":
            return self.programmes[tenant]
        return self.programmes[tenant] if self.tables[table][0] == "programme_id" else tenant


@pytest.fixture(scope="module")
def walls(server, databases: Databases) -> Iterator[Walls]:
    app_url = databases.create("walls")
    tenants = (uuid4(), uuid4())
    programmes = {tenant: uuid4() for tenant in tenants}
    engine = create_engine(
        server.admin_url("walls"), poolclass=NullPool, isolation_level="AUTOCOMMIT"
    )
    with engine.connect() as connection:
        tables = {row.name: row.key for row in connection.execute(text(TENANT_TABLES))}
        for constraint in connection.execute(text(REFERENCES_AND_CHECKS)).all():
            connection.execute(
                text(f'ALTER TABLE {constraint.of_table} DROP CONSTRAINT "{constraint.name}"')
            )
        for table in tables:  # what is append-only by trigger is to be kept apart by policy as well
            connection.execute(text(f"ALTER TABLE {table} DISABLE TRIGGER USER"))
            for tenant in tenants:
                _fill(connection, table, tenant, programmes[tenant])
    yield Walls(app_url, server.owner_url("walls"), tables, tenants, programmes)
    databases.drop("walls")


def _fill(connection: Connection, table: str, tenant: UUID, programme: UUID) -> None:
    known = {"organisation_id": tenant, "programme_id": programme, "tenant_id": tenant}
    if table == "programmes":
        known = {"organisation_id": tenant, "id": programme, "status": "draft"}
    columns = connection.execute(text(COLUMNS), {"of_table": table}).all()
    given = {column.name: f"'{known[column.name]}'" for column in columns if column.name in known}
    for column in columns:
        if column.required and column.name not in given:
            given[column.name] = VALUES.get(column.type, "'x'")
    connection.execute(
        text(f"INSERT INTO {table} ({', '.join(given)}) VALUES ({', '.join(given.values())})")
    )


def say(connection: Connection, sight: Sight) -> None:
    connection.exec_driver_sql(SAY, sight.words)


def count(connection: Connection, table: str) -> int:
    return connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()


def unknown(row: dict[str, object]) -> dict[str, object]:
    """Ids that nobody has, in place of those that do not say whose a row is."""
    return {
        name: str(uuid4())
        for name in row
        if name.removesuffix("_id") not in {"organisation", "programme", "tenant"}
        and (name == "id" or name.endswith("_id"))
    }


def refusal(connection: Connection, table: str, row: dict[str, object]) -> str | None:
    """The database's code for why it does not take the row; None where it does. It is undone."""
    insert = f"INSERT INTO {table} SELECT * FROM jsonb_populate_record(NULL::{table}, :row)"
    savepoint = connection.begin_nested()
    try:
        connection.execute(text(insert).bindparams(bindparam("row", type_=JSONB)), {"row": row})
    except DBAPIError as error:
        return str(getattr(error.orig, "sqlstate", None))
    finally:
        savepoint.rollback()
    return None


class TestWall:
    @pytest.mark.parametrize("role", ["as_app", "as_owner"])
    def test_shows_nothing_where_nobody_said_who_asks(self, walls: Walls, role: str) -> None:
        with getattr(walls, role)() as connection:
            assert {count(connection, table) for table in walls.tables} == {0}
            say(connection, Sight(every=True))
            assert {count(connection, table) for table in walls.tables} == {2}

    @pytest.mark.parametrize("role", ["as_app", "as_owner"])
    def test_shows_a_tenant_its_own(self, walls: Walls, role: str) -> None:
        ours, _ = walls.tenants
        with getattr(walls, role)() as connection:
            say(connection, Sight(ours))
            for table, key in walls.tables.items():
                column = "id" if table == "programmes" else key[0]
                seen = connection.execute(text(f"SELECT {column} FROM {table}")).scalars().all()
                assert seen == [walls.whose(table, ours)], table

    def test_lets_a_tenant_change_or_remove_nothing_of_anothers(self, walls: Walls) -> None:
        ours, theirs = walls.tenants
        with walls.as_owner() as connection:  # may do more than the application
            say(connection, Sight(ours))
            for table, key in walls.tables.items():
                column = "id" if table == "programmes" else key[0]
                whose = walls.whose(table, theirs)
                for statement in (
                    f"UPDATE {table} SET {column} = {column} WHERE {column} = '{whose}'",
                    f"DELETE FROM {table} WHERE {column} = '{whose}'",
                ):
                    assert connection.execute(text(statement)).rowcount == 0, table

    def test_lets_a_tenant_write_nothing_in_anothers_name(self, walls: Walls) -> None:
        ours, theirs = walls.tenants
        with walls.as_app() as connection:
            for table in walls.tables:
                row = {**walls.row(connection, table, ours), **walls.named(table, theirs)}
                say(connection, Sight(ours))
                for fresh in (row, {**row, **unknown(row)}):
                    assert refusal(connection, table, fresh) == NOT_ALLOWED, table

    def test_lets_no_tenant_name_itself_beside_anothers_programme(self, walls: Walls) -> None:
        ours, theirs = walls.tenants
        with walls.as_app() as connection:
            for table in walls.tables:
                row = walls.row(connection, table, ours)
                if not {"organisation_id", "programme_id"} <= row.keys():
                    continue
                for programme in (walls.programmes[theirs], uuid4()):
                    crossed = {**row, **unknown(row), "programme_id": str(programme)}
                    say(connection, Sight(ours))
                    assert refusal(connection, table, crossed) == NOT_ALLOWED, table

    def test_tells_by_no_key_that_another_has_such_a_row(self, walls: Walls) -> None:
        ours, theirs = walls.tenants
        with walls.as_app() as connection:
            for table in walls.tables.keys() - {"programmes"}:  # its keys: FURTHER_KEYS
                row = {**walls.row(connection, table, theirs), **walls.named(table, ours)}
                say(connection, Sight(ours))
                as_theirs = refusal(connection, table, row)
                as_nobodys = refusal(connection, table, {**row, **unknown(row)})
                assert as_theirs == as_nobodys, table


class TestUnitOfWork:
    def test_sees_nothing_as_anybody_until_it_enters(self, runtime: Runtime) -> None:
        here, there = two_tenants(runtime)
        with runtime.unit_of_work(ANYBODY) as uow:
            assert keys(uow) == []
            uow.enter(here)
            assert keys(uow) == ["of " + str(here)]
        with runtime.unit_of_work(ANYBODY, organisation_id=there) as uow:
            assert keys(uow) == ["of " + str(there)]

    def test_sees_its_own_tenant_as_a_member_does(self, runtime: Runtime) -> None:
        here, _ = two_tenants(runtime)
        with runtime.unit_of_work(member(here)) as uow:
            assert keys(uow) == ["of " + str(here)]

    @pytest.mark.parametrize("actor", [SYSTEM, operator("root")])
    def test_sees_every_tenant_as_worker_and_operator_until_it_enters(
        self, runtime: Runtime, actor: Actor
    ) -> None:
        here, _ = two_tenants(runtime)
        with runtime.unit_of_work(actor) as uow:
            assert len(keys(uow)) == 2
            uow.enter(here)
            assert len(keys(uow)) == 1

    def test_looks_across_for_as_long_as_the_block_lasts(self, runtime: Runtime) -> None:
        here, _ = two_tenants(runtime)
        with runtime.unit_of_work(member(here)) as uow:
            with uow.across_tenants():
                assert len(keys(uow)) == 2
                with uow.across_tenants():
                    assert len(keys(uow)) == 2
                assert len(keys(uow)) == 2
            assert len(keys(uow)) == 1

    def test_looks_across_no_longer_where_the_block_raises(self, runtime: Runtime) -> None:
        two_tenants(runtime)
        with runtime.unit_of_work(ANYBODY) as uow:
            session = uow.session
            with pytest.raises(LookupError), uow.across_tenants():
                raise LookupError
            assert len(session.scalars(text("SELECT name FROM api_keys")).all()) == 0

    def test_sees_what_it_should_after_a_savepoint_is_undone(self, runtime: Runtime) -> None:
        here, _ = two_tenants(runtime)
        with runtime.unit_of_work(ANYBODY) as uow:
            session = uow.session
            with session.begin_nested() as savepoint:
                uow.enter(here)
                savepoint.rollback()
            assert len(session.scalars(text("SELECT name FROM api_keys")).all()) == 1
            with pytest.raises(DBAPIError), session.begin_nested(), uow.across_tenants():
                session.execute(text("SELECT 1 / 0"))
            assert len(session.scalars(text("SELECT name FROM api_keys")).all()) == 1

    def test_says_nothing_to_the_next_one_on_its_connection(self, runtime: Runtime) -> None:
        here, _ = two_tenants(runtime)
        with runtime.unit_of_work(member(here)) as uow:
            assert len(keys(uow)) == 1
            pid = backend(uow)
        with runtime.unit_of_work(ANYBODY) as uow:
            assert backend(uow) == pid
            assert keys(uow) == []
        with runtime.engine.connect() as connection:
            assert count(connection, "api_keys") == 0

    def test_shares_a_session_with_others_and_sees_its_own(self, uow_as: UowMaker) -> None:
        here, there = uow_as(), uow_as()
        for one in (here, there):
            make_key(one)
        assert keys(here) == ["of " + str(here.organisation_id)]
        assert keys(there) == ["of " + str(there.organisation_id)]
        assert keys(uow_as(ANYBODY)) == []


class TestProgrammes:
    def test_are_public_once_they_are_published(self, uow_as: UowMaker) -> None:
        draft = make_programme(uow_as(), published=False)
        published = make_programme(uow_as())
        anybody = uow_as(ANYBODY)
        assert codes(anybody) >= {published.code}
        assert draft.code not in codes(anybody)

    def test_are_changed_by_their_organisation_only(self, uow_as: UowMaker) -> None:
        published = make_programme(uow_as())
        stranger = uow_as()
        make_organisation(stranger)
        change = text("UPDATE programmes SET name_en = 'Ours' WHERE id = :id")
        changed = stranger.session.execute(change, {"id": published.id})
        assert changed.rowcount == 0  # type: ignore[attr-defined]

    def test_tell_of_a_code_only_that_it_is_taken(self, uow_as: UowMaker) -> None:
        theirs = make_programme(uow_as(), published=False)
        stranger = uow_as()
        own = make_programme(stranger)
        with pytest.raises(ProgrammeCodeTaken):
            programmes.draft(
                stranger,
                organisation_id=own.organisation_id,
                code=theirs.code,
                name_ja="写し",
                name_en="Copy",
                terms=own.terms,
            )


def two_tenants(runtime: Runtime) -> tuple[UUID, UUID]:
    """Two organisations with a key each, named after it."""
    made = []
    for _ in range(2):
        with runtime.unit_of_work(operator("founder")) as uow:
            made.append(make_key(uow))
    return made[0], made[1]


def make_key(uow: UnitOfWork) -> UUID:
    organisation_id = make_organisation(uow).id
    identity.create_api_key(
        uow, organisation_id=organisation_id, name=f"of {organisation_id}", roles={Role.NPO_ADMIN}
    )
    return organisation_id


def member(organisation_id: UUID) -> Actor:
    return Actor(id=uuid4(), kind=ActorKind.MEMBER, organisation_id=organisation_id)


def keys(uow: UnitOfWork) -> list[str]:
    query = text("SELECT name FROM api_keys WHERE name LIKE 'of %' ORDER BY id")
    uow.session.flush()
    return list(uow.session.scalars(query))


def codes(uow: UnitOfWork) -> set[str]:
    return set(uow.session.scalars(text("SELECT code FROM programmes")))


def backend(uow: UnitOfWork) -> int:
    return uow.session.execute(text("SELECT pg_backend_pid()")).scalar_one()
