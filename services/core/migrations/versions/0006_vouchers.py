"""Vouchers."""

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    """No table yet."""
