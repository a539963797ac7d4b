"""`minori clearance`: gifts that a second person looks at, and cash that one counts again."""

from typing import Annotated
from uuid import UUID

import typer

from services.cli.errors import told
from services.cli.runtime import unit_of_work
from services.core.donations import service as donations
from services.core.donations.policies import Thresholds
from services.core.donations.types import ClearanceReason
from services.core.kit.money import Money
from services.core.programmes import service as programmes

app = typer.Typer(
    help="Clear or refuse flagged gifts, and count cash, as the second person.",
    no_args_is_help=True,
)

Gift = Annotated[UUID, typer.Argument(metavar="GIFT", help="The gift's id.")]
Organisation = Annotated[UUID, typer.Option(help="The organisation's id.")]
ProgrammeCode = Annotated[str, typer.Option("--programme", help="The programme's six digits.")]
Reason = Annotated[ClearanceReason, typer.Option(help="Why.")]
Yen = Annotated[int, typer.Option(min=1, help="Yen.")]


@app.command("list")
def list_waiting(organisation: Organisation) -> None:
    """List the gifts that wait for a second person, and why."""
    with told(), unit_of_work(organisation) as uow:
        for one in donations.awaiting_clearance(uow, organisation_id=organisation):
            gift = one.donation
            typer.echo(
                f"{one.flagged_at:%Y-%m-%d %H:%M}  {gift.id}  {gift.amount.minor:>12,}"
                f"  {gift.channel.value:<13}  {', '.join(one.reasons)}"
            )
        for gift, count in donations.awaiting_count(uow, organisation_id=organisation):
            typer.echo(f"{count.taken_at:%Y-%m-%d %H:%M}  {gift.id}  cash to be counted again")


@app.command("clear")
def clear(gift: Gift, programme: ProgrammeCode, reason: Reason) -> None:
    """Let a flagged gift be promised to children."""
    with told(), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        donations.clear_gift(uow, programme_id=to.id, donation_id=gift, reason=reason)
    typer.echo(f"cleared {gift}")


@app.command("refuse")
def refuse(gift: Gift, programme: ProgrammeCode, reason: Reason) -> None:
    """Give a flagged gift back; see `minori refund` for what is to be sent by hand."""
    with told(), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        donations.refuse_gift(uow, programme_id=to.id, donation_id=gift, reason=reason)
    typer.echo(f"refused {gift}")


@app.command("count-cash")
def count_cash(gift: Gift, programme: ProgrammeCode, counted: Yen) -> None:
    """Say what cash comes to, counted anew; if it is what was told, it is booked."""
    with told(), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        donations.count_cash(uow, programme_id=to.id, donation_id=gift, counted=Money(counted))
    typer.echo(f"booked {counted:,}")


@app.command("thresholds")
def thresholds(
    organisation: Organisation,
    cash_from: Annotated[int | None, typer.Option(help="Cash of so much waits.")] = None,
    large_from: Annotated[int | None, typer.Option(help="Any gift of so much waits.")] = None,
    count_cash_from: Annotated[
        int | None, typer.Option(help="So much cash is counted by two.")
    ] = None,
) -> None:
    """Show from which amounts on a second person looks, or set some of them."""
    with told(), unit_of_work(organisation) as uow:
        now = donations.thresholds_of(uow, organisation_id=organisation)
        if (cash_from, large_from, count_cash_from) != (None, None, None):
            now = Thresholds(
                cash_from=Money(cash_from) if cash_from else now.cash_from,
                large_from=Money(large_from) if large_from else now.large_from,
                count_cash_from=(
                    Money(count_cash_from) if count_cash_from else now.count_cash_from
                ),
            )
            donations.set_thresholds(uow, organisation_id=organisation, thresholds=now)
    typer.echo(f"cash from {now.cash_from.minor:,}")
    typer.echo(f"any gift from {now.large_from.minor:,}")
    typer.echo(f"cash counted by two from {now.count_cash_from.minor:,}")
