"""The audit log: what an entry says, its tree, its signed checkpoints."""

from alembic import op
from sqlalchemy import text

revision = "0013"
down_revision = "0012"

KINDS = "'member', 'donor', 'family', 'api_key', 'device', 'anybody', 'operator', 'system'"
KINDS_BEFORE = "'api_key', 'operator', 'system'"


def upgrade() -> None:
    _take_kinds(KINDS)


def downgrade() -> None:
    _take_kinds(KINDS_BEFORE)


def _take_kinds(kinds: str) -> None:
    op.execute(text("ALTER TABLE audit_entries DROP CONSTRAINT ck_audit_entries_actor_kind"))
    op.execute(
        text(
            "ALTER TABLE audit_entries ADD CONSTRAINT ck_audit_entries_actor_kind"
            f" CHECK (actor_kind IN ({kinds}))"
        )
    )
