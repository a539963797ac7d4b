"""`minori giving`: monthly gifts, and cash at the gateway that waits for a person."""

import json
from typing import Annotated
from uuid import UUID

import typer

from services.cli.errors import told
from services.cli.runtime import open_runtime, unit_of_work
from services.core.donations import service as donations
from services.core.donations.types import CashDecisionKind, MonthlyGiftState
from services.core.kit.money import Money
from services.core.programmes import service as programmes
from services.worker.monthly import mind_cards
from services.worker.pledges import lapse_unpaid
from services.worker.virtual_accounts import carry_out_decisions

PAGE = 500

app = typer.Typer(
    help="Monthly gifts, and transfers to the payment gateway that fit no gift.",
    no_args_is_help=True,
)

Organisation = Annotated[UUID, typer.Option(help="The organisation's id.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")]


@app.command("monthly")
def list_monthly(
    organisation: Organisation,
    state: Annotated[MonthlyGiftState | None, typer.Option(help="Only those.")] = None,
    as_json: AsJson = False,
) -> None:
    """List the monthly gifts, with what they come to."""
    count, sum_minor = 0, 0
    with told(), unit_of_work(organisation) as uow:
        after: UUID | None = None
        while found := donations.monthly_gifts(
            uow, organisation_id=organisation, state=state, after=after, limit=PAGE
        ):
            for gift in found:
                count, sum_minor = count + 1, sum_minor + gift.amount.minor
                _tell(
                    as_json,
                    id=gift.id,
                    state=gift.state.value,
                    a_month=gift.amount.minor,
                    since=f"{gift.started_at:%Y-%m-%d}",
                    card_expires_on=gift.card_expires_on,
                )
            after = found[-1].id
    if not as_json:
        typer.echo(f"{count} monthly gifts, {sum_minor:,} yen a month")


@app.command("cash")
def list_cash(organisation: Organisation, as_json: AsJson = False) -> None:
    """List transfers to the gateway that fit no gift: each waits for `decide`."""
    with told(), unit_of_work(organisation) as uow:
        found = donations.cash_queue(uow, organisation_id=organisation, limit=PAGE)
        for line in found:
            _tell(
                as_json,
                donor=line.account.donor_id,
                cash=line.account.cash_minor,
                since=line.account.waiting_since,
                gifts=" ".join(f"{gift.id}:{gift.amount.minor}" for gift in line.gifts),
            )
    if not found and not as_json:
        typer.echo("Nothing waits.")


@app.command("decide")
def decide(
    donor: Annotated[UUID, typer.Argument(metavar="DONOR", help="The donor's id.")],
    kind: Annotated[CashDecisionKind, typer.Argument(help="What becomes of it.")],
    organisation: Organisation,
    cash: Annotated[int, typer.Option(help="The yen that you saw lying there.")],
    gift: Annotated[UUID | None, typer.Option(help="The gift that it is about.")] = None,
) -> None:
    """Say what becomes of a donor's cash; it may be withdrawn for ten minutes."""
    with told(), unit_of_work(organisation) as uow:
        decision = donations.decide_cash(
            uow,
            organisation_id=organisation,
            donor_id=donor,
            kind=kind,
            cash=Money(cash),
            donation_id=gift,
        )
        typer.echo(f"{decision.id}  may be withdrawn until {decision.due_at:%H:%M}")


@app.command("withdraw")
def withdraw(
    decision: Annotated[UUID, typer.Argument(metavar="DECISION", help="The decision's id.")],
    organisation: Organisation,
) -> None:
    """Take a decision about cash back."""
    with told(), unit_of_work(organisation) as uow:
        donations.withdraw_decision(uow, organisation_id=organisation, decision_id=decision)
    typer.echo("Withdrawn: the cash waits again.")


@app.command("carry-over")
def carry_over(
    programme: Annotated[str, typer.Option(help="The earlier programme's six digits.")],
    campaign: Annotated[str, typer.Option(help="The earlier campaign's code.")],
    to_programme: Annotated[str, typer.Option(help="The later programme's six digits.")],
    to_campaign: Annotated[str, typer.Option(help="The later campaign's code.")],
    sure: Annotated[bool, typer.Option("--yes", help="Do it; otherwise it is only told.")] = False,
) -> None:
    """Let the coming months of a campaign's monthly gifts be for the next year's."""
    with told(), unit_of_work() as uow:
        earlier = programmes.by_code(uow, programme)
        later = programmes.by_code(uow, to_programme)
        uow.enter(earlier.organisation_id)
        from_ = donations.campaign_by_code(uow, code=campaign, programme_id=earlier.id)
        to = donations.campaign_by_code(uow, code=to_campaign, programme_id=later.id)
        found = donations.carry_over(
            uow,
            programme_id=earlier.id,
            campaign_id=from_.id,
            to_programme_id=later.id,
            to_campaign_id=to.id,
            preview=not sure,
        )
    verb = "carried over" if sure else "would be carried over"
    typer.echo(f"{found.gifts} monthly gifts, {found.a_month.minor:,} yen a month, {verb}")
    for left in found.left:
        typer.echo(f"{left}  stays: its donor chose a fund")


@app.command("catch-up")
def catch_up() -> None:
    """Do now what the worker does by the clock: decisions, cards, transfers that never came."""
    with told(), open_runtime() as runtime:
        typer.echo(f"{carry_out_decisions(runtime)} decisions carried out")
        typer.echo(f"{mind_cards(runtime)} donors are told of their cards")
        typer.echo(f"{lapse_unpaid(runtime)} announced transfers are waited for no longer")


def _tell(as_json: bool, **facts: object) -> None:
    plain = {name: None if fact is None else str(fact) for name, fact in facts.items()}
    if as_json:
        typer.echo(json.dumps(plain, ensure_ascii=False))
    else:
        typer.echo("  ".join(one or "-" for one in plain.values()))
