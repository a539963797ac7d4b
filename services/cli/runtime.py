"""What a command stands on: a database that is there, and the one who types."""

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import UUID

from services.cli.installation import installation, servers_told
from services.core.bootstrap import Runtime
from services.core.kit.actor import Actor, operator
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True)
class Seat:
    """Who sits at which installation."""

    runtime: Runtime
    actor: Actor


# Set where commands are run inside a larger one: the demo, which plays several people.
_seat: ContextVar[Seat | None] = ContextVar("seat", default=None)


@contextmanager
def seated(runtime: Runtime, actor: Actor) -> Iterator[None]:
    """Run the commands of this block over `runtime`, as `actor`."""
    token = _seat.set(Seat(runtime, actor))
    try:
        yield
    finally:
        _seat.reset(token)


@contextmanager
def open_runtime() -> Iterator[Runtime]:
    """The runtime over the servers of the settings, or over those that come along."""
    seat = _seat.get()
    if seat is not None:
        yield seat.runtime
        return
    with servers_told(), installation() as place:
        runtime = place.runtime()
        try:
            yield runtime
        finally:
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
    seat = _seat.get()
    if seat is not None:
        return seat.actor
    return operator(os.environ.get("SUDO_USER") or getpass.getuser())
