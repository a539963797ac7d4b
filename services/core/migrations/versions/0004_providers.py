"""Providers, their sites, staff, terms, bank accounts, and the programmes they take part in."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import append_only

revision = "0004"
down_revision = "0003"

TABLES = [
    """
    CREATE TABLE providers (
        name TEXT NOT NULL,
        name_kana TEXT NOT NULL,
        legal_form VARCHAR(40) NOT NULL,
        invoice_number TEXT,
        service_types JSONB NOT NULL,
        contribution_bps INTEGER DEFAULT 0 NOT NULL,
        dbs_status VARCHAR(40) NOT NULL,
        dbs_certified_on DATE,
        declared_at TIMESTAMPTZ,
        status VARCHAR(40) NOT NULL,
        suspended_because VARCHAR(40),
        terms_due INTEGER DEFAULT 0 NOT NULL,
        terms_accepted INTEGER DEFAULT 0 NOT NULL,
        applied_at TIMESTAMPTZ NOT NULL,
        applied_by UUID NOT NULL,
        approved_at TIMESTAMPTZ,
        approved_by UUID,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_providers PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_providers_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_providers_contribution_is_a_share CHECK (contribution_bps
            BETWEEN 0 AND 10000),
        CONSTRAINT ck_providers_dbs_dated CHECK ((dbs_status = 'certified') =
            (dbs_certified_on IS NOT NULL)),
        CONSTRAINT ck_providers_approved_dated CHECK ((status = 'applied') =
            (approved_at IS NULL)),
        CONSTRAINT ck_providers_approved_by_one CHECK ((approved_at IS NULL) =
            (approved_by IS NULL)),
        CONSTRAINT ck_providers_approved_by_another CHECK (approved_by <> applied_by),
        CONSTRAINT ck_providers_suspended_reasoned CHECK ((status = 'suspended') =
            (suspended_because IS NOT NULL)),
        CONSTRAINT ck_providers_legal_form CHECK (legal_form IN ('sole_proprietor',
            'stock_company', 'limited_company', 'llc', 'incorporated_association',
            'incorporated_foundation', 'npo', 'social_welfare', 'school', 'medical',
            'religious', 'other')),
        CONSTRAINT ck_providers_dbs_status CHECK (dbs_status IN ('not_applied',
            'applied', 'certified', 'not_eligible')),
        CONSTRAINT ck_providers_status CHECK (status IN ('applied', 'approved', 'suspended')),
        CONSTRAINT ck_providers_suspended_because CHECK (suspended_because IN
            ('under_review', 'terms_breach', 'own_request', 'closed_down'))
    )
    """,
    """
    CREATE TABLE sites (
        provider_id UUID NOT NULL,
        name TEXT NOT NULL,
        municipality_code TEXT,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_sites PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_sites_organisation_id_provider_id FOREIGN KEY
            (organisation_id, provider_id) REFERENCES providers (organisation_id,
            id),
        CONSTRAINT uq_sites_organisation_id_provider_id_id UNIQUE (organisation_id,
            provider_id, id)
    )
    """,
    """
    CREATE TABLE provider_staff (
        provider_id UUID NOT NULL,
        role VARCHAR(40) NOT NULL,
        joined_at TIMESTAMPTZ NOT NULL,
        left_at TIMESTAMPTZ,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_provider_staff PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_provider_staff_organisation_id_provider_id FOREIGN KEY
            (organisation_id, provider_id) REFERENCES providers (organisation_id,
            id),
        CONSTRAINT ck_provider_staff_left_after_joining CHECK (left_at IS NULL OR
            joined_at <= left_at),
        CONSTRAINT ck_provider_staff_role CHECK (role IN ('counter', 'manager'))
    )
    """,
    """
    CREATE INDEX ix_provider_staff_organisation_id_provider_id
        ON provider_staff (organisation_id, provider_id)
    """,
    """
    CREATE TABLE provider_terms (
        organisation_id UUID NOT NULL,
        version INTEGER NOT NULL,
        text_ja TEXT NOT NULL,
        text_en TEXT NOT NULL,
        published_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT pk_provider_terms PRIMARY KEY (organisation_id, version),
        CONSTRAINT fk_provider_terms_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_provider_terms_version_positive CHECK (version > 0)
    )
    """,
    """
    CREATE TABLE provider_bank_accounts (
        provider_id UUID NOT NULL,
        version INTEGER NOT NULL,
        status VARCHAR(40) NOT NULL,
        details_sealed BYTEA NOT NULL,
        proposed_at TIMESTAMPTZ NOT NULL,
        proposed_by UUID NOT NULL,
        approved_at TIMESTAMPTZ,
        approved_by UUID,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_provider_bank_accounts PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_provider_bank_accounts_organisation_id_provider_id FOREIGN KEY
            (organisation_id, provider_id) REFERENCES providers (organisation_id,
            id),
        CONSTRAINT uq_provider_bank_accounts_organisation_id_provider_id_version
            UNIQUE (organisation_id, provider_id, version),
        CONSTRAINT ck_provider_bank_accounts_approved_by_one CHECK ((approved_at IS
            NULL) = (approved_by IS NULL)),
        CONSTRAINT ck_provider_bank_accounts_approved_dated CHECK (status <>
            'approved' OR approved_at IS NOT NULL),
        CONSTRAINT ck_provider_bank_accounts_approved_by_another CHECK (approved_by
            <> proposed_by),
        CONSTRAINT ck_provider_bank_accounts_status CHECK (status IN ('proposed',
            'approved', 'replaced'))
    )
    """,
    """
    CREATE UNIQUE INDEX uq_provider_bank_accounts_in_force
        ON provider_bank_accounts (organisation_id, provider_id, status)
     WHERE status IN ('proposed', 'approved')
    """,
    """
    CREATE TABLE provider_programmes (
        programme_id UUID NOT NULL,
        provider_id UUID NOT NULL,
        organisation_id UUID NOT NULL,
        joined_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT pk_provider_programmes PRIMARY KEY (programme_id, provider_id),
        CONSTRAINT fk_provider_programmes_organisation_id_programme_id FOREIGN KEY
            (organisation_id, programme_id) REFERENCES programmes (organisation_id,
            id),
        CONSTRAINT fk_provider_programmes_organisation_id_provider_id FOREIGN KEY
            (organisation_id, provider_id) REFERENCES providers (organisation_id,
            id)
    )
    """,
    """
    CREATE INDEX ix_provider_programmes_organisation_id_provider_id
        ON provider_programmes (organisation_id, provider_id)
    """,
]


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    append_only("provider_terms")


def downgrade() -> None:
    for table in (
        "provider_programmes",
        "provider_bank_accounts",
        "provider_terms",
        "provider_staff",
        "sites",
        "providers",
    ):
        op.execute(text(f"DROP TABLE {table}"))
