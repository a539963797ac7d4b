"""Statistics: after a large import, the planner learns at once how large the tables are now."""

from alembic import op
from sqlalchemy import text

from services.core.migrations.grants import app_role

revision = "0011"
down_revision = "0010"

# Only a table's owner may ANALYZE it (PostgreSQL 17's MAINTAIN is newer than what we ask for), and
# the application is not the owner: so the right is lent for this one deed.
#
# Without it, a table that was empty when a session first checked a foreign key against it goes on
# being searched by that day's plan, some index that begins with the tenant: each row of a first
# import reads all the rows before it. Autovacuum would see to it, but after a minute, and never
# within the transaction that fills the table.
#
# Once a table has about as many rows as its statistics know, there is nothing to do, and that is
# found out by a look at the catalogue. (A transaction that is undone, as a dry run is, takes the
# columns' statistics with it, and leaves the count.)
#
# Autovacuum makes way for us after a second (`deadlock_timeout`). Where another import holds the
# table for longer, or waits for one of ours, it does the work for both, or later.
FUNCTION = """
    CREATE FUNCTION refresh_statistics(of_table regclass, added bigint) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path = pg_catalog, pg_temp SET lock_timeout = '3s' AS $$
    BEGIN
        IF (SELECT reltuples < added OR NOT EXISTS (
                       SELECT FROM pg_stats
                        WHERE tablename = relname AND schemaname = relnamespace::regnamespace::text)
              FROM pg_class WHERE oid = of_table)
        THEN
            EXECUTE format('ANALYZE %s', of_table);
        END IF;
    EXCEPTION WHEN lock_not_available OR deadlock_detected THEN
        NULL;
    END
    $$
"""
SIGNATURE = "refresh_statistics(regclass, bigint)"


def upgrade() -> None:
    op.execute(text(FUNCTION))
    op.execute(text(f"REVOKE ALL ON FUNCTION {SIGNATURE} FROM PUBLIC"))
    op.execute(text(f"GRANT EXECUTE ON FUNCTION {SIGNATURE} TO {app_role()}"))


def downgrade() -> None:
    op.execute(text(f"DROP FUNCTION {SIGNATURE}"))
