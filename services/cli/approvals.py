"""`minori approvals` and `minori access`: what waits for a second person, and who may do what."""

from typing import Annotated
from uuid import UUID

import typer

from services.cli.errors import told
from services.cli.runtime import unit_of_work
from services.core.approvals import service as waiting
from services.core.donations import service as donations
from services.core.identity.policies import reference
from services.core.programmes import service as programmes

app = typer.Typer(
    help="List what waits for a second person, and be that person for transfers by hand.",
    no_args_is_help=True,
)

Transfer = Annotated[UUID, typer.Argument(metavar="TRANSFER", help="The transfer's id.")]
ProgrammeCode = Annotated[str, typer.Option("--programme", help="The programme's six digits.")]


@app.command("list")
def list_waiting(
    organisation: Annotated[UUID, typer.Option(help="The organisation's id.")],
) -> None:
    """List what you may approve and had no hand in, oldest first."""
    with told(), unit_of_work(organisation) as uow:
        for each in waiting.waiting_for_me(uow, organisation_id=organisation):
            amount = "-" if each.amount is None else f"{each.amount.minor:,}"
            typer.echo(
                f"{each.asked_at:%Y-%m-%d %H:%M}  {each.kind.value:<15}  {each.id}"
                f"  {amount:>12}  {each.asked_by}"
            )


@app.command("approve-transfer")
def approve_transfer(transfer: Transfer, programme: ProgrammeCode) -> None:
    """Move what somebody else has proposed to move by hand."""
    with told(), unit_of_work() as uow:
        found = programmes.by_code(uow, programme)
        uow.enter(found.organisation_id)
        approved = donations.approve_transfer(uow, programme_id=found.id, transfer_id=transfer)
        amount = approved.amount.minor
    typer.echo(f"moved {amount:,}")


@app.command("reject-transfer")
def reject_transfer(transfer: Transfer, programme: ProgrammeCode) -> None:
    """Say no to what somebody else has proposed to move by hand."""
    with told(), unit_of_work() as uow:
        found = programmes.by_code(uow, programme)
        uow.enter(found.organisation_id)
        donations.reject_transfer(uow, programme_id=found.id, transfer_id=transfer)
    typer.echo(f"rejected {transfer}")


def access() -> None:
    """Print who may do what, how far and what for, as docs/reference/access.md has it."""
    typer.echo(reference.as_markdown(), nl=False)
