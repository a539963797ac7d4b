"""Bring a database to a revision, by the role that owns its tables."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from services.core.migrations.tables import all_tables

FOLDER = Path(__file__).parent


def upgrade(owner_url: str, *, app_url: str, revision: str = "head") -> None:
    """
    Migrate up to `revision`, and grant the role of `app_url` what the application needs.

    :param owner_url: connects as the role that owns (or will own) the tables.
    """
    command.upgrade(_config(owner_url, app_url), revision)


def downgrade(owner_url: str, *, app_url: str, revision: str) -> None:
    """Migrate down to `revision`; "base" takes every table away."""
    command.downgrade(_config(owner_url, app_url), revision)


def empty(owner_url: str) -> None:
    """
    Take away all that the owner of the tables has in this database, rows and keys included.

    A migration down refuses where it would lose people's data; this does not ask.
    """
    with _engine(owner_url).begin() as connection:
        connection.execute(text("DROP OWNED BY CURRENT_USER CASCADE"))


def current(url: str) -> str | None:
    """The revision that the database stands at."""
    with _engine(url).connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str | None:
    """The newest revision there is."""
    return ScriptDirectory(str(FOLDER)).get_current_head()


def drift(url: str) -> list[Any]:
    """What the models have and the database has not, or the other way round."""
    with _engine(url).connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, all_tables()))


def _engine(url: str) -> Engine:
    return create_engine(url, poolclass=NullPool)


def _config(owner_url: str, app_url: str) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.attributes["owner_url"] = owner_url
    config.attributes["app_role"] = make_url(app_url).username
    return config
