"""Payouts of the gateway beside the bank statement, and what comparing them came to."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import append_only, keep_apart

revision = "0023"
down_revision = "0022"

KINDS = """
    'charge', 'refund', 'refund_failure', 'dispute', 'dispute_reversal', 'payout',
    'payout_failure', 'fee'
"""
FINDINGS = """
    'missing_in_books', 'missing_at_gateway', 'booked_twice', 'amount_differs', 'fee_differs',
    'time_differs', 'unknown_kind', 'ledger_differs', 'transfer_unexplained', 'wrong_payout',
    'payout_differs', 'payout_state_differs', 'payout_not_at_bank', 'bank_line_differs',
    'bank_line_without_payout', 'two_doors', 'clearing_not_zero', 'left_behind'
"""

# Those that others refer to first.
TABLES = ("gateway_bank_lines", "gateway_payouts", "reconciliations", "reconciliation_findings")

STATEMENTS = [
    """
    CREATE TABLE gateway_bank_lines (
        organisation_id UUID NOT NULL,
        booked_on DATE NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        taken_in_at TIMESTAMPTZ NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_gateway_bank_lines PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_gateway_bank_lines_moves_something CHECK (amount_minor <> 0),
        CONSTRAINT fk_gateway_bank_lines_organisation_id FOREIGN KEY
            (organisation_id) REFERENCES organisations (id)
    )
    """,
    """
    CREATE INDEX ix_gateway_bank_lines_organisation_id_booked_on
        ON gateway_bank_lines (organisation_id, booked_on)
    """,
    """
    CREATE TABLE gateway_payouts (
        organisation_id UUID NOT NULL,
        external_id TEXT NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        status VARCHAR(40) NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        arrives_on DATE NOT NULL,
        bank_line_id UUID,
        return_line_id UUID,
        id UUID NOT NULL,
        CONSTRAINT pk_gateway_payouts PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_gateway_payouts_organisation_id_bank_line_id FOREIGN KEY
            (organisation_id, bank_line_id) REFERENCES gateway_bank_lines
            (organisation_id, id),
        CONSTRAINT fk_gateway_payouts_organisation_id_return_line_id FOREIGN KEY
            (organisation_id, return_line_id) REFERENCES gateway_bank_lines
            (organisation_id, id),
        CONSTRAINT uq_gateway_payouts_organisation_id_external_id UNIQUE
            (organisation_id, external_id),
        CONSTRAINT uq_gateway_payouts_organisation_id_bank_line_id UNIQUE
            (organisation_id, bank_line_id),
        CONSTRAINT uq_gateway_payouts_organisation_id_return_line_id UNIQUE
            (organisation_id, return_line_id),
        CONSTRAINT ck_gateway_payouts_only_failed_return CHECK (return_line_id IS
            NULL OR status = 'failed'),
        CONSTRAINT fk_gateway_payouts_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_gateway_payouts_status CHECK (status IN ('pending', 'paid', 'failed'))
    )
    """,
    """
    CREATE INDEX ix_gateway_payouts_organisation_id_arrives_on
        ON gateway_payouts (organisation_id, arrives_on)
    """,
    """
    CREATE TABLE reconciliations (
        organisation_id UUID NOT NULL,
        since TIMESTAMPTZ NOT NULL,
        until TIMESTAMPTZ NOT NULL,
        requested_at TIMESTAMPTZ NOT NULL,
        requested_by UUID NOT NULL,
        finished_at TIMESTAMPTZ,
        entries BIGINT NOT NULL,
        explained BIGINT NOT NULL,
        findings BIGINT NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_reconciliations PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_reconciliations_span_not_empty CHECK (since < until),
        CONSTRAINT ck_reconciliations_explained_within CHECK (explained <= entries),
        CONSTRAINT fk_reconciliations_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    f"""
    CREATE TABLE reconciliation_findings (
        reconciliation_id UUID NOT NULL,
        kind VARCHAR(40) NOT NULL,
        about TEXT NOT NULL,
        payout_id TEXT,
        theirs_minor BIGINT,
        ours_minor BIGINT,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_reconciliation_findings PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_reconciliation_findings_organisation_id_reconciliation_id
            FOREIGN KEY (organisation_id, reconciliation_id) REFERENCES
            reconciliations (organisation_id, id),
        CONSTRAINT ck_reconciliation_findings_kind CHECK (kind IN ({FINDINGS}))
    )
    """,
    """
    CREATE INDEX ix_reconciliation_findings_run
        ON reconciliation_findings (organisation_id, reconciliation_id, id)
    """,
    "CREATE INDEX ix_gateway_movements_payout_id ON gateway_movements (payout_id)",
    "CREATE INDEX ix_gateway_movements_occurred_at ON gateway_movements (occurred_at)",
]


def upgrade() -> None:
    _do(*STATEMENTS)
    for table in TABLES:
        keep_apart(table)
    append_only("gateway_bank_lines")
    append_only("reconciliation_findings")
    _kinds(f"{KINDS}, 'other'")


def downgrade() -> None:
    _kinds(KINDS)
    _do(
        "DROP INDEX ix_gateway_movements_occurred_at",
        "DROP INDEX ix_gateway_movements_payout_id",
        *(f"DROP TABLE {table}" for table in reversed(TABLES)),
    )


def _kinds(kinds: str) -> None:
    _do(
        "ALTER TABLE gateway_movements DROP CONSTRAINT ck_gateway_movements_kind",
        "ALTER TABLE gateway_movements ADD CONSTRAINT ck_gateway_movements_kind"
        f" CHECK (kind IN ({kinds}))",
    )


def _do(*statements: str) -> None:
    for statement in statements:
        op.execute(text(statement))
