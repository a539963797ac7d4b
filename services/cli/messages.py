"""`minori messages`: what waits in outbox and inbox, and what was put aside."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.cli.runtime import unit_of_work
from services.core.kit import inbox, outbox

SHOWN = 20
BOXES = {"outbox": outbox, "inbox": inbox}


def messages(
    retry: Annotated[
        bool, typer.Option("--retry", help="Give what failed too often its tries back.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Show messages that wait, and those put aside. Exit 1 where any were put aside."""
    with unit_of_work() as uow:
        if retry:
            for box in BOXES.values():
                box.unpark(uow.session)
        backlogs = {name: box.backlog(uow.session) for name, box in BOXES.items()}
        aside = {name: box.parked(uow.session, limit=SHOWN) for name, box in BOXES.items()}
    if as_json:
        told = {
            name: {
                "waiting": backlog.waiting,
                "oldest_waiting_s": round(backlog.oldest_waiting.total_seconds()),
                "parked": backlog.parked,
                "shown": [asdict(message) for message in aside[name]],
            }
            for name, backlog in backlogs.items()
        }
        typer.echo(json.dumps(told, default=str, indent=2))
    else:
        table = Table("box", "waiting", "put aside", title="Messages")
        for name, backlog in backlogs.items():
            table.add_row(name, str(backlog.waiting), str(backlog.parked))
        console = Console()
        console.print(table)
        for name, parked in aside.items():
            for message in parked:
                console.print(f"{name} {message.id} {message.topic}: {message.because}")
    if any(backlog.parked for backlog in backlogs.values()):
        raise typer.Exit(1)
