"""Keys of a tenant, in versions, wrapped by the installation's."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import keep_apart

revision = "0014"
down_revision = "0013"

UP = [
    """
    CREATE TABLE tenant_keys (
        organisation_id UUID NOT NULL,
        purpose VARCHAR(40) NOT NULL,
        version INTEGER NOT NULL,
        wrapped BYTEA,
        widths JSONB,
        created_at TIMESTAMPTZ DEFAULT now() NOT NULL,
        retired_at TIMESTAMPTZ,
        CONSTRAINT pk_tenant_keys PRIMARY KEY (organisation_id, purpose, version),
        CONSTRAINT ck_tenant_keys_purpose
            CHECK (purpose IN ('key-encryption', 'blind-index', 'code-index', 'derivation')),
        CONSTRAINT ck_tenant_keys_version_fits_a_byte CHECK (version BETWEEN 1 AND 255),
        CONSTRAINT ck_tenant_keys_retired_is_gone CHECK (retired_at IS NULL OR wrapped IS NULL)
    )
    """,
    "ALTER TABLE subject_keys ADD COLUMN kek_version INTEGER DEFAULT 1 NOT NULL",
    """
    CREATE INDEX ix_subject_keys_kek
        ON subject_keys (organisation_id, kek_version)
     WHERE wrapped IS NOT NULL
    """,
    # Who is here already goes on with keys that derive from the root secret (wrapped: none)
    # until `minori keys rewrap` keeps them; who comes later gets random ones.
    "SELECT set_config('minori.reach', 'every', true)",
    """
    INSERT INTO tenant_keys (organisation_id, purpose, version)
    SELECT id, purpose, 1
      FROM organisations, unnest(ARRAY['key-encryption', 'blind-index', 'code-index']) AS purpose
    """,
    "SELECT set_config('minori.reach', '', true)",
    # Nobody was ever looked for by it: deposits are matched in memory, by what is opened.
    "ALTER TABLE bank_deposits DROP COLUMN payer_index",
    "ALTER TABLE guardians ADD COLUMN family_kana_index BYTEA, ADD COLUMN phone_index BYTEA",
    "CREATE INDEX ix_guardians_family_kana ON guardians (organisation_id, family_kana_index)",
    "CREATE INDEX ix_guardians_phone ON guardians (organisation_id, phone_index)",
]

DOWN = [
    """
    DO $$ BEGIN
        PERFORM set_config('minori.reach', 'every', true);
        IF EXISTS (SELECT FROM tenant_keys WHERE wrapped IS NOT NULL)
           AND EXISTS (SELECT FROM subject_keys WHERE wrapped IS NOT NULL) THEN
            RAISE EXCEPTION 'people''s data is sealed under keys that would go with the table';
        END IF;
        PERFORM set_config('minori.reach', '', true);
    END $$
    """,
    "ALTER TABLE guardians DROP COLUMN phone_index, DROP COLUMN family_kana_index",
    "ALTER TABLE bank_deposits ADD COLUMN payer_index BYTEA",
    "DROP INDEX ix_subject_keys_kek",
    "ALTER TABLE subject_keys DROP COLUMN kek_version",
    "DROP TABLE tenant_keys",
]


def upgrade() -> None:
    for statement in UP:
        op.execute(text(statement))
    keep_apart("tenant_keys")


def downgrade() -> None:
    """Only where no one's data would be lost: keys drawn at random go with the table."""
    for statement in DOWN:
        op.execute(text(statement))
