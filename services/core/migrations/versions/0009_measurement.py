"""Measurement: the rollups and how far they have read."""

from alembic import op
from sqlalchemy import text

revision = "0009"
down_revision = "0008"

TABLES = [
    """
    CREATE TABLE rollup_child_months (
        programme_id UUID NOT NULL,
        child_id UUID NOT NULL,
        month CHAR(7) NOT NULL,
        category VARCHAR(40) NOT NULL,
        band VARCHAR(40) NOT NULL,
        redemptions BIGINT NOT NULL,
        used_minor BIGINT NOT NULL,
        CONSTRAINT pk_rollup_child_months PRIMARY KEY (programme_id, child_id,
            month, category, band),
        CONSTRAINT ck_rollup_child_months_month_form CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
        CONSTRAINT ck_rollup_child_months_sums_not_negative CHECK (redemptions >= 0
            AND used_minor >= 0),
        CONSTRAINT fk_rollup_child_months_programme_id FOREIGN KEY (programme_id)
            REFERENCES programmes (id),
        CONSTRAINT ck_rollup_child_months_category CHECK (category IN ('entry_fee',
            'entrance_test', 'tuition', 'test', 'recital', 'online_fee', 'material',
            'uniform', 'shop_goods', 'internet_charges')),
        CONSTRAINT ck_rollup_child_months_band CHECK (band IN ('primary',
            'lower_secondary', 'upper_secondary'))
    )
    """,
    """
    CREATE INDEX ix_rollup_child_months_programme_id_month_category_band
        ON rollup_child_months (programme_id, month, category, band)
    """,
    """
    CREATE TABLE rollup_uses (
        programme_id UUID NOT NULL,
        month CHAR(7) NOT NULL,
        category VARCHAR(40) NOT NULL,
        band VARCHAR(40) NOT NULL,
        redemptions BIGINT NOT NULL,
        used_minor BIGINT NOT NULL,
        children BIGINT NOT NULL,
        CONSTRAINT pk_rollup_uses PRIMARY KEY (programme_id, month, category, band),
        CONSTRAINT ck_rollup_uses_month_form CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$'),
        CONSTRAINT ck_rollup_uses_sums_not_negative CHECK (redemptions >= 0 AND
            used_minor >= 0 AND children >= 0),
        CONSTRAINT fk_rollup_uses_programme_id FOREIGN KEY (programme_id) REFERENCES
            programmes (id),
        CONSTRAINT ck_rollup_uses_category CHECK (category IN ('entry_fee',
            'entrance_test', 'tuition', 'test', 'recital', 'online_fee', 'material',
            'uniform', 'shop_goods', 'internet_charges')),
        CONSTRAINT ck_rollup_uses_band CHECK (band IN ('primary', 'lower_secondary',
            'upper_secondary'))
    )
    """,
    """
    CREATE TABLE rollup_watermarks (
        programme_id UUID NOT NULL,
        cluster BIGINT NOT NULL,
        read_to_xid BIGINT NOT NULL,
        read_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT pk_rollup_watermarks PRIMARY KEY (programme_id),
        CONSTRAINT fk_rollup_watermarks_programme_id FOREIGN KEY (programme_id)
            REFERENCES programmes (id)
    )
    """,
]


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))


def downgrade() -> None:
    for table in ("rollup_watermarks", "rollup_uses", "rollup_child_months"):
        op.execute(text(f"DROP TABLE {table}"))
