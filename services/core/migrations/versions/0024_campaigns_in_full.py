"""Campaigns in full: kinds, versions, decisions, updates, supporters' pages, sponsors."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import append_only, keep_apart

revision = "0024"
down_revision = "0023"

CAMPAIGN_COLUMNS = {
    "kind": "VARCHAR(40) DEFAULT 'all_in' NOT NULL",
    "status": "VARCHAR(40) DEFAULT 'published' NOT NULL",
    "version": "INTEGER DEFAULT 1 NOT NULL",
    "story_ja": "TEXT DEFAULT '' NOT NULL",
    "story_en": "TEXT DEFAULT '' NOT NULL",
    "stretch_goals_data": "JSONB DEFAULT '[]'::jsonb NOT NULL",
    "suggested_minors": "JSONB DEFAULT '[]'::jsonb NOT NULL",
    "channel_codes": "JSONB DEFAULT '[]'::jsonb NOT NULL",
    "settling_days": "INTEGER DEFAULT 0 NOT NULL",
    "representative": "TEXT DEFAULT '' NOT NULL",
    "contact_email": "TEXT DEFAULT '' NOT NULL",
    "contact_phone": "TEXT DEFAULT '' NOT NULL",
    "transfer_to": "TEXT DEFAULT '' NOT NULL",
    "certification": "TEXT DEFAULT '' NOT NULL",
    "use_of_funds_en": "TEXT DEFAULT '' NOT NULL",
    "if_goal_missed_en": "TEXT DEFAULT '' NOT NULL",
    "published_at": "TIMESTAMPTZ",
    "closed_at": "TIMESTAMPTZ",
    "outcome": "VARCHAR(40)",
    "counted_minor": "BIGINT",
}
# What every campaign says of itself from now on; there is no value to take for granted.
NO_DEFAULT = [
    name for name, kind in CAMPAIGN_COLUMNS.items() if "DEFAULT" in kind and "jsonb" not in kind
]

CAMPAIGN_CHECKS = {
    "settles_soon": "settling_days BETWEEN 0 AND 14",
    "published_at": "(status = 'draft') = (published_at IS NULL)",
    "closed_at": "(status = 'closed') = (closed_at IS NOT NULL)",
    "outcome_by_what_was_kept": """
        (outcome IS NULL) = (counted_minor IS NULL)
        AND (outcome IS NOT NULL) = (kind = 'all_or_nothing' AND status = 'closed')
        AND (outcome IS NULL OR (outcome = 'reached') = (counted_minor >= goal_minor))
    """,
    "kind": "kind IN ('all_in', 'all_or_nothing')",
    "status": "status IN ('draft', 'published', 'closed')",
    "outcome": "outcome IN ('reached', 'missed')",
}

RUNNING = """
    CREATE INDEX ix_campaigns_running ON campaigns (programme_id, closes_at)
     WHERE status = 'published'
"""

# A stretch goal had no words of its own yet.
OLD_GOALS = """
    UPDATE campaigns
       SET published_at = created_at,
           channel_codes = '["card", "konbini", "bank_transfer"]',
           stretch_goals_data = CASE WHEN stretch_goal_minor IS NULL THEN '[]'::jsonb
               ELSE jsonb_build_array(jsonb_build_object(
                   'amount_minor', stretch_goal_minor, 'text_ja', '', 'text_en', '')) END
"""
FIRST_VERSIONS = """
    INSERT INTO campaign_versions (programme_id, campaign_id, version, told, created_at, created_by)
    SELECT programme_id, id, 1, jsonb_build_object(
               'code', code, 'kind', kind, 'goal_minor', goal_minor,
               'stretch_goals', stretch_goals_data, 'suggested_minors', suggested_minors,
               'channels', channel_codes, 'opens_at', opens_at, 'closes_at', closes_at,
               'settling_days', settling_days, 'overhead_bps', overhead_bps,
               'fund_ids', jsonb_build_array(fund_id),
               'name_ja', name_ja, 'name_en', name_en, 'story_ja', '', 'story_en', '',
               'solicitor_name', solicitor_name, 'solicitor_address', solicitor_address,
               'representative', '', 'contact_email', '', 'contact_phone', '', 'transfer_to', '',
               'certification', '', 'use_of_funds', use_of_funds, 'use_of_funds_en', '',
               'if_goal_missed', if_goal_missed, 'if_goal_missed_en', ''),
           created_at, created_by
      FROM campaigns
"""

TABLES = [
    """
    CREATE TABLE campaign_funds (
        programme_id UUID NOT NULL,
        campaign_id UUID NOT NULL,
        fund_id UUID NOT NULL,
        ordinal INTEGER NOT NULL,
        CONSTRAINT pk_campaign_funds PRIMARY KEY (programme_id, campaign_id, fund_id),
        CONSTRAINT fk_campaign_funds_programme_id_campaign_id FOREIGN KEY
            (programme_id, campaign_id) REFERENCES campaigns (programme_id, id),
        CONSTRAINT fk_campaign_funds_programme_id_fund_id FOREIGN KEY (programme_id,
            fund_id) REFERENCES funds (programme_id, id)
    )
    """,
    """
    CREATE TABLE campaign_versions (
        programme_id UUID NOT NULL,
        campaign_id UUID NOT NULL,
        version INTEGER NOT NULL,
        told JSONB NOT NULL,
        reason TEXT,
        created_at TIMESTAMPTZ NOT NULL,
        created_by UUID NOT NULL,
        CONSTRAINT pk_campaign_versions PRIMARY KEY (programme_id, campaign_id, version),
        CONSTRAINT fk_campaign_versions_programme_id_campaign_id FOREIGN KEY
            (programme_id, campaign_id) REFERENCES campaigns (programme_id, id),
        CONSTRAINT ck_campaign_versions_version_positive CHECK (version > 0),
        CONSTRAINT ck_campaign_versions_changed_for_a_reason CHECK ((version = 1) =
            (reason IS NULL))
    )
    """,
    """
    CREATE TABLE campaign_decisions (
        campaign_id UUID NOT NULL,
        change VARCHAR(40) NOT NULL,
        instead_of TIMESTAMPTZ NOT NULL,
        until TIMESTAMPTZ NOT NULL,
        reason_ja TEXT NOT NULL,
        reason_en TEXT NOT NULL,
        decided_at TIMESTAMPTZ NOT NULL,
        decided_by UUID NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_campaign_decisions PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_campaign_decisions_programme_id_campaign_id FOREIGN KEY
            (programme_id, campaign_id) REFERENCES campaigns (programme_id, id),
        CONSTRAINT ck_campaign_decisions_of_its_kind CHECK (CASE change WHEN
            'extended' THEN until > instead_of ELSE until < instead_of END),
        CONSTRAINT ck_campaign_decisions_change CHECK (change IN ('extended', 'ended_early'))
    )
    """,
    """
    CREATE INDEX ix_campaign_decisions_programme_id_campaign_id
        ON campaign_decisions (programme_id, campaign_id)
    """,
    """
    CREATE TABLE sponsorships (
        kind VARCHAR(40) NOT NULL,
        campaign_id UUID,
        sponsor_ja TEXT NOT NULL,
        sponsor_en TEXT NOT NULL,
        ratio_bps INTEGER,
        cap_minor BIGINT,
        opens_at TIMESTAMPTZ,
        closes_at TIMESTAMPTZ,
        fund_id UUID,
        places INTEGER,
        yen_a_place BIGINT,
        promised_at TIMESTAMPTZ NOT NULL,
        promised_by UUID NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_sponsorships PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_sponsorships_programme_id_campaign_id FOREIGN KEY
            (programme_id, campaign_id) REFERENCES campaigns (programme_id, id),
        CONSTRAINT fk_sponsorships_programme_id_fund_id FOREIGN KEY (programme_id,
            fund_id) REFERENCES funds (programme_id, id),
        CONSTRAINT ck_sponsorships_of_its_kind CHECK (CASE kind WHEN 'matching' THEN
            campaign_id IS NOT NULL AND ratio_bps > 0 AND cap_minor > 0 AND opens_at
            < closes_at AND places IS NULL AND fund_id IS NULL AND yen_a_place IS
            NULL ELSE places > 0 AND yen_a_place > 0 AND fund_id IS NOT NULL AND
            ratio_bps IS NULL AND cap_minor IS NULL AND opens_at IS NULL AND
            closes_at IS NULL END),
        CONSTRAINT ck_sponsorships_kind CHECK (kind IN ('matching', 'places'))
    )
    """,
    """
    CREATE INDEX ix_sponsorships_programme_id_campaign_id
        ON sponsorships (programme_id, campaign_id)
    """,
    """
    CREATE UNIQUE INDEX uq_sponsorships_fund
        ON sponsorships (programme_id, fund_id)
     WHERE fund_id IS NOT NULL
    """,
    """
    CREATE TABLE sponsor_payments (
        programme_id UUID NOT NULL,
        donation_id UUID NOT NULL,
        sponsorship_id UUID NOT NULL,
        noted_at TIMESTAMPTZ NOT NULL,
        noted_by UUID NOT NULL,
        CONSTRAINT pk_sponsor_payments PRIMARY KEY (programme_id, donation_id),
        CONSTRAINT fk_sponsor_payments_programme_id_sponsorship_id FOREIGN KEY
            (programme_id, sponsorship_id) REFERENCES sponsorships (programme_id,
            id),
        CONSTRAINT fk_sponsor_payments_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id)
    )
    """,
    """
    CREATE INDEX ix_sponsor_payments_programme_id_sponsorship_id
        ON sponsor_payments (programme_id, sponsorship_id)
    """,
    """
    CREATE TABLE supporter_pages (
        organisation_id UUID NOT NULL,
        campaign_id UUID NOT NULL,
        donor_id UUID NOT NULL,
        code TEXT NOT NULL,
        goal_minor BIGINT NOT NULL,
        goal_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        words_sealed BYTEA,
        status VARCHAR(40) NOT NULL,
        asked_at TIMESTAMPTZ NOT NULL,
        decided_at TIMESTAMPTZ,
        decided_by UUID,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_supporter_pages PRIMARY KEY (programme_id, id),
        CONSTRAINT uq_supporter_pages_programme_id_code UNIQUE (programme_id, code),
        CONSTRAINT fk_supporter_pages_organisation_id_programme_id FOREIGN KEY
            (organisation_id, programme_id) REFERENCES programmes (organisation_id,
            id),
        CONSTRAINT fk_supporter_pages_programme_id_campaign_id FOREIGN KEY
            (programme_id, campaign_id) REFERENCES campaigns (programme_id, id),
        CONSTRAINT fk_supporter_pages_organisation_id_donor_id FOREIGN KEY
            (organisation_id, donor_id) REFERENCES donors (organisation_id, id),
        CONSTRAINT ck_supporter_pages_goal_positive CHECK (goal_minor > 0),
        CONSTRAINT ck_supporter_pages_decided_by_one CHECK ((status = 'asked') =
            (decided_at IS NULL) AND (decided_at IS NULL) = (decided_by IS NULL)),
        CONSTRAINT ck_supporter_pages_words_while_it_stands CHECK (status = 'ended'
            OR words_sealed IS NOT NULL),
        CONSTRAINT ck_supporter_pages_status CHECK (status IN ('asked', 'approved',
            'refused', 'ended'))
    )
    """,
    """
    CREATE INDEX ix_supporter_pages_organisation_id_donor_id
        ON supporter_pages (organisation_id, donor_id)
    """,
    """
    CREATE INDEX ix_supporter_pages_programme_id_campaign_id
        ON supporter_pages (programme_id, campaign_id)
    """,
    """
    CREATE TABLE campaign_updates (
        campaign_id UUID NOT NULL,
        version INTEGER NOT NULL,
        published_at TIMESTAMPTZ NOT NULL,
        withdrawn_at TIMESTAMPTZ,
        withdrawn_because TEXT,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_campaign_updates PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_campaign_updates_programme_id_campaign_id FOREIGN KEY
            (programme_id, campaign_id) REFERENCES campaigns (programme_id, id),
        CONSTRAINT ck_campaign_updates_withdrawn_for_a_reason CHECK ((withdrawn_at
            IS NULL) = (withdrawn_because IS NULL))
    )
    """,
    """
    CREATE INDEX ix_campaign_updates_programme_id_campaign_id
        ON campaign_updates (programme_id, campaign_id)
    """,
    """
    CREATE TABLE campaign_update_versions (
        programme_id UUID NOT NULL,
        update_id UUID NOT NULL,
        version INTEGER NOT NULL,
        title_ja TEXT NOT NULL,
        title_en TEXT NOT NULL,
        body_ja TEXT NOT NULL,
        body_en TEXT NOT NULL,
        written_at TIMESTAMPTZ NOT NULL,
        written_by UUID NOT NULL,
        CONSTRAINT pk_campaign_update_versions PRIMARY KEY (programme_id, update_id, version),
        CONSTRAINT fk_campaign_update_versions_programme_id_update_id FOREIGN KEY
            (programme_id, update_id) REFERENCES campaign_updates (programme_id,
            id),
        CONSTRAINT ck_campaign_update_versions_version_positive CHECK (version > 0)
    )
    """,
    """
    CREATE TABLE update_opt_outs (
        organisation_id UUID NOT NULL,
        donor_id UUID NOT NULL,
        opted_out_at TIMESTAMPTZ NOT NULL,
        CONSTRAINT pk_update_opt_outs PRIMARY KEY (organisation_id, donor_id),
        CONSTRAINT fk_update_opt_outs_organisation_id_donor_id FOREIGN KEY
            (organisation_id, donor_id) REFERENCES donors (organisation_id, id)
    )
    """,
]

DONATION_CONSTRAINTS = {
    "fk_donations_programme_id_supporter_page_id": """
        FOREIGN KEY (programme_id, supporter_page_id)
            REFERENCES supporter_pages (programme_id, id)
    """,
    "fk_donations_programme_id_campaign_id_campaign_version": """
        FOREIGN KEY (programme_id, campaign_id, campaign_version)
            REFERENCES campaign_versions (programme_id, campaign_id, version)
    """,
    "ck_donations_told_by_its_campaign": """
        CHECK ((campaign_id IS NULL) = (campaign_version IS NULL))
    """,
}

APART = {
    "campaign_funds": "programme_id",
    "campaign_versions": "programme_id",
    "campaign_decisions": "programme_id",
    "sponsorships": "programme_id",
    "sponsor_payments": "programme_id",
    "supporter_pages": "organisation_id",
    "campaign_updates": "programme_id",
    "campaign_update_versions": "programme_id",
    "update_opt_outs": "organisation_id",
}


def upgrade() -> None:
    _add_columns()
    for statement in TABLES:
        op.execute(text(statement))
    _do(
        FIRST_VERSIONS,
        "ALTER TABLE donations ADD COLUMN campaign_version INTEGER,"
        " ADD COLUMN supporter_page_id UUID",
        "UPDATE donations SET campaign_version = 1 WHERE campaign_id IS NOT NULL",
        *(
            f"ALTER TABLE donations ADD CONSTRAINT {name} {body}"
            for name, body in DONATION_CONSTRAINTS.items()
        ),
    )
    for table, column in APART.items():
        keep_apart(table, by=column)
    for table in ("campaign_versions", "campaign_decisions", "campaign_update_versions"):
        append_only(table)


def downgrade() -> None:
    """What was told, decided and promised is lost with its tables."""
    _do(
        *(f"ALTER TABLE donations DROP CONSTRAINT {name}" for name in DONATION_CONSTRAINTS),
        "ALTER TABLE donations DROP COLUMN campaign_version, DROP COLUMN supporter_page_id",
        "ALTER TABLE campaigns ADD COLUMN stretch_goal_minor BIGINT",
        "UPDATE campaigns SET stretch_goal_minor ="
        " (stretch_goals_data -> 0 ->> 'amount_minor')::bigint",
        "ALTER TABLE campaigns ADD CONSTRAINT ck_campaigns_stretch_beyond"
        " CHECK (stretch_goal_minor IS NULL OR stretch_goal_minor > goal_minor)",
        *(f"DROP TABLE {table}" for table in reversed(APART)),
        "DROP INDEX ix_campaigns_running",
        *(f"ALTER TABLE campaigns DROP CONSTRAINT ck_campaigns_{name}" for name in CAMPAIGN_CHECKS),
        *(f"ALTER TABLE campaigns DROP COLUMN {name}" for name in CAMPAIGN_COLUMNS),
    )


def _add_columns() -> None:
    added = ", ".join(f"ADD COLUMN {name} {kind}" for name, kind in CAMPAIGN_COLUMNS.items())
    no_defaults = ", ".join(f"ALTER COLUMN {name} DROP DEFAULT" for name in NO_DEFAULT)
    _do(
        f"ALTER TABLE campaigns {added}",
        OLD_GOALS,
        f"ALTER TABLE campaigns {no_defaults}, DROP COLUMN stretch_goal_minor",
        *(
            f"ALTER TABLE campaigns ADD CONSTRAINT ck_campaigns_{name} CHECK ({condition})"
            for name, condition in CAMPAIGN_CHECKS.items()
        ),
        RUNNING,
    )


def _do(*statements: str) -> None:
    for statement in statements:
        op.execute(text(statement))
