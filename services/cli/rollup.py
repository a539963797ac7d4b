"""`minori rollup` and `minori report`: the sums, and what may be published of them."""

import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from services.cli.errors import language, told
from services.cli.runtime import unit_of_work
from services.core.measurement import pages
from services.core.measurement import service as measurement
from services.core.programmes import service as programmes

app = typer.Typer(
    help="The sums of redemptions by month, category and grade band.", no_args_is_help=True
)

ProgrammeCode = Annotated[str, typer.Option("--programme", help="The programme's six digits.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class ReportFormat(StrEnum):
    JSON = "json"
    CSV = "csv"
    HTML = "html"


@app.command()
def run(programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """Read what was recorded since the last run. The worker does so every few minutes."""
    with told(as_json=as_json), unit_of_work() as uow:
        id = programmes.by_code(uow, programme).id
        done = measurement.roll(uow, programme_id=id)
    _print({"cells": done.cells, "rebuilt": done.rebuilt}, as_json=as_json)


@app.command()
def rebuild(
    programme: ProgrammeCode,
    check: Annotated[
        bool,
        typer.Option("--check", help="Change nothing: compare the sums with a count of all facts."),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """
    Count every fact anew. With --check, exit 1 where the sums kept are not the same.

    Facts that the next run will read are left out of the comparison.
    """
    with told(as_json=as_json), unit_of_work() as uow:
        id = programmes.by_code(uow, programme).id
        if not check:
            done = measurement.rebuild(uow, programme_id=id)
            _print({"cells": done.cells, "rebuilt": done.rebuilt}, as_json=as_json)
            return
        found = measurement.check(uow, programme_id=id)
    facts = {
        "holds": found.holds,
        "differing": found.differing,
        "digest": found.digest,
        "digest_anew": found.digest_anew,
    }
    _print(facts, as_json=as_json)
    if not found.holds:
        raise typer.Exit(1)


def report(
    programme: ProgrammeCode,
    form: Annotated[ReportFormat, typer.Option("--format", help="json, csv or html.")] = (
        ReportFormat.JSON
    ),
    target: Annotated[
        Path | None,
        typer.Option("--out", dir_okay=False, help="Where to write; standard output if left out."),
    ] = None,
    words: Annotated[str | None, typer.Option("--language", help="Of the page: ja or en.")] = None,
) -> None:
    """Write what the programme may publish of its use, as of the last rollup."""
    with told(), unit_of_work() as uow:
        id = programmes.by_code(uow, programme).id
        found = measurement.report(uow, programme_id=id)
    content = {
        ReportFormat.JSON: lambda: json.dumps(
            pages.as_data(found), ensure_ascii=False, indent=2
        ).encode(),
        ReportFormat.CSV: lambda: pages.as_csv(found),
        ReportFormat.HTML: lambda: pages.as_html(found, words or language()).encode(),
    }[form]()
    if target is None:
        sys.stdout.buffer.write(content)
    else:
        target.write_bytes(content)


def _print(facts: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(facts))
    else:
        typer.echo(", ".join(f"{name} {fact}" for name, fact in facts.items()))
