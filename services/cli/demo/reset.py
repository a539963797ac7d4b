"""Make room for the year: an earlier demo is taken away, anything else is left alone."""

import shutil
from pathlib import Path

import typer

from services.cli.installation import Installation
from services.core.identity import service as identity
from services.core.migrations import runner as migrations

# What tells the demo's organisation from everybody else's.
CERTIFICATION = "6見本第1234号"
MARK = "summary.json"


def begin_anew(place: Installation, out: Path) -> None:
    """
    Empty the database and the folder of an earlier demo.

    :raises typer.Exit: they hold something else, or the database's owner is not known.
    """
    is_ours = (out / MARK).exists() or (out / "inputs").exists()
    if out.exists() and any(out.iterdir()) and not is_ours:
        raise _refused(f"{out} holds other files; name another folder with --out")
    runtime = place.runtime()
    try:
        with runtime.unit_of_work() as uow:
            found = identity.organisations(uow)
    finally:
        runtime.engine.dispose()
    if any(one.certification_number != CERTIFICATION for one in found):
        raise _refused(
            "the database holds an organisation that is not the demo's; name another DATA_DIR"
        )
    if found:
        owner_url = place.owner_url
        if owner_url is None:
            raise _refused("to play anew, name the tables' owner: DATABASE_OWNER_URL")
        migrations.empty(owner_url)
        migrations.upgrade(owner_url, app_url=place.database_url)
    if out.exists():
        shutil.rmtree(out)
    out.mkdir(parents=True, exist_ok=True)


def _refused(why: str) -> typer.Exit:
    typer.echo(f"minori demo: {why}", err=True)
    return typer.Exit(1)
