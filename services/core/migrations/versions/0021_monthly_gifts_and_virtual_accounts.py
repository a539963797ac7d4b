"""Gifts that come by themselves each month, and cash at account numbers of the gateway's."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import append_only, keep_apart

revision = "0021"
down_revision = "0020"

TABLES = ("monthly_gifts", "monthly_gift_terms", "virtual_accounts", "cash_decisions")

STATEMENTS = (
    """
    CREATE TABLE monthly_gifts (
        organisation_id UUID NOT NULL,
        donor_id UUID NOT NULL,
        state VARCHAR(40) NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        anonymous BOOLEAN DEFAULT false NOT NULL,
        language TEXT NOT NULL,
        checkout_id TEXT,
        customer_id TEXT,
        subscription_id TEXT,
        started_at TIMESTAMPTZ NOT NULL,
        observed_at TIMESTAMPTZ,
        period_ends_at TIMESTAMPTZ,
        stops_at TIMESTAMPTZ,
        resumes_at TIMESTAMPTZ,
        ended_at TIMESTAMPTZ,
        card_expires_on DATE,
        card_told_days INTEGER,
        id UUID NOT NULL,
        CONSTRAINT pk_monthly_gifts PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_monthly_gifts_organisation_id_donor_id FOREIGN KEY
            (organisation_id, donor_id) REFERENCES donors (organisation_id, id),
        CONSTRAINT uq_monthly_gifts_organisation_id_subscription_id UNIQUE
            (organisation_id, subscription_id),
        CONSTRAINT ck_monthly_gifts_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_monthly_gifts_running_at_the_gateway CHECK (state NOT IN
            ('active', 'past_due', 'paused', 'ended') OR subscription_id IS NOT
            NULL),
        CONSTRAINT ck_monthly_gifts_ended_at_an_instant CHECK ((state = 'ended') =
            (ended_at IS NOT NULL)),
        CONSTRAINT fk_monthly_gifts_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_monthly_gifts_state CHECK (state IN ('starting', 'abandoned',
            'active', 'past_due', 'paused', 'ended'))
    )
    """,
    """
    CREATE INDEX ix_monthly_gifts_card_expires_on
        ON monthly_gifts (card_expires_on)
     WHERE state IN ('active', 'past_due', 'paused')
    """,
    """
    CREATE INDEX ix_monthly_gifts_organisation_id_donor_id
        ON monthly_gifts (organisation_id, donor_id)
    """,
    """
    CREATE TABLE monthly_gift_terms (
        organisation_id UUID NOT NULL,
        monthly_gift_id UUID NOT NULL,
        valid_from TIMESTAMPTZ NOT NULL,
        programme_id UUID NOT NULL,
        campaign_id UUID NOT NULL,
        fund_id UUID NOT NULL,
        fee_cover_bps INTEGER NOT NULL,
        decided_by UUID NOT NULL,
        CONSTRAINT pk_monthly_gift_terms PRIMARY KEY (organisation_id,
            monthly_gift_id, valid_from),
        CONSTRAINT fk_monthly_gift_terms_organisation_id_monthly_gift_id FOREIGN KEY
            (organisation_id, monthly_gift_id) REFERENCES monthly_gifts
            (organisation_id, id),
        CONSTRAINT fk_monthly_gift_terms_programme_id_campaign_id FOREIGN KEY
            (programme_id, campaign_id) REFERENCES campaigns (programme_id, id),
        CONSTRAINT fk_monthly_gift_terms_programme_id_fund_id FOREIGN KEY
            (programme_id, fund_id) REFERENCES funds (programme_id, id),
        CONSTRAINT ck_monthly_gift_terms_fee_cover_is_a_share CHECK (fee_cover_bps
            BETWEEN 0 AND 10000),
        CONSTRAINT fk_monthly_gift_terms_programme_id FOREIGN KEY (programme_id)
            REFERENCES programmes (id)
    )
    """,
    """
    CREATE INDEX ix_monthly_gift_terms_programme_id_campaign_id
        ON monthly_gift_terms (programme_id, campaign_id)
    """,
    """
    CREATE TABLE virtual_accounts (
        organisation_id UUID NOT NULL,
        donor_id UUID NOT NULL,
        customer_id TEXT NOT NULL,
        opened_at TIMESTAMPTZ NOT NULL,
        cash_minor BIGINT DEFAULT 0 NOT NULL,
        observed_at TIMESTAMPTZ,
        waiting_since TIMESTAMPTZ,
        CONSTRAINT pk_virtual_accounts PRIMARY KEY (organisation_id, donor_id),
        CONSTRAINT fk_virtual_accounts_organisation_id_donor_id FOREIGN KEY
            (organisation_id, donor_id) REFERENCES donors (organisation_id, id),
        CONSTRAINT uq_virtual_accounts_organisation_id_customer_id UNIQUE
            (organisation_id, customer_id),
        CONSTRAINT ck_virtual_accounts_cash_not_negative CHECK (cash_minor >= 0),
        CONSTRAINT fk_virtual_accounts_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    """
    CREATE INDEX ix_virtual_accounts_waiting
        ON virtual_accounts (organisation_id, donor_id)
     WHERE cash_minor > 0
    """,
    """
    CREATE TABLE cash_decisions (
        organisation_id UUID NOT NULL,
        donor_id UUID NOT NULL,
        programme_id UUID,
        donation_id UUID,
        kind VARCHAR(40) NOT NULL,
        cash_minor BIGINT NOT NULL,
        cash_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        to_gift_minor BIGINT NOT NULL,
        to_return_minor BIGINT NOT NULL,
        decided_at TIMESTAMPTZ NOT NULL,
        decided_by UUID NOT NULL,
        due_at TIMESTAMPTZ NOT NULL,
        begun_at TIMESTAMPTZ,
        done_at TIMESTAMPTZ,
        withdrawn_at TIMESTAMPTZ,
        withdrawn_by UUID,
        refusal TEXT,
        id UUID NOT NULL,
        CONSTRAINT pk_cash_decisions PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_cash_decisions_organisation_id_donor_id FOREIGN KEY
            (organisation_id, donor_id) REFERENCES donors (organisation_id, id),
        CONSTRAINT fk_cash_decisions_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT ck_cash_decisions_of_a_donation CHECK ((programme_id IS NULL) =
            (donation_id IS NULL)),
        CONSTRAINT ck_cash_decisions_all_of_the_cash CHECK (least(to_gift_minor,
            to_return_minor) >= 0 AND to_gift_minor + to_return_minor = cash_minor),
        CONSTRAINT ck_cash_decisions_to_a_gift CHECK (to_gift_minor = 0 OR
            donation_id IS NOT NULL),
        CONSTRAINT ck_cash_decisions_ended_once CHECK (num_nonnulls(done_at,
            withdrawn_at, refusal) <= 1),
        CONSTRAINT ck_cash_decisions_withdrawn_by_one CHECK ((withdrawn_at IS NULL)
            = (withdrawn_by IS NULL)),
        CONSTRAINT ck_cash_decisions_withdrawn_in_time CHECK (begun_at IS NULL OR
            withdrawn_at IS NULL),
        CONSTRAINT fk_cash_decisions_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT fk_cash_decisions_programme_id FOREIGN KEY (programme_id)
            REFERENCES programmes (id),
        CONSTRAINT ck_cash_decisions_kind CHECK (kind IN ('exact', 'as_asked',
            'all_as_gift', 'return_all'))
    )
    """,
    """
    CREATE INDEX ix_cash_decisions_due
        ON cash_decisions (due_at)
     WHERE done_at IS NULL AND withdrawn_at IS NULL AND refusal IS NULL
    """,
    """
    CREATE INDEX ix_cash_decisions_organisation_id_donor_id_decided_at
        ON cash_decisions (organisation_id, donor_id, decided_at)
    """,
    """
    CREATE UNIQUE INDEX uq_cash_decisions_open
        ON cash_decisions (organisation_id, donor_id)
     WHERE done_at IS NULL AND withdrawn_at IS NULL AND refusal IS NULL
    """,
)


def upgrade() -> None:
    for statement in STATEMENTS:
        op.execute(text(statement))
    for table in TABLES:
        keep_apart(table)
    append_only("monthly_gift_terms")


def downgrade() -> None:
    for table in reversed(TABLES):
        op.execute(text(f"DROP TABLE {table}"))
