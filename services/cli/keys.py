"""`minori keys`: where the keys lie, and how they are changed while everybody works."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from typing import Annotated, Any
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from services.cli.errors import told
from services.cli.runtime import open_runtime
from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.kit import key_rotation
from services.core.kit.key_rotation import KeyState
from services.worker.tasks import keys

app = typer.Typer(
    help="The keys that seal people's data: their state, and how they are changed.",
    no_args_is_help=True,
)

Of = Annotated[
    UUID | None, typer.Option("--organisation", help="Of this one only; otherwise of all.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


@app.command()
def status(organisation: Of = None, as_json: AsJson = False) -> None:
    """Tell where the master key lies, and each version of each organisation's keys."""
    with told(as_json=as_json), open_runtime() as runtime:
        master, key_id = runtime.ring.master.where, runtime.ring.key_id
        found = _states(runtime, organisation)
    former = _former(found)
    if as_json:
        each = {str(id): [asdict(one) for one in states] for id, states in found.items()}
        facts = {"master": master, "secret": key_id, "former": former, "organisations": each}
        typer.echo(json.dumps(facts, default=str, indent=2))
        return
    typer.echo(f"master key: {master} (secret {key_id})")
    for id, states in found.items():
        Console().print(_table(id, states))
    if former:
        typer.echo(f"{former} keys lie under a former master key: run `minori keys rewrap`")


@app.command()
def rotate(organisation: Of = None, as_json: AsJson = False) -> None:
    """
    Make a new key-encryption key, bring all people's keys under it, give the former one up.

    Everybody can go on working. Interrupted, it is finished by the worker, or by the same command.
    """
    done: dict[str, Any] = {}
    with told(as_json=as_json), open_runtime() as runtime:
        for id in _organisations(runtime, organisation):
            version = keys.rotate(runtime, id)
            tended = keys.tend(runtime, id, told=_progress(as_json=as_json))
            done[str(id)] = {"version": version, **asdict(tended)}
    _print(done, as_json=as_json)


@app.command()
def rewrap(organisation: Of = None, as_json: AsJson = False) -> None:
    """
    Bring all that lies under a former master key under that of today.

    Afterwards SECRET_KEY_PREVIOUS may be taken away.
    """
    with told(as_json=as_json), open_runtime() as runtime:
        done = {
            str(id): {"rewrapped": keys.rewrap(runtime, id)}
            for id in _organisations(runtime, organisation)
        }
    _print(done, as_json=as_json)


@app.command()
def reindex(
    organisation: Of = None,
    new_key: Annotated[
        bool, typer.Option("--new-key", help="By a new key, even where the widths are well.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """
    Give blind indexes the width that fits the organisation's size, and index by it anew.

    Searches find people meanwhile: both keys are asked. The former is given up by the worker,
    a quarter of an hour later at the earliest.
    """
    done: dict[str, Any] = {}
    with told(as_json=as_json), open_runtime() as runtime:
        for id in _organisations(runtime, organisation):
            made = keys.index_by_new_key(runtime, id, anyway=new_key)
            tended = keys.tend(runtime, id, told=_progress(as_json=as_json))
            done[str(id)] = {"new_key": made, **asdict(tended)}
    _print(done, as_json=as_json)


def former_keys(runtime: Runtime) -> int:
    """How many keys of organisations lie under a former master key."""
    return _former(_states(runtime, None))


def _states(runtime: Runtime, only: UUID | None) -> dict[UUID, list[KeyState]]:
    return {
        id: runtime.attempt(key_rotation.status, organisation_id=id)
        for id in _organisations(runtime, only)
    }


def _former(found: Mapping[UUID, Sequence[KeyState]]) -> int:
    return sum(not _is_safe(state) for states in found.values() for state in states)


def _organisations(runtime: Runtime, only: UUID | None) -> Sequence[UUID]:
    with runtime.unit_of_work() as uow:
        ids = [organisation.id for organisation in identity.organisations(uow)]
    return [id for id in ids if only in {None, id}]


def _is_safe(state: KeyState) -> bool:
    return state.retired_at is not None or state.is_under_todays_master


def _table(id: UUID, states: Sequence[KeyState]) -> Table:
    table = Table("key", "version", "since", "state", "wraps", "bits", title=str(id))
    for state in states:
        widths = state.widths or {}
        bits = f"{min(widths.values())}-{max(widths.values())}" if widths else ""
        table.add_row(
            state.purpose,
            str(state.version),
            f"{state.created_at:%Y-%m-%d}",
            _in_words(state),
            "" if state.wraps is None else str(state.wraps),
            bits,
        )
    return table


def _in_words(state: KeyState) -> str:
    if state.retired_at is not None:
        return f"given up {state.retired_at:%Y-%m-%d}"
    if not state.is_kept:
        return "derives from the secret"
    return "kept" if state.is_under_todays_master else "under a former master key"


def _progress(*, as_json: bool) -> Callable[[str, int], None]:
    """Tells on standard error how many were done so far."""
    counts: Counter[str] = Counter()

    def tell(what: str, count: int) -> None:
        counts[what] += count
        if not as_json:
            typer.echo(f"{what}: {counts[what]}", err=True)

    return tell


def _print(done: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps(done, indent=2))
        return
    for id, facts in done.items():
        typer.echo(f"{id}: " + ", ".join(f"{name} {value}" for name, value in facts.items()))
