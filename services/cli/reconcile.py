"""`minori reconcile`: do the payment gateway, the books and the bank agree?"""

import csv
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import IO, Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from services.cli.errors import REFUSED, language, told
from services.cli.runtime import open_runtime, who_types
from services.core.donations import service as donations
from services.core.donations.policies.reconciliation import Explained, Found
from services.core.donations.ports import GatewayEntry
from services.core.donations.service import Span, Told
from services.core.kit.periods import TOKYO, local_date
from services.core.kit.texts import text
from services.worker.reconciliation import gateway_books

Line = Explained | Found

FINDINGS_SHOWN = 200


def reconcile(
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="First day, in Japan; 45 days ago if left out."),
    ] = None,
    until: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Last day; up to an hour ago if left out."),
    ] = None,
    organisation: Annotated[
        UUID | None, typer.Option(help="Whose account at the gateway; told by the books.")
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
    out: Annotated[
        Path | None, typer.Option("--csv", help="Write every movement, explained or not, here.")
    ] = None,
) -> None:
    """
    Compare every movement at the payment gateway with the books and the bank's statement.

    Changes nothing. Exit 1 where anything is found; each finding says what to do next.
    """
    with told(as_json=as_json), open_runtime() as runtime:
        span = Span.of_days(
            since.date() if since else None,
            until.date() if until else None,
            now=runtime.clock.now(),
        )
        with runtime.unit_of_work(who_types()) as uow:
            of = organisation or donations.gateway_organisation(uow)
        if of is None:
            _tell(_Outcome(), span, None, as_json=as_json)
            return
        payers = runtime.settings.stripe_payer_names
        with (
            _progress(shown=not as_json) as progress,
            donations.ask(
                gateway_books(runtime), since=span.since, until=span.until, progress=progress
            ) as heard,
            runtime.unit_of_work(who_types(), organisation_id=of) as uow,
            _sheet(out) as write,
        ):
            outcome = _gather(
                donations.compare(uow, organisation_id=of, told=heard, gateway_payers=payers),
                heard,
                write,
            )
            known_until = donations.statement_known_until(uow, organisation_id=of)
    _tell(outcome, span, known_until, as_json=as_json)
    if outcome.found:
        raise typer.Exit(REFUSED)


class _Outcome:
    """What is told at the end; of the findings each, of what is explained the number."""

    def __init__(self) -> None:
        self.entries = 0
        self.explained = 0
        self.found: list[Found] = []
        self.kinds: Counter[str] = Counter()


def _gather(lines: Iterator[Line], heard: Told, write: Callable[[Line], None]) -> _Outcome:
    outcome = _Outcome()
    outcome.entries = heard.entries
    for line in lines:
        write(line)
        if isinstance(line, Explained):
            outcome.explained += 1
            outcome.kinds[line.entry.kind.value] += 1
        else:
            outcome.found.append(line)
    return outcome


def _tell(outcome: _Outcome, span: Span, known_until: date | None, *, as_json: bool) -> None:
    if as_json:
        typer.echo(
            json.dumps(
                {
                    "since": span.since.isoformat(),
                    "until": span.until.isoformat(),
                    "entries": outcome.entries,
                    "explained": outcome.explained,
                    "explained_by_kind": dict(sorted(outcome.kinds.items())),
                    "statement_known_until": known_until.isoformat() if known_until else None,
                    "findings": [_as_object(found) for found in outcome.found],
                },
                ensure_ascii=False,
                indent=2,
            )
        )
        return
    spoken = language()
    console = Console(highlight=False)
    if outcome.found:
        console.print(_table(outcome.found[:FINDINGS_SHOWN], span))
    if len(outcome.found) > FINDINGS_SHOWN:
        console.print(text("import-more", spoken, count=len(outcome.found) - FINDINGS_SHOWN))
    console.print(
        text(
            "reconcile-done",
            spoken,
            entries=f"{outcome.entries:,}",
            explained=f"{outcome.explained:,}",
            findings=str(len(outcome.found)),
        )
    )
    if not outcome.found:
        console.print(text("reconcile-well", spoken))
    if known_until is None or known_until < local_date(span.until):
        day = known_until.isoformat() if known_until else "-"
        console.print(text("reconcile-no-statement", spoken, day=day), style="dim")


def _table(found: Sequence[Found], span: Span) -> Table:
    spoken = language()
    table = Table(
        *(text(f"reconcile-column-{name}", spoken) for name in ("finding", "about", "payout")),
        Column(text("reconcile-column-theirs", spoken), justify="right"),
        Column(text("reconcile-column-ours", spoken), justify="right"),
        text("reconcile-column-next", spoken),
        title=text(
            "reconcile-title",
            spoken,
            since=local_date(span.since).isoformat(),
            until=local_date(span.until).isoformat(),
        ),
        show_lines=True,
    )
    for one in found:
        table.add_row(
            text(f"finding-{one.kind.value}", spoken),
            one.about,
            one.payout_id or "",
            _yen(one.theirs),
            _yen(one.ours),
            text(f"finding-{one.kind.value}.next", spoken),
        )
    return table


def _as_object(found: Found) -> dict[str, Any]:
    spoken = language()
    return {
        "kind": found.kind.value,
        "about": found.about,
        "payout": found.payout_id,
        "theirs": found.theirs,
        "ours": found.ours,
        "says": text(f"finding-{found.kind.value}", spoken),
        "next": text(f"finding-{found.kind.value}.next", spoken),
    }


@contextmanager
def _sheet(path: Path | None) -> Iterator[Callable[[Line], None]]:
    """A CSV of every line, written as it comes; nothing where no file was named."""
    if path is None:
        yield lambda _: None
        return
    # By UTF-8 with a mark at its beginning, by which Excel knows it; never over another file.
    with path.open("x", encoding="utf-8-sig", newline="") as file:
        yield _Sheet(file).write


class _Sheet:
    HEADINGS = (
        "at",
        "kind",
        "about",
        "source",
        "theirs",
        "fee",
        "net",
        "payout",
        "answer",
        "finding",
    )

    def __init__(self, file: IO[str]) -> None:
        self._spoken = language()
        self._writer = csv.writer(file, lineterminator="\r\n")
        self._writer.writerow(
            text(f"reconcile-column-{one}", self._spoken) for one in self.HEADINGS
        )

    def write(self, line: Line) -> None:
        entry = line.entry
        booked = line.booked if isinstance(line, Explained) else None
        about = line.entry.id if isinstance(line, Explained) else line.about
        payout = (booked.payout_id if booked else None) or getattr(line, "payout_id", None)
        self._writer.writerow(
            [
                *self._of(entry),
                about,
                entry.source_id if entry else "",
                entry.amount.minor if entry else getattr(line, "theirs", None),
                entry.fee.minor if entry else "",
                entry.amount.minor - entry.fee.minor if entry else "",
                payout or "",
                booked.answers if booked else "",
                self._says(line),
            ]
        )

    def _of(self, entry: GatewayEntry | None) -> tuple[str, str]:
        if entry is None:
            return "", ""
        at = entry.occurred_at.astimezone(TOKYO)
        return f"{at:%Y-%m-%d %H:%M:%S}", text(f"entry-{entry.kind.value}", self._spoken)

    def _says(self, line: Line) -> str:
        if isinstance(line, Explained):
            return text(f"explained-{line.how.value}", self._spoken)
        return text(f"finding-{line.kind.value}", self._spoken)


def _yen(minor: int | None) -> str:
    return "" if minor is None else f"{minor:,}"


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[int], None] | None]:
    """How many movements were told, on a terminal; how many there will be nobody knows before."""
    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield None
        return
    columns = (SpinnerColumn(), TextColumn("{task.description} {task.completed:,}"))
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(text("reconcile-asking", language()))
        yield lambda done: bar.update(task, completed=done)
