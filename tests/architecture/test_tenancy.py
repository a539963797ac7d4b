"""Every table stands behind the wall between tenants, or says why not; the wall has no door."""

import ast
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from services.core.kit.database_facts import database_facts

SERVICES = Path(__file__).parents[2] / "services"

# Tables without row-level security, each with its reason. A new table belongs here only if its
# rows are nobody's, or must be found before it is known whose they are, and tell nothing.
EXEMPT = {
    "alembic_version": "the installation's own: the revision of its tables",
    "organisations": "the root: who a tenant is, in public facts that every receipt bears",
    "deliveries": "the installation's own: ids of messages that a handler has dealt with",
    "inbox_events": "what other systems told us, before it is known whom it is about",
    "job_runs": "the installation's own: which job ran for which instant",
    "ceremonies": "challenges of passkeys, random and short-lived, before it is known who comes",
    "sign_in_requests": "addresses, sealed for seconds, before it is known whom they reach",
}

# Policies beside the one that every table has.
FURTHER_POLICIES = {
    ("programmes", "published", "r"): "what is published is public, to be read only",
}

# Unique keys that do not begin with whose the row is: what their refusal tells a stranger.
FURTHER_KEYS = {
    "pk_programmes": "the id is random; who knows it was told it",
    "uq_programmes_code": "six digits stand in every voucher: that one is taken is no secret",
}

# Who may look at every tenant's rows before a tenant is known.
ACROSS = {
    ("core/donations/repository/gateway.py", "has_others"): "whose is the gateway's account?",
    ("core/identity/repository/machines.py", "find"): "whose key, whose device is this?",
    ("core/identity/repository/machines.py", "waiting_for"): "whose scanner is being paired?",
    ("core/identity/repository/sign_in.py", "by_credential"): "whose passkey is this?",
    ("core/identity/repository/sign_in.py", "by_digest"): "whose recovery code is this?",
    ("core/identity/repository/sign_in.py", "find"): "whose link, whose session is this?",
    ("core/identity/repository/letters.py", "by_digest"): "whose letter's code is this?",
    ("core/programmes/service.py", "draft"): "is the code taken on this installation?",
}

TENANT_COLUMNS = {"organisation_id", "programme_id", "tenant_id"}


def ask(server, query):
    engine = create_engine(server.admin_url("minori"), poolclass=NullPool)
    with engine.connect() as connection:
        return connection.execute(text(query)).all()


@pytest.fixture(scope="module")
def tables(server):
    query = """
        SELECT relname AS name, relrowsecurity AS kept_apart, relforcerowsecurity AS forced,
               pg_get_userbyid(relowner) AS owner
          FROM pg_class
         WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace
    """
    return ask(server, query)


class TestEveryTable:
    def test_is_kept_apart_for_its_owner_too_or_says_why_not(self, tables):
        open_ = {table.name for table in tables if not (table.kept_apart and table.forced)}
        assert open_ == EXEMPT.keys() & {table.name for table in tables}
        assert all(len(reason) > 20 for reason in EXEMPT.values())

    def test_is_kept_apart_by_one_policy_for_everybody_and_everything(self, server, tables):
        query = """
            SELECT polrelid::regclass::text AS of_table, polname AS name, polcmd AS verb,
                   polpermissive AS permissive, polroles = '{0}' AS everybodys,
                   polwithcheck IS NOT NULL AS checks
              FROM pg_policy
        """
        policies = ask(server, query)
        expected = {(table.name, "tenant", "*") for table in tables if table.name not in EXEMPT}
        found = {(policy.of_table, policy.name, policy.verb) for policy in policies}
        assert found == expected | FURTHER_POLICIES.keys()
        assert all(policy.permissive and policy.everybodys for policy in policies)
        assert all(policy.checks for policy in policies if policy.name == "tenant")

    def test_belongs_to_the_role_of_migrations_only(self, server, tables):
        assert {table.owner for table in tables} == {"minori_owner"}

    def test_has_no_view_that_looks_past_the_wall(self, server):
        query = """
            SELECT relname FROM pg_class
             WHERE relkind IN ('v', 'm') AND relnamespace = 'public'::regnamespace
        """
        assert ask(server, query) == []

    def test_is_reached_past_the_wall_by_no_function_but_one_that_returns_nothing(self, server):
        query = """
            SELECT proname FROM pg_proc
             WHERE prosecdef AND pronamespace = 'public'::regnamespace
        """
        assert [row.proname for row in ask(server, query)] == ["refresh_statistics"]


class TestEveryKey:
    """Constraints look past row-level security: they may tell only of one's own rows."""

    def test_begins_with_whose_the_row_is(self, server):
        query = """
            SELECT i.indexrelid::regclass::text AS name, i.indrelid::regclass::text AS of_table,
                   a.attname AS leading
              FROM pg_index i
              JOIN pg_class c ON c.oid = i.indrelid
              LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
             WHERE i.indisunique AND c.relnamespace = 'public'::regnamespace
        """
        telling = {
            key.name
            for key in ask(server, query)
            if key.leading not in TENANT_COLUMNS and key.of_table not in EXEMPT
        }
        assert telling == FURTHER_KEYS.keys()

    def test_takes_whose_the_row_is_along_where_it_refers_to_another(self, server):
        query = """
            SELECT k.conname AS name, t.relname AS to_table,
                   array(SELECT a.attname::text FROM pg_attribute a
                          WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)) AS columns
              FROM pg_constraint k
              JOIN pg_class c ON c.oid = k.conrelid
              JOIN pg_class t ON t.oid = k.confrelid
             WHERE k.contype = 'f' AND c.relnamespace = 'public'::regnamespace
        """
        telling = {
            (key.name, key.to_table)
            for key in ask(server, query)
            if not TENANT_COLUMNS & set(key.columns) and key.to_table not in EXEMPT
        }
        assert telling == set()


class TestApplicationRole:
    def test_can_lift_nothing(self, server):
        facts = database_facts(server.app_url())
        assert facts.role == "minori_app"
        powers = (facts.is_superuser, facts.bypasses_row_security, facts.owns_tables)
        assert powers == (False, False, False)

    def test_may_neither_leave_the_wall_nor_become_who_could(self, server):
        query = """
            SELECT m.rolname FROM pg_roles m
             WHERE pg_has_role('minori_app', m.oid, 'MEMBER') AND m.rolname <> 'minori_app'
        """
        assert ask(server, query) == []


class TestAcrossTenants:
    def test_is_asked_for_in_few_places_each_with_its_reason(self):
        assert set(_places()) == ACROSS.keys()


def _places():
    for path in sorted(SERVICES.rglob("*.py")):
        tree = ast.parse(path.read_text())
        for function in ast.walk(tree):
            if isinstance(function, ast.FunctionDef) and any(
                isinstance(node, ast.Attribute) and node.attr == "across_tenants"
                for node in ast.walk(function)
            ):
                yield str(path.relative_to(SERVICES)), function.name
