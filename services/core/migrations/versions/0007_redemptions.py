"""Redemptions."""

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    """No table yet."""
