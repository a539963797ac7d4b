"""Measurement."""

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    """No table yet."""
