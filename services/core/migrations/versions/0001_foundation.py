"""Foundation: the kit's tables, audit, identity, programmes, and the ledger."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import app_role, append_only

revision = "0001"
down_revision = None

# Every table that later migrations create is the application's to use; what must not change
# (`append_only`) is taken back there.
RIGHTS = """
    GRANT USAGE ON SCHEMA public TO {role};
    GRANT SELECT ON alembic_version TO {role};
    ALTER DEFAULT PRIVILEGES IN SCHEMA public
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {role};
"""

REFUSE_CHANGE = """
    CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
    END $$
"""

TABLES = [
    """
    CREATE TABLE audit_entries (
        at TIMESTAMPTZ NOT NULL,
        recorded_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        actor_id UUID NOT NULL,
        actor_kind VARCHAR(40) NOT NULL,
        action TEXT NOT NULL,
        object_type TEXT NOT NULL,
        object_id UUID NOT NULL,
        facts JSONB NOT NULL,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_audit_entries PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_audit_entries_actor_kind CHECK (actor_kind IN ('api_key',
            'operator', 'system'))
    )
    """,
    """
    CREATE INDEX ix_audit_entries_organisation_id_object_type_object_id
        ON audit_entries (organisation_id, object_type, object_id)
    """,
    """
    CREATE TABLE organisations (
        id UUID NOT NULL,
        name_ja TEXT NOT NULL,
        name_en TEXT NOT NULL,
        legal_name_kana TEXT NOT NULL,
        address TEXT NOT NULL,
        certification_number TEXT,
        created_at TIMESTAMPTZ DEFAULT now() NOT NULL,
        CONSTRAINT pk_organisations PRIMARY KEY (id)
    )
    """,
    """
    CREATE TABLE api_keys (
        organisation_id UUID NOT NULL,
        name TEXT NOT NULL,
        secret_digest BYTEA NOT NULL,
        roles JSONB NOT NULL,
        provider_id UUID,
        created_at TIMESTAMPTZ NOT NULL,
        expires_at TIMESTAMPTZ NOT NULL,
        revoked_at TIMESTAMPTZ,
        id UUID NOT NULL,
        CONSTRAINT pk_api_keys PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_api_keys_has_a_role CHECK (jsonb_array_length(roles) > 0),
        CONSTRAINT fk_api_keys_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    """
    CREATE TABLE subject_keys (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        wrapped BYTEA,
        created_at TIMESTAMPTZ DEFAULT now() NOT NULL,
        destroyed_at TIMESTAMPTZ,
        CONSTRAINT pk_subject_keys PRIMARY KEY (organisation_id, id)
    )
    """,
    """
    CREATE TABLE outbox (
        tenant_id UUID NOT NULL,
        id UUID NOT NULL,
        topic TEXT NOT NULL,
        key TEXT NOT NULL,
        payload JSONB NOT NULL,
        created_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        available_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        attempts INTEGER DEFAULT 0 NOT NULL,
        last_error TEXT,
        done_at TIMESTAMPTZ,
        parked_at TIMESTAMPTZ,
        CONSTRAINT pk_outbox PRIMARY KEY (tenant_id, id)
    )
    """,
    """
    CREATE INDEX ix_outbox_key_waiting
        ON outbox (key, id)
     WHERE done_at IS NULL
    """,
    """
    CREATE INDEX ix_outbox_waiting
        ON outbox (available_at)
     WHERE done_at IS NULL AND parked_at IS NULL
    """,
    """
    CREATE TABLE deliveries (
        consumer TEXT NOT NULL,
        message_id UUID NOT NULL,
        delivered_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        CONSTRAINT pk_deliveries PRIMARY KEY (consumer, message_id)
    )
    """,
    """
    CREATE TABLE inbox_events (
        id UUID NOT NULL,
        source TEXT NOT NULL,
        external_id TEXT NOT NULL,
        object_id TEXT NOT NULL,
        topic TEXT NOT NULL,
        payload JSONB NOT NULL,
        received_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        available_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        attempts INTEGER DEFAULT 0 NOT NULL,
        last_error TEXT,
        quarantined_because TEXT,
        handled_at TIMESTAMPTZ,
        parked_at TIMESTAMPTZ,
        CONSTRAINT pk_inbox_events PRIMARY KEY (id),
        CONSTRAINT uq_inbox_events_source_external_id UNIQUE (source, external_id)
    )
    """,
    """
    CREATE INDEX ix_inbox_events_waiting
        ON inbox_events (available_at)
     WHERE handled_at IS NULL AND parked_at IS NULL AND quarantined_because IS NULL
    """,
    """
    CREATE TABLE given_answers (
        principal_id UUID NOT NULL,
        route TEXT NOT NULL,
        key TEXT NOT NULL,
        request_hash BYTEA NOT NULL,
        status SMALLINT NOT NULL,
        answer JSONB NOT NULL,
        given_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        CONSTRAINT pk_given_answers PRIMARY KEY (principal_id, route, key)
    )
    """,
    """
    CREATE TABLE job_runs (
        job TEXT NOT NULL,
        scheduled_for TIMESTAMPTZ NOT NULL,
        started_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        finished_at TIMESTAMPTZ,
        CONSTRAINT pk_job_runs PRIMARY KEY (job, scheduled_for)
    )
    """,
    """
    CREATE TABLE ledger_accounts (
        code VARCHAR(40) NOT NULL,
        owner_id UUID NOT NULL,
        currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        counted BOOLEAN NOT NULL,
        limited BOOLEAN NOT NULL,
        debits_pending BIGINT DEFAULT 0 NOT NULL,
        debits_posted BIGINT DEFAULT 0 NOT NULL,
        credits_pending BIGINT DEFAULT 0 NOT NULL,
        credits_posted BIGINT DEFAULT 0 NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_ledger_accounts PRIMARY KEY (programme_id, id),
        CONSTRAINT uq_ledger_accounts_programme_id_code_owner_id UNIQUE
            (programme_id, code, owner_id),
        CONSTRAINT ck_ledger_accounts_counters_not_negative CHECK (debits_pending >=
            0 AND debits_posted >= 0 AND credits_pending >= 0 AND credits_posted >=
            0),
        CONSTRAINT ck_ledger_accounts_limited_not_overdrawn CHECK (NOT limited OR
            credits_posted >= debits_posted + debits_pending),
        CONSTRAINT ck_ledger_accounts_limited_is_counted CHECK (counted OR NOT limited),
        CONSTRAINT ck_ledger_accounts_code CHECK (code IN ('bank',
            'gateway_clearing', 'fund', 'suspense', 'overhead', 'voucher',
            'provider_payable', 'payout_in_transit', 'shortfall', 'municipal_grant',
            'held', 'risk_reserve'))
    )
    """,
    """
    CREATE TABLE ledger_transfers (
        code VARCHAR(40) NOT NULL,
        kind VARCHAR(40) DEFAULT 'single' NOT NULL,
        of_id UUID NOT NULL,
        ordinal INTEGER DEFAULT 0 NOT NULL,
        debit_account_id UUID NOT NULL,
        credit_account_id UUID NOT NULL,
        amount_minor BIGINT NOT NULL,
        currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        occurred_at TIMESTAMPTZ NOT NULL,
        recorded_at TIMESTAMPTZ DEFAULT clock_timestamp() NOT NULL,
        pending_id UUID,
        reverses_id UUID,
        lapses_at TIMESTAMPTZ,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_ledger_transfers PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_ledger_transfers_programme_id_debit_account_id FOREIGN KEY
            (programme_id, debit_account_id) REFERENCES ledger_accounts
            (programme_id, id),
        CONSTRAINT fk_ledger_transfers_programme_id_credit_account_id FOREIGN KEY
            (programme_id, credit_account_id) REFERENCES ledger_accounts
            (programme_id, id),
        CONSTRAINT fk_ledger_transfers_programme_id_pending_id FOREIGN KEY
            (programme_id, pending_id) REFERENCES ledger_transfers (programme_id,
            id),
        CONSTRAINT fk_ledger_transfers_programme_id_reverses_id FOREIGN KEY
            (programme_id, reverses_id) REFERENCES ledger_transfers (programme_id,
            id),
        CONSTRAINT uq_ledger_transfers_programme_id_code_of_id_ordinal_kind UNIQUE
            (programme_id, code, of_id, ordinal, kind),
        CONSTRAINT ck_ledger_transfers_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_ledger_transfers_two_accounts CHECK (debit_account_id <> credit_account_id),
        CONSTRAINT ck_ledger_transfers_resolves_a_pending CHECK ((pending_id IS NOT
            NULL) = (kind IN ('post', 'void'))),
        CONSTRAINT ck_ledger_transfers_only_pending_lapses CHECK (lapses_at IS NULL
            OR kind = 'pending'),
        CONSTRAINT ck_ledger_transfers_code CHECK (code IN ('donation_settled',
            'gateway_fee', 'gateway_payout', 'donation_received', 'receipt_unmatched',
            'overhead_taken', 'grant_received', 'voucher_funded', 'voucher_redeemed',
            'redemption_reversed', 'reimbursement_due', 'payout_sent', 'payout_settled',
            'payout_returned', 'voucher_expired', 'voucher_revoked',
            'donation_refunded')),
        CONSTRAINT ck_ledger_transfers_kind CHECK (kind IN ('single', 'pending', 'post', 'void'))
    )
    """,
    """
    CREATE INDEX ix_ledger_transfers_programme_id_credit_account_id_occurred_at
        ON ledger_transfers (programme_id, credit_account_id, occurred_at)
    """,
    """
    CREATE INDEX ix_ledger_transfers_programme_id_debit_account_id_occurred_at
        ON ledger_transfers (programme_id, debit_account_id, occurred_at)
    """,
    """
    CREATE INDEX ix_ledger_transfers_reverses
        ON ledger_transfers (programme_id, reverses_id)
     WHERE reverses_id IS NOT NULL
    """,
    """
    CREATE UNIQUE INDEX uq_ledger_transfers_resolution
        ON ledger_transfers (programme_id, pending_id)
     WHERE pending_id IS NOT NULL
    """,
    """
    CREATE TABLE funds (
        code TEXT NOT NULL,
        name_ja TEXT NOT NULL,
        name_en TEXT NOT NULL,
        restricted BOOLEAN NOT NULL,
        grade_min INTEGER,
        grade_max INTEGER,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_funds PRIMARY KEY (programme_id, id),
        CONSTRAINT uq_funds_programme_id_code UNIQUE (programme_id, code)
    )
    """,
    """
    CREATE TABLE ledger_checkpoints (
        recorded_after TIMESTAMPTZ NOT NULL,
        recorded_until TIMESTAMPTZ NOT NULL,
        transfers BIGINT NOT NULL,
        digest BYTEA NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_ledger_checkpoints PRIMARY KEY (programme_id, id),
        CONSTRAINT uq_ledger_checkpoints_programme_id_recorded_until UNIQUE
            (programme_id, recorded_until),
        CONSTRAINT ck_ledger_checkpoints_span_not_empty CHECK (recorded_after < recorded_until)
    )
    """,
    """
    CREATE TABLE programmes (
        id UUID NOT NULL,
        organisation_id UUID NOT NULL,
        code CHAR(6) NOT NULL,
        name_ja TEXT NOT NULL,
        name_en TEXT NOT NULL,
        municipality_code TEXT,
        status VARCHAR(40) NOT NULL,
        issuer VARCHAR(40),
        legal_ground VARCHAR(40),
        terms_data JSONB NOT NULL,
        created_at TIMESTAMPTZ DEFAULT now() NOT NULL,
        published_at TIMESTAMPTZ,
        CONSTRAINT pk_programmes PRIMARY KEY (id),
        CONSTRAINT uq_programmes_organisation_id_id UNIQUE (organisation_id, id),
        CONSTRAINT ck_programmes_code_is_six_digits CHECK (code ~ '^[0-9]{6}$'),
        CONSTRAINT ck_programmes_published_with_legal_ground CHECK (status = 'draft'
            OR (issuer IS NOT NULL AND legal_ground IS NOT NULL)),
        CONSTRAINT fk_programmes_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT uq_programmes_code UNIQUE (code),
        CONSTRAINT ck_programmes_status CHECK (status IN ('draft', 'published', 'closed')),
        CONSTRAINT ck_programmes_issuer CHECK (issuer IN ('municipality', 'npo')),
        CONSTRAINT ck_programmes_legal_ground CHECK (legal_ground IN ('free_issue',
            'public_issuer', 'short_validity', 'registered'))
    )
    """,
    """
    CREATE TABLE criteria_versions (
        programme_id UUID NOT NULL,
        version INTEGER NOT NULL,
        text_ja TEXT NOT NULL,
        text_en TEXT NOT NULL,
        criteria_data JSONB NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        created_by UUID NOT NULL,
        CONSTRAINT pk_criteria_versions PRIMARY KEY (programme_id, version),
        CONSTRAINT ck_criteria_versions_version_positive CHECK (version > 0),
        CONSTRAINT fk_criteria_versions_programme_id FOREIGN KEY (programme_id)
            REFERENCES programmes (id)
    )
    """,
]

APPEND_ONLY = ["audit_entries", "ledger_transfers", "ledger_checkpoints", "criteria_versions"]


def upgrade() -> None:
    op.execute(text(RIGHTS.format(role=app_role())))
    op.execute(text(REFUSE_CHANGE))
    for statement in TABLES:
        op.execute(text(statement))
    for table in APPEND_ONLY:
        append_only(table)


def downgrade() -> None:
    for table in (
        "criteria_versions",
        "programmes",
        "funds",
        "ledger_checkpoints",
        "ledger_transfers",
        "ledger_accounts",
        "job_runs",
        "given_answers",
        "inbox_events",
        "deliveries",
        "outbox",
        "subject_keys",
        "api_keys",
        "organisations",
        "audit_entries",
    ):
        op.execute(text(f"DROP TABLE {table}"))
    op.execute(text("DROP FUNCTION refuse_change()"))
    op.execute(
        text(
            f"REVOKE SELECT ON alembic_version FROM {app_role()};"
            "ALTER DEFAULT PRIVILEGES IN SCHEMA public"
            f" REVOKE SELECT, INSERT, UPDATE, DELETE ON TABLES FROM {app_role()}"
        )
    )
    op.execute(text(f"REVOKE USAGE ON SCHEMA public FROM {app_role()}"))
