"""Erasures, retention, and the breach desk."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import app_role, append_only, keep_apart

revision = "0017"
down_revision = "0016"

KINDS = "'child', 'guardian', 'household', 'donor'"

TABLES = [
    "ALTER TABLE donors ADD COLUMN forgotten_at TIMESTAMPTZ",
    f"""
    CREATE TABLE erasures (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        subject_kind VARCHAR(40) NOT NULL,
        subject_id UUID NOT NULL,
        people JSONB NOT NULL,
        gone JSONB NOT NULL,
        kept JSONB NOT NULL,
        ground VARCHAR(40) NOT NULL,
        asked_by VARCHAR(40) NOT NULL,
        erased_at TIMESTAMPTZ NOT NULL,
        erased_by UUID NOT NULL,
        CONSTRAINT pk_erasures PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_erasures_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT uq_erasures_organisation_id_subject_kind_subject_id UNIQUE
            (organisation_id, subject_kind, subject_id),
        CONSTRAINT ck_erasures_subject_kind CHECK (subject_kind IN ({KINDS})),
        CONSTRAINT ck_erasures_ground CHECK (ground IN ('request', 'consent_withdrawn',
            'not_needed', 'term_over')),
        CONSTRAINT ck_erasures_asked_by CHECK (asked_by IN ('guardian', 'child', 'donor',
            'office', 'schedule'))
    )
    """,
    """
    CREATE INDEX ix_erasures_organisation_id_erased_at
        ON erasures (organisation_id, erased_at)
    """,
    f"""
    CREATE TABLE legal_holds (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        subject_kind VARCHAR(40) NOT NULL,
        subject_id UUID NOT NULL,
        reason VARCHAR(40) NOT NULL,
        placed_at TIMESTAMPTZ NOT NULL,
        placed_by UUID NOT NULL,
        until TIMESTAMPTZ NOT NULL,
        released_at TIMESTAMPTZ,
        released_by UUID,
        CONSTRAINT pk_legal_holds PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_legal_holds_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_legal_holds_holds_for_a_while CHECK (placed_at < until),
        CONSTRAINT ck_legal_holds_released_by_one CHECK ((released_at IS NULL) =
            (released_by IS NULL)),
        CONSTRAINT ck_legal_holds_subject_kind CHECK (subject_kind IN ({KINDS})),
        CONSTRAINT ck_legal_holds_reason CHECK (reason IN ('dispute', 'investigation',
            'audit', 'court_order'))
    )
    """,
    """
    CREATE INDEX ix_legal_holds_organisation_id_subject_kind_subject_id
        ON legal_holds (organisation_id, subject_kind, subject_id)
    """,
    """
    CREATE TABLE retention_runs (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        as_of TIMESTAMPTZ NOT NULL,
        started_at TIMESTAMPTZ NOT NULL,
        started_by UUID NOT NULL,
        finished_at TIMESTAMPTZ,
        CONSTRAINT pk_retention_runs PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_retention_runs_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    )
    """,
    """
    CREATE UNIQUE INDEX uq_retention_runs_unfinished
        ON retention_runs (organisation_id)
     WHERE finished_at IS NULL
    """,
    """
    CREATE TABLE retention_steps (
        organisation_id UUID NOT NULL,
        run_id UUID NOT NULL,
        data_class VARCHAR(40) NOT NULL,
        due BIGINT NOT NULL,
        held BIGINT NOT NULL,
        done BIGINT DEFAULT 0 NOT NULL,
        finished_at TIMESTAMPTZ,
        CONSTRAINT pk_retention_steps PRIMARY KEY (organisation_id, run_id, data_class),
        CONSTRAINT fk_retention_steps_organisation_id_run_id FOREIGN KEY
            (organisation_id, run_id) REFERENCES retention_runs (organisation_id, id),
        CONSTRAINT ck_retention_steps_counts_not_negative CHECK (least(due, held, done) >= 0),
        CONSTRAINT ck_retention_steps_data_class CHECK (data_class IN ('not_selected',
            'participants', 'evidence', 'donors', 'donors_without_gift', 'bank_payers',
            'consents', 'sharing_records', 'refused_attempts', 'sign_in', 'given_answers',
            'inbox_payloads', 'outbox_messages', 'job_runs', 'receipts', 'books',
            'audit_log', 'erasure_reports', 'breaches'))
    )
    """,
    f"""
    CREATE TABLE disclosures (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        subject_kind VARCHAR(40) NOT NULL,
        subject_id UUID NOT NULL,
        recipient VARCHAR(40) NOT NULL,
        items JSONB NOT NULL,
        disclosed_at TIMESTAMPTZ NOT NULL,
        disclosed_by UUID NOT NULL,
        CONSTRAINT pk_disclosures PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_disclosures_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_disclosures_subject_kind CHECK (subject_kind IN ({KINDS})),
        CONSTRAINT ck_disclosures_recipient CHECK (recipient IN ('data_subject',
            'municipality', 'provider', 'authority', 'organisation'))
    )
    """,
    """
    CREATE INDEX ix_disclosures_organisation_id_subject_kind_subject_id
        ON disclosures (organisation_id, subject_kind, subject_id)
    """,
    """
    CREATE INDEX ix_disclosures_organisation_id_disclosed_at
        ON disclosures (organisation_id, disclosed_at)
    """,
    """
    CREATE TABLE breaches (
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        kinds JSONB NOT NULL,
        status VARCHAR(40) NOT NULL,
        aware_at TIMESTAMPTZ NOT NULL,
        opened_at TIMESTAMPTZ NOT NULL,
        opened_by UUID NOT NULL,
        scope JSONB,
        preliminary_at TIMESTAMPTZ,
        final_at TIMESTAMPTZ,
        people_told_at TIMESTAMPTZ,
        closed_at TIMESTAMPTZ,
        list_asked_at TIMESTAMPTZ,
        list_asked_by UUID,
        list_approved_at TIMESTAMPTZ,
        list_approved_by UUID,
        CONSTRAINT pk_breaches PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_breaches_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_breaches_of_a_kind CHECK (jsonb_array_length(kinds) > 0),
        CONSTRAINT ck_breaches_known_before_it_is_opened CHECK (aware_at <= opened_at),
        CONSTRAINT ck_breaches_closed_dated CHECK ((status = 'closed') = (closed_at IS
            NOT NULL)),
        CONSTRAINT ck_breaches_final_dated CHECK (status NOT IN ('final_reported',
            'closed') OR final_at IS NOT NULL),
        CONSTRAINT ck_breaches_list_approved_by_another CHECK (list_approved_by <>
            list_asked_by),
        CONSTRAINT ck_breaches_list_dated CHECK ((list_approved_at IS NULL) =
            (list_approved_by IS NULL) AND (list_asked_at IS NULL) = (list_asked_by IS
            NULL)),
        CONSTRAINT ck_breaches_status CHECK (status IN ('open', 'preliminary_reported',
            'final_reported', 'closed'))
    )
    """,
    """
    CREATE INDEX ix_breaches_open
        ON breaches (organisation_id, aware_at)
     WHERE status <> 'closed'
    """,
    """
    CREATE TABLE breach_drafts (
        organisation_id UUID NOT NULL,
        breach_id UUID NOT NULL,
        version INTEGER NOT NULL,
        text_sealed BYTEA NOT NULL,
        written_at TIMESTAMPTZ NOT NULL,
        written_by UUID NOT NULL,
        CONSTRAINT pk_breach_drafts PRIMARY KEY (organisation_id, breach_id, version),
        CONSTRAINT fk_breach_drafts_organisation_id_breach_id FOREIGN KEY
            (organisation_id, breach_id) REFERENCES breaches (organisation_id, id),
        CONSTRAINT ck_breach_drafts_version_positive CHECK (version > 0)
    )
    """,
]

TABLE_NAMES = (
    "erasures",
    "legal_holds",
    "retention_runs",
    "retention_steps",
    "disclosures",
    "breaches",
    "breach_drafts",
)

# A refused attempt never changes, and for a year nobody can take it away; then its term is over.
# The database keeps to that itself: the schedule's own code could not delete a younger one.
REFUSE_YOUNG = """
    CREATE FUNCTION refuse_while_young() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF OLD.refused_at > now() - interval '1 year' THEN
            RAISE EXCEPTION '% keeps its rows for a year', TG_TABLE_NAME
                USING ERRCODE = 'restrict_violation';
        END IF;
        RETURN OLD;
    END $$
"""


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    for table in TABLE_NAMES:
        keep_apart(table)
    append_only("erasures")
    op.execute(text(REFUSE_YOUNG))
    op.execute(text("DROP TRIGGER refused_attempts_append_only ON refused_attempts"))
    op.execute(
        text(
            "CREATE TRIGGER refused_attempts_append_only BEFORE UPDATE OR TRUNCATE"
            " ON refused_attempts FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
        )
    )
    op.execute(
        text(
            "CREATE TRIGGER refused_attempts_kept_for_a_year BEFORE DELETE"
            " ON refused_attempts FOR EACH ROW EXECUTE FUNCTION refuse_while_young()"
        )
    )
    op.execute(text(f"GRANT DELETE ON refused_attempts TO {app_role()}"))


def downgrade() -> None:
    op.execute(text(f"REVOKE DELETE ON refused_attempts FROM {app_role()}"))
    op.execute(text("DROP TRIGGER refused_attempts_kept_for_a_year ON refused_attempts"))
    op.execute(text("DROP TRIGGER refused_attempts_append_only ON refused_attempts"))
    op.execute(text("DROP FUNCTION refuse_while_young()"))
    append_only("refused_attempts")
    for table in reversed(TABLE_NAMES):
        op.execute(text(f"DROP TABLE {table}"))
    op.execute(text("ALTER TABLE donors DROP COLUMN forgotten_at"))
