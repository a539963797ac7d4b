"""`minori verify`: are all invariants true?"""

import json
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.cli.runtime import unit_of_work
from services.core.invariants import service as invariants


def verify(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Check every truth about the whole. Exit 1, and the rows, where one does not hold."""
    with unit_of_work() as uow:
        findings = invariants.verify(uow)
    broken = [finding for finding in findings if finding.found]
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "invariants": invariants.counts(findings),
                    "rows": [
                        {
                            "number": finding.invariant.number,
                            "says": finding.invariant.says,
                            "found": finding.found,
                            "rows": finding.rows,
                        }
                        for finding in broken
                    ],
                },
                default=str,
                indent=2,
            )
        )
    else:
        table = Table("", "invariant", "rows", title="Invariants")
        for finding in findings:
            mark = "[red]✗[/red]" if finding.found else "[green]✓[/green]"
            says = f"{finding.invariant.number}  {finding.invariant.says}"
            table.add_row(mark, says, str(finding.found))
        console = Console()
        console.print(table)
        for finding in broken:
            console.print(f"[red]{finding.invariant.number}[/red]", *finding.rows, sep="\n  ")
    if broken:
        raise typer.Exit(1)
