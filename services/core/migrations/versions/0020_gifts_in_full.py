"""Gifts in full: disputes, fee cover, holds, the day of acceptance, more doors and reasons."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import keep_apart

revision = "0020"
down_revision = "0019"

COLUMNS = {
    "disputed_minor": "BIGINT DEFAULT 0 NOT NULL",
    "fee_cover_minor": "BIGINT DEFAULT 0 NOT NULL",
    "held": "BOOLEAN DEFAULT false NOT NULL",
    "message_sealed": "BYTEA",
    "monthly_gift_id": "UUID",
    "accepted_on": "DATE",
}

CODES = """
    'donation_settled', 'gateway_fee', 'gateway_payout', 'donation_received',
    'receipt_unmatched', 'overhead_taken', 'grant_received', 'voucher_funded',
    'voucher_redeemed', 'redemption_reversed', 'reimbursement_due', 'payout_sent',
    'payout_settled', 'payout_returned', 'voucher_expired', 'voucher_revoked',
    'donation_refunded', 'gift_redesignated', 'receipt_assigned'
"""
ALL_CODES = """
    'donation_settled', 'gateway_fee', 'gateway_payout', 'gateway_payout_returned',
    'donation_received', 'receipt_unmatched', 'overhead_taken', 'overhead_returned',
    'grant_received', 'voucher_funded', 'voucher_redeemed', 'redemption_reversed',
    'reimbursement_due', 'payout_sent', 'payout_settled', 'payout_returned', 'voucher_expired',
    'voucher_revoked', 'donation_refunded', 'refund_returned', 'dispute_withdrawn',
    'dispute_reinstated', 'gift_redesignated', 'receipt_assigned'
"""
CHANNELS = """
    'card', 'konbini', 'bank_transfer', 'crowdfunding', 'cash', 'municipal_grant', 'assigned'
"""
ALL_CHANNELS = """
    'card', 'konbini', 'virtual_account', 'bank_transfer', 'crowdfunding', 'cash',
    'municipal_grant', 'hometown_tax', 'corporate_hometown_tax', 'assigned'
"""
KINDS = "'charge', 'refund', 'payout'"
ALL_KINDS = """
    'charge', 'refund', 'refund_failure', 'dispute', 'dispute_reversal', 'payout',
    'payout_failure', 'fee'
"""

GIFT_HOLDS = """
    CREATE TABLE gift_holds (
        donation_id UUID NOT NULL,
        reason VARCHAR(40) NOT NULL,
        placed_at TIMESTAMPTZ NOT NULL,
        placed_by UUID NOT NULL,
        released_at TIMESTAMPTZ,
        released_by UUID,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_gift_holds PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_gift_holds_programme_id_donation_id FOREIGN KEY (programme_id, donation_id)
            REFERENCES donations (programme_id, id),
        CONSTRAINT uq_gift_holds_programme_id_donation_id_reason UNIQUE
            (programme_id, donation_id, reason),
        CONSTRAINT ck_gift_holds_released_by_one CHECK
            ((released_at IS NULL) = (released_by IS NULL)),
        CONSTRAINT ck_gift_holds_reason CHECK (reason IN
            ('all_or_nothing', 'foreign', 'cash', 'large', 'related_to_provider'))
    )
"""
STANDING = """
    CREATE INDEX ix_gift_holds_standing ON gift_holds (programme_id, reason)
     WHERE released_at IS NULL
"""

# What was settled before is accepted as of the day on which its money came.
ACCEPTED = """
    UPDATE donations SET accepted_on = (settled_at AT TIME ZONE 'Asia/Tokyo')::date
     WHERE settled_at IS NOT NULL
"""

OLD_CHECKS = {
    "parts_not_negative": """
        least(overhead_minor, refunded_minor, shortfall_minor, allocated_minor) >= 0
    """,
    "parts_within_amount": """
        overhead_minor + refunded_minor + allocated_minor <= amount_minor + shortfall_minor
    """,
    "refund_within_amount": """
        refunded_minor <= amount_minor AND shortfall_minor <= refunded_minor
    """,
    "only_settled_is_spent": """
        settled_at IS NOT NULL OR overhead_minor + refunded_minor + allocated_minor = 0
    """,
    "given_to_a_campaign": """
        (channel IN ('municipal_grant', 'assigned')) = (campaign_id IS NULL)
    """,
    "channel": f"channel IN ({CHANNELS})",
}
NEW_CHECKS = {
    "parts_not_negative": """
        least(overhead_minor, refunded_minor, disputed_minor, shortfall_minor, allocated_minor) >= 0
    """,
    "parts_within_amount": """
        overhead_minor + refunded_minor + disputed_minor + allocated_minor
            <= amount_minor + shortfall_minor
    """,
    "gone_within_amount": """
        refunded_minor + disputed_minor <= amount_minor
            AND shortfall_minor <= refunded_minor + disputed_minor
    """,
    "only_settled_is_spent": """
        settled_at IS NOT NULL
            OR overhead_minor + refunded_minor + disputed_minor + allocated_minor = 0
    """,
    "given_to_a_campaign": """
        (channel IN ('municipal_grant', 'hometown_tax', 'corporate_hometown_tax', 'assigned'))
            = (campaign_id IS NULL)
    """,
    "channel": f"channel IN ({ALL_CHANNELS})",
    "fee_cover_within": "fee_cover_minor BETWEEN 0 AND amount_minor",
    "message_of_whom": "message_sealed IS NULL OR donor_id IS NOT NULL",
}

FREE = "CREATE INDEX ix_donations_free ON donations (programme_id, fund_id, settled_at, id)"
OLD_FREE = """
    WHERE amount_minor + shortfall_minor > overhead_minor + refunded_minor + allocated_minor
      AND settled_at IS NOT NULL
"""
NEW_FREE = """
    WHERE amount_minor + shortfall_minor
          > overhead_minor + refunded_minor + disputed_minor + allocated_minor
      AND settled_at IS NOT NULL AND NOT held
"""


def upgrade() -> None:
    added = ", ".join(f"ADD COLUMN {name} {kind}" for name, kind in COLUMNS.items())
    _do("DROP INDEX ix_donations_free", f"ALTER TABLE donations {added}", ACCEPTED)
    _drop_checks("donations", OLD_CHECKS)
    _add_checks("donations", NEW_CHECKS)
    _do(f"{FREE} {NEW_FREE}", GIFT_HOLDS, STANDING)
    keep_apart("gift_holds", by="programme_id")
    _drop_checks("gateway_movements", ["kind", "of_a_donation", "fee_not_negative"])
    _add_checks(
        "gateway_movements",
        {
            "kind": f"kind IN ({ALL_KINDS})",
            "of_a_donation": (
                "(kind IN ('payout', 'payout_failure', 'fee')) = (donation_id IS NULL)"
            ),
        },
    )
    _drop_checks("ledger_transfers", ["code"])
    _add_checks("ledger_transfers", {"code": f"code IN ({ALL_CODES})"})


def downgrade() -> None:
    """Only while nothing of it was used: what moved cannot be unsaid."""
    _drop_checks("ledger_transfers", ["code"])
    _add_checks("ledger_transfers", {"code": f"code IN ({CODES})"})
    _drop_checks("gateway_movements", ["kind", "of_a_donation"])
    _add_checks(
        "gateway_movements",
        {
            "kind": f"kind IN ({KINDS})",
            "of_a_donation": "(kind = 'payout') = (donation_id IS NULL)",
            "fee_not_negative": "fee_minor >= 0",
        },
    )
    _do("DROP TABLE gift_holds", "DROP INDEX ix_donations_free")
    _drop_checks("donations", NEW_CHECKS)
    dropped = ", ".join(f"DROP COLUMN {name}" for name in COLUMNS)
    _do(f"ALTER TABLE donations {dropped}")
    _add_checks("donations", OLD_CHECKS)
    _do(f"{FREE} {OLD_FREE}")


def _do(*statements: str) -> None:
    for statement in statements:
        op.execute(text(statement))


def _drop_checks(table: str, names: list[str] | dict[str, str]) -> None:
    _do(*(f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_{name}" for name in names))


def _add_checks(table: str, checks: dict[str, str]) -> None:
    _do(
        *(
            f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_{name} CHECK ({condition})"
            for name, condition in checks.items()
        )
    )
