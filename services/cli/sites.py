"""`minori site`: how files of crowdfunding sites are read, and what sites pay out."""

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
import yaml

from services.cli.errors import told
from services.cli.runtime import unit_of_work
from services.core.donations import mappings
from services.core.donations import service as donations
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.programmes import service as programmes

app = typer.Typer(
    help="Save how a crowdfunding site's files are read; take over what it pays out.",
    no_args_is_help=True,
)

Organisation = Annotated[UUID, typer.Option(help="The organisation's id.")]
ProgrammeCode = Annotated[str, typer.Option("--programme", help="The programme's six digits.")]
Yen = Annotated[int, typer.Option(min=0, help="Yen.")]


@app.command("mappings")
def list_mappings(organisation: Organisation) -> None:
    """List by which mappings lists of gifts can be read: the installation's, then one's own."""
    with told(), unit_of_work(organisation) as uow:
        for name in mappings.names("gifts"):
            typer.echo(f"{name:<20}  -   {mappings.gift_mapping(name).title}")
        for row in donations.saved_mappings(uow, organisation_id=organisation):
            typer.echo(f"{row.name:<20}  {row.version:<3} {row.body['title']}")


@app.command("show-mapping")
def show_mapping(name: str, organisation: Organisation) -> None:
    """Print a mapping as YAML: a start for one's own."""
    with told(), unit_of_work(organisation) as uow:
        found = donations.gift_mapping(uow, organisation_id=organisation, name=name)
    body = found.model_dump(mode="json", exclude={"kind", "source"})
    typer.echo(yaml.safe_dump(body, allow_unicode=True, sort_keys=False), nl=False)


@app.command("save-mapping")
def save_mapping(
    name: Annotated[str, typer.Argument(help="Small letters, digits, - and _.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="The YAML file.")],
    organisation: Organisation,
) -> None:
    """Save a mapping as the next version of its name; the same again changes nothing."""
    with told(), unit_of_work(organisation) as uow:
        row = donations.save_mapping(
            uow,
            organisation_id=organisation,
            name=name,
            body=yaml.safe_load(file.read_text(encoding="utf-8")),
        )
        version = row.version
    typer.echo(f"{name} version {version}")


@app.command("held")
def held(programme: ProgrammeCode) -> None:
    """Tell what each site holds and has not paid out."""
    with told(), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        for one in donations.at_sites(uow, programme_id=to.id):
            typer.echo(f"{one.site:<20} {one.minor:>14,}  {one.gifts:>6}  {one.oldest_at:%Y-%m-%d}")


@app.command("payout")
def record_payout(
    site: Annotated[str, typer.Argument(help="The mapping's name.")],
    programme: ProgrammeCode,
    gross: Yen,
    fee: Yen,
    until: Annotated[
        datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day whose gifts are in it.")
    ],
) -> None:
    """Take over a payout as the site's statement tells it; its gifts must come to the gross sum."""
    with told(), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        payout = donations.record_site_payout(
            uow,
            id=uuid7(),
            programme_id=to.id,
            site=site,
            gross=Money(gross),
            fee=Money(fee),
            until_on=until.date(),
        )
        done = {"site_payout_id": str(payout.id), "net": payout.net.minor}
    typer.echo(json.dumps(done))


@app.command("arrived")
def arrived(
    payout: Annotated[UUID, typer.Argument(help="The payout's id.")],
    programme: ProgrammeCode,
    deposit: Annotated[UUID | None, typer.Option(help="The deposit that it is.")] = None,
    on: Annotated[
        datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day, without a statement.")
    ] = None,
) -> None:
    """Say that the bank has a payout."""
    with told(), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        done = donations.note_site_payout_arrived(
            uow,
            programme_id=to.id,
            payout_id=payout,
            deposit_id=deposit,
            arrived_on=on.date() if on else None,
        )
        net, day = done.net.minor, done.arrived_on
    typer.echo(f"{net:,} on {day}")
