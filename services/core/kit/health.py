"""Whether the database is there."""

from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from services.core.kit.errors import Unavailable


class DatabaseNotReady(Unavailable):
    """The database does not answer, or has not been migrated."""

    code = "database_not_ready"


def check_database(engine: Engine) -> None:
    """:raises DatabaseNotReady: it does not answer, or holds no tables of ours."""
    try:
        with engine.connect() as connection:
            revision = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    except DBAPIError:
        raise DatabaseNotReady from None
    if revision is None:
        raise DatabaseNotReady
