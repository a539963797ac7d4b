"""What a database superuser may do to the log: alter, delete, insert, exchange, cut, rewrite."""

from functools import partial
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from services.core.audit import leaves, tree
from services.core.audit.repository import EntryRepository
from services.core.audit.tree import Span
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from tests.conftest import NOW, RING

# Entries of the log that is tampered with, as far as the last outside checkpoint covers them.
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
    "purpose": "coalesce(purpose, '') || '!'",
    "request_id": "'another'",
    "action": "action || '_not'",
    "object_type": "'child'",
    "object_id": "gen_random_uuid()",
    "before_hash": "sha256(coalesce(before_hash, 'x'))",
    "after_hash": _BYTES,
    "facts": """facts || '{"number": -1}'""",
    "organisation_id": "gen_random_uuid()",
    "id": "gen_random_uuid()",
}


def alter_entry(intruder, column):
    # An alteration that leaves all as it was would be none, and fails here.
    intruder.do(
        f"UPDATE audit_entries SET {column} = {NEW_VALUES[column]}"
        f" WHERE organisation_id = :org AND id = {_ENTRY}"
        f" AND {column} IS DISTINCT FROM {NEW_VALUES[column]}",
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
