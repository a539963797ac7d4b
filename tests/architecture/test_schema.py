"""One line of migrations, up and down, that ends where the models are."""

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from services.core.migrations import runner
from services.core.migrations.tables import all_tables

# Everything that the database knows of our tables, told in its own words.
COLUMNS = """
    SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull,
           pg_get_expr(d.adbin, d.adrelid)
      FROM pg_class c
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
     WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace
       AND c.relname <> 'alembic_version'
"""
CONSTRAINTS = """
    SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
      FROM pg_constraint
     WHERE connamespace = 'public'::regnamespace AND contype <> 'n'
       AND conrelid::regclass::text <> 'alembic_version'
"""
INDEXES = """
    SELECT tablename, indexname, indexdef FROM pg_indexes
     WHERE schemaname = 'public' AND tablename <> 'alembic_version'
"""


@pytest.fixture
def scratch(databases, server):
    """An empty database, and its owner's URL."""
    databases.drop("scratch")
    with connect(server.admin_url()) as connection:
        connection.execute(text("CREATE DATABASE scratch OWNER minori_owner"))
    yield server.owner_url("scratch")
    databases.drop("scratch")


def connect(url):
    return create_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT").connect()


def catalogue(url):
    with connect(url) as connection:
        return {
            name: {tuple(row) for row in connection.execute(text(query))}
            for name, query in {
                "columns": COLUMNS,
                "constraints": CONSTRAINTS,
                "indexes": INDEXES,
            }.items()
        }


class TestMigrations:
    def test_have_one_head_and_numbers_in_order(self):
        script = ScriptDirectory(str(runner.FOLDER))
        revisions = [one.revision for one in script.walk_revisions()]
        assert script.get_heads() == [revisions[0]]
        assert revisions == [f"{number:04}" for number in range(len(revisions), 0, -1)]

    def test_end_exactly_where_the_models_are(self, server, scratch):
        with connect(scratch) as connection:
            all_tables().create_all(connection)

        migrated, modelled = catalogue(server.owner_url()), catalogue(scratch)

        for part in modelled:
            assert modelled[part] - migrated[part] == set(), "in the models only"
            assert migrated[part] - modelled[part] == set(), "in the database only"

    def test_go_up_and_down_and_up(self, server, scratch):
        app_url = server.app_url("scratch")
        runner.upgrade(scratch, app_url=app_url)
        there = catalogue(scratch)
        for revision in range(int(runner.head() or 0) - 1, 0, -1):
            runner.downgrade(scratch, app_url=app_url, revision=f"{revision:04}")
        runner.downgrade(scratch, app_url=app_url, revision="base")
        assert not any(catalogue(scratch).values())

        runner.upgrade(scratch, app_url=app_url)

        assert catalogue(scratch) == there
        assert runner.drift(scratch) == []


class TestRoles:
    def test_the_application_owns_nothing(self, server):
        with connect(server.app_url()) as connection:
            mine = connection.execute(
                text("SELECT count(*) FROM pg_class WHERE relowner = current_user::regrole")
            ).scalar()
            powers = connection.execute(
                text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user")
            ).scalar()
        assert (mine, powers) == (0, False)


class TestKeys:
    def test_begin_with_an_organisation_or_a_programme(self):
        tenants = {"organisation_id", "programme_id", "tenant_id"}
        # The roots themselves, and the kit's tables, which belong to the installation.
        exempt = {
            "organisations",
            "programmes",
            "deliveries",
            "inbox_events",
            "given_answers",
            "job_runs",
            "ceremonies",
            "sign_in_requests",
        }
        keys = {
            name: next(column.name for column in table.primary_key.columns)
            for name, table in all_tables().tables.items()
        }
        strays = {name for name, first in keys.items() if first not in tenants}
        assert strays - exempt == set()

    def test_no_money_is_a_float(self):
        floats = {
            f"{table.name}.{column.name}"
            for table in all_tables().tables.values()
            for column in table.columns
            if column.type.__class__.__name__.lower()
            in {"float", "real", "double", "double_precision"}
        }
        assert floats == set()
