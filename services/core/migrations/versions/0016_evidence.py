"""Evidence, its files, and what was found in them."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import keep_apart

revision = "0016"
down_revision = "0015"

TABLES = [
    """
    CREATE TABLE evidence (
        organisation_id UUID NOT NULL,
        application_id UUID NOT NULL,
        child_id UUID NOT NULL,
        kind VARCHAR(40) NOT NULL,
        media_type VARCHAR(40) NOT NULL,
        size_bytes BIGINT NOT NULL,
        digest BYTEA,
        file_key TEXT NOT NULL,
        status VARCHAR(40) NOT NULL,
        scan VARCHAR(40),
        uploaded_at TIMESTAMPTZ NOT NULL,
        uploaded_by UUID NOT NULL,
        scanned_at TIMESTAMPTZ,
        reviewed_at TIMESTAMPTZ,
        reviewed_by UUID,
        rejected_because VARCHAR(40),
        destroyed_at TIMESTAMPTZ,
        destroyed_because VARCHAR(40),
        removed_at TIMESTAMPTZ,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_evidence PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_evidence_programme_id_application_id FOREIGN KEY (programme_id,
            application_id) REFERENCES applications (programme_id, id),
        CONSTRAINT fk_evidence_organisation_id_child_id FOREIGN KEY (organisation_id,
            child_id) REFERENCES children (organisation_id, id),
        CONSTRAINT uq_evidence_organisation_id_file_key UNIQUE (organisation_id, file_key),
        CONSTRAINT ck_evidence_not_empty CHECK (size_bytes > 0),
        CONSTRAINT ck_evidence_scanned_before_seen CHECK ((status = 'uploaded') <= (scan IS
            NULL)),
        CONSTRAINT ck_evidence_nothing_infected_is_kept CHECK ((status IN ('scanned',
            'accepted', 'rejected')) <= (scan IS DISTINCT FROM 'infected' AND scan IS NOT NULL
            AND digest IS NOT NULL)),
        CONSTRAINT ck_evidence_reviewed_by_someone CHECK ((status IN ('accepted',
            'rejected')) <= (reviewed_at IS NOT NULL AND reviewed_by IS NOT NULL)),
        CONSTRAINT ck_evidence_rejected_reasoned CHECK ((status = 'rejected') <=
            (rejected_because IS NOT NULL)),
        CONSTRAINT ck_evidence_destroyed_reasoned CHECK ((status = 'destroyed') =
            (destroyed_at IS NOT NULL AND destroyed_because IS NOT NULL)),
        CONSTRAINT ck_evidence_no_trace_of_what_must_not_be CHECK ((destroyed_because IN
            ('contains_my_number', 'must_not_be_kept', 'infected', 'erased')) <= (digest IS
            NULL)),
        CONSTRAINT ck_evidence_removed_if_destroyed CHECK (removed_at IS NULL OR status =
            'destroyed'),
        CONSTRAINT ck_evidence_kind CHECK (kind IN ('income_certificate',
            'benefit_certificate', 'residence_certificate', 'school_record',
            'guardianship_record')),
        CONSTRAINT ck_evidence_media_type CHECK (media_type IN ('image/png', 'image/jpeg',
            'image/webp', 'image/heic', 'application/pdf')),
        CONSTRAINT ck_evidence_status CHECK (status IN ('uploaded', 'scanned', 'accepted',
            'rejected', 'destroyed')),
        CONSTRAINT ck_evidence_scan CHECK (scan IN ('clean', 'infected', 'not_scanned')),
        CONSTRAINT ck_evidence_rejected_because CHECK (rejected_because IN ('unreadable',
            'incomplete', 'out_of_date', 'wrong_document', 'of_another_person',
            'contains_my_number', 'must_not_be_kept')),
        CONSTRAINT ck_evidence_destroyed_because CHECK (destroyed_because IN
            ('contains_my_number', 'must_not_be_kept', 'infected', 'taken_back', 'retention',
            'erased', 'lost', 'restored'))
    )
    """,
    """
    CREATE INDEX ix_evidence_organisation_id_child_id ON evidence (organisation_id,
        child_id)
    """,
    """
    CREATE INDEX ix_evidence_programme_id_application_id ON evidence (programme_id,
        application_id)
    """,
    """
    CREATE INDEX ix_evidence_to_remove ON evidence (programme_id, destroyed_at) WHERE
        destroyed_at IS NOT NULL AND removed_at IS NULL
    """,
    """
    CREATE INDEX ix_evidence_to_scan ON evidence (programme_id, uploaded_at) WHERE
        status = 'uploaded'
    """,
]


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    keep_apart("evidence")


def downgrade() -> None:
    op.execute(text("DROP TABLE evidence"))
