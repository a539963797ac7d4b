"""`minori refund`: gifts given back by hand, from the host's command line."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.table import Table

from services.cli.bank_files import print_facts
from services.cli.desk import AsJson, ProgrammeCode, desk_of
from services.core.donations import service as donations
from services.core.donations.models import Refund

PAGE = 500

app = typer.Typer(
    help="Refunds that a person sees to: to be sent by hand, or failed.", no_args_is_help=True
)

RefundArgument = Annotated[UUID, typer.Argument(metavar="REFUND", help="The refund's id.")]


@app.command("list")
def list_tasks(programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """Show what is to be sent by hand, and what failed and nobody has seen to."""
    with desk_of(programme, as_json=as_json) as desk:
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
    with desk_of(programme, as_json=as_json) as desk:
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
    with desk_of(programme, as_json=as_json) as desk:
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
    with desk_of(programme, as_json=as_json) as desk:
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
