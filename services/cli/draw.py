"""`minori draw`: recompute a draw from what a round publishes."""

import csv
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from services.cli.errors import language
from services.core.allocations.candidates_file import read_candidates
from services.core.allocations.draw import Draw, draw, result_of
from services.core.allocations.errors import CandidatesUnreadable
from services.core.kit.texts import text

COLUMNS = ("rank", "id", "priority", "score", "ticket", "result")


def _seed(hex_digits: str) -> bytes:
    try:
        seed = bytes.fromhex(hex_digits)
    except ValueError:
        seed = b""
    if not seed:
        raise typer.BadParameter("an even number of hexadecimal digits is expected")
    return seed


def draw_command(
    candidates: Annotated[
        Path,
        typer.Option(
            exists=True,
            dir_okay=False,
            readable=True,
            help="CSV in UTF-8 with the columns id, priority and score.",
        ),
    ],
    seed: Annotated[
        bytes, typer.Option(parser=_seed, metavar="HEX", help="The seed that was revealed.")
    ],
    places: Annotated[
        int | None, typer.Option(min=0, help="How many are selected; the others wait.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """
    Print the order in which the candidates are drawn, for anyone to check.

    Priority class 1 goes first, within a class the higher score, and equals by lot: the ticket is
    HMAC-SHA-256 under the seed. The commitment printed must be the one that was published
    before the round closed, and the candidates' hash the one published when it did. Exits with 1
    if the file has faults; then nothing is drawn.
    """
    try:
        drawn = draw(read_candidates(candidates.read_bytes()), seed)
    except CandidatesUnreadable as refusal:
        _print_faults(refusal, as_json=as_json)
        raise typer.Exit(1) from refusal
    if as_json:
        typer.echo(json.dumps(_object(drawn, places), ensure_ascii=False, indent=2))
    elif sys.stdout.isatty():
        _print_table(drawn, places)
    else:
        _print_csv(drawn, places)


def _rows(drawn: Draw, places: int | None) -> list[dict[str, Any]]:
    return [
        {
            "rank": each.rank,
            "id": each.candidate.id,
            "priority": each.candidate.priority,
            "score": each.candidate.score,
            "ticket": each.ticket,
            "result": result_of(each.rank, places),
        }
        for each in drawn.order
    ]


def _object(drawn: Draw, places: int | None) -> dict[str, Any]:
    return {
        "algorithm": drawn.algorithm,
        "commitment": drawn.commitment,
        "candidates_hash": drawn.candidates_hash,
        "places": places,
        "order": _rows(drawn, places),
    }


def _print_csv(drawn: Draw, places: int | None) -> None:
    """For pipes: the facts as comments, then the order as CSV."""
    for name in ("algorithm", "commitment", "candidates_hash"):
        typer.echo(f"# {name}: {getattr(drawn, name)}")
    writer = csv.DictWriter(sys.stdout, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_rows(drawn, places))


def _print_table(drawn: Draw, places: int | None) -> None:
    console = Console(highlight=False)
    for name in ("algorithm", "commitment", "candidates-hash"):
        told = text(f"draw-{name}", language())
        console.print(f"{told}: {getattr(drawn, name.replace('-', '_'))}", soft_wrap=True)
    table = Table()
    for column in COLUMNS:
        table.add_column(text(f"draw-column-{column}", language()), overflow="fold")
    for row in _rows(drawn, places):
        result = row["result"]
        row["result"] = "" if result is None else text("draw-result", language(), result=result)
        # Ids are any text: what looks like markup is printed as it stands.
        table.add_row(*(Text(str(row[column])) for column in COLUMNS))
    console.print(table)


def _print_faults(refusal: CandidatesUnreadable, *, as_json: bool) -> None:
    if as_json:
        faults = [
            {"row": error.row, "column": error.column, "reason": error.words(language())}
            for error in refusal.errors
        ]
        typer.echo(json.dumps({"code": refusal.code, "errors": faults}, ensure_ascii=False))
    typer.echo(text("problem-candidates-unreadable", language(), **refusal.context), err=True)
    for error in refusal.errors:
        place = text("draw-row", language(), row=error.row)
        told = [part for part in (place, error.column, error.words(language())) if part]
        typer.echo(" · ".join(told), err=True)
