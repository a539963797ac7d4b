"""Enrolments, redemptions, reversals, caps in use, refused attempts, scanners."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import append_only

revision = "0007"
down_revision = "0006"

TABLES = [
    """
    CREATE TABLE enrolments (
        organisation_id UUID NOT NULL,
        provider_id UUID NOT NULL,
        site_id UUID NOT NULL,
        child_id UUID NOT NULL,
        enrolled_at TIMESTAMPTZ NOT NULL,
        left_on DATE,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_enrolments PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_enrolments_programme_id_provider_id FOREIGN KEY (programme_id,
            provider_id) REFERENCES provider_programmes (programme_id, provider_id),
        CONSTRAINT fk_enrolments_organisation_id_provider_id_site_id FOREIGN KEY
            (organisation_id, provider_id, site_id) REFERENCES sites
            (organisation_id, provider_id, id),
        CONSTRAINT fk_enrolments_organisation_id_child_id FOREIGN KEY
            (organisation_id, child_id) REFERENCES children (organisation_id, id),
        CONSTRAINT uq_enrolments_programme_id_provider_id_child_id UNIQUE
            (programme_id, provider_id, child_id),
        CONSTRAINT uq_enrolments_programme_id_id_provider_id UNIQUE (programme_id,
            id, provider_id)
    )
    """,
    """
    CREATE INDEX ix_enrolments_programme_id_child_id
        ON enrolments (programme_id, child_id)
    """,
    """
    CREATE TABLE redemptions (
        organisation_id UUID NOT NULL,
        voucher_id UUID NOT NULL,
        credential_id UUID NOT NULL,
        enrolment_id UUID NOT NULL,
        provider_id UUID NOT NULL,
        site_id UUID NOT NULL,
        category VARCHAR(40) NOT NULL,
        service_on DATE NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        transfer_id UUID NOT NULL,
        entered_by UUID NOT NULL,
        proxied BOOLEAN NOT NULL,
        override VARCHAR(40),
        recorded_at TIMESTAMPTZ NOT NULL,
        recorded_xid BIGINT DEFAULT (pg_current_xact_id()::text::bigint) NOT NULL,
        confirmed_at TIMESTAMPTZ,
        confirmed_by UUID,
        disputed_at TIMESTAMPTZ,
        disputed_because VARCHAR(40),
        closed_at TIMESTAMPTZ,
        reversed_minor BIGINT DEFAULT 0 NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_redemptions PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_redemptions_programme_id_voucher_id FOREIGN KEY (programme_id,
            voucher_id) REFERENCES vouchers (programme_id, id),
        CONSTRAINT fk_redemptions_programme_id_enrolment_id_provider_id FOREIGN KEY
            (programme_id, enrolment_id, provider_id) REFERENCES enrolments
            (programme_id, id, provider_id),
        CONSTRAINT fk_redemptions_programme_id_transfer_id FOREIGN KEY
            (programme_id, transfer_id) REFERENCES ledger_transfers (programme_id,
            id),
        CONSTRAINT uq_redemptions_programme_id_transfer_id UNIQUE (programme_id, transfer_id),
        CONSTRAINT ck_redemptions_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_redemptions_reversed_in_amount CHECK (reversed_minor BETWEEN 0
            AND amount_minor),
        CONSTRAINT ck_redemptions_confirmed_dated CHECK (confirmed_by IS NULL OR
            confirmed_at IS NOT NULL),
        CONSTRAINT ck_redemptions_closed_confirmed CHECK (closed_at IS NULL OR
            confirmed_at IS NOT NULL),
        CONSTRAINT ck_redemptions_disputed_reasoned CHECK ((disputed_at IS NULL) =
            (disputed_because IS NULL)),
        CONSTRAINT ck_redemptions_override_of_proxy CHECK (override IS NULL OR proxied),
        CONSTRAINT ck_redemptions_category CHECK (category IN ('entry_fee',
            'entrance_test', 'tuition', 'test', 'recital', 'online_fee', 'material',
            'uniform', 'shop_goods', 'internet_charges')),
        CONSTRAINT ck_redemptions_override CHECK (override IN ('form_arrived_late',
            'office_error', 'system_failure')),
        CONSTRAINT ck_redemptions_dispute CHECK (disputed_because IN
            ('lesson_not_held', 'child_absent', 'amount_wrong', 'not_recognised'))
    )
    """,
    """
    CREATE INDEX ix_redemptions_programme_id_provider_id_recorded_at
        ON redemptions (programme_id, provider_id, recorded_at)
    """,
    """
    CREATE INDEX ix_redemptions_programme_id_recorded_xid
        ON redemptions (programme_id, recorded_xid)
    """,
    """
    CREATE INDEX ix_redemptions_programme_id_voucher_id_recorded_at
        ON redemptions (programme_id, voucher_id, recorded_at)
    """,
    """
    CREATE INDEX ix_redemptions_unconfirmed
        ON redemptions (programme_id, recorded_at)
     WHERE confirmed_at IS NULL
    """,
    """
    CREATE TABLE reversals (
        redemption_id UUID NOT NULL,
        provider_id UUID NOT NULL,
        voucher_id UUID NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        reason VARCHAR(40) NOT NULL,
        transfer_id UUID NOT NULL,
        recorded_at TIMESTAMPTZ NOT NULL,
        recorded_by UUID NOT NULL,
        recorded_xid BIGINT DEFAULT (pg_current_xact_id()::text::bigint) NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_reversals PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_reversals_programme_id_redemption_id FOREIGN KEY
            (programme_id, redemption_id) REFERENCES redemptions (programme_id, id),
        CONSTRAINT fk_reversals_programme_id_transfer_id FOREIGN KEY (programme_id,
            transfer_id) REFERENCES ledger_transfers (programme_id, id),
        CONSTRAINT uq_reversals_programme_id_transfer_id UNIQUE (programme_id, transfer_id),
        CONSTRAINT ck_reversals_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_reversals_reason CHECK (reason IN ('lesson_cancelled',
            'child_left', 'entered_wrongly', 'dispute_upheld'))
    )
    """,
    """
    CREATE INDEX ix_reversals_programme_id_provider_id_recorded_at
        ON reversals (programme_id, provider_id, recorded_at)
    """,
    """
    CREATE INDEX ix_reversals_programme_id_recorded_xid
        ON reversals (programme_id, recorded_xid)
    """,
    """
    CREATE INDEX ix_reversals_programme_id_redemption_id
        ON reversals (programme_id, redemption_id)
    """,
    """
    CREATE TABLE cap_usages (
        programme_id UUID NOT NULL,
        voucher_id UUID NOT NULL,
        window_from DATE NOT NULL,
        window_until DATE NOT NULL,
        limit_minor BIGINT NOT NULL,
        used_minor BIGINT DEFAULT 0 NOT NULL,
        CONSTRAINT pk_cap_usages PRIMARY KEY (programme_id, voucher_id, window_from),
        CONSTRAINT fk_cap_usages_programme_id_voucher_id FOREIGN KEY (programme_id,
            voucher_id) REFERENCES vouchers (programme_id, id),
        CONSTRAINT ck_cap_usages_within_limit CHECK (used_minor BETWEEN 0 AND limit_minor),
        CONSTRAINT ck_cap_usages_window_not_empty CHECK (window_from < window_until)
    )
    """,
    """
    CREATE TABLE refused_attempts (
        programme_id UUID,
        provider_id UUID NOT NULL,
        scanner_id UUID NOT NULL,
        asked_id UUID NOT NULL,
        code TEXT NOT NULL,
        refused_at TIMESTAMPTZ NOT NULL,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_refused_attempts PRIMARY KEY (organisation_id, id)
    )
    """,
    """
    CREATE INDEX ix_refused_attempts_organisation_id_provider_id_refused_at
        ON refused_attempts (organisation_id, provider_id, refused_at)
    """,
    """
    CREATE INDEX ix_refused_attempts_organisation_id_refused_at
        ON refused_attempts (organisation_id, refused_at)
    """,
    """
    CREATE TABLE scanners (
        wrong_codes INTEGER DEFAULT 0 NOT NULL,
        counting_since TIMESTAMPTZ NOT NULL,
        locked_at TIMESTAMPTZ,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_scanners PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_scanners_wrong_codes_counted CHECK (wrong_codes >= 0)
    )
    """,
]


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    for table in ("reversals", "refused_attempts"):
        append_only(table)


def downgrade() -> None:
    for table in (
        "scanners",
        "refused_attempts",
        "cap_usages",
        "reversals",
        "redemptions",
        "enrolments",
    ):
        op.execute(text(f"DROP TABLE {table}"))
