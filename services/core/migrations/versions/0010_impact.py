"""Impact: what closed months fixed of the trace from gifts to lessons."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import append_only

revision = "0010"
down_revision = "0009"

TABLES = [
    """
    CREATE TABLE traced_months (
        programme_id UUID NOT NULL,
        month CHAR(7) NOT NULL,
        traced_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT pk_traced_months PRIMARY KEY (programme_id, month),
        CONSTRAINT fk_traced_months_programme_id_month FOREIGN KEY (programme_id,
            month) REFERENCES monthly_closes (programme_id, month)
    )
    """,
    """
    CREATE TABLE traced_uses (
        programme_id UUID NOT NULL,
        donation_id UUID NOT NULL,
        redemption_id UUID NOT NULL,
        month CHAR(7) NOT NULL,
        amount_minor BIGINT NOT NULL,
        CONSTRAINT pk_traced_uses PRIMARY KEY (programme_id, donation_id, redemption_id, month),
        CONSTRAINT fk_traced_uses_programme_id_month FOREIGN KEY (programme_id,
            month) REFERENCES traced_months (programme_id, month),
        CONSTRAINT fk_traced_uses_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT fk_traced_uses_programme_id_redemption_id FOREIGN KEY
            (programme_id, redemption_id) REFERENCES redemptions (programme_id, id),
        CONSTRAINT ck_traced_uses_amount_moves CHECK (amount_minor <> 0)
    )
    """,
    """
    CREATE INDEX ix_traced_uses_programme_id_month
        ON traced_uses (programme_id, month)
    """,
]


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    append_only("traced_months")
    append_only("traced_uses")


def downgrade() -> None:
    for table in ("traced_uses", "traced_months"):
        op.execute(text(f"DROP TABLE {table}"))
