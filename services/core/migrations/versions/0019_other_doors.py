"""Sign-in by letter, by an organisation's own identity provider, and by e-mail."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import keep_apart

revision = "0019"
down_revision = "0018"

TABLES = [
    """
    CREATE TABLE letter_codes (
        organisation_id UUID NOT NULL,
        guardian_id UUID NOT NULL,
        household_id UUID NOT NULL,
        code_digest BYTEA NOT NULL,
        pin_hash TEXT NOT NULL,
        own_pin_at TIMESTAMPTZ,
        tries INTEGER NOT NULL,
        tries_from TIMESTAMPTZ,
        created_at TIMESTAMPTZ NOT NULL,
        created_by UUID NOT NULL,
        expires_at TIMESTAMPTZ NOT NULL,
        last_used_at TIMESTAMPTZ,
        revoked_at TIMESTAMPTZ,
        id UUID NOT NULL,
        CONSTRAINT pk_letter_codes PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_letter_codes_tries_are_few CHECK (tries BETWEEN 0 AND 5),
        CONSTRAINT ck_letter_codes_tries_dated CHECK ((tries = 0) = (tries_from IS NULL)),
        CONSTRAINT ck_letter_codes_has_an_end CHECK (created_at < expires_at),
        CONSTRAINT fk_letter_codes_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    "CREATE INDEX ix_letter_codes_digest ON letter_codes (code_digest)",
    """
    CREATE UNIQUE INDEX uq_letter_codes_standing
        ON letter_codes (organisation_id, guardian_id)
     WHERE revoked_at IS NULL
    """,
    """
    CREATE TABLE oidc_providers (
        organisation_id UUID NOT NULL,
        issuer TEXT NOT NULL,
        client_id TEXT NOT NULL,
        client_secret_sealed BYTEA NOT NULL,
        scopes JSONB NOT NULL,
        email_domains JSONB NOT NULL,
        strong_acr JSONB NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        changed_at TIMESTAMPTZ NOT NULL,
        changed_by UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_oidc_providers PRIMARY KEY (organisation_id, id),
        CONSTRAINT uq_oidc_providers_organisation_id UNIQUE (organisation_id),
        CONSTRAINT fk_oidc_providers_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    """
    CREATE TABLE oidc_identities (
        member_id UUID NOT NULL,
        issuer TEXT NOT NULL,
        subject_digest BYTEA NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        last_used_at TIMESTAMPTZ NOT NULL,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_oidc_identities PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_oidc_identities_organisation_id_member_id FOREIGN KEY
            (organisation_id, member_id) REFERENCES members (organisation_id, id),
        CONSTRAINT uq_oidc_identities_organisation_id_subject_digest UNIQUE
            (organisation_id, subject_digest),
        CONSTRAINT uq_oidc_identities_organisation_id_member_id_issuer UNIQUE
            (organisation_id, member_id, issuer)
    )
    """,
    # The installation's own: of which organisation somebody is, is not known yet.
    """
    CREATE TABLE sign_in_requests (
        id UUID NOT NULL,
        email_sealed BYTEA NOT NULL,
        language TEXT,
        created_at TIMESTAMPTZ NOT NULL,
        expires_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT pk_sign_in_requests PRIMARY KEY (id)
    )
    """,
]

# In the order of their references.
KEPT_APART = ("letter_codes", "oidc_providers", "oidc_identities")


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    for table in KEPT_APART:
        keep_apart(table)


def downgrade() -> None:
    for table in ("sign_in_requests", *reversed(KEPT_APART)):
        op.execute(text(f"DROP TABLE {table}"))
