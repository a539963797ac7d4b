"""
Whatever a database superuser does to the log, the last checkpoint that was kept outside finds it.

Each tampering is done with triggers and foreign keys switched off, looked for, and taken back.
MINORI_NIGHTLY=1 tries a thousand; `make test` forty. MINORI_SEED chooses others.
"""

import os
import random
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session
from sqlalchemy.pool import NullPool

from services.core.audit import leaves, tree
from services.core.audit import service as audit
from services.core.audit.repository import EntryRepository
from services.core.audit.tree import Span
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from tests.conftest import NOW, RING
from tests.factories.audit import make_log

NIGHTLY = bool(os.environ.get("MINORI_NIGHTLY"))
TRIES = 1_000 if NIGHTLY else 40
SEED = int(os.environ.get("MINORI_SEED", "20260401"))
ENTRIES = 61


class Intruder:
    """A superuser at the tables, with a Session to look through afterwards."""

    def __init__(self, connection, log, rng):
        self._connection, self.rng = connection, rng
        self.organisation = log.organisation_id
        self.outside = log.outside
        self.size = self.scalar("SELECT count(*) FROM audit_leaves WHERE organisation_id = :org")

    def do(self, statement, **facts):
        facts = {"org": self.organisation, **facts}
        done = self._connection.execute(text(statement), facts)
        assert done.rowcount, statement

    def rows(self, statement, **facts):
        return self._connection.execute(text(statement), {"org": self.organisation, **facts}).all()

    def scalar(self, statement, **facts):
        return self.rows(statement, **facts)[0][0]

    def index(self, beneath=None):
        """A leaf that the last outside checkpoint covers."""
        return self.rng.randrange(beneath or ENTRIES)

    def two(self):
        return dict(zip("ab", self.rng.sample(range(ENTRIES), 2), strict=True))

    @property
    def uow(self):
        # Not told what to see: a superuser stands above row-level security.
        return UnitOfWork(
            Session(self._connection),
            now=NOW,
            actor=operator("auditor"),
            ring=RING,
            organisation_id=self.organisation,
        )


_ENTRY = "(SELECT entry_id FROM audit_leaves WHERE organisation_id = :org AND leaf_index = :at)"
_BYTES = "decode(md5(random()::text) || md5(random()::text), 'hex')"

NEW_VALUES = {
    "at": "at + interval '1 microsecond'",
    "recorded_at": "recorded_at - interval '1 day'",
    "recorded_xid": "recorded_xid + 1",
    "actor_id": "gen_random_uuid()",
    "actor_kind": "'member'",
    "actor_roles": "'[\"npo_admin\"]'",
    "purpose": "NULL",
    "request_id": "'another'",
    "action": "action || '_not'",
    "object_type": "'child'",
    "object_id": "gen_random_uuid()",
    "before_hash": "NULL",
    "after_hash": _BYTES,
    "facts": """facts || '{"number": -1}'""",
    "organisation_id": "gen_random_uuid()",
    "id": "gen_random_uuid()",
}


def alter_entry(intruder, column):
    intruder.do(
        f"UPDATE audit_entries SET {column} = {NEW_VALUES[column]}"
        f" WHERE organisation_id = :org AND id = {_ENTRY}",
        at=intruder.index(),
    )


def delete_entry(intruder):
    intruder.do(
        f"DELETE FROM audit_entries WHERE organisation_id = :org AND id = {_ENTRY}",
        at=intruder.index(),
    )


def delete_entry_and_leaf(intruder):
    at = intruder.index()
    intruder.do(f"DELETE FROM audit_entries WHERE organisation_id = :org AND id = {_ENTRY}", at=at)
    intruder.do("DELETE FROM audit_leaves WHERE organisation_id = :org AND leaf_index = :at", at=at)


def insert_entry(intruder):
    """One that claims to have been there all the time."""
    intruder.do(
        f"""
        CREATE TEMPORARY TABLE forged ON COMMIT DROP AS
        SELECT * FROM audit_entries WHERE organisation_id = :org AND id = {_ENTRY}
        """,
        at=intruder.index(),
    )
    intruder.do("UPDATE forged SET id = :id, action = 'thing.forge'", id=uuid7())
    intruder.do("INSERT INTO audit_entries SELECT * FROM forged WHERE organisation_id = :org")


def exchange_entries(intruder):
    """Two entries, each under the other's id."""
    a, b = (
        intruder.scalar(
            "SELECT entry_id FROM audit_leaves WHERE organisation_id = :org AND leaf_index = :at",
            at=at,
        )
        for at in intruder.two().values()
    )
    for new, old in ((UUID(int=0), a), (a, b), (b, UUID(int=0))):
        intruder.do(
            "UPDATE audit_entries SET id = :new WHERE organisation_id = :org AND id = :old",
            new=new,
            old=old,
        )


def alter_leaf(intruder):
    intruder.do(
        f"UPDATE audit_leaves SET leaf_hash = {_BYTES}"
        " WHERE organisation_id = :org AND leaf_index = :at",
        at=intruder.index(),
    )


def redirect_leaf(intruder):
    intruder.do(
        "UPDATE audit_leaves SET entry_id = gen_random_uuid()"
        " WHERE organisation_id = :org AND leaf_index = :at",
        at=intruder.index(),
    )


def delete_leaf(intruder):
    intruder.do(
        "DELETE FROM audit_leaves WHERE organisation_id = :org AND leaf_index = :at",
        at=intruder.index(),
    )


def insert_leaf(intruder):
    intruder.do(
        f"INSERT INTO audit_leaves VALUES (:org, :at, gen_random_uuid(), {_BYTES})",
        at=intruder.size,
    )


def exchange_leaves(intruder):
    """Two leaves in each other's place: the log in another order."""
    pair = intruder.two()
    for new, old in ((2**40, pair["a"]), (pair["a"], pair["b"]), (pair["b"], 2**40)):
        intruder.do(
            "UPDATE audit_leaves SET leaf_index = :new"
            " WHERE organisation_id = :org AND leaf_index = :old",
            new=new,
            old=old,
        )


def alter_node(intruder):
    intruder.do(
        f"""
        UPDATE audit_nodes SET node_hash = {_BYTES}
         WHERE organisation_id = :org AND (level, node_index) = (
               SELECT level, node_index FROM audit_nodes WHERE organisation_id = :org
                ORDER BY level, node_index OFFSET :at LIMIT 1)
        """,
        at=intruder.index(),
    )


def delete_node(intruder):
    intruder.do(
        """
        DELETE FROM audit_nodes
         WHERE organisation_id = :org AND (level, node_index) = (
               SELECT level, node_index FROM audit_nodes WHERE organisation_id = :org
                ORDER BY level, node_index OFFSET :at LIMIT 1)
        """,
        at=intruder.index(),
    )


def insert_node(intruder):
    intruder.do(
        f"INSERT INTO audit_nodes VALUES (:org, :level, 1000, {_BYTES})",
        level=intruder.rng.randrange(1, 9),
    )


def exchange_nodes(intruder):
    a, b = intruder.rng.sample(range(ENTRIES // 2), 2)
    for new, old in ((2**40, a), (a, b), (b, 2**40)):
        intruder.do(
            "UPDATE audit_nodes SET node_index = :new"
            " WHERE organisation_id = :org AND level = 1 AND node_index = :old",
            new=new,
            old=old,
        )


_CHECKPOINT = (
    "organisation_id = :org AND id = (SELECT id FROM audit_checkpoints"
    " WHERE organisation_id = :org ORDER BY tree_size OFFSET :at LIMIT 1)"
)


def alter_checkpoint(intruder):
    change = intruder.rng.choice(
        [
            f"root_hash = {_BYTES}",
            "tree_size = tree_size + 1",
            "note = replace(note, E'\\n\\n', E'\\nmore\\n\\n')",
            "note = substr(note, 1, length(note) - 6) || 'AAAA=' || chr(10)",
            "note = replace(note, 'log.example', 'lag.example')",
            "id = gen_random_uuid()",
        ]
    )
    intruder.do(
        f"UPDATE audit_checkpoints SET {change} WHERE {_CHECKPOINT}",
        at=intruder.index(len(intruder.outside)),
    )


def delete_checkpoint(intruder):
    intruder.do(
        f"DELETE FROM audit_checkpoints WHERE {_CHECKPOINT}",
        at=intruder.index(len(intruder.outside)),
    )


def insert_checkpoint(intruder):
    intruder.do(
        f"""
        INSERT INTO audit_checkpoints (organisation_id, id, tree_size, root_hash, note, because)
        SELECT :org, gen_random_uuid(), :at, {_BYTES}, note, because FROM audit_checkpoints
         WHERE organisation_id = :org LIMIT 1
        """,
        at=intruder.rng.choice([at for at in range(1, 15) if at != ENTRIES // 4]),
    )


def replace_key(intruder):
    intruder.do(f"UPDATE audit_log_keys SET public_key = {_BYTES} WHERE organisation_id = :org")


def rename_log(intruder):
    intruder.do("UPDATE audit_logs SET origin = origin || 'x' WHERE organisation_id = :org")


def cut(intruder):
    """As if the log had ended earlier: rows of every table, and nothing contradicts."""
    at = intruder.index() or 1
    intruder.do(
        "DELETE FROM audit_entries WHERE organisation_id = :org AND id NOT IN (SELECT entry_id"
        " FROM audit_leaves WHERE organisation_id = :org AND leaf_index < :at)",
        at=at,
    )
    intruder.do(
        "DELETE FROM audit_leaves WHERE organisation_id = :org AND leaf_index >= :at", at=at
    )
    intruder.do(
        "DELETE FROM audit_nodes WHERE organisation_id = :org AND (node_index + 1) << level > :at",
        at=at,
    )
    intruder.do(
        "DELETE FROM audit_checkpoints WHERE organisation_id = :org AND tree_size > :at", at=at
    )


def rewrite(intruder):
    """Alter an entry, and bring the whole tree and its checkpoints into line with that."""
    alter_entry(intruder, "action")
    uow = intruder.uow
    rows = EntryRepository(uow).by_leaf(intruder.organisation, begin=0, end=intruder.size)
    hashes = [tree.leaf_hash(leaves.encoded(leaves.told(row))) for row in rows]
    known = tree.grow(0, hashes, {})
    for place, hashed in known.items():
        table = "audit_nodes SET node_hash" if place.level else "audit_leaves SET leaf_hash"
        where = "level = :level AND node_index" if place.level else "leaf_index"
        intruder.do(
            f"UPDATE {table} = :hashed WHERE organisation_id = :org AND {where} = :number",
            hashed=hashed,
            number=place.number,
            **({"level": place.level} if place.level else {}),
        )
    for (size,) in intruder.rows(
        "SELECT tree_size FROM audit_checkpoints WHERE organisation_id = :org"
    ):
        intruder.do(
            "UPDATE audit_checkpoints SET root_hash = :root"
            " WHERE organisation_id = :org AND tree_size = :size",
            root=Span(0, size).fold(known),
            size=size,
        )


TAMPERINGS = {
    **{f"alter {column}": partial(alter_entry, column=column) for column in NEW_VALUES},
    **{
        tamper.__name__.replace("_", " "): tamper
        for tamper in (
            delete_entry,
            delete_entry_and_leaf,
            insert_entry,
            exchange_entries,
            alter_leaf,
            redirect_leaf,
            delete_leaf,
            insert_leaf,
            exchange_leaves,
            alter_node,
            delete_node,
            insert_node,
            exchange_nodes,
            alter_checkpoint,
            delete_checkpoint,
            insert_checkpoint,
            replace_key,
            rename_log,
            cut,
            rewrite,
        )
    },
}


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
