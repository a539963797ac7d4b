"""Settlements."""

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    """No table yet."""
