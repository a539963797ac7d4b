"""Vouchers, credentials, signing keys and status lists."""

from alembic import op
from sqlalchemy import text

revision = "0006"
down_revision = "0005"

TABLES = [
    """
    CREATE TABLE signing_keys (
        purpose VARCHAR(40) NOT NULL,
        programme_id UUID,
        programme_code TEXT DEFAULT '' NOT NULL,
        algorithm INTEGER NOT NULL,
        public_key BYTEA NOT NULL,
        private_sealed BYTEA NOT NULL,
        signs_from TIMESTAMPTZ NOT NULL,
        signs_until TIMESTAMPTZ NOT NULL,
        verifies_until TIMESTAMPTZ NOT NULL,
        compromised_at TIMESTAMPTZ,
        created_at TIMESTAMPTZ NOT NULL,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_signing_keys PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_signing_keys_organisation_id_programme_id FOREIGN KEY
            (organisation_id, programme_id) REFERENCES programmes (organisation_id,
            id),
        CONSTRAINT ck_signing_keys_algorithm CHECK (algorithm IN (-7, -8)),
        CONSTRAINT ck_signing_keys_issuer_has_programme CHECK ((purpose = 'root') =
            (programme_id IS NULL)),
        CONSTRAINT ck_signing_keys_signs_not_empty CHECK (signs_from < signs_until),
        CONSTRAINT ck_signing_keys_verifies_what_it_signed CHECK (signs_until <= verifies_until),
        CONSTRAINT ck_signing_keys_purpose CHECK (purpose IN ('issuer', 'root'))
    )
    """,
    """
    CREATE UNIQUE INDEX uq_signing_keys_issuer
        ON signing_keys (programme_id, signs_from)
     WHERE purpose = 'issuer' AND compromised_at IS NULL
    """,
    """
    CREATE UNIQUE INDEX uq_signing_keys_root
        ON signing_keys (organisation_id)
     WHERE purpose = 'root'
    """,
    """
    CREATE TABLE vouchers (
        organisation_id UUID NOT NULL,
        award_id UUID NOT NULL,
        child_id UUID NOT NULL,
        grade_no INTEGER NOT NULL,
        amount_minor BIGINT NOT NULL,
        valid_from TIMESTAMPTZ NOT NULL,
        valid_until TIMESTAMPTZ NOT NULL,
        status VARCHAR(40) NOT NULL,
        issued_at TIMESTAMPTZ NOT NULL,
        ended_at TIMESTAMPTZ,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_vouchers PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_vouchers_programme_id_award_id FOREIGN KEY (programme_id,
            award_id) REFERENCES awards (programme_id, id),
        CONSTRAINT fk_vouchers_organisation_id_child_id FOREIGN KEY
            (organisation_id, child_id) REFERENCES children (organisation_id, id),
        CONSTRAINT uq_vouchers_programme_id_award_id UNIQUE (programme_id, award_id),
        CONSTRAINT ck_vouchers_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_vouchers_validity_not_empty CHECK (valid_from < valid_until),
        CONSTRAINT ck_vouchers_ended_once CHECK ((status = 'issued') = (ended_at IS NULL)),
        CONSTRAINT ck_vouchers_status CHECK (status IN ('issued', 'revoked', 'expired'))
    )
    """,
    """
    CREATE INDEX ix_vouchers_child
        ON vouchers (programme_id, child_id)
    """,
    """
    CREATE INDEX ix_vouchers_lapsing
        ON vouchers (valid_until)
     WHERE status = 'issued'
    """,
    """
    CREATE TABLE credentials (
        organisation_id UUID NOT NULL,
        voucher_id UUID NOT NULL,
        kind VARCHAR(40) NOT NULL,
        signing_key_id UUID NOT NULL,
        code_index BYTEA NOT NULL,
        card_sealed BYTEA NOT NULL,
        status_list_no INTEGER NOT NULL,
        status_index INTEGER NOT NULL,
        issued_at TIMESTAMPTZ NOT NULL,
        revoked_at TIMESTAMPTZ,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_credentials PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_credentials_programme_id_voucher_id FOREIGN KEY (programme_id,
            voucher_id) REFERENCES vouchers (programme_id, id),
        CONSTRAINT fk_credentials_organisation_id_signing_key_id FOREIGN KEY
            (organisation_id, signing_key_id) REFERENCES signing_keys
            (organisation_id, id),
        CONSTRAINT uq_credentials_programme_id_status_list_no_status_index UNIQUE
            (programme_id, status_list_no, status_index),
        CONSTRAINT uq_credentials_programme_id_code_index UNIQUE (programme_id, code_index),
        CONSTRAINT ck_credentials_status_index_within CHECK (status_index BETWEEN 0 AND 131071),
        CONSTRAINT ck_credentials_kind CHECK (kind IN ('paper', 'phone'))
    )
    """,
    """
    CREATE UNIQUE INDEX uq_credentials_active
        ON credentials (programme_id, voucher_id, kind)
     WHERE revoked_at IS NULL
    """,
    """
    CREATE TABLE status_lists (
        programme_id UUID NOT NULL,
        number INTEGER NOT NULL,
        bits BYTEA NOT NULL,
        created_at TIMESTAMPTZ NOT NULL,
        changed_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT pk_status_lists PRIMARY KEY (programme_id, number),
        CONSTRAINT ck_status_lists_bits_complete CHECK (octet_length(bits) = 32768)
    )
    """,
]


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))


def downgrade() -> None:
    for table in ("status_lists", "credentials", "vouchers", "signing_keys"):
        op.execute(text(f"DROP TABLE {table}"))
