"""`minori protect`: make any table of people safe to publish."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from services.cli.errors import told
from services.core.measurement.protection.files import K_MIN, protect_file


def protect(
    source: Annotated[
        Path,
        typer.Option(
            "--in",
            exists=True,
            dir_okay=False,
            readable=True,
            help="CSV in UTF-8: dimension columns (`all` for a margin), `count`, and where some"
            " noughts are certain to everybody, `structural` with `true`.",
        ),
    ],
    target: Annotated[
        Path | None,
        typer.Option("--out", dir_okay=False, help="Where to write; standard output if left out."),
    ] = None,
    k: Annotated[int, typer.Option(help="No group of fewer people is shown.")] = K_MIN,
    as_json: Annotated[
        bool, typer.Option("--json", help="Print what was done as one JSON object.")
    ] = False,
) -> None:
    """
    Leave empty every cell under k, and those that would give it away by subtraction.

    Margins must be the sums of their parts. A combination without a row is taken for one that
    cannot be. What is left empty could be at least k different numbers, for all that the rest
    says. Exits with 1, and writes nothing, if the table cannot be trusted.
    """
    if as_json and target is None:
        raise typer.BadParameter(
            "needs --out: both would go to standard output", param_hint="--json"
        )
    with told(as_json=as_json):
        done = protect_file(source.read_bytes(), k=k)
    if target is None:
        sys.stdout.buffer.write(done.content)
    else:
        target.write_bytes(done.content)
    hidden = len(done.protected.hidden)
    facts = {"cells": len(done.protected.table.published), "hidden": hidden, "k": k}
    if as_json:
        typer.echo(json.dumps(facts))
    else:
        typer.echo(f"{facts['cells']} cells, {hidden} of them left empty (k = {k})", err=True)
