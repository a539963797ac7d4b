"""The audit log: what an entry says, its tree, its signed checkpoints."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import app_role, append_only, keep_apart

revision = "0013"
down_revision = "0012"

KINDS = "'member', 'donor', 'family', 'api_key', 'device', 'anybody', 'operator', 'system'"
KINDS_BEFORE = "'api_key', 'operator', 'system'"

# Entries of before get the number of this transaction: the sealer takes them up as new ones.
ENTRIES = """
    ALTER TABLE audit_entries
        ADD COLUMN actor_roles JSONB DEFAULT '[]'::jsonb NOT NULL,
        ADD COLUMN purpose TEXT,
        ADD COLUMN request_id TEXT,
        ADD COLUMN before_hash BYTEA,
        ADD COLUMN after_hash BYTEA,
        ADD COLUMN recorded_xid BIGINT DEFAULT (pg_current_xact_id()::text::bigint) NOT NULL
"""
ENTRIES_BEFORE = """
    ALTER TABLE audit_entries
        DROP COLUMN actor_roles, DROP COLUMN purpose, DROP COLUMN request_id,
        DROP COLUMN before_hash, DROP COLUMN after_hash, DROP COLUMN recorded_xid
"""

# An object is looked for by its id, which says its type too.
INDEXES = [
    "DROP INDEX ix_audit_entries_organisation_id_object_type_object_id",
    """
    CREATE INDEX ix_audit_entries_organisation_id_object_id_id
        ON audit_entries (organisation_id, object_id, id)
    """,
    """
    CREATE INDEX ix_audit_entries_organisation_id_actor_id_id
        ON audit_entries (organisation_id, actor_id, id)
    """,
    """
    CREATE INDEX ix_audit_entries_organisation_id_recorded_xid_id
        ON audit_entries (organisation_id, recorded_xid, id)
    """,
]
INDEXES_BEFORE = [
    "DROP INDEX ix_audit_entries_organisation_id_object_id_id",
    "DROP INDEX ix_audit_entries_organisation_id_actor_id_id",
    "DROP INDEX ix_audit_entries_organisation_id_recorded_xid_id",
    """
    CREATE INDEX ix_audit_entries_organisation_id_object_type_object_id
        ON audit_entries (organisation_id, object_type, object_id)
    """,
]

TABLES = [
    """
    CREATE TABLE audit_logs (
        organisation_id UUID NOT NULL,
        origin TEXT NOT NULL,
        cluster BIGINT DEFAULT 0 NOT NULL,
        read_to_xid BIGINT DEFAULT 0 NOT NULL,
        sealed_at TIMESTAMPTZ,
        halted_at TIMESTAMPTZ,
        halted_because TEXT,
        CONSTRAINT pk_audit_logs PRIMARY KEY (organisation_id)
    )
    """,
    """
    CREATE TABLE audit_log_keys (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        public_key BYTEA NOT NULL,
        private_sealed BYTEA NOT NULL,
        created_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        CONSTRAINT pk_audit_log_keys PRIMARY KEY (organisation_id, id)
    )
    """,
    """
    CREATE TABLE audit_leaves (
        organisation_id UUID NOT NULL,
        leaf_index BIGINT NOT NULL,
        entry_id UUID NOT NULL,
        leaf_hash BYTEA NOT NULL,
        CONSTRAINT pk_audit_leaves PRIMARY KEY (organisation_id, leaf_index),
        CONSTRAINT uq_audit_leaves_organisation_id_entry_id UNIQUE (organisation_id, entry_id),
        CONSTRAINT fk_audit_leaves_organisation_id_entry_id FOREIGN KEY
            (organisation_id, entry_id) REFERENCES audit_entries (organisation_id, id),
        CONSTRAINT ck_audit_leaves_index_not_negative CHECK (leaf_index >= 0)
    )
    """,
    """
    CREATE TABLE audit_nodes (
        organisation_id UUID NOT NULL,
        level INTEGER NOT NULL,
        node_index BIGINT NOT NULL,
        node_hash BYTEA NOT NULL,
        CONSTRAINT pk_audit_nodes PRIMARY KEY (organisation_id, level, node_index),
        CONSTRAINT ck_audit_nodes_place_in_tree CHECK (level >= 1 AND node_index >= 0)
    )
    """,
    """
    CREATE TABLE audit_checkpoints (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        tree_size BIGINT NOT NULL,
        root_hash BYTEA NOT NULL,
        note TEXT NOT NULL,
        because VARCHAR(40) NOT NULL,
        signed_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        CONSTRAINT pk_audit_checkpoints PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_audit_checkpoints_organisation_id_tree_size UNIQUE
            (organisation_id, tree_size),
        CONSTRAINT ck_audit_checkpoints_because CHECK (because IN ('grown',
            'month_closed', 'asked'))
    )
    """,
    """
    CREATE TABLE audit_deliveries (
        organisation_id UUID NOT NULL,
        witness TEXT NOT NULL,
        tree_size BIGINT NOT NULL,
        cosignatures TEXT NOT NULL,
        delivered_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        CONSTRAINT pk_audit_deliveries PRIMARY KEY (organisation_id, witness, tree_size)
    )
    """,
]
APPEND_ONLY = [
    "audit_log_keys",
    "audit_leaves",
    "audit_nodes",
    "audit_checkpoints",
    "audit_deliveries",
]

# Whose log it is stays as it was founded; how far it is read and why it halts may change.
LOG_RIGHTS = """
    REVOKE UPDATE, DELETE, TRUNCATE ON audit_logs FROM {role};
    GRANT UPDATE (cluster, read_to_xid, sealed_at, halted_at, halted_because)
       ON audit_logs TO {role}
"""


def upgrade() -> None:
    _take_kinds(KINDS)
    for statement in (ENTRIES, *INDEXES, *TABLES):
        op.execute(text(statement))
    for table in APPEND_ONLY:
        append_only(table)
    for table in ("audit_logs", *APPEND_ONLY):
        keep_apart(table)
    op.execute(text(LOG_RIGHTS.format(role=app_role())))


def downgrade() -> None:
    for table in (*reversed(APPEND_ONLY), "audit_logs"):
        op.execute(text(f"DROP TABLE {table}"))
    for statement in (*INDEXES_BEFORE, ENTRIES_BEFORE):
        op.execute(text(statement))
    _take_kinds(KINDS_BEFORE)


def _take_kinds(kinds: str) -> None:
    op.execute(text("ALTER TABLE audit_entries DROP CONSTRAINT ck_audit_entries_actor_kind"))
    op.execute(
        text(
            "ALTER TABLE audit_entries ADD CONSTRAINT ck_audit_entries_actor_kind"
            f" CHECK (actor_kind IN ({kinds}))"
        )
    )
