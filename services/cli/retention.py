"""`minori retention`: the schedule, what is over its term, and a run that ends it."""

import json
from datetime import datetime
from functools import partial
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from services.cli.errors import language, told
from services.cli.runtime import open_runtime, who_types
from services.core.kit.periods import TOKYO
from services.core.kit.texts import text
from services.core.privacy import service as privacy
from services.core.privacy.schedule import SCHEDULE
from services.core.privacy.service import Forecast, RunReport


def retention(
    organisation: Annotated[UUID, typer.Option("--organisation", help="The organisation's id.")],
    at: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="As of the beginning of this day; today if not."),
    ] = None,
    run: Annotated[bool, typer.Option("--run", help="End what is over its term.")] = False,
    confirm: Annotated[
        str | None, typer.Option(help="With --run: only if this digest is still what is due.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """
    Show what is kept for how long and how much of it is over its term; with --run, end it.

    A run that was interrupted is taken up by the next one, or by the worker.
    """
    as_of = None if at is None else at.replace(tzinfo=TOKYO)
    with told(as_json=as_json), open_runtime() as runtime:
        attempt = partial(runtime.attempt, actor=who_types())
        due = partial(privacy.retention_due, at=as_of)
        if not run:
            forecast = attempt(due, organisation_id=organisation)
            _show(forecast, as_json=as_json)
            return
        if confirm is not None:
            begin = partial(privacy.begin_run, at=as_of, confirm=confirm)
            attempt(begin, organisation_id=organisation)
        report = privacy.run_retention(attempt, organisation_id=organisation, at=as_of)
    _tell(report, as_json=as_json)


def _show(forecast: Forecast, *, as_json: bool) -> None:
    found = {one.data_class: one for one in forecast.classes}
    if as_json:
        classes = {one.data_class.value: [one.due, one.held] for one in forecast.classes}
        facts = {"as_of": str(forecast.as_of), "due": classes, "digest": forecast.digest}
        typer.echo(json.dumps(facts))
        return
    table = Table("data", "months", "from", "then", "due", "held")
    for rule in SCHEDULE:
        name, one = f"retention-{rule.data_class}", found.get(rule.data_class)
        table.add_row(
            text(name, language()),
            "–" if rule.months is None else str(rule.months),
            text(f"{name}.from", language()),
            text(f"retention-action-{rule.action}", language()),
            "" if one is None else str(one.due),
            "" if one is None else str(one.held),
        )
    Console().print(table)
    typer.echo(f"--run --confirm {forecast.digest}")


def _tell(report: RunReport, *, as_json: bool) -> None:
    done = {step.data_class.value: step.done for step in report.steps}
    if as_json:
        typer.echo(json.dumps({"id": str(report.id), "done": done}))
        return
    for name, count in done.items():
        typer.echo(f"{count:>8,}  {text(f'retention-{name}', language())}")
