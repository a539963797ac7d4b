"""`minori audit`: where the log stands, whether it is whole, a copy of it to check elsewhere."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any
from uuid import UUID

import typer

from services.cli.errors import told
from services.cli.runtime import open_runtime, who_types
from services.core.audit import service as audit
from services.core.audit.errors import CheckpointUnreadable
from services.core.audit.leaves import told as entry_told
from services.core.audit.types import LogStatus, SignedBecause, Verified
from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.kit.unit_of_work import UnitOfWork
from services.worker.sealer import seal_logs
from services.worker.tasks.audit import sign_log

app = typer.Typer(
    help="The log of who did what: its state, its check, its copies.", no_args_is_help=True
)

# What a worker that is well keeps below; beyond, somebody should look.
LAG_WELL = timedelta(seconds=60)

Of = Annotated[
    UUID | None,
    typer.Option("--organisation", help="Whose log; needed only where there are several."),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def status(organisation: Of = None, as_json: AsJson = False) -> None:
    """
    Tell how far each log is sealed, signed, and kept outside. Exit 1 where signing has stopped.
    """
    with open_runtime() as runtime:
        found = list(statuses(runtime, organisation))
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in found], default=str, indent=2))
    for one in [] if as_json else found:
        typer.echo(_sentences(one))
    if not found and not as_json:
        typer.echo("no log yet: it begins when the worker seals the first entry")
    if any(one.halted_because for one in found):
        raise typer.Exit(1)


@app.command()
def sign(organisation: Of = None) -> None:
    """
    Seal and sign now, and tell outside places. The worker does so each minute.

    Exit 1 where the log does not continue what was signed before.
    """
    with open_runtime() as runtime:
        seal_logs(runtime)
        signed = [
            sign_log(runtime, id, because=SignedBecause.ASKED)
            for id in _organisations(runtime, organisation)
        ]
    if not all(signed):
        typer.echo("not signed: run minori audit verify, see minori audit status", err=True)
        raise typer.Exit(1)


@app.command()
def verify(
    against: Annotated[
        list[Path] | None,
        typer.Option(
            exists=True, dir_okay=False, help="A checkpoint kept outside; may be given again."
        ),
    ] = None,
    organisation: Of = None,
    as_json: AsJson = False,
) -> None:
    """
    Recompute every leaf from its entry, the tree, and every checkpoint. Exit 1 where one differs.

    With --against a checkpoint that was kept outside, this also finds what somebody altered who
    may write to every table. A restored backup is whole if it passes against the last one.
    """
    notes: list[str] = []
    with told(as_json=as_json), _log_of(organisation) as uow:
        notes += [_text(path) for path in against or []]
        found = audit.verify(uow, against=notes)
    if as_json:
        facts = {**asdict(found), "root": found.root.hex(), "holds": found.holds}
        typer.echo(json.dumps(facts, default=str, indent=2))
    else:
        _tell(found, len(notes))
    if not found.holds:
        raise typer.Exit(1)


@app.command()
def export(
    target: Annotated[Path, typer.Option("--out", dir_okay=False, help="Where to write.")],
    organisation: Of = None,
) -> None:
    """
    Write the whole signed log as JSON Lines. docs/verify_log.py checks it, without Minori.

    The export is an entry of the log itself.
    """
    with told(), _log_of(organisation) as uow, target.open("w", encoding="utf-8") as out:
        lines = 0
        for line in audit.export(uow):
            out.write(json.dumps(line, ensure_ascii=False) + "\n")
            lines += 1
    typer.echo(f"{lines} lines in {target}")


@app.command()
def history(
    object: Annotated[UUID, typer.Argument(metavar="OBJECT", help="The object's id.")],
    organisation: Of = None,
    as_json: AsJson = False,
) -> None:
    """Tell all that was done to one object, and who has looked at it, oldest first."""
    with told(as_json=as_json), _log_of(organisation) as uow:
        assert uow.organisation_id is not None, "it was entered"
        found = audit.history(uow, organisation_id=uow.organisation_id, object_id=object)
        entries = [entry_told(entry) for entry in found]
    if as_json:
        typer.echo(json.dumps(entries, ensure_ascii=False, indent=2))
        return
    if not entries:
        typer.echo("nothing is recorded of it", err=True)
    for entry in entries:
        who = f"{entry['actor_kind']} {entry['actor_id']}"
        facts = json.dumps(entry["facts"], ensure_ascii=False)
        typer.echo(f"{entry['at']}  {entry['action']:<28}  {who}  {facts}")


def statuses(runtime: Runtime, organisation: UUID | None = None) -> Iterator[LogStatus]:
    """Where each log stands; organisations without one are left out."""
    for id in _organisations(runtime, organisation):
        with runtime.unit_of_work(who_types(), organisation_id=id) as uow:
            if audit.has_log(uow):
                yield audit.status(uow)


@contextmanager
def _log_of(organisation: UUID | None) -> Iterator[UnitOfWork]:
    """A transaction within the organisation named, or within the only one."""
    with open_runtime() as runtime:
        ids = _organisations(runtime, organisation)
        if len(ids) != 1:
            typer.echo(f"there are {len(ids)} organisations: name one by --organisation", err=True)
            raise typer.Exit(1)
        with runtime.unit_of_work(who_types(), organisation_id=ids[0]) as uow:
            yield uow


def _organisations(runtime: Runtime, wanted: UUID | None) -> list[UUID]:
    if wanted is not None:
        return [wanted]
    return [one.id for one in runtime.attempt(identity.organisations)]


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeError:
        raise CheckpointUnreadable from None


def _sentences(one: LogStatus) -> str:
    lines = [
        one.origin,
        f"  sealed   {one.leaves} entries; {one.waiting} wait, for {_seconds(one.lag)}",
        f"  signed   {one.signed_size} entries, {one.signed_at or 'never'}",
    ]
    lines += [
        f"  outside  {place.tree_size} entries, {place.at}, {place.witness}"
        for place in one.delivered
    ]
    if not one.delivered:
        lines.append("  outside  nowhere: set CHECKPOINT_FOLDER and CHECKPOINT_WITNESSES")
    if one.halted_because:
        lines.append(f"  STOPPED  {one.halted_at}: {one.halted_because}")
    return "\n".join(lines)


def _seconds(lag: timedelta) -> str:
    return f"{lag.total_seconds():.0f} s{'' if lag < LAG_WELL else ': does the worker run?'}"


def _tell(found: Verified, outside: int) -> None:
    facts: dict[str, Any] = {
        "log": found.origin,
        "entries": found.leaves,
        "checkpoints": found.checkpoints,
        "outside": outside,
        "root": found.root.hex(),
    }
    typer.echo("\n".join(f"{name:>11}  {fact}" for name, fact in facts.items()))
    for finding in found.findings:
        where = "" if finding.at is None else f" at {finding.at}"
        what = "" if finding.id is None else f" {finding.id}"
        typer.echo(f"{finding.fault}{where}{what}", err=True)
    typer.echo("whole" if found.holds else f"{len(found.findings)} findings", err=not found.holds)
