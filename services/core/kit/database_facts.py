"""What can be asked of a database about itself: how it keeps its promises, and whom it lets in."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

FACTS = text(
    """
    SELECT current_setting('server_version_num')::int / 10000 AS major_version,
           current_setting('fsync')::bool AS fsync,
           current_setting('full_page_writes')::bool AS full_page_writes,
           current_setting('synchronous_commit') <> 'off' AS synchronous_commit,
           current_setting('data_checksums')::bool AS data_checksums,
           current_setting('server_encoding') AS encoding,
           current_setting('log_min_messages') NOT IN ('log', 'fatal', 'panic')
               OR current_setting('log_statement') <> 'none' AS logs_statements,
           clock_timestamp() AS clock,
           r.rolname AS role,
           r.rolsuper AS is_superuser,
           r.rolbypassrls AS bypasses_row_security,
           EXISTS (
               SELECT FROM pg_class c
                WHERE c.relkind IN ('r', 'p')
                  AND c.relnamespace = 'public'::regnamespace
                  AND pg_has_role(c.relowner, 'MEMBER')
           ) AS owns_tables
      FROM pg_roles r
     WHERE r.rolname = current_user
    """
)


class DatabaseSilent(RuntimeError):
    """The database does not answer, or does not let us in."""


@dataclass(frozen=True, slots=True)
class DatabaseFacts:
    """
    A server and the role that we are on it.

    :param logs_statements: the server's log tells statements, or refuses them with their values.
    :param owns_tables: the role could change or drop tables, or lift what is append-only.
    :param clock_ahead: how far the server's clock is ahead of ours.
    """

    major_version: int
    fsync: bool
    full_page_writes: bool
    synchronous_commit: bool
    data_checksums: bool
    encoding: str
    logs_statements: bool
    role: str
    is_superuser: bool
    bypasses_row_security: bool
    owns_tables: bool
    clock_ahead: timedelta


def database_facts(url: str) -> DatabaseFacts:
    """
    Ask the database of `url` about itself.

    :raises DatabaseSilent: no answer; the message tells the fault, never the password.
    """
    engine = create_engine(url, poolclass=NullPool, connect_args={"connect_timeout": 5})
    try:
        with engine.connect() as connection:
            row = dict(connection.execute(FACTS).mappings().one())
    except DBAPIError as error:
        raise DatabaseSilent(str(error.orig).strip().splitlines()[0]) from None
    clock: datetime = row.pop("clock")
    return DatabaseFacts(**row, clock_ahead=clock - datetime.now(UTC))
