"""Receipts in full: the organisation's certification, days of acceptance, papers and their fate."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import keep_apart

revision = "0026"
down_revision = "0025"

DATE_POLICIES = """
    CREATE TABLE receipt_date_policies (
        organisation_id UUID NOT NULL,
        year INTEGER NOT NULL,
        policy VARCHAR(40) NOT NULL,
        chosen_at TIMESTAMPTZ NOT NULL,
        chosen_by UUID NOT NULL,
        fixed_at TIMESTAMPTZ,
        CONSTRAINT pk_receipt_date_policies PRIMARY KEY (organisation_id, year),
        CONSTRAINT fk_receipt_date_policies_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_receipt_date_policies_policy CHECK (policy IN ('a', 'b'))
    )
"""

# What came by other doors than the gateway's was at the bank, or in hand, when it settled.
ARRIVED = """
    UPDATE donations SET arrived_on = accepted_on
     WHERE channel NOT IN ('card', 'konbini', 'virtual_account')
"""
# What the gateway has paid out arrived with its payout.
PAID_OUT = """
    UPDATE donations d SET arrived_on = (p.occurred_at AT TIME ZONE 'Asia/Tokyo')::date
      FROM gateway_movements m
      JOIN gateway_movements p
        ON p.programme_id = m.programme_id AND p.payout_id = m.payout_id AND p.kind = 'payout'
     WHERE m.programme_id = d.programme_id AND m.donation_id = d.id AND m.kind = 'charge'
"""


def upgrade() -> None:
    _do("ALTER TABLE donations ADD COLUMN arrived_on DATE", ARRIVED, PAID_OUT, DATE_POLICIES)
    keep_apart("receipt_date_policies")


def downgrade() -> None:
    _do("DROP TABLE receipt_date_policies", "ALTER TABLE donations DROP COLUMN arrived_on")


def _do(*statements: str) -> None:
    for statement in statements:
        op.execute(text(statement))
