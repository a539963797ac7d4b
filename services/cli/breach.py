"""`minori breach`: the breach desk at the host, for the hour in which no page may be trusted."""

import json
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Annotated
from uuid import UUID

import typer

from services.cli.errors import language, told
from services.cli.runtime import unit_of_work
from services.core.kit.ids import uuid7
from services.core.kit.periods import TOKYO
from services.core.kit.texts import text
from services.core.privacy import service as privacy
from services.core.privacy.types import BreachId, BreachKind, ReportItem, Span, Stage

app = typer.Typer(help="Incidents: clocks, scope, and the report.", no_args_is_help=True)

_MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%d"]


def _end(word: str) -> datetime:
    """Where a span ends, in Japan: a day by itself belongs to it, a minute is where it stops."""
    for form, more in zip(_MINUTES, (timedelta(), timedelta(days=1)), strict=True):
        with suppress(ValueError):
            return datetime.strptime(word, form).replace(tzinfo=TOKYO) + more
    raise typer.BadParameter("2026-06-10 or 2026-06-10T17:30")


Organisation = Annotated[UUID, typer.Option("--organisation", help="The organisation's id.")]
Of = Annotated[UUID, typer.Argument(metavar="BREACH", help="The breach's id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command("open")
def open_breach(
    organisation: Organisation,
    aware: Annotated[
        datetime, typer.Option(formats=_MINUTES, help="When anybody here knew, in Japan.")
    ],
    kind: Annotated[list[BreachKind], typer.Option(help="Of what kind; several times.")],
) -> None:
    """Open an incident; prints its id. Its clocks run from when anybody here knew of it."""
    with told(), unit_of_work(organisation) as uow:
        breach = privacy.open_breach(
            uow, id=BreachId(uuid7()), aware_at=aware.replace(tzinfo=TOKYO), kinds=set(kind)
        )
    typer.echo(str(breach.id))


@app.command("list")
def list_breaches(organisation: Organisation, as_json: AsJson = False) -> None:
    """List breaches with their clocks, those that are open first."""
    with told(as_json=as_json), unit_of_work(organisation) as uow:
        found = [(one, privacy.timers(one, at=uow.now)) for one in privacy.breaches(uow)]
    if as_json:
        typer.echo(
            json.dumps(
                {str(one.id): {t.stage.value: t.state.value for t in both} for one, both in found}
            )
        )
        return
    for breach, both in found:
        typer.echo(f"{breach.id}  {text(f'breach-status-{breach.status}', language())}")
        for timer in both:
            says = text(
                f"timer-{timer.state}",
                language(),
                day=timer.day,
                aim=timer.aim_on,
                last=timer.last_on,
                days_left=timer.days_left,
            )
            typer.echo(f"  {timer.stage.value}: {says}")


@app.command()
def scope(
    organisation: Organisation,
    breach: Of,
    since: Annotated[datetime, typer.Option(formats=_MINUTES, help="From then, in Japan.")],
    until: Annotated[
        datetime,
        typer.Option(
            parser=_end,
            metavar="DAY|MINUTE",
            help="To the end of that day, or before that minute, in Japan.",
        ),
    ],
    actor: Annotated[
        list[UUID] | None, typer.Option(help="A member, key or device; several times.")
    ] = None,
    action: Annotated[
        list[str] | None, typer.Option(help="An act, such as child.find; several times.")
    ] = None,
) -> None:
    """Say which acts of the audit log a breach is about; prints whom they reached, in numbers."""
    span = Span(
        since=since.replace(tzinfo=TOKYO),
        until=until,
        actor_ids=tuple(actor or ()),
        actions=tuple(action or ()),
    )
    with told(), unit_of_work(organisation) as uow:
        found = privacy.set_scope(uow, breach_id=BreachId(breach), span=span)
    facts = {
        "acts": found.touches,
        "people": {kind.value: count for kind, count in found.counts.items()},
        "items": {item.value: count for item, count in found.items.items()},
        "actors": {str(id): count for id, count in found.actors.items()},
        "actions": dict(found.actions),
    }
    typer.echo(json.dumps(facts, indent=2))


@app.command()
def draft(
    organisation: Organisation,
    breach: Of,
    words: Annotated[str, typer.Option("--language", help="ja or en.")] = "ja",
) -> None:
    """Print the report's nine items, as they were written or are known so far."""
    with told(), unit_of_work(organisation) as uow:
        found = privacy.draft(uow, breach_id=BreachId(breach), language=words)
    for item in ReportItem:
        typer.echo(f"{text(f'report-item-{item}', words)}\n    {found.items[item]}")


@app.command()
def reported(organisation: Organisation, breach: Of, stage: Stage) -> None:
    """Note that the preliminary or the final report went in just now."""
    with told(), unit_of_work(organisation) as uow:
        found = privacy.note_report(uow, breach_id=BreachId(breach), stage=stage)
    typer.echo(text(f"breach-status-{found.status}", language()))
