"""`minori donors`: the donor list of a fiscal year, the board, the public-support test."""

from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from services.cli.errors import language, told
from services.cli.runtime import unit_of_work
from services.core.donations import service as donations
from services.core.donations.types import DonorDetails
from services.core.kit.sheets import Encoding
from services.core.kit.texts import text

app = typer.Typer(
    help="Write the donor list of a fiscal year, note the board, count public support.",
    no_args_is_help=True,
)

Organisation = Annotated[UUID, typer.Option(help="The organisation's id.")]
Day = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The last day.")]


@app.command("list")
def write_list(
    fiscal_year: Annotated[int, typer.Argument(help="April of it to March of the next.")],
    organisation: Organisation,
    to: Annotated[Path, typer.Option(help="The file: .csv or .xlsx.")],
    encoding: Annotated[Encoding, typer.Option(help="Of a CSV file.")] = Encoding.UTF_8,
) -> None:
    """Write the donor list as CSV or as an Excel workbook, by the file's name."""
    with told(), unit_of_work(organisation) as uow:
        if to.suffix.lower() == ".xlsx":
            data = donations.export_donor_workbook(
                uow, organisation_id=organisation, fiscal_year=fiscal_year, language=language()
            )
        else:
            data = donations.export_donor_list(
                uow,
                organisation_id=organisation,
                fiscal_year=fiscal_year,
                language=language(),
                encoding=encoding,
            )
    to.write_bytes(data)
    typer.echo(str(to))


@app.command("support")
def support(
    first_year: Annotated[int, typer.Argument(help="The first fiscal year of the test.")],
    last_year: Annotated[int, typer.Argument(help="The last one.")],
    organisation: Organisation,
) -> None:
    """Tell how many donors counted in each year, and why others did not. It is information."""
    spoken = language()
    with told(), unit_of_work(organisation) as uow:
        found = donations.public_support(
            uow, organisation_id=organisation, first_year=first_year, last_year=last_year
        )
    for year in found.years:
        typer.echo(
            text("support-year", spoken, year=str(year.fiscal_year), counted=str(year.counted))
        )
        for reason, count in year.left_out.items():
            typer.echo(f"    {count:>6}  {text(f'support-left-{reason}', spoken)}")
    typer.echo(text("support-average", spoken, average=f"{found.average:.1f}"))


@app.command("officer")
def note_officer(
    name: Annotated[str, typer.Argument(help="Family name, a space, given name.")],
    address: Annotated[str, typer.Option(help="As on the list of officers.")],
    since: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The first day.")],
    organisation: Organisation,
    until: Day = None,
) -> None:
    """Note a term on the board; whoever gave under this name and address is the same one."""
    with told(), unit_of_work(organisation) as uow:
        officer = donations.note_officer(
            uow,
            organisation_id=organisation,
            details=DonorDetails(name=name, address=address),
            from_on=since.date(),
            until_on=until.date() if until else None,
        )
        noted = str(officer.id)
    typer.echo(noted)


@app.command("end-office")
def end_office(
    officer: Annotated[UUID, typer.Argument(help="The term's id.")],
    until: Annotated[datetime, typer.Option(formats=["%Y-%m-%d"], help="The last day.")],
    organisation: Organisation,
) -> None:
    """Note on which day a term ended."""
    with told(), unit_of_work(organisation) as uow:
        donations.end_office(
            uow, organisation_id=organisation, officer_id=officer, until_on=until.date()
        )
    typer.echo(f"ended {officer}")


@app.command("link")
def link(
    donor: Annotated[UUID, typer.Argument(help="A donor's id.")],
    other: Annotated[UUID, typer.Argument(help="Another's, of the same household.")],
    organisation: Organisation,
) -> None:
    """Say that two donors are one household."""
    with told(), unit_of_work(organisation) as uow:
        linked = donations.link_donors(
            uow, organisation_id=organisation, donor_id=donor, other_id=other
        )
        id = str(linked.id)
    typer.echo(id)


@app.command("unlink")
def unlink(
    link_id: Annotated[UUID, typer.Argument(metavar="LINK", help="The link's id.")],
    organisation: Organisation,
) -> None:
    """Take back that two donors are one household."""
    with told(), unit_of_work(organisation) as uow:
        donations.unlink_donors(uow, organisation_id=organisation, link_id=link_id)
    typer.echo(f"unlinked {link_id}")
