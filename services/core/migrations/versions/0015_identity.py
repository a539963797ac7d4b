"""Members, sign-in, sessions, devices."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import keep_apart

revision = "0015"
down_revision = "0014"

TABLES = [
    """
    CREATE TABLE members (
        organisation_id UUID NOT NULL,
        name_sealed BYTEA,
        email_sealed BYTEA,
        email_index BYTEA,
        language TEXT NOT NULL,
        provider_id UUID,
        municipality_code TEXT,
        created_at TIMESTAMPTZ NOT NULL,
        created_by UUID NOT NULL,
        disabled_at TIMESTAMPTZ,
        forgotten_at TIMESTAMPTZ,
        id UUID NOT NULL,
        CONSTRAINT pk_members PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_members_tombstone CHECK ((forgotten_at IS NULL) = (name_sealed
            IS NOT NULL)),
        CONSTRAINT ck_members_mailless CHECK ((forgotten_at IS NULL) = (email_sealed
            IS NOT NULL)),
        CONSTRAINT ck_members_forgotten_is_out CHECK (forgotten_at IS NULL OR
            disabled_at IS NOT NULL),
        CONSTRAINT fk_members_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    """
    CREATE INDEX ix_members_email
        ON members (organisation_id, email_index)
    """,
    """
    CREATE TABLE role_grants (
        member_id UUID NOT NULL,
        role VARCHAR(40) NOT NULL,
        alone BOOLEAN NOT NULL,
        requested_at TIMESTAMPTZ NOT NULL,
        requested_by UUID NOT NULL,
        approved_at TIMESTAMPTZ,
        approved_by UUID,
        refused_at TIMESTAMPTZ,
        refused_by UUID,
        revoked_at TIMESTAMPTZ,
        revoked_by UUID,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_role_grants PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_role_grants_organisation_id_member_id FOREIGN KEY
            (organisation_id, member_id) REFERENCES members (organisation_id, id),
        CONSTRAINT ck_role_grants_approved_by_another CHECK (approved_by <>
            requested_by OR alone),
        CONSTRAINT ck_role_grants_approved_by_one CHECK ((approved_at IS NULL) =
            (approved_by IS NULL)),
        CONSTRAINT ck_role_grants_refused_by_one CHECK ((refused_at IS NULL) =
            (refused_by IS NULL)),
        CONSTRAINT ck_role_grants_revoked_by_one CHECK ((revoked_at IS NULL) =
            (revoked_by IS NULL)),
        CONSTRAINT ck_role_grants_decided_once CHECK (approved_at IS NULL OR refused_at IS NULL),
        CONSTRAINT ck_role_grants_role CHECK (role IN ('npo_admin', 'npo_approver',
            'provider_office', 'provider_counter', 'municipality', 'backbone',
            'auditor', 'donor', 'family', 'member'))
    )
    """,
    """
    CREATE UNIQUE INDEX uq_role_grants_standing
        ON role_grants (organisation_id, member_id, role)
     WHERE refused_at IS NULL AND revoked_at IS NULL
    """,
    """
    CREATE TABLE passkeys (
        member_id UUID NOT NULL,
        credential_id BYTEA NOT NULL,
        public_key BYTEA NOT NULL,
        sign_count BIGINT NOT NULL,
        name TEXT NOT NULL,
        backed_up BOOLEAN NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        last_used_at TIMESTAMPTZ,
        revoked_at TIMESTAMPTZ,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_passkeys PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_passkeys_organisation_id_member_id FOREIGN KEY
            (organisation_id, member_id) REFERENCES members (organisation_id, id),
        CONSTRAINT uq_passkeys_organisation_id_credential_id UNIQUE
            (organisation_id, credential_id),
        CONSTRAINT ck_passkeys_counts_up CHECK (sign_count >= 0)
    )
    """,
    """
    CREATE INDEX ix_passkeys_credential_id
        ON passkeys (credential_id)
    """,
    """
    CREATE INDEX ix_passkeys_organisation_id_member_id
        ON passkeys (organisation_id, member_id)
    """,
    """
    CREATE TABLE recovery_codes (
        member_id UUID NOT NULL,
        digest BYTEA NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        used_at TIMESTAMPTZ,
        revoked_at TIMESTAMPTZ,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_recovery_codes PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_recovery_codes_organisation_id_member_id FOREIGN KEY
            (organisation_id, member_id) REFERENCES members (organisation_id, id)
    )
    """,
    """
    CREATE INDEX ix_recovery_codes_digest
        ON recovery_codes (digest)
    """,
    """
    CREATE INDEX ix_recovery_codes_organisation_id_member_id
        ON recovery_codes (organisation_id, member_id)
    """,
    """
    CREATE TABLE sign_in_links (
        organisation_id UUID NOT NULL,
        principal_kind VARCHAR(40) NOT NULL,
        principal_id UUID NOT NULL,
        household_id UUID,
        purpose VARCHAR(40) NOT NULL,
        secret_digest BYTEA,
        created_at TIMESTAMPTZ NOT NULL,
        created_by UUID NOT NULL,
        expires_at TIMESTAMPTZ NOT NULL,
        used_at TIMESTAMPTZ,
        revoked_at TIMESTAMPTZ,
        id UUID NOT NULL,
        CONSTRAINT pk_sign_in_links PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_sign_in_links_family_has_a_home CHECK ((principal_kind =
            'family') = (household_id IS NOT NULL)),
        CONSTRAINT fk_sign_in_links_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_sign_in_links_principal_kind CHECK (principal_kind IN
            ('member', 'donor', 'family')),
        CONSTRAINT ck_sign_in_links_purpose CHECK (purpose IN ('invitation', 'sign_in', 'visit'))
    )
    """,
    """
    CREATE INDEX ix_sign_in_links_organisation_id_principal_id
        ON sign_in_links (organisation_id, principal_id)
    """,
    """
    CREATE TABLE ceremonies (
        id UUID NOT NULL,
        kind VARCHAR(40) NOT NULL,
        challenge BYTEA NOT NULL,
        principal_id UUID,
        facts JSONB NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        expires_at TIMESTAMPTZ NOT NULL,
        used_at TIMESTAMPTZ,
        CONSTRAINT pk_ceremonies PRIMARY KEY (id),
        CONSTRAINT ck_ceremonies_kind CHECK (kind IN ('register', 'sign_in', 'prove', 'oidc'))
    )
    """,
    """
    CREATE TABLE sessions (
        organisation_id UUID NOT NULL,
        principal_kind VARCHAR(40) NOT NULL,
        principal_id UUID NOT NULL,
        household_id UUID,
        secret_digest BYTEA NOT NULL,
        method VARCHAR(40) NOT NULL,
        browser TEXT NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        last_seen_at TIMESTAMPTZ NOT NULL,
        idle_s INTEGER NOT NULL,
        expires_at TIMESTAMPTZ NOT NULL,
        proved_at TIMESTAMPTZ,
        ended_at TIMESTAMPTZ,
        ended_because VARCHAR(40),
        id UUID NOT NULL,
        CONSTRAINT pk_sessions PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_sessions_ended_reasoned CHECK ((ended_at IS NULL) =
            (ended_because IS NULL)),
        CONSTRAINT ck_sessions_family_has_a_home CHECK ((principal_kind = 'family')
            = (household_id IS NOT NULL)),
        CONSTRAINT ck_sessions_has_an_end CHECK (created_at < expires_at),
        CONSTRAINT fk_sessions_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_sessions_principal_kind CHECK (principal_kind IN ('member',
            'donor', 'family')),
        CONSTRAINT ck_sessions_method CHECK (method IN ('passkey', 'oidc', 'link',
            'letter', 'recovery', 'visit')),
        CONSTRAINT ck_sessions_ended_because CHECK (ended_because IN ('signed_out',
            'revoked', 'renewed', 'disabled'))
    )
    """,
    """
    CREATE INDEX ix_sessions_organisation_id_principal_id
        ON sessions (organisation_id, principal_id)
    """,
    """
    CREATE TABLE devices (
        organisation_id UUID NOT NULL,
        provider_id UUID NOT NULL,
        site_id UUID,
        name TEXT NOT NULL,
        pairing_digest BYTEA,
        pairing_until TIMESTAMPTZ,
        secret_digest BYTEA,
        created_at TIMESTAMPTZ NOT NULL,
        created_by UUID NOT NULL,
        paired_at TIMESTAMPTZ,
        last_used_at TIMESTAMPTZ,
        revoked_at TIMESTAMPTZ,
        id UUID NOT NULL,
        CONSTRAINT pk_devices PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_devices_pairing_has_an_end CHECK ((pairing_digest IS NULL) =
            (pairing_until IS NULL)),
        CONSTRAINT ck_devices_paired_dated CHECK ((secret_digest IS NULL) = (paired_at IS NULL)),
        CONSTRAINT fk_devices_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    """
    CREATE INDEX ix_devices_organisation_id_provider_id
        ON devices (organisation_id, provider_id)
    """,
    """
    CREATE INDEX ix_devices_pairing
        ON devices (pairing_digest)
    """,
]

# In the order of their references; ceremonies are the installation's own.
KEPT_APART = (
    "members",
    "role_grants",
    "passkeys",
    "recovery_codes",
    "sign_in_links",
    "sessions",
    "devices",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    for table in KEPT_APART:
        keep_apart(table)
    op.execute(
        text(
            "ALTER TABLE api_keys ADD COLUMN verbs JSONB, ADD COLUMN municipality_code TEXT,"
            " ADD COLUMN created_by UUID, ADD COLUMN last_used_at TIMESTAMPTZ"
        )
    )


def downgrade() -> None:
    op.execute(
        text(
            "ALTER TABLE api_keys DROP COLUMN verbs, DROP COLUMN municipality_code,"
            " DROP COLUMN created_by, DROP COLUMN last_used_at"
        )
    )
    for table in ("ceremonies", *reversed(KEPT_APART)):
        op.execute(text(f"DROP TABLE {table}"))
