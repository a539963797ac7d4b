"""`minori impact`: statements for donors, the trace of a gift, and what closed months fix."""

import json
import sys
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.progress import track

from services.cli.errors import language, told
from services.cli.runtime import unit_of_work
from services.core.impact import pages
from services.core.impact import service as impact
from services.core.impact.types import Place
from services.core.programmes import service as programmes

app = typer.Typer(help="From gifts to lessons, to the yen.", no_args_is_help=True)

ProgrammeCode = Annotated[str, typer.Option("--programme", help="The programme's six digits.")]
Words = Annotated[str | None, typer.Option("--language", help="Of the pages: ja or en.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def statements(
    programme: ProgrammeCode,
    folder: Annotated[
        Path, typer.Option("--out", file_okay=False, help="Where to write; made if need be.")
    ],
    words: Words = None,
    as_json: AsJson = False,
) -> None:
    """
    Write the statement of every settled gift: one page and one JSON file each, named by its id.

    All are of one instant. Prints the parts of all gifts together; exits with 1 if any gift
    cannot be followed to the last yen.
    """
    with told(as_json=as_json), unit_of_work() as uow:
        found = list(impact.statements(uow, programme_id=programmes.by_code(uow, programme).id))
    folder.mkdir(parents=True, exist_ok=True)
    spoken = words or language()
    shown = track(found, "Writing statements", disable=not sys.stderr.isatty())
    for statement in shown:
        name = str(statement.gifts[0].donation_id)
        data = json.dumps(pages.as_data(statement), ensure_ascii=False, indent=2)
        (folder / f"{name}.json").write_text(data, encoding="utf-8")
        (folder / f"{name}.html").write_text(pages.as_html(statement, spoken), encoding="utf-8")
    facts = {"statements": len(found), "amount": sum(one.amount_minor for one in found)}
    facts |= {place.value: sum(one.parts[place] for one in found) for place in Place}
    if as_json:
        typer.echo(json.dumps(facts))
    else:
        typer.echo("\n".join(f"{name:>10}  {fact:>14,}" for name, fact in facts.items()))


@app.command()
def statement(
    programme: ProgrammeCode,
    donation: Annotated[UUID, typer.Argument(metavar="DONATION", help="The gift's id.")],
    page: Annotated[bool, typer.Option("--html", help="A page, in place of JSON.")] = False,
    words: Words = None,
) -> None:
    """Print what became of one gift, as its donor may read it."""
    with told(as_json=not page), unit_of_work() as uow:
        id = programmes.by_code(uow, programme).id
        found = impact.statement(uow, programme_id=id, donation_id=donation)
    if page:
        typer.echo(pages.as_html(found, words or language()))
    else:
        typer.echo(json.dumps(pages.as_data(found), ensure_ascii=False, indent=2))


@app.command()
def trace(
    programme: ProgrammeCode,
    donation: Annotated[UUID, typer.Argument(metavar="DONATION", help="The gift's id.")],
    as_json: AsJson = False,
) -> None:
    """Follow one gift to the single redemptions. For the office: donors read the statement."""
    with told(as_json=as_json), unit_of_work() as uow:
        id = programmes.by_code(uow, programme).id
        found = impact.trace(uow, programme_id=id, donation_id=donation)
    parts = {place.value: found.parts[place] for place in Place}
    pieces = [
        {
            "redemption_id": str(piece.use.redemption_id),
            "category": piece.use.category.value,
            "service_on": piece.use.service_on.isoformat(),
            "settled": piece.use.settled,
            "amount": piece.amount_minor,
        }
        for piece in found.pieces
    ]
    if as_json:
        typer.echo(
            json.dumps({"amount": found.gift.amount_minor, "parts": parts, "pieces": pieces})
        )
        return
    for name, minor in parts.items():
        typer.echo(f"{name:>10}  {minor:>12,}")
    for piece in pieces:
        typer.echo("  ".join(str(fact) for fact in piece.values()))


@app.command()
def freeze(programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """Fix the trace of closed months. The worker does so when a month is closed."""
    with told(as_json=as_json), unit_of_work() as uow:
        months = impact.freeze(uow, programme_id=programmes.by_code(uow, programme).id)
    if as_json:
        typer.echo(json.dumps({"months": months}))
    else:
        typer.echo(", ".join(months) or "nothing to fix")
