"""Row-level security: a tenant's rows are its own, whoever asks."""

from alembic import op
from sqlalchemy import text

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
    """
    CREATE FUNCTION tenant_programmes() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
        SELECT array(SELECT id FROM programmes WHERE organisation_id = current_tenant())
    $$
    """,
]


def upgrade() -> None:
    for function in FUNCTIONS:
        op.execute(text(function))


def downgrade() -> None:
    for name in ("tenant_programmes", "every_tenant", "current_tenant"):
        op.execute(text(f"DROP FUNCTION {name}()"))
