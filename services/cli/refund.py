"""`minori refund`: gifts given back by hand, from the host's command line."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, NamedTuple
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from services.cli.bank_files import print_facts
from services.cli.errors import told
from services.cli.runtime import open_runtime, who_types
from services.core.donations import service as donations
from services.core.donations.models import Refund
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes

PAGE = 500

app = typer.Typer(
    help="Refunds that a person sees to: to be sent by hand, or failed.", no_args_is_help=True
)

ProgrammeCode = Annotated[str, typer.Option("--programme", help="The programme's six digits.")]
RefundArgument = Annotated[UUID, typer.Argument(metavar="REFUND", help="The refund's id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]


class _Desk(NamedTuple):
    uow: UnitOfWork
    programme_id: UUID


@contextmanager
def _desk(code: str, *, as_json: bool) -> Iterator[_Desk]:
    """One transaction of the person at the keyboard, within the programme's organisation."""
    with (
        told(as_json=as_json),
        open_runtime() as runtime,
        runtime.unit_of_work(who_types()) as uow,
    ):
        programme = programmes.by_code(uow, code)
        uow.enter(programme.organisation_id)
        yield _Desk(uow, programme.id)


@app.command("list")
def list_tasks(programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """Show what is to be sent by hand, and what failed and nobody has seen to."""
    with _desk(programme, as_json=as_json) as desk:
        found: list[Refund] = []
        while page := donations.refund_tasks(
            desk.uow,
            programme_id=desk.programme_id,
            after=found[-1].id if found else None,
            limit=PAGE,
        ):
            found += page
        tasks = [_facts(refund) for refund in found]
    if as_json:
        print_facts({"tasks": tasks}, as_json=True)
        return
    table = Table("refund", "donation", "yen", "reason", "what is to be done", title="Refunds")
    for task in tasks:
        failed = task["failure"] and f"failed ({task['failure']}): retry, or leave it at that"
        table.add_row(
            str(task["id"]),
            str(task["donation_id"]),
            f"{task['amount_minor']:,}",
            str(task["reason"]),
            str(failed or "send by hand, then confirm"),
        )
    console = Console()
    console.print(table if tasks else "Nothing is to be done.")


@app.command("confirm")
def confirm(
    refund: RefundArgument,
    programme: ProgrammeCode,
    sent_on: Annotated[
        datetime,
        typer.Option("--sent-on", formats=["%Y-%m-%d"], help="The day it left, by the bank."),
    ],
    as_json: AsJson = False,
) -> None:
    """Say that a refund was sent by hand; only then is it booked. Again changes nothing."""
    with _desk(programme, as_json=as_json) as desk:
        facts = _facts(
            donations.confirm_refund(
                desk.uow,
                programme_id=desk.programme_id,
                refund_id=refund,
                sent_on=sent_on.date(),
            )
        )
    print_facts(facts, as_json=as_json)


@app.command("cancel")
def cancel(refund: RefundArgument, programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """Take back a refund of which nothing has left, or leave it at that it has failed."""
    with _desk(programme, as_json=as_json) as desk:
        facts = _facts(
            donations.cancel_refund(desk.uow, programme_id=desk.programme_id, refund_id=refund)
        )
    print_facts(facts, as_json=as_json)


@app.command("retry")
def retry(
    refund: RefundArgument,
    programme: ProgrammeCode,
    by_hand: Annotated[
        bool, typer.Option("--by-hand", help="Send it from the bank, not by the gateway.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Try a failed refund once more: a new one in its place."""
    with _desk(programme, as_json=as_json) as desk:
        facts = _facts(
            donations.retry_refund(
                desk.uow, programme_id=desk.programme_id, refund_id=refund, by_hand=by_hand
            )
        )
    print_facts(facts, as_json=as_json)


def _facts(refund: Refund) -> dict[str, object]:
    return {
        "id": refund.id,
        "donation_id": refund.donation_id,
        "status": refund.status,
        "amount_minor": refund.amount.minor,
        "reason": refund.reason,
        "by_hand": refund.by_hand,
        "failure": refund.failure,
        "sent_on": refund.sent_on,
        "closed_at": refund.closed_at,
    }
