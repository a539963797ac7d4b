"""`minori erase`: erase a person, or those again whom a restored backup has brought back."""

import json
from functools import partial
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from services.cli.errors import language, told
from services.cli.runtime import open_runtime, unit_of_work
from services.core.kit.texts import text
from services.core.privacy import pages, register
from services.core.privacy import service as privacy
from services.core.privacy.types import (
    AskedBy,
    ErasureGround,
    ErasurePlan,
    Order,
    Subject,
    SubjectKind,
)
from services.worker.tasks import privacy as tasks


def erase(
    kind: Annotated[SubjectKind | None, typer.Argument(help="Whose data it is.")] = None,
    person: Annotated[UUID | None, typer.Argument(metavar="ID", help="Their id.")] = None,
    organisation: Annotated[
        UUID | None, typer.Option("--organisation", help="The organisation's id.")
    ] = None,
    confirm: Annotated[
        str | None, typer.Option(help="The digest of the preview: then it is done.")
    ] = None,
    ground: Annotated[ErasureGround, typer.Option(help="Why.")] = ErasureGround.REQUEST,
    asked_by: Annotated[AskedBy, typer.Option(help="At whose word.")] = AskedBy.OFFICE,
    replay: Annotated[
        bool, typer.Option("--replay", help="After a restore: erase again who was erased before.")
    ] = False,
    known: Annotated[
        Path | None,
        typer.Option("--register", exists=True, dir_okay=False, help="A copy of the register."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """
    Erase a person for good. Without --confirm it only tells what would go and what would stay.

    With --replay, erase again everybody in the register of erasures: repeatable.
    """
    if replay:
        _replay(known, as_json=as_json)
        return
    if kind is None or person is None or organisation is None:
        raise typer.BadParameter("KIND, ID and --organisation, or --replay")
    subject = Subject(kind, person)
    with told(as_json=as_json), unit_of_work(organisation) as uow:
        if confirm is None:
            plan = privacy.preview(uow, subject=subject)
            typer.echo(_as_json(plan) if as_json else _as_text(plan))
            return
        report = privacy.erase(uow, subject=subject, order=Order(ground, asked_by), confirm=confirm)
    if as_json:
        facts = {"id": str(report.id), "gone": dict(report.gone), "at": str(report.erased_at)}
        typer.echo(json.dumps(facts))
    else:
        typer.echo(pages.report_as_text(report, language()))


def _replay(known: Path | None, *, as_json: bool) -> None:
    with told(as_json=as_json), open_runtime() as runtime:
        entries = register.read(known or tasks.register_of(runtime))
        done = tasks.erase_again(runtime, entries)
    if as_json:
        typer.echo(json.dumps({"registered": len(entries), "erased_again": done}))
    else:
        typer.echo(f"{done} of {len(entries)} erased again")


def _as_json(plan: ErasurePlan) -> str:
    return json.dumps(
        {
            "people": [[one.kind.value, str(one.id)] for one in plan.people],
            "gone": dict(plan.gone),
            "kept": {part.what.value: part.count for part in plan.kept},
            "digest": plan.digest,
        }
    )


def _as_text(plan: ErasurePlan) -> str:
    told_in = partial(text, language=language())
    lines = [told_in("erasure-preview-gone")]
    lines += [f"  {told_in(f'gone-{name}')}: {count:,}" for name, count in plan.gone.items()]
    lines.append(told_in("erasure-preview-kept"))
    lines += [
        f"  {told_in(f'kept-{part.what}')}: {part.count:,} ({told_in(f'ground-{part.ground}')})"
        for part in plan.kept
    ]
    return "\n".join([*lines, f"--confirm {plan.digest}"])
