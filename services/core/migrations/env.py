"""How Alembic connects: as the owner, with a short wait for locks, in one transaction."""

from alembic import context
from sqlalchemy import create_engine
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
            context.run_migrations()


run()
