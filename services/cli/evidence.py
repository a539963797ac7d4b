"""`minori evidence …`: the files of what families sent in, after a backup was restored."""

import json
from pathlib import Path
from typing import Annotated

import typer

from services.cli.errors import told
from services.cli.runtime import open_runtime
from services.worker import evidence

app = typer.Typer(help="Look after the files of evidence.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("purge-restored")
def purge_restored(
    register: Annotated[
        Path | None,
        typer.Option(
            exists=True,
            dir_okay=False,
            readable=True,
            help="A copy of `files-destroyed` kept elsewhere; the one in place is read anyway.",
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Destroy again what was destroyed before and has come back with a backup. Repeatable."""
    known = register.read_text("ascii").split() if register else []
    with told(as_json=as_json), open_runtime() as runtime:
        done = evidence.purge(runtime, destroyed=known)
    if as_json:
        typer.echo(json.dumps(done))
        return
    typer.echo(
        f"{done['destroyed_again']} documents destroyed again, {done['orphans']} files removed,"
        f" {done['missing']} files missing."
    )


@app.command("give-up-missing")
def give_up_missing(as_json: AsJson = False) -> None:
    """Say of documents whose files are missing that they are lost: families send others."""
    with told(as_json=as_json), open_runtime() as runtime:
        lost = evidence.give_up_missing(runtime)
    typer.echo(json.dumps({"lost": lost}) if as_json else f"{lost} documents given up.")
