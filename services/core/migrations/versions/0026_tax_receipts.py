"""Receipts in full: the organisation's certification, days of acceptance, papers and their fate."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import append_only, keep_apart

revision = "0026"
down_revision = "0025"

DATE_POLICIES = """
    CREATE TABLE receipt_date_policies (
        organisation_id UUID NOT NULL,
        year INTEGER NOT NULL,
        policy VARCHAR(40) NOT NULL,
        chosen_at TIMESTAMPTZ NOT NULL,
        chosen_by UUID NOT NULL,
        fixed_at TIMESTAMPTZ,
        CONSTRAINT pk_receipt_date_policies PRIMARY KEY (organisation_id, year),
        CONSTRAINT fk_receipt_date_policies_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_receipt_date_policies_policy CHECK (policy IN ('a', 'b'))
    )
"""

CERTIFICATIONS = """
    CREATE TABLE certifications (
        organisation_id UUID NOT NULL,
        status VARCHAR(40) NOT NULL,
        legal_form VARCHAR(40) NOT NULL,
        name_ja TEXT NOT NULL,
        name_en TEXT NOT NULL,
        address_ja TEXT NOT NULL,
        address_en TEXT NOT NULL,
        representative_ja TEXT NOT NULL,
        representative_en TEXT NOT NULL,
        notice_number TEXT NOT NULL,
        certified_on DATE NOT NULL,
        valid_from DATE NOT NULL,
        valid_until DATE NOT NULL,
        activity_ja TEXT NOT NULL,
        activity_en TEXT NOT NULL,
        in_force_from DATE NOT NULL,
        proposed_at TIMESTAMPTZ NOT NULL,
        proposed_by UUID NOT NULL,
        decided_at TIMESTAMPTZ,
        decided_by UUID,
        id UUID NOT NULL,
        CONSTRAINT pk_certifications PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_certifications_term_in_order CHECK (valid_from <= valid_until
            AND certified_on <= valid_from),
        CONSTRAINT ck_certifications_decided_at CHECK ((status = 'proposed') =
            (decided_at IS NULL)),
        CONSTRAINT ck_certifications_decided_by_one CHECK ((decided_at IS NULL) =
            (decided_by IS NULL)),
        CONSTRAINT ck_certifications_four_eyes CHECK (status <> 'approved' OR
            decided_by <> proposed_by),
        CONSTRAINT fk_certifications_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_certifications_status CHECK (status IN ('proposed',
            'approved', 'rejected')),
        CONSTRAINT ck_certifications_legal_form CHECK (legal_form IN ('certified',
            'provisionally_certified'))
    )
"""

LINES = """
    CREATE TABLE receipt_lines (
        organisation_id UUID NOT NULL,
        receipt_id UUID NOT NULL,
        programme_id UUID NOT NULL,
        donation_id UUID NOT NULL,
        accepted_on DATE NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        standing BOOLEAN NOT NULL,
        CONSTRAINT pk_receipt_lines PRIMARY KEY (organisation_id, receipt_id,
            programme_id, donation_id),
        CONSTRAINT fk_receipt_lines_organisation_id_receipt_id FOREIGN KEY
            (organisation_id, receipt_id) REFERENCES receipts (organisation_id, id),
        CONSTRAINT fk_receipt_lines_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT ck_receipt_lines_amount_positive CHECK (amount_minor > 0)
    )
"""

CANCELLATIONS = """
    CREATE TABLE receipt_cancellations (
        organisation_id UUID NOT NULL,
        receipt_id UUID NOT NULL,
        reason VARCHAR(40) NOT NULL,
        cancelled_at TIMESTAMPTZ NOT NULL,
        cancelled_by UUID NOT NULL,
        CONSTRAINT pk_receipt_cancellations PRIMARY KEY (organisation_id, receipt_id),
        CONSTRAINT fk_receipt_cancellations_organisation_id_receipt_id FOREIGN KEY
            (organisation_id, receipt_id) REFERENCES receipts (organisation_id, id),
        CONSTRAINT ck_receipt_cancellations_reason CHECK (reason IN ('given_back',
            'dated_anew', 'merged'))
    )
"""

REISSUES = """
    CREATE TABLE receipt_reissues (
        organisation_id UUID NOT NULL,
        receipt_id UUID NOT NULL,
        ordinal INTEGER NOT NULL,
        reissued_at TIMESTAMPTZ NOT NULL,
        reissued_by UUID NOT NULL,
        CONSTRAINT pk_receipt_reissues PRIMARY KEY (organisation_id, receipt_id, ordinal),
        CONSTRAINT fk_receipt_reissues_organisation_id_receipt_id FOREIGN KEY
            (organisation_id, receipt_id) REFERENCES receipts (organisation_id, id),
        CONSTRAINT ck_receipt_reissues_ordinal_positive CHECK (ordinal > 0)
    )
"""

RUNS = """
    CREATE TABLE receipt_runs (
        organisation_id UUID NOT NULL,
        year INTEGER NOT NULL,
        kind VARCHAR(40) NOT NULL,
        status VARCHAR(40) NOT NULL,
        due INTEGER NOT NULL,
        looked_at INTEGER DEFAULT 0 NOT NULL,
        issued INTEGER DEFAULT 0 NOT NULL,
        left_out JSONB NOT NULL,
        asked_at TIMESTAMPTZ NOT NULL,
        asked_by UUID NOT NULL,
        ended_at TIMESTAMPTZ,
        id UUID NOT NULL,
        CONSTRAINT pk_receipt_runs PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_receipt_runs_ended_at CHECK ((status = 'running') = (ended_at IS NULL)),
        CONSTRAINT fk_receipt_runs_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_receipt_runs_kind CHECK (kind IN ('gift', 'year')),
        CONSTRAINT ck_receipt_runs_status CHECK (status IN ('running', 'done', 'failed'))
    )
"""

# What came by other doors than the gateway's was at the bank, or in hand, when it settled.
ARRIVED = """
    UPDATE donations SET arrived_on = (settled_at AT TIME ZONE 'Asia/Tokyo')::date
     WHERE settled_at IS NOT NULL AND channel NOT IN ('card', 'konbini', 'virtual_account')
"""
# What the gateway has paid out arrived with its payout.
PAID_OUT = """
    UPDATE donations d SET arrived_on = (p.occurred_at AT TIME ZONE 'Asia/Tokyo')::date
      FROM gateway_movements m
      JOIN gateway_movements p
        ON p.programme_id = m.programme_id AND p.payout_id = m.payout_id AND p.kind = 'payout'
     WHERE m.programme_id = d.programme_id AND m.donation_id = d.id AND m.kind = 'charge'
"""
ACCEPTED = """
    UPDATE donations SET accepted_on = (settled_at AT TIME ZONE 'Asia/Tokyo')::date
     WHERE settled_at IS NOT NULL AND accepted_on IS NULL
"""

# What was issued until now was issued for one gift each.
OLD_LINES = """
    INSERT INTO receipt_lines (organisation_id, receipt_id, programme_id, donation_id,
                               accepted_on, amount_minor, amount_currency, standing)
    SELECT organisation_id, id, programme_id, donation_id, accepted_on, amount_minor,
           amount_currency, true
      FROM receipts
"""
NEW_COLUMNS = """
    ALTER TABLE receipts
        ADD COLUMN kind VARCHAR(40) NOT NULL DEFAULT 'gift',
        ADD COLUMN certification_id UUID,
        ADD COLUMN replaces_id UUID,
        ADD CONSTRAINT ck_receipts_kind CHECK (kind IN ('gift', 'year')),
        ADD CONSTRAINT fk_receipts_organisation_id_certification_id FOREIGN KEY
            (organisation_id, certification_id) REFERENCES certifications (organisation_id, id),
        ADD CONSTRAINT fk_receipts_organisation_id_replaces_id FOREIGN KEY
            (organisation_id, replaces_id) REFERENCES receipts (organisation_id, id),
        DROP CONSTRAINT uq_receipts_programme_id_donation_id,
        DROP CONSTRAINT fk_receipts_programme_id_donation_id,
        DROP COLUMN programme_id,
        DROP COLUMN donation_id
"""
INDEXES = (
    """
    CREATE INDEX ix_certifications_organisation_id_in_force_from
        ON certifications (organisation_id, in_force_from)
    """,
    """
    CREATE UNIQUE INDEX uq_receipt_lines_standing ON receipt_lines (programme_id, donation_id)
     WHERE standing
    """,
    "CREATE INDEX ix_receipts_organisation_id_donor_id ON receipts (organisation_id, donor_id)",
)
OLD_COLUMNS = """
    ALTER TABLE receipts
        ADD COLUMN programme_id UUID,
        ADD COLUMN donation_id UUID
"""
# Receipts never change, but for this once.
ONE_GIFT_EACH = """
    UPDATE receipts r SET programme_id = l.programme_id, donation_id = l.donation_id
      FROM receipt_lines l
     WHERE l.organisation_id = r.organisation_id AND l.receipt_id = r.id
"""
OLD_CONSTRAINTS = """
    ALTER TABLE receipts
        ALTER COLUMN programme_id SET NOT NULL,
        ALTER COLUMN donation_id SET NOT NULL,
        DROP COLUMN kind,
        DROP COLUMN certification_id,
        DROP COLUMN replaces_id,
        ADD CONSTRAINT uq_receipts_programme_id_donation_id UNIQUE (programme_id, donation_id),
        ADD CONSTRAINT fk_receipts_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id)
"""

TABLES = ("receipt_runs", "receipt_reissues", "receipt_cancellations", "receipt_lines")


# Rows are moved here, and without a tenant the owner itself would see none.
EVERY_TENANT = "SELECT set_config('minori.reach', 'every', true)"


def upgrade() -> None:
    _do(
        EVERY_TENANT,
        "ALTER TABLE donations ADD COLUMN arrived_on DATE",
        "ALTER TABLE donors ADD COLUMN receipts_by_post BOOLEAN DEFAULT false NOT NULL",
        *(
            ARRIVED,
            PAID_OUT,
            ACCEPTED,
            DATE_POLICIES,
            CERTIFICATIONS,
            LINES,
            CANCELLATIONS,
            REISSUES,
            RUNS,
        ),
        *(OLD_LINES, "DROP POLICY tenant ON receipts", NEW_COLUMNS),
        "ALTER TABLE receipts ALTER COLUMN kind DROP DEFAULT",
        *INDEXES,
    )
    keep_apart("receipts")
    for table in ("receipt_date_policies", "certifications", *TABLES):
        keep_apart(table)
    for table in ("receipt_cancellations", "receipt_reissues"):
        append_only(table)


def downgrade() -> None:
    """Only while every receipt is for one gift: what stands on one paper cannot be two."""
    _do(
        EVERY_TENANT,
        "DROP POLICY tenant ON receipts",
        "DROP INDEX ix_receipts_organisation_id_donor_id",
        OLD_COLUMNS,
        "ALTER TABLE receipts DISABLE TRIGGER receipts_append_only",
        ONE_GIFT_EACH,
        "ALTER TABLE receipts ENABLE TRIGGER receipts_append_only",
        OLD_CONSTRAINTS,
    )
    keep_apart("receipts")
    _do(
        *(f"DROP TABLE {table}" for table in TABLES),
        *("DROP TABLE certifications", "DROP TABLE receipt_date_policies"),
        "ALTER TABLE donors DROP COLUMN receipts_by_post",
        "ALTER TABLE donations DROP COLUMN arrived_on",
    )


def _do(*statements: str) -> None:
    for statement in statements:
        op.execute(text(statement))
