"""Gifts: campaigns, donors, donations, refunds, gateway movements, deposits, receipts, imports."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import append_only

revision = "0002"
down_revision = "0001"

# A serial number once given out stays given out; a file once taken in was taken in.
APPEND_ONLY = ("receipts", "imports")

TABLES = [
    """
    CREATE TABLE campaigns (
        organisation_id UUID NOT NULL,
        fund_id UUID NOT NULL,
        code TEXT NOT NULL,
        name_ja TEXT NOT NULL,
        name_en TEXT NOT NULL,
        goal_minor BIGINT NOT NULL,
        goal_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        stretch_goal_minor BIGINT,
        opens_at TIMESTAMPTZ NOT NULL,
        closes_at TIMESTAMPTZ NOT NULL,
        overhead_bps INTEGER NOT NULL,
        solicitor_name TEXT NOT NULL,
        solicitor_address TEXT NOT NULL,
        use_of_funds TEXT NOT NULL,
        if_goal_missed TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        created_by UUID NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_campaigns PRIMARY KEY (programme_id, id),
        CONSTRAINT uq_campaigns_programme_id_code UNIQUE (programme_id, code),
        CONSTRAINT fk_campaigns_programme_id_fund_id FOREIGN KEY (programme_id,
            fund_id) REFERENCES funds (programme_id, id),
        CONSTRAINT ck_campaigns_open_for_a_while CHECK (opens_at < closes_at),
        CONSTRAINT ck_campaigns_goal_positive CHECK (goal_minor > 0),
        CONSTRAINT ck_campaigns_stretch_beyond CHECK (stretch_goal_minor IS NULL OR
            stretch_goal_minor > goal_minor),
        CONSTRAINT ck_campaigns_overhead_is_a_share CHECK (overhead_bps BETWEEN 0 AND 10000),
        CONSTRAINT fk_campaigns_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    """
    CREATE INDEX ix_campaigns_code
        ON campaigns (code)
    """,
    """
    CREATE TABLE donors (
        organisation_id UUID NOT NULL,
        name_sealed BYTEA,
        kana_sealed BYTEA,
        email_sealed BYTEA,
        postcode_sealed BYTEA,
        address_sealed BYTEA,
        email_index BYTEA,
        kana_index BYTEA,
        person_index BYTEA,
        created_at TIMESTAMPTZ NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_donors PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_donors_organisation_id_email_index UNIQUE (organisation_id, email_index),
        CONSTRAINT fk_donors_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    """
    CREATE INDEX ix_donors_organisation_id_kana_index
        ON donors (organisation_id, kana_index)
    """,
    """
    CREATE INDEX ix_donors_organisation_id_person_index
        ON donors (organisation_id, person_index)
    """,
    """
    CREATE TABLE donations (
        programme_id UUID NOT NULL,
        organisation_id UUID NOT NULL,
        campaign_id UUID,
        fund_id UUID NOT NULL,
        donor_id UUID,
        channel VARCHAR(40) NOT NULL,
        status VARCHAR(40) NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        overhead_bps INTEGER NOT NULL,
        overhead_minor BIGINT DEFAULT 0 NOT NULL,
        refunded_minor BIGINT DEFAULT 0 NOT NULL,
        shortfall_minor BIGINT DEFAULT 0 NOT NULL,
        allocated_minor BIGINT DEFAULT 0 NOT NULL,
        anonymous BOOLEAN DEFAULT false NOT NULL,
        external_ref TEXT,
        reference TEXT,
        checkout_id TEXT,
        payment_id TEXT,
        started_at TIMESTAMPTZ NOT NULL,
        settled_at TIMESTAMPTZ,
        id UUID NOT NULL,
        CONSTRAINT pk_donations PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_donations_programme_id_campaign_id FOREIGN KEY (programme_id,
            campaign_id) REFERENCES campaigns (programme_id, id),
        CONSTRAINT fk_donations_programme_id_fund_id FOREIGN KEY (programme_id,
            fund_id) REFERENCES funds (programme_id, id),
        CONSTRAINT fk_donations_organisation_id_donor_id FOREIGN KEY
            (organisation_id, donor_id) REFERENCES donors (organisation_id, id),
        CONSTRAINT uq_donations_programme_id_external_ref UNIQUE (programme_id, external_ref),
        CONSTRAINT ck_donations_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_donations_parts_not_negative CHECK (least(overhead_minor,
            refunded_minor, shortfall_minor, allocated_minor) >= 0),
        CONSTRAINT ck_donations_parts_within_amount CHECK (overhead_minor +
            refunded_minor + allocated_minor <= amount_minor + shortfall_minor),
        CONSTRAINT ck_donations_refund_within_amount CHECK (refunded_minor <=
            amount_minor AND shortfall_minor <= refunded_minor),
        CONSTRAINT ck_donations_settled_at_an_instant CHECK ((status IN ('settled',
            'refunded')) = (settled_at IS NOT NULL)),
        CONSTRAINT ck_donations_refunded_wholly CHECK ((status = 'refunded') =
            (refunded_minor = amount_minor)),
        CONSTRAINT ck_donations_only_settled_is_spent CHECK (settled_at IS NOT NULL
            OR overhead_minor + refunded_minor + allocated_minor = 0),
        CONSTRAINT ck_donations_given_to_a_campaign CHECK ((channel =
            'municipal_grant') = (campaign_id IS NULL)),
        CONSTRAINT fk_donations_programme_id FOREIGN KEY (programme_id) REFERENCES
            programmes (id),
        CONSTRAINT ck_donations_channel CHECK (channel IN ('card', 'konbini',
            'bank_transfer', 'crowdfunding', 'cash', 'municipal_grant')),
        CONSTRAINT ck_donations_status CHECK (status IN ('pending', 'settled',
            'failed', 'refunded'))
    )
    """,
    """
    CREATE INDEX ix_donations_free
        ON donations (programme_id, fund_id, settled_at, id)
     WHERE amount_minor + shortfall_minor > overhead_minor + refunded_minor +
         allocated_minor AND settled_at IS NOT NULL
    """,
    """
    CREATE INDEX ix_donations_organisation_id_donor_id
        ON donations (organisation_id, donor_id)
    """,
    """
    CREATE INDEX ix_donations_programme_id_campaign_id
        ON donations (programme_id, campaign_id)
    """,
    """
    CREATE TABLE refunds (
        organisation_id UUID NOT NULL,
        donation_id UUID NOT NULL,
        status VARCHAR(40) NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        external_id TEXT,
        requested_at TIMESTAMPTZ NOT NULL,
        requested_by UUID NOT NULL,
        asked_at TIMESTAMPTZ,
        settled_at TIMESTAMPTZ,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_refunds PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_refunds_programme_id_donation_id FOREIGN KEY (programme_id,
            donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT ck_refunds_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_refunds_settled_at CHECK ((status = 'settled') = (settled_at IS NOT NULL)),
        CONSTRAINT fk_refunds_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_refunds_status CHECK (status IN ('pending', 'settled'))
    )
    """,
    """
    CREATE INDEX ix_refunds_programme_id_donation_id
        ON refunds (programme_id, donation_id)
    """,
    """
    CREATE INDEX ix_refunds_to_ask_for
        ON refunds (requested_at)
     WHERE status = 'pending' AND asked_at IS NULL
    """,
    """
    CREATE TABLE gateway_movements (
        external_id TEXT NOT NULL,
        kind VARCHAR(40) NOT NULL,
        source_id TEXT NOT NULL,
        donation_id UUID,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        fee_minor BIGINT NOT NULL,
        occurred_at TIMESTAMPTZ NOT NULL,
        of_id UUID NOT NULL,
        payout_id TEXT,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_gateway_movements PRIMARY KEY (programme_id, id),
        CONSTRAINT uq_gateway_movements_programme_id_external_id UNIQUE
            (programme_id, external_id),
        CONSTRAINT fk_gateway_movements_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT uq_gateway_movements_programme_id_of_id UNIQUE (programme_id, of_id),
        CONSTRAINT ck_gateway_movements_fee_not_negative CHECK (fee_minor >= 0),
        CONSTRAINT ck_gateway_movements_of_a_donation CHECK ((kind = 'payout') =
            (donation_id IS NULL)),
        CONSTRAINT ck_gateway_movements_kind CHECK (kind IN ('charge', 'refund', 'payout'))
    )
    """,
    """
    CREATE INDEX ix_gateway_movements_external_id
        ON gateway_movements (external_id)
    """,
    """
    CREATE TABLE bank_deposits (
        organisation_id UUID NOT NULL,
        received_on DATE NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        payer_sealed BYTEA,
        payer_index BYTEA,
        reference TEXT,
        donation_id UUID,
        matched_at TIMESTAMPTZ,
        matched_by UUID,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_bank_deposits PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_bank_deposits_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT ck_bank_deposits_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_bank_deposits_matched_at CHECK ((donation_id IS NULL) =
            (matched_at IS NULL)),
        CONSTRAINT fk_bank_deposits_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    """
    CREATE INDEX ix_bank_deposits_unmatched
        ON bank_deposits (programme_id, received_on)
     WHERE donation_id IS NULL
    """,
    """
    CREATE TABLE receipt_books (
        organisation_id UUID NOT NULL,
        year INTEGER NOT NULL,
        last_serial INTEGER DEFAULT 0 NOT NULL,
        CONSTRAINT pk_receipt_books PRIMARY KEY (organisation_id, year),
        CONSTRAINT fk_receipt_books_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    """
    CREATE TABLE receipts (
        programme_id UUID NOT NULL,
        donation_id UUID NOT NULL,
        donor_id UUID NOT NULL,
        year INTEGER NOT NULL,
        serial INTEGER NOT NULL,
        accepted_on DATE NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        issued_at TIMESTAMPTZ NOT NULL,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_receipts PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_receipts_organisation_id_year_serial UNIQUE (organisation_id, year, serial),
        CONSTRAINT uq_receipts_programme_id_donation_id UNIQUE (programme_id, donation_id),
        CONSTRAINT fk_receipts_programme_id_donation_id FOREIGN KEY (programme_id,
            donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT fk_receipts_organisation_id_donor_id FOREIGN KEY
            (organisation_id, donor_id) REFERENCES donors (organisation_id, id),
        CONSTRAINT ck_receipts_serial_positive CHECK (serial > 0),
        CONSTRAINT ck_receipts_amount_positive CHECK (amount_minor > 0)
    )
    """,
    """
    CREATE TABLE imports (
        kind VARCHAR(40) NOT NULL,
        file_hash BYTEA NOT NULL,
        rows BIGINT NOT NULL,
        imported_at TIMESTAMPTZ NOT NULL,
        imported_by UUID NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_imports PRIMARY KEY (programme_id, id),
        CONSTRAINT uq_imports_programme_id_kind_file_hash UNIQUE (programme_id, kind, file_hash),
        CONSTRAINT ck_imports_kind CHECK (kind IN ('gifts', 'bank'))
    )
    """,
]

TABLE_NAMES = (
    "campaigns",
    "donors",
    "donations",
    "refunds",
    "gateway_movements",
    "bank_deposits",
    "receipt_books",
    "receipts",
    "imports",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    for table in APPEND_ONLY:
        append_only(table)


def downgrade() -> None:
    for table in reversed(TABLE_NAMES):
        op.execute(text(f"DROP TABLE {table}"))
