"""Tell the year on a terminal."""

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table


def show(summary: dict[str, Any], out: Path) -> None:
    """The figures, and the sums that hold."""
    console = Console()
    table = Table(
        "", "yen", title=f"A year of {summary['children']} vouchers (seed {summary['seed']})"
    )
    table.columns[1].justify = "right"
    for name, yen in summary["yen"].items():
        table.add_row(name.replace("_", " "), f"{yen:,}")
    console.print(table)
    counts = ", ".join(f"{value:,} {name}" for name, value in summary["count"].items())
    console.print(counts.replace("_", " "))
    broken = {number: rows for number, rows in summary["invariants"].items() if rows}
    held = len(summary["invariants"]) - len(broken)
    console.print(f"{held} of {len(summary['invariants'])} invariants hold, {len(broken)} do not")
    console.print(f"written to [bold]{out}[/bold]")
