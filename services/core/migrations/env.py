"""
How Alembic connects: as the owner, with a short wait for locks, in one transaction.

Migrations reach the rows of every tenant.
"""

from alembic import context
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

# A migration that waits long for a lock makes everybody else wait behind it.
LOCK_TIMEOUT = "4s"


def run() -> None:
    attributes = context.config.attributes
    engine = create_engine(
        attributes["owner_url"],
        poolclass=NullPool,
        connect_args={"options": f"-c lock_timeout={LOCK_TIMEOUT} -c timezone=UTC"},
    )
    with engine.connect() as connection:
        context.configure(connection=connection)
        with context.begin_transaction():
            # Row-level security holds for the owner too: unsaid, a backfill would find no rows, and
            # a new foreign key would be found to hold because nothing was looked at.
            connection.execute(text("SELECT set_config('minori.reach', 'every', true)"))
            context.run_migrations()


run()
