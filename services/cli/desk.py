"""The desk of one programme: where most commands about its money are typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, NamedTuple
from uuid import UUID

import typer

from services.cli.errors import told
from services.cli.runtime import open_runtime, who_types
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes

ProgrammeCode = Annotated[str, typer.Option("--programme", help="The programme's six digits.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class Desk(NamedTuple):
    uow: UnitOfWork
    programme_id: UUID


@contextmanager
def desk_of(code: str, *, as_json: bool) -> Iterator[Desk]:
    """One transaction of the person at the keyboard, within the programme's organisation."""
    with (
        told(as_json=as_json),
        open_runtime() as runtime,
        runtime.unit_of_work(who_types()) as uow,
    ):
        programme = programmes.by_code(uow, code)
        uow.enter(programme.organisation_id)
        yield Desk(uow, programme.id)
