"""Row-level security: a tenant's rows are its own, whoever asks."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import join_again, keep_apart

revision = "0012"
down_revision = "0011"

# What a unit of work says of itself (`kit.tenancy`); where it says nothing, it sees nothing.
FUNCTIONS = [
    """
    CREATE FUNCTION current_tenant() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT nullif(current_setting('minori.tenant', true), '')::uuid
    $$
    """,
    """
    CREATE FUNCTION every_tenant() RETURNS boolean LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT coalesce(current_setting('minori.reach', true), '') = 'every'
    $$
    """,
]

# What a POST was answered may hold whatever its answer held: it is its organisation's too.
ANSWERS = [
    "ALTER TABLE given_answers ADD COLUMN organisation_id UUID",
    """
    UPDATE given_answers
       SET organisation_id = api_keys.organisation_id
      FROM api_keys
     WHERE api_keys.id = principal_id
    """,
    "DELETE FROM given_answers WHERE organisation_id IS NULL",
    """
    ALTER TABLE given_answers
        ALTER COLUMN organisation_id SET NOT NULL,
        DROP CONSTRAINT pk_given_answers,
        ADD CONSTRAINT pk_given_answers PRIMARY KEY (organisation_id, principal_id, route, key)
    """,
]
ANSWERS_DOWN = """
    ALTER TABLE given_answers
        DROP CONSTRAINT pk_given_answers,
        ADD CONSTRAINT pk_given_answers PRIMARY KEY (principal_id, route, key),
        DROP COLUMN organisation_id
"""

# A programme is public from the day it is published: forms, reports and donors name it before they
# know whose it is. A draft is not, and writing is the organisation's own in any case.
PUBLISHED = "CREATE POLICY published ON programmes FOR SELECT USING (status <> 'draft')"

BY_ORGANISATION = [
    "api_keys",
    "applications",
    "audit_entries",
    "awards",
    "bank_deposits",
    "campaigns",
    "children",
    "consents",
    "credentials",
    "donations",
    "donors",
    "enrolments",
    "given_answers",
    "guardians",
    "households",
    "programmes",
    "provider_bank_accounts",
    "provider_programmes",
    "provider_staff",
    "provider_terms",
    "providers",
    "receipt_books",
    "receipts",
    "redemptions",
    "refunds",
    "refused_attempts",
    "round_applicants",
    "rounds",
    "scanners",
    "signing_keys",
    "sites",
    "subject_keys",
    "vouchers",
]
BY_PROGRAMME = [
    "award_lots",
    "cap_usages",
    "criteria_versions",
    "draw_results",
    "duplicate_reports",
    "funds",
    "gateway_movements",
    "imports",
    "ledger_accounts",
    "ledger_checkpoints",
    "ledger_transfers",
    "monthly_closes",
    "objections",
    "payout_batches",
    "payout_items",
    "payouts",
    "provider_tax_rates",
    "reversals",
    "rollup_child_months",
    "rollup_uses",
    "rollup_watermarks",
    "round_funds",
    "settlement_terms",
    "statement_lines",
    "statements",
    "status_lists",
    "traced_months",
    "traced_uses",
    "waiting_list_entries",
]


def upgrade() -> None:
    for statement in (*FUNCTIONS, *ANSWERS):
        op.execute(text(statement))
    for table in BY_ORGANISATION:
        keep_apart(table)
    for table in BY_PROGRAMME:
        keep_apart(table, by="programme_id")
    keep_apart("outbox", by="tenant_id")
    op.execute(text(PUBLISHED))


def downgrade() -> None:
    op.execute(text("DROP POLICY published ON programmes"))
    for table in ("outbox", *BY_PROGRAMME, *BY_ORGANISATION):
        join_again(table)
    op.execute(text(ANSWERS_DOWN))
    for name in ("every_tenant", "current_tenant"):
        op.execute(text(f"DROP FUNCTION {name}()"))
