"""Households: families sealed field by field, their consents, applications, duplicates."""

from alembic import op
from sqlalchemy import text

revision = "0003"
down_revision = "0002"

TABLES = [
    """
    CREATE TABLE households (
        municipality_code TEXT NOT NULL,
        reference_sealed BYTEA,
        match_index BYTEA,
        postcode_sealed BYTEA,
        address_sealed BYTEA,
        benefits_sealed BYTEA,
        income_sealed BYTEA,
        members_sealed BYTEA,
        registered_at TIMESTAMPTZ NOT NULL,
        forgotten_at TIMESTAMPTZ,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_households PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_households_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_households_tombstone CHECK ((forgotten_at IS NULL) =
            (postcode_sealed IS NOT NULL))
    )
    """,
    """
    CREATE INDEX ix_households_match
        ON households (organisation_id, match_index)
    """,
    """
    CREATE TABLE guardians (
        household_id UUID NOT NULL,
        name_sealed BYTEA,
        kana_sealed BYTEA,
        kana_index BYTEA,
        phone_sealed BYTEA,
        email_sealed BYTEA,
        email_index BYTEA,
        forgotten_at TIMESTAMPTZ,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_guardians PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_guardians_organisation_id_household_id FOREIGN KEY
            (organisation_id, household_id) REFERENCES households (organisation_id,
            id),
        CONSTRAINT ck_guardians_tombstone CHECK ((forgotten_at IS NULL) =
            (name_sealed IS NOT NULL))
    )
    """,
    """
    CREATE INDEX ix_guardians_email
        ON guardians (organisation_id, email_index)
    """,
    """
    CREATE INDEX ix_guardians_household
        ON guardians (organisation_id, household_id)
    """,
    """
    CREATE INDEX ix_guardians_kana
        ON guardians (organisation_id, kana_index)
    """,
    """
    CREATE TABLE children (
        household_id UUID NOT NULL,
        name_sealed BYTEA,
        kana_sealed BYTEA,
        kana_index BYTEA,
        family_kana_index BYTEA,
        birth_date_sealed BYTEA,
        school_sealed BYTEA,
        duplicate_index BYTEA,
        registered_at TIMESTAMPTZ NOT NULL,
        forgotten_at TIMESTAMPTZ,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_children PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_children_organisation_id_household_id FOREIGN KEY
            (organisation_id, household_id) REFERENCES households (organisation_id,
            id),
        CONSTRAINT ck_children_tombstone CHECK ((forgotten_at IS NULL) =
            (name_sealed IS NOT NULL))
    )
    """,
    """
    CREATE INDEX ix_children_duplicate
        ON children (organisation_id, duplicate_index)
    """,
    """
    CREATE INDEX ix_children_family_kana
        ON children (organisation_id, family_kana_index)
    """,
    """
    CREATE INDEX ix_children_household
        ON children (organisation_id, household_id)
    """,
    """
    CREATE INDEX ix_children_kana
        ON children (organisation_id, kana_index)
    """,
    """
    CREATE TABLE consents (
        child_id UUID NOT NULL,
        purpose VARCHAR(40) NOT NULL,
        given_by VARCHAR(40) NOT NULL,
        given_at TIMESTAMPTZ NOT NULL,
        withdrawn_at TIMESTAMPTZ,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_consents PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_consents_organisation_id_child_id FOREIGN KEY
            (organisation_id, child_id) REFERENCES children (organisation_id, id),
        CONSTRAINT ck_consents_withdrawn_after_given CHECK (withdrawn_at >= given_at),
        CONSTRAINT ck_consents_purpose CHECK (purpose IN ('processing',
            'sharing_with_municipality', 'sharing_with_provider', 'evaluation',
            'mentoring')),
        CONSTRAINT ck_consents_given_by CHECK (given_by IN ('guardian', 'child'))
    )
    """,
    """
    CREATE UNIQUE INDEX uq_consents_in_force
        ON consents (organisation_id, child_id, purpose, given_by)
     WHERE withdrawn_at IS NULL
    """,
    """
    CREATE TABLE applications (
        organisation_id UUID NOT NULL,
        child_id UUID NOT NULL,
        household_id UUID NOT NULL,
        grade_no INTEGER NOT NULL,
        grade_reason_sealed BYTEA,
        submitted_at TIMESTAMPTZ NOT NULL,
        decision VARCHAR(40) NOT NULL,
        criteria_version INTEGER,
        snapshot_sealed BYTEA,
        reasons JSONB,
        priority INTEGER,
        score INTEGER,
        decided_at TIMESTAMPTZ,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_applications PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_applications_organisation_id_programme_id FOREIGN KEY
            (organisation_id, programme_id) REFERENCES programmes (organisation_id,
            id),
        CONSTRAINT fk_applications_organisation_id_child_id FOREIGN KEY
            (organisation_id, child_id) REFERENCES children (organisation_id, id),
        CONSTRAINT fk_applications_organisation_id_household_id FOREIGN KEY
            (organisation_id, household_id) REFERENCES households (organisation_id,
            id),
        CONSTRAINT fk_applications_programme_id_criteria_version FOREIGN KEY
            (programme_id, criteria_version) REFERENCES criteria_versions
            (programme_id, version),
        CONSTRAINT uq_applications_programme_id_child_id UNIQUE (programme_id, child_id),
        CONSTRAINT ck_applications_decided_on_grounds CHECK ((decision IN
            ('eligible', 'ineligible')) <= (decided_at IS NOT NULL AND
            criteria_version IS NOT NULL AND reasons IS NOT NULL AND priority IS NOT
            NULL AND score IS NOT NULL)),
        CONSTRAINT ck_applications_decision CHECK (decision IN ('pending',
            'eligible', 'ineligible', 'withdrawn'))
    )
    """,
    """
    CREATE INDEX ix_applications_child
        ON applications (organisation_id, child_id)
    """,
    """
    CREATE INDEX ix_applications_decision
        ON applications (programme_id, decision)
    """,
    """
    CREATE TABLE duplicate_reports (
        application_id UUID NOT NULL,
        other_programme_id UUID NOT NULL,
        other_application_id UUID NOT NULL,
        found_at TIMESTAMPTZ NOT NULL,
        resolution VARCHAR(40) NOT NULL,
        resolved_at TIMESTAMPTZ,
        resolved_by UUID,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_duplicate_reports PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_duplicate_reports_programme_id_application_id FOREIGN KEY
            (programme_id, application_id) REFERENCES applications (programme_id,
            id),
        CONSTRAINT uq_duplicate_reports_pair UNIQUE (programme_id, application_id,
            other_application_id),
        CONSTRAINT ck_duplicate_reports_resolved_by_someone CHECK ((resolution =
            'open') = (resolved_at IS NULL)),
        CONSTRAINT ck_duplicate_reports_resolution CHECK (resolution IN ('open',
            'same_child', 'different_children'))
    )
    """,
]


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))


def downgrade() -> None:
    for table in (
        "duplicate_reports",
        "applications",
        "consents",
        "children",
        "guardians",
        "households",
    ):
        op.execute(text(f"DROP TABLE {table}"))
