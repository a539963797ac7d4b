"""Who donors are to the law, who cleared their gifts, and doors whose money comes later."""

import re

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import append_only, keep_apart

revision = "0025"
down_revision = "0024"

TABLES = {
    "site_payouts": """
        organisation_id UUID NOT NULL,
        site TEXT NOT NULL,
        gross_minor BIGINT NOT NULL,
        gross_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        fee_minor BIGINT NOT NULL,
        until_on DATE NOT NULL,
        arrived_on DATE,
        recorded_at TIMESTAMPTZ NOT NULL,
        recorded_by UUID NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_site_payouts PRIMARY KEY (programme_id, id),
        CONSTRAINT ck_site_payouts_gross_positive CHECK (gross_minor > 0),
        CONSTRAINT ck_site_payouts_fee_within_gross CHECK (fee_minor BETWEEN 0 AND gross_minor),
        CONSTRAINT fk_site_payouts_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    """,
    "donor_links": """
        donor_id UUID NOT NULL,
        other_id UUID NOT NULL,
        linked_at TIMESTAMPTZ NOT NULL,
        linked_by UUID NOT NULL,
        undone_at TIMESTAMPTZ,
        undone_by UUID,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_donor_links PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_donor_links_organisation_id_donor_id FOREIGN KEY (organisation_id, donor_id)
            REFERENCES donors (organisation_id, id),
        CONSTRAINT fk_donor_links_organisation_id_other_id FOREIGN KEY (organisation_id, other_id)
            REFERENCES donors (organisation_id, id),
        CONSTRAINT ck_donor_links_one_way CHECK (donor_id < other_id),
        CONSTRAINT ck_donor_links_undone_by_one CHECK ((undone_at IS NULL) = (undone_by IS NULL))
    """,
    "officers": """
        donor_id UUID NOT NULL,
        from_on DATE NOT NULL,
        until_on DATE,
        noted_at TIMESTAMPTZ NOT NULL,
        noted_by UUID NOT NULL,
        organisation_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_officers PRIMARY KEY (organisation_id, id),
        CONSTRAINT fk_officers_organisation_id_donor_id FOREIGN KEY (organisation_id, donor_id)
            REFERENCES donors (organisation_id, id),
        CONSTRAINT ck_officers_term_not_reversed CHECK (until_on IS NULL OR from_on <= until_on)
    """,
    "gift_thresholds": """
        organisation_id UUID NOT NULL,
        cash_from_minor BIGINT NOT NULL,
        large_from_minor BIGINT NOT NULL,
        count_cash_from_minor BIGINT NOT NULL,
        set_at TIMESTAMPTZ NOT NULL,
        set_by UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_gift_thresholds PRIMARY KEY (organisation_id, id),
        CONSTRAINT ck_gift_thresholds_thresholds_positive CHECK
            (least(cash_from_minor, large_from_minor, count_cash_from_minor) > 0),
        CONSTRAINT fk_gift_thresholds_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    """,
    "gift_clearances": """
        donation_id UUID NOT NULL,
        verdict VARCHAR(40) NOT NULL,
        reason VARCHAR(40) NOT NULL,
        decided_at TIMESTAMPTZ NOT NULL,
        decided_by UUID NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_gift_clearances PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_gift_clearances_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT ck_gift_clearances_verdict CHECK (verdict IN ('cleared', 'refused')),
        CONSTRAINT ck_gift_clearances_reason CHECK (reason IN ('identity_confirmed',
            'source_explained', 'known_supporter', 'no_influence', 'source_unclear',
            'conflict_of_interest', 'donor_withdrew'))
    """,
    "provider_names": """
        organisation_id UUID NOT NULL,
        provider_id UUID NOT NULL,
        folded TEXT NOT NULL,
        CONSTRAINT pk_provider_names PRIMARY KEY (organisation_id, provider_id),
        CONSTRAINT fk_provider_names_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    """,
    "cash_counts": """
        taken_at TIMESTAMPTZ NOT NULL,
        taken_by UUID NOT NULL,
        counted_at TIMESTAMPTZ,
        counted_by UUID,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_cash_counts PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_cash_counts_programme_id_id FOREIGN KEY (programme_id, id)
            REFERENCES donations (programme_id, id),
        CONSTRAINT ck_cash_counts_counted_by_one CHECK
            ((counted_at IS NULL) = (counted_by IS NULL)),
        CONSTRAINT ck_cash_counts_counted_by_another CHECK (counted_by <> taken_by)
    """,
    "municipal_incomes": """
        municipality_code TEXT,
        municipality TEXT NOT NULL,
        project TEXT,
        donors_told INTEGER,
        raised_minor BIGINT,
        recorded_by UUID NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_municipal_incomes PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_municipal_incomes_programme_id_id FOREIGN KEY (programme_id, id)
            REFERENCES donations (programme_id, id),
        CONSTRAINT ck_municipal_incomes_donors_positive CHECK (donors_told > 0),
        CONSTRAINT ck_municipal_incomes_raised_positive CHECK (raised_minor > 0)
    """,
    "saved_mappings": """
        organisation_id UUID NOT NULL,
        name TEXT NOT NULL,
        version INTEGER NOT NULL,
        body JSONB NOT NULL,
        saved_at TIMESTAMPTZ NOT NULL,
        saved_by UUID NOT NULL,
        CONSTRAINT pk_saved_mappings PRIMARY KEY (organisation_id, name, version),
        CONSTRAINT ck_saved_mappings_version_positive CHECK (version > 0),
        CONSTRAINT fk_saved_mappings_organisation_id FOREIGN KEY (organisation_id)
            REFERENCES organisations (id)
    """,
    "deposit_decisions": """
        deposit_id UUID NOT NULL,
        kind VARCHAR(40) NOT NULL,
        donation_id UUID,
        amount_minor BIGINT NOT NULL,
        amount_currency CHAR(3) DEFAULT 'JPY' NOT NULL,
        asked_minor BIGINT,
        returned_on DATE,
        returned_by VARCHAR(40),
        decided_at TIMESTAMPTZ NOT NULL,
        decided_by UUID NOT NULL,
        programme_id UUID NOT NULL,
        id UUID NOT NULL,
        CONSTRAINT pk_deposit_decisions PRIMARY KEY (programme_id, id),
        CONSTRAINT fk_deposit_decisions_programme_id_deposit_id FOREIGN KEY
            (programme_id, deposit_id) REFERENCES bank_deposits (programme_id, id),
        CONSTRAINT fk_deposit_decisions_programme_id_donation_id FOREIGN KEY
            (programme_id, donation_id) REFERENCES donations (programme_id, id),
        CONSTRAINT ck_deposit_decisions_amount_positive CHECK (amount_minor > 0),
        CONSTRAINT ck_deposit_decisions_returned_or_of_gift CHECK
            ((kind = 'returned') = (donation_id IS NULL)),
        CONSTRAINT ck_deposit_decisions_returned_somehow CHECK
            ((kind = 'returned') = (returned_on IS NOT NULL AND returned_by IS NOT NULL)),
        CONSTRAINT ck_deposit_decisions_kind CHECK (kind IN ('new_gift', 'as_gift', 'as_asked',
            'returned', 'undone')),
        CONSTRAINT ck_deposit_decisions_returned_by CHECK (returned_by IN ('bank_transfer',
            'cash', 'by_the_bank'))
    """,
}
OF_PROGRAMME = {"gift_clearances", "cash_counts", "municipal_incomes", "deposit_decisions"}
NEVER_CHANGED = ("gift_thresholds", "gift_clearances", "saved_mappings", "deposit_decisions")

INDEXES = {
    "ix_gift_thresholds_organisation_id_set_at": "gift_thresholds (organisation_id, set_at)",
    "ix_gift_clearances_programme_id_donation_id": "gift_clearances (programme_id, donation_id)",
    "ix_officers_organisation_id_donor_id": "officers (organisation_id, donor_id)",
    "ix_deposit_decisions_programme_id_deposit_id": "deposit_decisions (programme_id, deposit_id)",
    "ix_deposit_decisions_programme_id_donation_id": (
        "deposit_decisions (programme_id, donation_id)"
    ),
    "ix_donors_organisation_id_email_index": "donors (organisation_id, email_index)",
    "ix_donors_organisation_id_household_index": "donors (organisation_id, household_index)",
    "ix_donations_organisation_id_accepted_on": "donations (organisation_id, accepted_on)",
    "ix_donations_at_a_site": """
        donations (programme_id, site, settled_at)
        WHERE site IS NOT NULL AND site_payout_id IS NULL
    """,
    "ix_bank_deposits_unmatched": """
        bank_deposits (programme_id, received_on)
        WHERE taken_minor + returned_minor < amount_minor
    """,
}
# One donor an e-mail address, but for those who only say that it is theirs.
OLD_EMAILS = "uq_donors_organisation_id_email_index"
EMAILS = """
    CREATE UNIQUE INDEX uq_donors_email ON donors (organisation_id, email_index) WHERE NOT apart
"""
STANDING_LINKS = """
    CREATE UNIQUE INDEX uq_donor_links_standing
        ON donor_links (organisation_id, donor_id, other_id) WHERE undone_at IS NULL
"""

COLUMNS = {
    "donors": {
        "phone_sealed": "BYTEA",
        "household_index": "BYTEA",
        "country": "TEXT",
        "kind": "VARCHAR(40)",
        "related_provider_id": "UUID",
        "apart": "BOOLEAN DEFAULT false NOT NULL",
    },
    "donations": {"recorded_by": "UUID", "site": "TEXT", "site_payout_id": "UUID"},
    "bank_deposits": {
        "site_payout_id": "UUID",
        "taken_minor": "BIGINT DEFAULT 0 NOT NULL",
        "returned_minor": "BIGINT DEFAULT 0 NOT NULL",
    },
}
# What was matched before was taken whole.
TAKEN = "UPDATE bank_deposits SET taken_minor = amount_minor WHERE donation_id IS NOT NULL"
CONSTRAINTS = {
    "donors": {
        "ck_donors_country_by_two_letters": "CHECK (country ~ '^[A-Z]{2}$')",
        "ck_donors_kind": "CHECK (kind IN ('person', 'company'))",
    },
    "donations": {
        "fk_donations_programme_id_site_payout_id": """
            FOREIGN KEY (programme_id, site_payout_id) REFERENCES site_payouts (programme_id, id)
        """,
        "ck_donations_paid_out_by_a_site": "CHECK (site_payout_id IS NULL OR site IS NOT NULL)",
    },
    "bank_deposits": {
        "fk_bank_deposits_programme_id_site_payout_id": """
            FOREIGN KEY (programme_id, site_payout_id) REFERENCES site_payouts (programme_id, id)
        """,
        "uq_bank_deposits_programme_id_site_payout_id": "UNIQUE (programme_id, site_payout_id)",
        "ck_bank_deposits_parts_not_negative": "CHECK (least(taken_minor, returned_minor) >= 0)",
        "ck_bank_deposits_parts_within": "CHECK (taken_minor + returned_minor <= amount_minor)",
        "ck_bank_deposits_taken_for_one_thing": """
            CHECK ((taken_minor > 0) = (num_nonnulls(donation_id, site_payout_id) = 1)
                   AND num_nonnulls(donation_id, site_payout_id) <= 1)
        """,
    },
}
OLD_UNMATCHED = """
    CREATE INDEX ix_bank_deposits_unmatched ON bank_deposits (programme_id, received_on)
     WHERE donation_id IS NULL
"""

# One more word each in a list that other migrations lengthen as well, and after which one.
NEW_WORDS = {
    "ledger_accounts": ("gateway_clearing", "site_clearing"),
    "ledger_transfers": ("receipt_unmatched", "deposit_returned"),
}


def upgrade() -> None:
    for table, columns in TABLES.items():
        _do(f"CREATE TABLE {table} ({columns})")
    for table, added in COLUMNS.items():
        _do(*(f"ALTER TABLE {table} ADD COLUMN {name} {kind}" for name, kind in added.items()))
    _do("DROP INDEX ix_bank_deposits_unmatched", TAKEN)
    for table, added in CONSTRAINTS.items():
        _do(*(f"ALTER TABLE {table} ADD CONSTRAINT {name} {rule}" for name, rule in added.items()))
    _do(*(f"CREATE INDEX {name} ON {place}" for name, place in INDEXES.items()), STANDING_LINKS)
    _do(f"ALTER TABLE donors DROP CONSTRAINT {OLD_EMAILS}", EMAILS)
    for table in TABLES:
        keep_apart(table, by="programme_id" if table in OF_PROGRAMME else "organisation_id")
    for table in NEVER_CHANGED:
        append_only(table)
    for table, (before, word) in NEW_WORDS.items():
        codes = _codes(table)
        codes.insert(codes.index(before) + 1, word)
        _let_code_be(table, codes)


def downgrade() -> None:
    """Only while nothing of it was used: what moved cannot be unsaid."""
    for table, (_, word) in NEW_WORDS.items():
        _let_code_be(table, [code for code in _codes(table) if code != word])
    _do("DROP INDEX ix_bank_deposits_unmatched")
    _do("DROP INDEX uq_donors_email", "DROP INDEX ix_donors_organisation_id_email_index")
    _do(f"ALTER TABLE donors ADD CONSTRAINT {OLD_EMAILS} UNIQUE (organisation_id, email_index)")
    for table, added in CONSTRAINTS.items():
        _do(*(f"ALTER TABLE {table} DROP CONSTRAINT {name}" for name in added))
    for table, added in COLUMNS.items():
        _do(*(f"ALTER TABLE {table} DROP COLUMN {name}" for name in added))
    _do("DROP INDEX IF EXISTS ix_donations_organisation_id_accepted_on", OLD_UNMATCHED)
    for table in reversed(TABLES):
        _do(f"DROP TABLE {table}")


def _do(*statements: str) -> None:
    for statement in statements:
        op.execute(text(statement))


def _codes(table: str) -> list[str]:
    """The words that the table's `code` may be at present, in their order."""
    query = text("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = :name")
    rule = op.get_bind().execute(query, {"name": f"ck_{table}_code"}).scalar_one()
    return re.findall(r"'([a-z_]+)'", rule)


def _let_code_be(table: str, words: list[str]) -> None:
    listed = ", ".join(f"'{word}'" for word in words)
    _do(
        f"ALTER TABLE {table} DROP CONSTRAINT ck_{table}_code",
        f"ALTER TABLE {table} ADD CONSTRAINT ck_{table}_code CHECK (code IN ({listed}))",
    )
