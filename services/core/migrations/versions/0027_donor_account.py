"""The journal's checkpoints become trees: one transfer can be shown without the others."""

from alembic import op

revision = "0027"
down_revision = "0026"


def upgrade() -> None:
    op.execute("ALTER TABLE ledger_checkpoints ADD COLUMN root BYTEA")


def downgrade() -> None:
    op.execute("ALTER TABLE ledger_checkpoints DROP COLUMN root")
