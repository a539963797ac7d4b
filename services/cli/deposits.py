"""`minori deposits`: bank deposits that fit no announced gift, and what a person makes of them."""

import json
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import typer

from services.cli.errors import told
from services.cli.runtime import unit_of_work
from services.core.donations import service as donations
from services.core.donations.types import ReturnedBy
from services.core.kit.money import Money
from services.core.programmes import service as programmes

app = typer.Typer(
    help="Decide on bank deposits that are over or under an announced gift, or fit none.",
    no_args_is_help=True,
)

Deposit = Annotated[UUID, typer.Argument(metavar="DEPOSIT", help="The deposit's id.")]
Gift = Annotated[UUID, typer.Argument(metavar="GIFT", help="The announced gift's id.")]
ProgrammeCode = Annotated[str, typer.Option("--programme", help="The programme's six digits.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON array.")]

# More wait nowhere; the API has pages.
SHOWN = 500


@app.command("list")
def list_waiting(programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """List what waits, oldest first, with the gifts that each deposit may be."""
    with told(as_json=as_json), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        waiting = donations.waiting_deposits(uow, programme_id=to.id, limit=SHOWN)
        lines: list[dict[str, Any]] = [
            {
                "id": str(one.id),
                "received_on": one.deposit.received_on.isoformat(),
                "amount": one.deposit.amount.minor,
                "rest": one.deposit.rest.minor,
                "payer": one.payer,
                "reference": one.deposit.reference,
                "candidates": [
                    {
                        "donation_id": str(candidate.pledge.donation_id),
                        "asked": candidate.pledge.amount.minor,
                        "over": candidate.over.minor,
                    }
                    for candidate in one.candidates
                ],
            }
            for one in waiting
        ]
    if as_json:
        typer.echo(json.dumps(lines, ensure_ascii=False, indent=2))
        return
    for line in lines:
        typer.echo(
            f"{line['received_on']}  {line['id']}  {line['rest']:>12,}  {line['payer'] or '-'}"
        )
        for candidate in line["candidates"]:
            typer.echo(
                f"    {candidate['donation_id']}  asked {candidate['asked']:,}"
                f"  ({candidate['over']:+,})"
            )


@app.command("take")
def take(deposit: Deposit, gift: Gift, programme: ProgrammeCode) -> None:
    """All of a deposit is the announced gift, by the donor's word: that is what it amounts to."""
    with told(), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        done = donations.take_as_gift(uow, programme_id=to.id, deposit_id=deposit, donation_id=gift)
        amount = done.amount.minor
    typer.echo(f"gift of {amount:,}")


@app.command("take-as-asked")
def take_as_asked(deposit: Deposit, gift: Gift, programme: ProgrammeCode) -> None:
    """So much of a deposit as was asked for is the gift; the rest waits to go back."""
    with told(), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        done = donations.take_as_asked(
            uow, programme_id=to.id, deposit_id=deposit, donation_id=gift
        )
        amount = done.amount.minor
        rest = donations.get_deposit(uow, programme_id=to.id, deposit_id=deposit).deposit.rest
    typer.echo(f"gift of {amount:,}; {rest.minor:,} wait")


@app.command("return")
def return_(
    deposit: Deposit,
    programme: ProgrammeCode,
    on: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The day it was sent.")],
    by: Annotated[ReturnedBy, typer.Option(help="How it was sent.")] = ReturnedBy.BANK_TRANSFER,
    amount: Annotated[int | None, typer.Option(help="Yen; all that waits, if left out.")] = None,
) -> None:
    """Note that money of a deposit was sent back to its payer."""
    with told(), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        done = donations.return_deposit(
            uow,
            programme_id=to.id,
            deposit_id=deposit,
            returned_on=on.date(),
            returned_by=by,
            amount=None if amount is None else Money(amount),
        )
        sent = done.amount.minor
    typer.echo(f"returned {sent:,}")


@app.command("undo")
def undo(deposit: Deposit, programme: ProgrammeCode) -> None:
    """Undo the gift that was made of a deposit, as long as nothing has followed from it."""
    with told(), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        donations.undo_deposit(uow, programme_id=to.id, deposit_id=deposit)
    typer.echo(f"undone {deposit}")
