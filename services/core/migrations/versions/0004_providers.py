"""Providers."""

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    """No table yet."""
