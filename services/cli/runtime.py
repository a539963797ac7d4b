"""What a command stands on: settings, a database that is there, and the one who types."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

from services.core.bootstrap import Runtime, build_runtime
from services.core.config import Settings
from services.core.kit.actor import Actor, operator
from services.core.kit.clock import Clock
from services.core.kit.embedded import EmbeddedPostgres
from services.core.kit.unit_of_work import UnitOfWork
from services.core.migrations import runner


@contextmanager
def open_runtime(
    settings: Settings | None = None, *, clock: Clock | None = None
) -> Iterator[Runtime]:
    """
    A runtime over the database of the settings, or over an embedded one that is migrated here.

    A database that somebody else runs is never migrated in passing: that is `minori migrate`.
    """
    settings = settings or Settings()
    if settings.database_url is not None:
        runtime = build_runtime(settings, database_url=settings.database_url, clock=clock)
        yield runtime
        runtime.engine.dispose()
        return
    with EmbeddedPostgres(settings.data_dir / "postgres") as postgres:
        runner.upgrade(postgres.owner_url(), app_url=postgres.app_url())
        runtime = build_runtime(settings, database_url=postgres.app_url(), clock=clock)
        yield runtime
        runtime.engine.dispose()


@contextmanager
def unit_of_work(organisation_id: UUID | None = None) -> Iterator[UnitOfWork]:
    """One transaction of the person at the keyboard."""
    with (
        open_runtime() as runtime,
        runtime.unit_of_work(who_types(), organisation_id=organisation_id) as uow,
    ):
        yield uow


def who_types() -> Actor:
    """The operator, told apart by the name they log in with: four eyes need two of them."""
    name = os.environ.get("SUDO_USER") or getpass.getuser()
    return operator(name)
