"""Refunds by hand and refunds that fail; disputes; payments set aside; since when money lacks."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import keep_apart

revision = "0022"
down_revision = "0021"

REASONS = """
    'donor_asked', 'cancelled_by_law', 'campaign_failed', 'not_cleared', 'paid_twice',
    'paid_too_much', 'at_the_gateway'
"""

REFUND_COLUMNS = {
    "reason": "VARCHAR(40) DEFAULT 'donor_asked' NOT NULL",
    "by_hand": "BOOLEAN DEFAULT false NOT NULL",
    "sent_on": "DATE",
    "returned_at": "TIMESTAMPTZ",
    "failure": "TEXT",
    "closed_at": "TIMESTAMPTZ",
    "retry_of": "UUID",
}

# Gifts that no gateway holds were given back by hand all along, and told when it was done.
BY_HAND = """
    UPDATE refunds r
       SET by_hand = true,
           sent_on = (r.settled_at AT TIME ZONE 'Asia/Tokyo')::date
      FROM donations d
     WHERE d.programme_id = r.programme_id AND d.id = r.donation_id
       AND d.channel NOT IN ('card', 'konbini', 'virtual_account')
"""

REFUND_CHECKS = {
    "status": "status IN ('pending', 'settled', 'failed', 'cancelled')",
    "reason": f"reason IN ({REASONS})",
    "settled_at": "(status = 'settled') = (settled_at IS NOT NULL AND returned_at IS NULL)",
    "returned_after": "returned_at IS NULL OR settled_at IS NOT NULL",
    "failure": "(status = 'failed') = (failure IS NOT NULL)",
    "sent_by_hand": "(sent_on IS NOT NULL) = (by_hand AND settled_at IS NOT NULL)",
}
OLD_REFUND_CHECKS = {
    "status": "status IN ('pending', 'settled')",
    "settled_at": "(status = 'settled') = (settled_at IS NOT NULL)",
}

# What lacks was laid out for refunds, of which the first to have been paid is the nearest guess.
SINCE = """
    UPDATE donations d
       SET shortfall_since = (SELECT min(r.settled_at) FROM refunds r
                               WHERE r.programme_id = d.programme_id AND r.donation_id = d.id)
     WHERE d.shortfall_minor > 0
"""
LACKING = """
    CREATE INDEX ix_donations_shortfall ON donations (programme_id, id) WHERE shortfall_minor > 0
"""
DONATION_CHECKS = {
    "shortfall_since": "(shortfall_minor > 0) = (shortfall_since IS NOT NULL)",
    "leaving_not_negative": (
        "least(refunding_minor, refunded_beyond_minor, disputed_beyond_minor) >= 0"
    ),
}
DONATION_COLUMNS = {
    "shortfall_since": "TIMESTAMPTZ",
    "refunding_minor": "BIGINT DEFAULT 0 NOT NULL",
    "refunded_beyond_minor": "BIGINT DEFAULT 0 NOT NULL",
    "disputed_beyond_minor": "BIGINT DEFAULT 0 NOT NULL",
}

# What is about to be given back is not free.
REFUNDING = """
    UPDATE donations d
       SET refunding_minor = r.minor
      FROM (SELECT programme_id, donation_id, sum(amount_minor) AS minor
              FROM refunds WHERE status = 'pending' GROUP BY 1, 2) r
     WHERE r.programme_id = d.programme_id AND r.donation_id = d.id
"""
FREE = """
    CREATE INDEX ix_donations_free ON donations (programme_id, fund_id, settled_at, id)
     WHERE amount_minor + shortfall_minor
           > overhead_minor + refunded_minor + disputed_minor + allocated_minor{refunding}
       AND settled_at IS NOT NULL AND NOT held
"""

TASKS = """
    CREATE INDEX ix_refunds_tasks ON refunds (programme_id, id)
     WHERE (status = 'pending' AND by_hand) OR (status = 'failed' AND closed_at IS NULL)
"""
TO_ASK_FOR = "CREATE INDEX ix_refunds_to_ask_for ON refunds (requested_at)"


DISPUTES = """
    CREATE TABLE disputes (
        organisation_id UUID NOT NULL,
        donation_id UUID NOT NULL,
        external_id TEXT NOT NULL,
        state VARCHAR(40) NOT NULL,
        moves INTEGER NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        reason TEXT NOT NULL,
        respond_by TIMESTAMPTZ,
        noted_at TIMESTAMPTZ NOT NULL,
        closed_at TIMESTAMPTZ,
        answer VARCHAR(40),
        answered_at TIMESTAMPTZ,
        answered_by UUID,
        reminded_at TIMESTAMPTZ,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_disputes PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_disputes_programme_id_donation_id FOREIGN KEY (programme_id,
            donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT uq_disputes_programme_id_external_id UNIQUE (programme_id, external_id),
        CONSTRAINT ck_disputes_answered_by_one CHECK ((answer IS NULL) =
            (answered_at IS NULL) AND (answer IS NULL) = (answered_by IS NULL)),
        CONSTRAINT ck_disputes_closed_at CHECK ((state IN ('dropped', 'won',
            'lost')) = (closed_at IS NOT NULL)),
        CONSTRAINT fk_disputes_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_disputes_state CHECK (state IN ('inquiry', 'dropped', 'open',
            'won', 'lost')),
        CONSTRAINT ck_disputes_answer CHECK (answer IN ('accepted', 'contested'))
    )
"""
DISPUTES_BY_GIFT = """
    CREATE INDEX ix_disputes_programme_id_donation_id ON disputes (programme_id, donation_id)
"""
DISPUTES_DUE = """
    CREATE INDEX ix_disputes_due ON disputes (respond_by)
     WHERE closed_at IS NULL AND reminded_at IS NULL
"""
STRAYS = """
    CREATE TABLE stray_payments (
        organisation_id UUID NOT NULL,
        donation_id UUID NOT NULL,
        payment_id TEXT NOT NULL,
        because VARCHAR(40) NOT NULL,
        state VARCHAR(40) NOT NULL,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        found_at TIMESTAMPTZ NOT NULL,
        decided_at TIMESTAMPTZ,
        decided_by UUID,
        tries INTEGER DEFAULT 0 NOT NULL,
        asked_at TIMESTAMPTZ,
        failure TEXT,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_stray_payments PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_stray_payments_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT uq_stray_payments_programme_id_payment_id UNIQUE (programme_id, payment_id),
        CONSTRAINT ck_stray_payments_decided_by_one CHECK ((decided_at IS NULL) =
            (decided_by IS NULL)),
        CONSTRAINT fk_stray_payments_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id),
        CONSTRAINT ck_stray_payments_because CHECK (because IN ('second_payment',
            'other_amount', 'other_currency')),
        CONSTRAINT ck_stray_payments_state CHECK (state IN ('waiting', 'refunding',
            'refunded', 'kept'))
    )
"""
STRAYS_TO_REFUND = """
    CREATE INDEX ix_stray_payments_to_refund ON stray_payments (decided_at)
     WHERE state = 'refunding' AND asked_at IS NULL
"""

# One look at an object answers all events of it that wait.
OF_AN_OBJECT = """
    CREATE INDEX ix_inbox_events_of_an_object ON inbox_events (source, object_id)
     WHERE handled_at IS NULL
"""


def upgrade() -> None:
    _change_refunds()
    added = ", ".join(f"ADD COLUMN {name} {kind}" for name, kind in DONATION_COLUMNS.items())
    _do(f"ALTER TABLE donations {added}", SINCE, LACKING, REFUNDING)
    _do("DROP INDEX ix_donations_free", FREE.format(refunding=" + refunding_minor"))
    _add_checks("donations", DONATION_CHECKS)
    _do(DISPUTES, DISPUTES_BY_GIFT, DISPUTES_DUE, STRAYS, STRAYS_TO_REFUND, OF_AN_OBJECT)
    keep_apart("disputes")
    keep_apart("stray_payments")


def downgrade() -> None:
    """Only while nothing of it was used: what failed cannot be unsaid."""
    _do("DROP INDEX ix_inbox_events_of_an_object")
    _do("DROP TABLE stray_payments", "DROP TABLE disputes")
    _drop_checks("donations", DONATION_CHECKS)
    dropped = ", ".join(f"DROP COLUMN {name}" for name in DONATION_COLUMNS)
    _do("DROP INDEX ix_donations_free", "DROP INDEX ix_donations_shortfall")
    _do(f"ALTER TABLE donations {dropped}", FREE.format(refunding=""))
    _do("DROP INDEX ix_refunds_tasks", "DROP INDEX ix_refunds_to_ask_for")
    _drop_checks("refunds", REFUND_CHECKS)
    dropped = ", ".join(f"DROP COLUMN {name}" for name in REFUND_COLUMNS)
    _do(f"ALTER TABLE refunds {dropped}")
    _add_checks("refunds", OLD_REFUND_CHECKS)
    _do(f"{TO_ASK_FOR} WHERE status = 'pending' AND asked_at IS NULL")


def _change_refunds() -> None:
    added = ", ".join(f"ADD COLUMN {name} {kind}" for name, kind in REFUND_COLUMNS.items())
    _do("DROP INDEX ix_refunds_to_ask_for", f"ALTER TABLE refunds {added}", BY_HAND)
    _do("ALTER TABLE refunds ALTER COLUMN reason DROP DEFAULT")
    _drop_checks("refunds", OLD_REFUND_CHECKS)
    _add_checks("refunds", REFUND_CHECKS)
    _do(
        f"{TO_ASK_FOR} WHERE status = 'pending' AND asked_at IS NULL AND NOT by_hand",
        TASKS,
        """
        ALTER TABLE refunds ADD CONSTRAINT fk_refunds_programme_id_retry_of
            FOREIGN KEY (programme_id, retry_of) REFERENCES refunds (programme_id, id)
        """,
    )


def _do(*statements: str) -> None:
    for statement in statements:
        op.execute(text(statement))


def _drop_checks(table: str, names: dict[str, str]) -> None:
    _do(*(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}" for name in names))


def _add_checks(table: str, checks: dict[str, str]) -> None:
    _do(
        *(
            f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({condition})"
            for name, condition in checks.items()
        )
    )
