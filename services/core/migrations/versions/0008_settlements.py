"""Settlements: closed months, statements, objections, payout batches and payouts."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import app_role, append_only

revision = "0008"
down_revision = "0007"

TABLES = [
    """
    CREATE TABLE settlement_terms (
        programme_id UUID NOT NULL,
        objection_days INTEGER DEFAULT 7 NOT NULL,
        shift VARCHAR(40) DEFAULT 'next' NOT NULL,
        fee_bearer VARCHAR(40) DEFAULT 'organisation' NOT NULL,
        tax_rate_bps INTEGER DEFAULT 1000 NOT NULL,
        consignor_code CHAR(10),
        consignor_name TEXT,
        source_account_sealed BYTEA,
        newline VARCHAR(40) DEFAULT 'crlf' NOT NULL,
        last_payout_number BIGINT DEFAULT 0 NOT NULL,
        CONSTRAINT pk_settlement_terms PRIMARY KEY (programme_id),
        CONSTRAINT fk_settlement_terms_programme_id FOREIGN KEY (programme_id)
            REFERENCES programmes (id),
        CONSTRAINT ck_settlement_terms_objection_days_not_negative CHECK (objection_days >= 0),
        CONSTRAINT ck_settlement_terms_tax_rate_is_a_share CHECK (tax_rate_bps
            BETWEEN 0 AND 10000),
        CONSTRAINT ck_settlement_terms_consignor_code_ten_digits CHECK
            (consignor_code ~ '^[0-9]{10}$'),
        CONSTRAINT ck_settlement_terms_shift CHECK (shift IN ('next', 'previous')),
        CONSTRAINT ck_settlement_terms_fee_bearer CHECK (fee_bearer IN
            ('organisation', 'provider')),
        CONSTRAINT ck_settlement_terms_newline CHECK (newline IN ('crlf', 'none'))
    )
    """,
    """
    CREATE TABLE provider_tax_rates (
        programme_id UUID NOT NULL,
        provider_id UUID NOT NULL,
        tax_rate_bps INTEGER NOT NULL,
        CONSTRAINT pk_provider_tax_rates PRIMARY KEY (programme_id, provider_id),
        CONSTRAINT fk_provider_tax_rates_programme_id_provider_id FOREIGN KEY
            (programme_id, provider_id) REFERENCES provider_programmes
            (programme_id, provider_id),
        CONSTRAINT ck_provider_tax_rates_tax_rate_is_a_share CHECK (tax_rate_bps
            BETWEEN 0 AND 10000)
    )
    """,
    """
    CREATE TABLE monthly_closes (
        programme_id UUID NOT NULL,
        month CHAR(7) NOT NULL,
        recorded_until TIMESTAMPTZ NOT NULL,
        closed_at TIMESTAMPTZ NOT NULL,
        closed_by UUID NOT NULL,
        CONSTRAINT pk_monthly_closes PRIMARY KEY (programme_id, month),
        CONSTRAINT fk_monthly_closes_programme_id FOREIGN KEY (programme_id)
            REFERENCES programmes (id),
        CONSTRAINT ck_monthly_closes_month_form CHECK (month ~ '^[0-9]{4}-(0[1-9]|1[0-2])$')
    )
    """,
    """
    CREATE TABLE statements (
        provider_id UUID NOT NULL,
        month CHAR(7) NOT NULL,
        closed_at TIMESTAMPTZ NOT NULL,
        objection_until TIMESTAMPTZ NOT NULL,
        contribution_bps INTEGER NOT NULL,
        tax_rate_bps INTEGER NOT NULL,
        invoice_number TEXT,
        lines BIGINT NOT NULL,
        gross_minor BIGINT NOT NULL,
        contribution_minor BIGINT NOT NULL,
        digest BYTEA NOT NULL,
        status VARCHAR(40) NOT NULL,
        confirmed_at TIMESTAMPTZ,
        confirmed_by UUID,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_statements PRIMARY KEY (programme_id, id),
        CONSTRAINT uq_statements_programme_id_provider_id_month UNIQUE
            (programme_id, provider_id, month),
        CONSTRAINT fk_statements_programme_id_month FOREIGN KEY (programme_id,
            month) REFERENCES monthly_closes (programme_id, month),
        CONSTRAINT fk_statements_programme_id_provider_id FOREIGN KEY (programme_id,
            provider_id) REFERENCES provider_programmes (programme_id, provider_id),
        CONSTRAINT ck_statements_contribution_is_a_share CHECK (contribution_bps
            BETWEEN 0 AND 10000),
        CONSTRAINT ck_statements_confirmed_by_one CHECK ((confirmed_at IS NULL) =
            (confirmed_by IS NULL)),
        CONSTRAINT ck_statements_status CHECK (status IN ('closed', 'objected',
            'approved', 'paid'))
    )
    """,
    """
    CREATE INDEX ix_statements_programme_id_month
        ON statements (programme_id, month)
    """,
    """
    CREATE TABLE statement_lines (
        statement_id UUID NOT NULL,
        kind VARCHAR(40) NOT NULL,
        redemption_id UUID NOT NULL,
        amount_minor BIGINT NOT NULL,
        contribution_minor BIGINT NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_statement_lines PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_statement_lines_programme_id_statement_id FOREIGN KEY
            (programme_id, statement_id) REFERENCES statements (programme_id, id),
        CONSTRAINT fk_statement_lines_programme_id_redemption_id FOREIGN KEY
            (programme_id, redemption_id) REFERENCES redemptions (programme_id, id),
        CONSTRAINT ck_statement_lines_signed CHECK (amount_minor <> 0 AND (kind =
            'redemption') = (amount_minor > 0)),
        CONSTRAINT ck_statement_lines_bills_itself CHECK ((kind = 'redemption') =
            (redemption_id = id)),
        CONSTRAINT ck_statement_lines_kind CHECK (kind IN ('redemption', 'reversal'))
    )
    """,
    """
    CREATE INDEX ix_statement_lines_programme_id_redemption_id
        ON statement_lines (programme_id, redemption_id)
    """,
    """
    CREATE INDEX ix_statement_lines_programme_id_statement_id
        ON statement_lines (programme_id, statement_id)
    """,
    """
    CREATE TABLE objections (
        statement_id UUID NOT NULL,
        line_id UUID,
        reason VARCHAR(40) NOT NULL,
        raised_at TIMESTAMPTZ NOT NULL,
        raised_by UUID NOT NULL,
        outcome VARCHAR(40),
        resolved_at TIMESTAMPTZ,
        resolved_by UUID,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_objections PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_objections_programme_id_statement_id FOREIGN KEY
            (programme_id, statement_id) REFERENCES statements (programme_id, id),
        CONSTRAINT fk_objections_programme_id_line_id FOREIGN KEY (programme_id,
            line_id) REFERENCES statement_lines (programme_id, id),
        CONSTRAINT ck_objections_resolved_by_one CHECK ((resolved_at IS NULL) =
            (outcome IS NULL) AND (resolved_at IS NULL) = (resolved_by IS NULL)),
        CONSTRAINT ck_objections_resolved_by_another CHECK (resolved_by <> raised_by),
        CONSTRAINT ck_objections_reason CHECK (reason IN ('amount_wrong',
            'not_ours', 'use_missing', 'other')),
        CONSTRAINT ck_objections_outcome CHECK (outcome IN ('upheld', 'rejected'))
    )
    """,
    """
    CREATE UNIQUE INDEX uq_objections_open
        ON objections (programme_id, statement_id, line_id) NULLS NOT DISTINCT
     WHERE resolved_at IS NULL
    """,
    """
    CREATE TABLE payout_batches (
        pay_on DATE NOT NULL,
        status VARCHAR(40) NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        created_by UUID NOT NULL,
        approved_at TIMESTAMPTZ,
        approved_by UUID,
        exported_at TIMESTAMPTZ,
        exported_by UUID,
        file_sha256 CHAR(64),
        file_count BIGINT,
        file_total_minor BIGINT,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_payout_batches PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_payout_batches_programme_id FOREIGN KEY (programme_id)
            REFERENCES programmes (id),
        CONSTRAINT ck_payout_batches_approved_by_another CHECK (approved_by <> created_by),
        CONSTRAINT ck_payout_batches_approved_by_one CHECK ((approved_at IS NULL) =
            (approved_by IS NULL)),
        CONSTRAINT ck_payout_batches_approved_dated CHECK (status NOT IN
            ('approved', 'exported') OR approved_at IS NOT NULL),
        CONSTRAINT ck_payout_batches_exported_with_file CHECK ((status = 'exported')
            = (file_sha256 IS NOT NULL) AND (file_sha256 IS NULL) = (exported_at IS
            NULL) AND (file_sha256 IS NULL) = (exported_by IS NULL) AND (file_sha256
            IS NULL) = (file_count IS NULL) AND (file_sha256 IS NULL) =
            (file_total_minor IS NULL)),
        CONSTRAINT ck_payout_batches_status CHECK (status IN ('drafted', 'approved',
            'exported', 'cancelled'))
    )
    """,
    """
    CREATE TABLE payouts (
        batch_id UUID NOT NULL,
        provider_id UUID NOT NULL,
        number BIGINT NOT NULL,
        bank_account_id UUID NOT NULL,
        bank_account_version INTEGER NOT NULL,
        gross_minor BIGINT NOT NULL,
        contribution_minor BIGINT NOT NULL,
        amount_minor BIGINT NOT NULL,
        status VARCHAR(40) NOT NULL,
        answered_at TIMESTAMPTZ,
        return_reason TEXT,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_payouts PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_payouts_programme_id_batch_id FOREIGN KEY (programme_id,
            batch_id) REFERENCES payout_batches (programme_id, id),
        CONSTRAINT fk_payouts_programme_id_provider_id FOREIGN KEY (programme_id,
            provider_id) REFERENCES provider_programmes (programme_id, provider_id),
        CONSTRAINT uq_payouts_programme_id_number UNIQUE (programme_id, number),
        CONSTRAINT uq_payouts_programme_id_batch_id_provider_id UNIQUE
            (programme_id, batch_id, provider_id),
        CONSTRAINT ck_payouts_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_payouts_contribution_not_negative CHECK (contribution_minor >= 0),
        CONSTRAINT ck_payouts_amount_is_net CHECK (amount_minor = gross_minor -
            contribution_minor),
        CONSTRAINT ck_payouts_answered_dated CHECK ((status IN ('paid', 'returned'))
            = (answered_at IS NOT NULL)),
        CONSTRAINT ck_payouts_status CHECK (status IN ('pending', 'in_transit',
            'paid', 'returned', 'cancelled'))
    )
    """,
    """
    CREATE TABLE payout_items (
        programme_id UUID NOT NULL,
        payout_id UUID NOT NULL,
        statement_id UUID NOT NULL,
        gross_minor BIGINT NOT NULL,
        contribution_minor BIGINT NOT NULL,
        CONSTRAINT pk_payout_items PRIMARY KEY (programme_id, payout_id, statement_id),
        CONSTRAINT fk_payout_items_programme_id_payout_id FOREIGN KEY (programme_id,
            payout_id) REFERENCES payouts (programme_id, id),
        CONSTRAINT fk_payout_items_programme_id_statement_id FOREIGN KEY
            (programme_id, statement_id) REFERENCES statements (programme_id, id)
    )
    """,
    """
    CREATE INDEX ix_payout_items_programme_id_statement_id
        ON payout_items (programme_id, statement_id)
    """,
]

# Of a closed statement only this may change; what it says stands for ever.
STATEMENT_CHANGES = ("status", "confirmed_at", "confirmed_by")
STATEMENT_SAYS = (
    "programme_id",
    "id",
    "provider_id",
    "month",
    "closed_at",
    "objection_until",
    "contribution_bps",
    "tax_rate_bps",
    "invoice_number",
    "lines",
    "gross_minor",
    "contribution_minor",
    "digest",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    append_only("monthly_closes")
    append_only("statement_lines")
    append_only("payout_items")
    _freeze_statements()


def downgrade() -> None:
    for table in (
        "payout_items",
        "payouts",
        "payout_batches",
        "objections",
        "statement_lines",
        "statements",
        "monthly_closes",
        "provider_tax_rates",
        "settlement_terms",
    ):
        op.execute(text(f"DROP TABLE {table}"))


def _freeze_statements() -> None:
    """By grant for the application, by trigger for everybody, as `append_only` does for rows."""
    op.execute(text(f"REVOKE UPDATE, DELETE, TRUNCATE ON statements FROM {app_role()}"))
    changes = ", ".join(STATEMENT_CHANGES)
    op.execute(text(f"GRANT UPDATE ({changes}) ON statements TO {app_role()}"))
    for event in (f"UPDATE OF {', '.join(STATEMENT_SAYS)}", "DELETE OR TRUNCATE"):
        name = event.split()[0].lower()
        op.execute(
            text(
                f"CREATE TRIGGER statements_{name}_refused BEFORE {event} ON statements"
                " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        )
