"""`minori campaign`: draft, publish, extend, close and list campaigns, and tell their numbers."""

import json
from datetime import date, datetime, timedelta
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from services.cli.errors import told
from services.cli.runtime import open_runtime, unit_of_work
from services.core.donations import service as donations
from services.core.donations.models import Campaign
from services.core.donations.types import CampaignKind
from services.core.impact.service import standing
from services.core.kit.money import Money
from services.core.kit.periods import local_date, start_of
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.programmes import service as programmes
from services.worker import campaigns as worker

app = typer.Typer(help="Ask for gifts: campaigns and their numbers.", no_args_is_help=True)

Code = Annotated[str, typer.Argument(metavar="CAMPAIGN", help="The campaign's code.")]
ProgrammeCode = Annotated[str, typer.Option("--programme", help="The programme's six digits.")]
AsJson = Annotated[bool, typer.Option("--json", help="For machines.")]
Day = Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day, as YYYY-MM-DD.")]


@app.command("start")
def start(
    code: Code,
    programme: ProgrammeCode,
    fund: Annotated[str, typer.Option(help="The code of the fund that the gifts go to.")],
    name_ja: Annotated[str, typer.Option(help="Its name in Japanese.")],
    name_en: Annotated[str, typer.Option(help="Its name in English.")],
    goal: Annotated[int, typer.Option(min=1, help="The goal in yen.")],
    last_day: Day,
    overhead_bps: Annotated[
        int, typer.Option(min=0, max=10_000, help="The share for running costs; 1000 is 10 %.")
    ],
    use_of_funds: Annotated[str, typer.Option(help="What the gifts are for.")] = "",
    if_goal_missed: Annotated[str, typer.Option(help="What happens if the goal is missed.")] = "",
    representative: Annotated[str, typer.Option(help="Who answers for it.")] = "",
    contact_email: Annotated[str, typer.Option(help="Where donors write to.")] = "",
    contact_phone: Annotated[str, typer.Option(help="Where donors call.")] = "",
    transfer_to: Annotated[str, typer.Option(help="The account for transfers, in full.")] = "",
    kind: Annotated[CampaignKind, typer.Option(help="What becomes of gifts short of the goal.")] = (
        CampaignKind.ALL_IN
    ),
    settling_days: Annotated[
        int, typer.Option(min=0, max=14, help="Between the end and the decision.")
    ] = 0,
) -> None:
    """Draft a campaign that opens today; `publish` lets it be seen and given to."""
    with told(), unit_of_work() as uow:
        found = programmes.by_code(uow, programme)
        uow.enter(found.organisation_id)
        funds = {one.code: one.id for one in ledger.funds(uow, programme_id=found.id)}
        if fund not in funds:
            raise typer.BadParameter(f"no such fund; there are: {', '.join(sorted(funds))}")
        donations.draft_campaign(
            uow,
            programme_id=found.id,
            fund_id=funds[fund],
            code=code,
            name_ja=name_ja,
            name_en=name_en,
            goal=Money(goal),
            kind=kind,
            opens_at=start_of(local_date(uow.now)),
            closes_at=_end_of(last_day.date()),
            settling_days=settling_days,
            overhead_bps=overhead_bps,
            use_of_funds=use_of_funds,
            if_goal_missed=if_goal_missed,
            representative=representative,
            contact_email=contact_email,
            contact_phone=contact_phone,
            transfer_to=transfer_to,
        )
    typer.echo(f"drafted {code}")


@app.command("publish")
def publish(code: Code, programme: ProgrammeCode) -> None:
    """Let everybody read a draft, and give to it."""
    with told(), unit_of_work() as uow:
        campaign = _campaign(uow, programme, code)
        donations.publish_campaign(uow, programme_id=campaign.programme_id, campaign_id=campaign.id)
    typer.echo(f"published {code}")


@app.command("extend")
def extend(
    code: Code,
    programme: ProgrammeCode,
    last_day: Day,
    reason_ja: Annotated[str, typer.Option(help="Why, for donors to read in Japanese.")],
    reason_en: Annotated[str, typer.Option(help="Why, for donors to read in English.")],
) -> None:
    """Let a campaign end on another day, later or sooner; its donors are told why."""
    with told(), unit_of_work() as uow:
        campaign = _campaign(uow, programme, code)
        decision = donations.move_deadline(
            uow,
            programme_id=campaign.programme_id,
            campaign_id=campaign.id,
            until=_end_of(last_day.date()),
            reason_ja=reason_ja,
            reason_en=reason_en,
        )
        change = decision.change.value
    typer.echo(f"{change}: {code} ends on {last_day:%Y-%m-%d}")


@app.command("close")
def close(code: Code, programme: ProgrammeCode) -> None:
    """
    Close a campaign that is over, decide an All-or-Nothing one, and see to its gifts.

    Stopped half-way it goes on when it is called again, or with the worker's next look.
    """
    with told(), open_runtime() as runtime:
        with unit_of_work() as uow:
            campaign = _campaign(uow, programme, code)
            ids = {
                "programme_id": campaign.programme_id,
                "organisation_id": campaign.organisation_id,
                "campaign_id": campaign.id,
            }
        seen_to = worker.close_one(runtime, **ids)
        with unit_of_work() as uow:
            campaign = _campaign(uow, programme, code)
            outcome = campaign.outcome or campaign.status
    typer.echo(f"{outcome.value}: {code}, {seen_to} gifts seen to")


@app.command("list")
def list_campaigns(programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """List a programme's campaigns, drafts among them, the newest first."""
    with told(), unit_of_work() as uow:
        found = programmes.by_code(uow, programme)
        uow.enter(found.organisation_id)
        campaigns = donations.campaigns_of(uow, programme_id=found.id, drafts=True, limit=500)
        figures = donations.figures_of(
            uow, programme_id=found.id, campaign_ids=[one.id for one in campaigns]
        )
        lines = [
            {
                "code": one.code,
                "kind": one.kind.value,
                "status": (one.outcome or one.status).value,
                "last_day": _last_day(one).isoformat(),
                "goal_minor": one.goal.minor,
                "kept_minor": figures[one.id].kept,
            }
            for one in campaigns
        ]
    if as_json:
        typer.echo(json.dumps(lines, ensure_ascii=False))
        return
    table = Table("Campaign", "Kind", "Status", "Last day", "Goal", "Kept")
    for line in lines:
        table.add_row(
            *(f"{value:,}" if isinstance(value, int) else value for value in line.values())
        )
    Console().print(table)


@app.command("figures")
def figures(code: Code, programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """Tell a campaign's honest numbers: promised, come, kept, held, for children, used."""
    with told(), unit_of_work() as uow:
        campaign = _campaign(uow, programme, code)
        keys = {"programme_id": campaign.programme_id, "campaign_id": campaign.id}
        sums, reached = donations.figures(uow, **keys), standing.standing_of_campaign(uow, **keys)
        lines = {
            "goal": campaign.goal.minor,
            "pledged": sums.pledged,
            "unconfirmed": sums.unconfirmed,
            "settled": sums.settled,
            "kept": sums.kept,
            "refunded": sums.refunded,
            "disputed": sums.disputed,
            "held": sums.held,
            "overhead": sums.overhead,
            "allocated": sums.allocated,
            "used": reached.used,
            "gifts": sums.gifts,
            "donors": sums.donors,
        }
    if as_json:
        typer.echo(json.dumps(lines))
        return
    for name, figure in lines.items():
        typer.echo(f"{name:<11} {figure:>15,}")


def _campaign(uow: UnitOfWork, programme: str, code: str) -> Campaign:
    found = programmes.by_code(uow, programme)
    uow.enter(found.organisation_id)
    return donations.campaign_by_code(uow, code=code, programme_id=found.id)


def _end_of(last_day: date) -> datetime:
    """The instant at which that day is over, in Japan."""
    return start_of(last_day + timedelta(days=1))


def _last_day(campaign: Campaign) -> date:
    return local_date(campaign.closes_at - timedelta(microseconds=1))
