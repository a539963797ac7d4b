"""The places in which the hunt looks: all that keeps, carries, tells or shows anything."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
import structlog
from sqlalchemy import create_engine, text

from services.core.bootstrap import Runtime
from services.core.kit.embedded import EmbeddedPostgres, EmbeddedValkey


@dataclass
class Haunts:
    """
    One installation's files, and folders for what was asked and answered.

    :param since: when the journey began: older segments of the write-ahead log are others'.
    :param log_begins: how long the database's own log was then, in bytes.
    """

    runtime: Runtime
    server: EmbeddedPostgres
    valkey: EmbeddedValkey
    folder: Path
    since: float
    log_begins: int

    def note(self, place: str, content: bytes) -> None:
        folder = self.folder / "places" / place
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{len(list(folder.iterdir())):04}").write_bytes(content)

    def places(self) -> dict[str, list[Path]]:
        """All folders and files to look in, as they are at this moment."""
        own = self.folder / "places"
        if not (own / "database").exists():
            self._dump()
        return {
            **{folder.name: [folder] for folder in sorted(own.iterdir())},
            "database files": self._database_files(),
            "broker": [self.valkey.home],
            "files": [self.folder / "data" / "files"],
            "mail": [self.folder / "data" / "mail"],
        }

    def _dump(self) -> None:
        """Every row of every table as its superuser sees it; its log; the keys of the counts."""
        database = self.runtime.engine.url.database
        engine = create_engine(self.server.admin_url(database))
        with engine.connect() as connection:
            tables = connection.execute(
                text("SELECT schemaname, tablename FROM pg_tables WHERE schemaname = 'public'")
            ).all()
            for schema, table in tables:
                rows = connection.execute(text(f'SELECT t::text FROM "{schema}"."{table}" t'))
                self._write("database", table, "\n".join(row for (row,) in rows).encode())
            connection.execute(text("COMMIT"))
            connection.execute(text("CHECKPOINT"))
            self._oid = connection.scalar(
                text("SELECT oid FROM pg_database WHERE datname = current_database()")
            )
        engine.dispose()
        log = (self.server.home / "server.log").read_bytes()[self.log_begins :]
        self._write("database log", "server.log", log)
        with redis.Redis.from_url(self.valkey.url(1)) as store:
            self._write("rate limit store", "keys", b"\n".join(store.keys("*")))

    def _database_files(self) -> list[Path]:
        data = next(self.server.home.rglob("PG_VERSION")).parent
        written = [
            path
            for path in (data / "pg_wal").iterdir()
            if path.is_file() and path.stat().st_mtime >= self.since - 1
        ]
        return [data / "base" / str(self._oid), *written]

    def _write(self, place: str, name: str, content: bytes) -> None:
        folder = self.folder / "places" / place
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)


@contextmanager
def logging_to(folder: Path) -> Iterator[None]:
    """Every log line of ours and of the libraries', the chattiest too, in a file."""
    folder.mkdir(parents=True)
    handler = logging.FileHandler(folder / "lines.jsonl")
    # The client of the tests tells what it asks for; it is no part of the service.
    handler.addFilter(lambda line: not line.name.startswith(("httpx", "httpcore")))
    root = logging.getLogger()
    level = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    try:
        yield
    finally:
        root.removeHandler(handler)
        root.setLevel(level)
        handler.close()
        structlog.reset_defaults()
