"""`minori bench`: how fast the hot paths are, as ratios within one run."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.sandbox import bench_issue, bench_redeem
from services.sandbox.bench_redeem import Rate, RedeemFigures

app = typer.Typer(no_args_is_help=True)


@app.callback()
def bench() -> None:
    """Measure the hot paths beside the least that they could cost."""


Json = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]

HEADINGS = (
    "connections",
    "HTTP /s",
    "statement /s",
    "share",
    "HTTP p50 ms",
    "HTTP p99 ms",
    "statement p50 ms",
    "statement p99 ms",
)
BEGINS, ENDS = "<!-- bench redeem -->", "<!-- /bench redeem -->"


@app.command("redeem")
def redeem(
    seconds: Annotated[float, typer.Option(min=0.5, help="Length of each round.")] = 4.0,
    connections: Annotated[
        str, typer.Option(help="Numbers of connections, with commas between them.")
    ] = "1,8,32",
    processes: Annotated[int, typer.Option(min=1, help="Application processes.")] = 1,
    as_json: Json = False,
    write: Annotated[
        Path | None, typer.Option(help="A Markdown file whose table is written anew.")
    ] = None,
) -> None:
    """
    Redemptions a second over HTTP, beside the bare statement on the same PostgreSQL.

    Starts a server of its own with durable commits, and removes it.
    """
    try:
        numbers = [int(number) for number in connections.split(",")]
    except ValueError:
        told = "numbers with commas between them"
        raise typer.BadParameter(told, param_hint="--connections") from None
    figures = bench_redeem.measure(seconds=seconds, connections=numbers, processes=processes)
    if write is not None:
        _write(write, figures)
    if as_json:
        typer.echo(json.dumps(_plain(figures)))
        return
    table = Table(*HEADINGS, title="Redemptions", caption=figures.machine)
    for rate in figures.rates:
        table.add_row(*_cells(rate))
    Console().print(table)


@app.command("issue")
def issue(
    count: Annotated[int, typer.Option(min=3, help="How many vouchers, in three rounds.")] = 6_000,
    as_json: Json = False,
) -> None:
    """
    Vouchers issued a second, beside bare signing plus COPY of the same rows.

    Starts a server of its own with durable commits, and removes it.
    """
    figures = bench_issue.measure(count)
    if as_json:
        typer.echo(json.dumps({**asdict(figures), "share": round(figures.share, 3)}))
        return
    table = Table("issued /s", "bare /s", "share", "verified /s", "cards /s", title="Vouchers")
    rates = (figures.verified_per_s, figures.cards_per_s)
    table.add_row(
        f"{figures.issued_per_s:,.0f}",
        f"{figures.bare_per_s:,.0f}",
        f"{figures.share:.2f}",
        *(f"{rate:,.0f}" for rate in rates),
    )
    Console().print(table)


def _plain(figures: RedeemFigures) -> dict[str, object]:
    rates = [{**asdict(rate), "share": round(rate.share, 3)} for rate in figures.rates]
    return {**asdict(figures), "rates": rates}


def _cells(rate: Rate) -> tuple[str, ...]:
    return (
        str(rate.connections),
        f"{rate.http_per_s:,.0f}",
        f"{rate.statement_per_s:,.0f}",
        f"{rate.share:.2f}",
        f"{rate.http_p50_ms:.1f}",
        f"{rate.http_p99_ms:.1f}",
        f"{rate.statement_p50_ms:.1f}",
        f"{rate.statement_p99_ms:.1f}",
    )


def _write(path: Path, figures: RedeemFigures) -> None:
    """Put the table between its marks; the rest of the page stays."""
    about = (
        f"{bench_redeem.today()}, {figures.machine}, {figures.processes} application process(es),"
        f" rounds of {figures.seconds:g} s."
    )
    lines = [
        BEGINS,
        about,
        "",
        "| " + " | ".join(HEADINGS) + " |",
        "|" + " ---: |" * len(HEADINGS),
        *("| " + " | ".join(_cells(rate)) + " |" for rate in figures.rates),
        ENDS,
    ]
    told = "\n".join(lines)
    page = path.read_text() if path.exists() else "# Speed\n\n"
    if BEGINS in page:
        before, _, rest = page.partition(BEGINS)
        _, _, after = rest.partition(ENDS)
        path.write_text(before + told + after)
    else:
        path.write_text(page.rstrip("\n") + "\n\n## Redeeming\n\n" + told + "\n")
