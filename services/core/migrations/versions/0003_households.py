"""Households."""

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    """No table yet."""
