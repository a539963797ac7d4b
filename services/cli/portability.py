"""`minori organisation export | import`: an organisation takes all that is its own along (I10)."""

import json
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from services.cli.errors import told
from services.cli.runtime import open_runtime, who_types
from services.core.bootstrap import Runtime
from services.core.kit.unit_of_work import UnitOfWork
from services.core.migrations.tables import all_tables
from services.core.privacy import service as privacy
from services.core.privacy.service import Manifest
from services.worker.tasks.keys import INDEXES, IndexAnew

BATCH = 1_000

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


def export(
    organisation: Annotated[UUID, typer.Argument(metavar="ID", help="The organisation's id.")],
    to: Annotated[Path, typer.Option("--to", dir_okay=False, help="The archive, a zip; new.")],
    without_people: Annotated[
        bool, typer.Option("--without-people", help="Leave names, addresses and secrets out.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """
    Write everything that is an organisation's own to one archive: CSV and JSON, with a dictionary.

    With people, it holds names, addresses and keys in clear: keep it as you would keep those.
    """
    if to.exists():
        raise typer.BadParameter(f"{to} is there already", param_hint="--to")
    to.touch(mode=0o600)
    with told(as_json=as_json), open_runtime() as runtime:

        def write(uow: UnitOfWork) -> Manifest:
            with to.open("wb") as file:
                return privacy.export_organisation(
                    uow, tables=all_tables(), to=file, with_people=not without_people
                )

        manifest = runtime.attempt(write, actor=who_types(), organisation_id=organisation)
    _tell(manifest, as_json=as_json)


def take_in(
    archive: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The archive.")],
    as_json: AsJson = False,
) -> None:
    """
    Take an organisation in from its archive, ids and all. Once; then run `minori verify`.

    Search keys are made anew, and people sign in by new invitations.
    """
    with told(as_json=as_json), open_runtime() as runtime:

        def read(uow: UnitOfWork) -> Manifest:
            with archive.open("rb") as file:
                return privacy.import_organisation(uow, tables=all_tables(), source=file)

        manifest = runtime.attempt(read, actor=who_types())
        for index_anew in INDEXES:
            _index(runtime, manifest.organisation_id, index_anew)
    _tell(manifest, as_json=as_json)


def _index(runtime: Runtime, organisation_id: UUID, index_anew: IndexAnew) -> None:
    batch = partial(index_anew, limit=BATCH)
    while runtime.attempt(batch, organisation_id=organisation_id):
        pass


def _tell(manifest: Manifest, *, as_json: bool) -> None:
    rows = {name: count for name, (count, _) in manifest.tables.items()}
    if as_json:
        facts = {"organisation_id": str(manifest.organisation_id), "rows": rows}
        typer.echo(json.dumps(facts | {"totals": manifest.totals}))
        return
    for name, count in rows.items():
        typer.echo(f"{count:>10,}  {name}")
