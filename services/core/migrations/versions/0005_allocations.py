"""Allocations."""

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    """No table yet."""
