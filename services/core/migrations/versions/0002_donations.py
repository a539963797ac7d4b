"""Donations."""

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    """No table yet."""
