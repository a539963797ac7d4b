"""Impact."""

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """No table yet."""


def downgrade() -> None:
    """No table yet."""
