"""The installation that a command works on: the servers of the settings, or embedded ones."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import typer
from pydantic import ValidationError

from services.core.bootstrap import Runtime, build_runtime
from services.core.config import Settings
from services.core.kit.embedded import EmbeddedPostgres, EmbeddedValkey, ServerFailed, Unreachable
from services.core.migrations import runner as migrations


class SettingsUnusable(RuntimeError):
    """The environment does not add up; the message names settings, and never their values."""


@dataclass(frozen=True)
class Installation:
    """
    Where this installation's servers are.

    :param database_url: connects as the role of API and worker.
    :param owner_url: connects as the role that owns the tables, for migrations; None where the
        settings name only the application's.
    :param broker_url: None where the command asked for no broker, and the settings name none.
    """

    settings: Settings
    database_url: str
    owner_url: str | None
    broker_url: str | None

    @property
    def is_embedded(self) -> bool:
        return self.settings.database_url is None

    def runtime(self, *, pool_size: int = 10) -> Runtime:
        return build_runtime(self.settings, database_url=self.database_url, pool_size=pool_size)


def read_settings() -> Settings:
    """
    The settings of the environment.

    :raises SettingsUnusable: one is missing or makes no sense.
    """
    try:
        return Settings()
    except (ValidationError, OSError) as error:
        raise SettingsUnusable(_told(error)) from None


@contextmanager
def installation(
    *, broker: bool = False, settings: Settings | None = None
) -> Iterator[Installation]:
    """
    Have the servers that a command needs, for as long as the block lasts.

    Without `DATABASE_URL` (or `CELERY_BROKER_URL`) the servers that come along are started on
    `DATA_DIR`, or used where another command of ours runs them. An embedded database is
    brought to the newest revision by itself; any other is migrated by `minori migrate`.

    :raises SettingsUnusable: a setting is missing or makes no sense.
    :raises ServerFailed: an embedded server did not come up.
    :raises Unreachable: there is no place where an embedded server can work.
    """
    settings = settings or read_settings()
    with ExitStack() as servers:
        broker_url = settings.celery_broker_url
        if broker and broker_url is None:
            broker_url = servers.enter_context(EmbeddedValkey(settings.data_dir / "valkey")).url()
        if settings.database_url is not None:
            yield Installation(
                settings, settings.database_url, settings.database_owner_url, broker_url
            )
            return
        postgres = servers.enter_context(EmbeddedPostgres(settings.data_dir / "postgres"))
        owner_url, app_url = postgres.owner_url(), postgres.app_url()
        if migrations.current(owner_url) != migrations.head():
            migrations.upgrade(owner_url, app_url=app_url)
        yield Installation(settings, app_url, owner_url, broker_url)


@contextmanager
def servers_told() -> Iterator[None]:
    """Tell in one sentence, and exit with 1, where an installation cannot be had."""
    try:
        yield
    except (SettingsUnusable, ServerFailed, Unreachable) as error:
        typer.echo(f"minori: {error}", err=True)
        raise typer.Exit(1) from None


def _told(error: ValidationError | OSError) -> str:
    """What is wrong with the settings, without the values: some of them are secrets."""
    if isinstance(error, OSError):
        return f"a secret's file cannot be read: {error.filename}"
    lines = []
    for fault in error.errors(include_input=False, include_url=False, include_context=False):
        name = ".".join(str(part) for part in fault["loc"]).upper()
        lines.append(f"{name}: {fault['msg']}" if name else fault["msg"])
    return "; ".join(lines)
