"""Rounds, who took part, how they were drawn; awards with their lots; the waiting list."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import append_only

revision = "0005"
down_revision = "0004"

# Who took part and how they were drawn is what the published hash and seed stand for.
APPEND_ONLY = ("round_funds", "round_applicants", "draw_results")

TABLES = [
    """
    CREATE TABLE rounds (
        organisation_id UUID NOT NULL,
        status VARCHAR(40) NOT NULL,
        opens_at TIMESTAMPTZ NOT NULL,
        closes_at TIMESTAMPTZ NOT NULL,
        places INTEGER,
        budget_minor BIGINT,
        reply_days INTEGER NOT NULL,
        algorithm TEXT NOT NULL,
        seed_commitment BYTEA NOT NULL,
        seed_sealed BYTEA NOT NULL,
        seed BYTEA,
        candidates_hash BYTEA,
        created_by UUID NOT NULL,
        drawn_by UUID,
        approved_by UUID,
        closed_at TIMESTAMPTZ,
        drawn_at TIMESTAMPTZ,
        awarded_at TIMESTAMPTZ,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_rounds PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_rounds_organisation_id_programme_id FOREIGN KEY
            (organisation_id, programme_id) REFERENCES programmes (organisation_id,
            id),
        CONSTRAINT ck_rounds_intake_not_empty CHECK (opens_at < closes_at),
        CONSTRAINT ck_rounds_places_positive CHECK (places > 0),
        CONSTRAINT ck_rounds_budget_positive CHECK (budget_minor > 0),
        CONSTRAINT ck_rounds_reply_days_positive CHECK (reply_days > 0),
        CONSTRAINT ck_rounds_seed_as_committed CHECK (seed IS NULL OR sha256(seed) =
            seed_commitment),
        CONSTRAINT ck_rounds_candidates_frozen_at_close CHECK ((status =
            'announced') = (closed_at IS NULL) AND (closed_at IS NULL) =
            (candidates_hash IS NULL)),
        CONSTRAINT ck_rounds_seed_revealed_at_draw CHECK ((status IN ('announced',
            'closed')) = (drawn_at IS NULL) AND (drawn_at IS NULL) = (seed IS NULL)
            AND (drawn_at IS NULL) = (drawn_by IS NULL)),
        CONSTRAINT ck_rounds_approved_at_award CHECK ((status = 'awarded') =
            (awarded_at IS NOT NULL) AND (awarded_at IS NULL) = (approved_by IS
            NULL)),
        CONSTRAINT ck_rounds_two_persons CHECK (approved_by <> drawn_by AND
            approved_by <> created_by),
        CONSTRAINT ck_rounds_status CHECK (status IN ('announced', 'closed', 'drawn', 'awarded'))
    )
    """,
    """
    CREATE TABLE round_funds (
        programme_id UUID NOT NULL,
        round_id UUID NOT NULL,
        ordinal INTEGER NOT NULL,
        fund_id UUID NOT NULL,
        CONSTRAINT pk_round_funds PRIMARY KEY (programme_id, round_id, ordinal),
        CONSTRAINT fk_round_funds_programme_id_round_id FOREIGN KEY (programme_id,
            round_id) REFERENCES rounds (programme_id, id),
        CONSTRAINT fk_round_funds_programme_id_fund_id FOREIGN KEY (programme_id,
            fund_id) REFERENCES funds (programme_id, id),
        CONSTRAINT uq_round_funds_programme_id_round_id_fund_id UNIQUE
            (programme_id, round_id, fund_id)
    )
    """,
    """
    CREATE TABLE round_applicants (
        programme_id UUID NOT NULL,
        round_id UUID NOT NULL,
        application_id UUID NOT NULL,
        organisation_id UUID NOT NULL,
        child_id UUID NOT NULL,
        household_id UUID,
        grade_no INTEGER NOT NULL,
        eligible BOOLEAN NOT NULL,
        priority INTEGER,
        score NUMERIC,
        CONSTRAINT pk_round_applicants PRIMARY KEY (programme_id, round_id, application_id),
        CONSTRAINT fk_round_applicants_programme_id_round_id FOREIGN KEY
            (programme_id, round_id) REFERENCES rounds (programme_id, id),
        CONSTRAINT fk_round_applicants_programme_id_application_id FOREIGN KEY
            (programme_id, application_id) REFERENCES applications (programme_id,
            id),
        CONSTRAINT fk_round_applicants_organisation_id_child_id FOREIGN KEY
            (organisation_id, child_id) REFERENCES children (organisation_id, id),
        CONSTRAINT fk_round_applicants_organisation_id_household_id FOREIGN KEY
            (organisation_id, household_id) REFERENCES households (organisation_id,
            id),
        CONSTRAINT ck_round_applicants_eligible_are_ranked CHECK (eligible =
            (priority IS NOT NULL) AND eligible = (score IS NOT NULL) AND eligible =
            (household_id IS NOT NULL))
    )
    """,
    """
    CREATE UNIQUE INDEX uq_round_applicants_drawn_once
        ON round_applicants (programme_id, application_id)
     WHERE eligible
    """,
    """
    CREATE TABLE draw_results (
        programme_id UUID NOT NULL,
        round_id UUID NOT NULL,
        rank INTEGER NOT NULL,
        application_id UUID NOT NULL,
        ticket BYTEA NOT NULL,
        CONSTRAINT pk_draw_results PRIMARY KEY (programme_id, round_id, rank),
        CONSTRAINT fk_draw_results_programme_id_round_id_application_id FOREIGN KEY
            (programme_id, round_id, application_id) REFERENCES round_applicants
            (programme_id, round_id, application_id),
        CONSTRAINT uq_draw_results_programme_id_round_id_application_id UNIQUE
            (programme_id, round_id, application_id),
        CONSTRAINT ck_draw_results_rank_positive CHECK (rank > 0)
    )
    """,
    """
    CREATE TABLE awards (
        organisation_id UUID NOT NULL,
        round_id UUID NOT NULL,
        application_id UUID NOT NULL,
        child_id UUID NOT NULL,
        grade_no INTEGER NOT NULL,
        fund_id UUID NOT NULL,
        voucher_id UUID NOT NULL,
        amount_minor BIGINT NOT NULL,
        status VARCHAR(40) NOT NULL,
        created_by UUID NOT NULL,
        approved_by UUID NOT NULL,
        awarded_at TIMESTAMPTZ NOT NULL,
        reply_by TIMESTAMPTZ NOT NULL,
        answered_at TIMESTAMPTZ,
        voucher_issued_at TIMESTAMPTZ,
        returns INTEGER DEFAULT 0 NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_awards PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_awards_programme_id_round_id FOREIGN KEY (programme_id,
            round_id) REFERENCES rounds (programme_id, id),
        CONSTRAINT fk_awards_programme_id_application_id FOREIGN KEY (programme_id,
            application_id) REFERENCES applications (programme_id, id),
        CONSTRAINT fk_awards_organisation_id_child_id FOREIGN KEY (organisation_id,
            child_id) REFERENCES children (organisation_id, id),
        CONSTRAINT fk_awards_programme_id_fund_id FOREIGN KEY (programme_id,
            fund_id) REFERENCES funds (programme_id, id),
        CONSTRAINT uq_awards_programme_id_voucher_id UNIQUE (programme_id, voucher_id),
        CONSTRAINT ck_awards_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_awards_two_persons CHECK (approved_by <> created_by),
        CONSTRAINT ck_awards_answered_once CHECK ((status = 'offered') = (answered_at IS NULL)),
        CONSTRAINT ck_awards_issued_when_accepted CHECK (voucher_issued_at IS NULL
            OR status = 'accepted'),
        CONSTRAINT ck_awards_status CHECK (status IN ('offered', 'accepted',
            'declined', 'withdrawn'))
    )
    """,
    """
    CREATE INDEX ix_awards_reply_due
        ON awards (reply_by)
     WHERE status = 'offered'
    """,
    """
    CREATE INDEX ix_awards_round
        ON awards (programme_id, round_id)
    """,
    """
    CREATE INDEX ix_awards_to_issue
        ON awards (programme_id, id)
     WHERE status = 'accepted' AND voucher_issued_at IS NULL
    """,
    """
    CREATE UNIQUE INDEX uq_awards_open_child
        ON awards (programme_id, child_id)
     WHERE status IN ('offered', 'accepted')
    """,
    """
    CREATE TABLE award_lots (
        programme_id UUID NOT NULL,
        award_id UUID NOT NULL,
        ordinal INTEGER NOT NULL,
        donation_id UUID NOT NULL,
        amount_minor BIGINT NOT NULL,
        returned_minor BIGINT DEFAULT 0 NOT NULL,
        CONSTRAINT pk_award_lots PRIMARY KEY (programme_id, award_id, ordinal),
        CONSTRAINT fk_award_lots_programme_id_award_id FOREIGN KEY (programme_id,
            award_id) REFERENCES awards (programme_id, id),
        CONSTRAINT fk_award_lots_programme_id_donation_id FOREIGN KEY (programme_id,
            donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT ck_award_lots_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_award_lots_returned_within CHECK (returned_minor BETWEEN 0 AND amount_minor)
    )
    """,
    """
    CREATE INDEX ix_award_lots_donation
        ON award_lots (programme_id, donation_id)
    """,
    """
    CREATE TABLE waiting_list_entries (
        programme_id UUID NOT NULL,
        round_id UUID NOT NULL,
        rank INTEGER NOT NULL,
        status VARCHAR(40) NOT NULL,
        award_id UUID,
        offered_at TIMESTAMPTZ,
        CONSTRAINT pk_waiting_list_entries PRIMARY KEY (programme_id, round_id, rank),
        CONSTRAINT fk_waiting_list_entries_programme_id_round_id_rank FOREIGN KEY
            (programme_id, round_id, rank) REFERENCES draw_results (programme_id,
            round_id, rank),
        CONSTRAINT fk_waiting_list_entries_programme_id_award_id FOREIGN KEY
            (programme_id, award_id) REFERENCES awards (programme_id, id),
        CONSTRAINT ck_waiting_list_entries_offered_by_an_award CHECK ((status =
            'offered') = (award_id IS NOT NULL) AND (award_id IS NULL) = (offered_at
            IS NULL)),
        CONSTRAINT ck_waiting_list_entries_status CHECK (status IN ('waiting', 'offered', 'left'))
    )
    """,
    """
    CREATE INDEX ix_waiting_list_entries_next
        ON waiting_list_entries (programme_id, round_id, rank)
     WHERE status = 'waiting'
    """,
]

# In reverse order of creation, so that no reference is left hanging.
NAMES = (
    "waiting_list_entries",
    "award_lots",
    "awards",
    "draw_results",
    "round_applicants",
    "round_funds",
    "rounds",
)


def upgrade() -> None:
    for statement in TABLES:
        op.execute(text(statement))
    for table in APPEND_ONLY:
        append_only(table)


def downgrade() -> None:
    for name in NAMES:
        op.execute(text(f"DROP TABLE {name}"))
