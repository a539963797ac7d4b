"""Transfers by hand, in two pairs of eyes; agreements on what a municipality may see."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import keep_apart

revision = "0018"
down_revision = "0017"

TABLES = [
    """
    CREATE TABLE manual_transfers (
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        organisation_id UUID NOT NULL,
        kind VARCHAR(40) NOT NULL,
        donation_id UUID,
        from_fund_id UUID,
        to_fund_id UUID NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        reason VARCHAR(40) NOT NULL,
        status VARCHAR(40) NOT NULL,
        proposed_at TIMESTAMPTZ NOT NULL,
        proposed_by UUID NOT NULL,
        decided_at TIMESTAMPTZ,
        decided_by UUID,
        CONSTRAINT pk_manual_transfers PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_manual_transfers_organisation_id_programme_id FOREIGN KEY
            (organisation_id, programme_id) REFERENCES programmes (organisation_id, id),
        CONSTRAINT fk_manual_transfers_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT fk_manual_transfers_programme_id_from_fund_id FOREIGN KEY
            (programme_id, from_fund_id) REFERENCES funds (programme_id, id),
        CONSTRAINT fk_manual_transfers_programme_id_to_fund_id FOREIGN KEY
            (programme_id, to_fund_id) REFERENCES funds (programme_id, id),
        CONSTRAINT ck_manual_transfers_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_manual_transfers_two_funds CHECK (from_fund_id <> to_fund_id),
        CONSTRAINT ck_manual_transfers_of_its_kind CHECK (CASE kind
            WHEN 'redesignation' THEN donation_id IS NOT NULL AND from_fund_id IS NOT NULL
            ELSE from_fund_id IS NULL AND (donation_id IS NOT NULL) = (status = 'approved')
            END),
        CONSTRAINT ck_manual_transfers_decided_by_one CHECK ((status = 'proposed') =
            (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
        CONSTRAINT ck_manual_transfers_four_eyes CHECK
            (status <> 'approved' OR decided_by <> proposed_by),
        CONSTRAINT ck_manual_transfers_kind CHECK (kind IN ('redesignation', 'assignment')),
        CONSTRAINT ck_manual_transfers_reason CHECK (reason IN ('booked_wrongly',
            'donor_agreed', 'fund_closed', 'provider_contribution', 'purpose_found')),
        CONSTRAINT ck_manual_transfers_status CHECK (status IN ('proposed', 'approved',
            'rejected', 'withdrawn'))
    )
    """,
    """
    CREATE INDEX ix_manual_transfers_waiting
        ON manual_transfers (organisation_id, proposed_at)
     WHERE status = 'proposed'
    """,
    """
    CREATE TABLE data_agreements (
        programme_id UUID NOT NULL,
        municipality_code TEXT NOT NULL,
        organisation_id UUID NOT NULL,
        reference TEXT NOT NULL,
        agreed_on DATE NOT NULL,
        ends_on DATE,
        recorded_at TIMESTAMPTZ NOT NULL,
        recorded_by UUID NOT NULL,
        CONSTRAINT pk_data_agreements PRIMARY KEY (programme_id, municipality_code),
        CONSTRAINT fk_data_agreements_organisation_id_programme_id FOREIGN KEY
            (organisation_id, programme_id) REFERENCES programmes (organisation_id, id),
        CONSTRAINT ck_data_agreements_lasts_a_while CHECK
            (ends_on IS NULL OR agreed_on < ends_on)
    )
    """,
]

CODES = """
    'donation_settled', 'gateway_fee', 'gateway_payout', 'donation_received',
    'receipt_unmatched', 'overhead_taken', 'grant_received', 'voucher_funded',
    'voucher_redeemed', 'redemption_reversed', 'reimbursement_due', 'payout_sent',
    'payout_settled', 'payout_returned', 'voucher_expired', 'voucher_revoked',
    'donation_refunded'
"""
BY_HAND = "'gift_redesignated', 'receipt_assigned'"
CHANNELS = "'card', 'konbini', 'bank_transfer', 'crowdfunding', 'cash', 'municipal_grant'"


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    keep_apart("manual_transfers")
    keep_apart("data_agreements")
    _check("ledger_transfers", "code", f"code IN ({CODES}, {BY_HAND})")
    _check("donations", "channel", f"channel IN ({CHANNELS}, 'assigned')")
    _check(
        "donations",
        "given_to_a_campaign",
        "(channel IN ('municipal_grant', 'assigned')) = (campaign_id IS NULL)",
    )


def downgrade() -> None:
    """Only while nothing was moved by hand: what moved cannot be unsaid."""
    given = "(channel = 'municipal_grant') = (campaign_id IS NULL)"
    _check("donations", "given_to_a_campaign", given)
    _check("donations", "channel", f"channel IN ({CHANNELS})")
    _check("ledger_transfers", "code", f"code IN ({CODES})")
    for table in ("data_agreements", "manual_transfers"):
        op.execute(text(f"DROP TABLE {table}"))


def _check(table: str, name: str, condition: str) -> None:
    op.execute(text(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}"))
    op.execute(text(f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({condition})"))
