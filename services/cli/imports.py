"""`minori import …`: take in what other places export, after showing what it would do."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Column, Table

from services.cli.errors import REFUSED, language, told
from services.cli.runtime import open_runtime, unit_of_work, who_types
from services.core.donations import mappings
from services.core.donations import service as donations
from services.core.donations.service import ImportReport
from services.core.kit.sheets import Encoding, RowError
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes

app = typer.Typer(
    help="Take in gifts, bank statements and rosters from files.", no_args_is_help=True
)

ERRORS_SHOWN = 50

File = Annotated[
    Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The CSV file.")
]
EncodingOption = Annotated[
    Encoding, typer.Option("--encoding", help="How the file is encoded; auto tells by itself.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only report; write nothing.")]
ValidOnly = Annotated[
    bool, typer.Option("--valid-only", help="Write the rows without faults, leave the others.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
ProgrammeOption = Annotated[
    str | None, typer.Option("--programme", help="The programme's code of six digits.")
]
CampaignOption = Annotated[str, typer.Option("--campaign", help="The campaign's code.")]


@app.command("gifts")
def import_gifts(
    file: File,
    campaign: CampaignOption,
    mapping: Annotated[
        str,
        typer.Option(
            "--mapping",
            help="Which site's format, or one's own: " + ", ".join(mappings.names("gifts")),
        ),
    ],
    programme: ProgrammeOption = None,
    encoding: EncodingOption = Encoding.AUTO,
    dry_run: DryRun = False,
    valid_only: ValidOnly = False,
    as_json: AsJson = False,
) -> None:
    """Take in gifts from a site's export. Exit 1 where rows have faults and nothing is written."""
    with told(as_json=as_json), unit_of_work() as uow:
        to = donations.campaign_by_code(
            uow, code=campaign, programme_id=_programme_id(uow, programme)
        )
        uow.enter(to.organisation_id)
        columns = donations.gift_mapping(uow, organisation_id=to.organisation_id, name=mapping)
        with _progress(shown=not as_json) as progress:
            report = donations.import_gifts(
                uow,
                campaign=to,
                mapping=columns,
                data=file.read_bytes(),
                encoding=encoding,
                dry_run=dry_run,
                valid_only=valid_only,
                progress=progress,
            )
    _tell("gifts", report, dry_run=dry_run, as_json=as_json)


@app.command("bank")
def import_bank(
    file: File,
    programme: Annotated[
        str, typer.Option("--programme", help="The programme's code of six digits.")
    ],
    mapping: Annotated[
        str,
        typer.Option("--mapping", help="Which bank's format: " + ", ".join(mappings.names("bank"))),
    ] = "bank-generic",
    leave_out: Annotated[
        list[str] | None,
        typer.Option(help="Payers (beginning of the name) whose deposits are booked elsewhere."),
    ] = None,
    encoding: EncodingOption = Encoding.AUTO,
    dry_run: DryRun = False,
    valid_only: ValidOnly = False,
    as_json: AsJson = False,
) -> None:
    """
    Take in a bank statement: announced transfers become gifts, other deposits wait.

    Lines of the payment gateway (STRIPE_PAYERS) are put beside its payouts, and not booked again.
    """
    with (
        told(as_json=as_json),
        open_runtime() as runtime,
        runtime.unit_of_work(who_types()) as uow,
    ):
        columns = mappings.bank_mapping(mapping)
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        with _progress(shown=not as_json) as progress:
            report = donations.import_bank(
                uow,
                programme_id=to.id,
                mapping=columns,
                data=file.read_bytes(),
                encoding=encoding,
                leave_out=leave_out or (),
                gateway_payers=runtime.settings.stripe_payer_names,
                dry_run=dry_run,
                valid_only=valid_only,
                progress=progress,
            )
    _tell("bank", report, dry_run=dry_run, as_json=as_json)


@app.command("unmatched")
def list_unmatched(
    programme: Annotated[
        str, typer.Option("--programme", help="The programme's code of six digits.")
    ],
    as_json: AsJson = False,
) -> None:
    """List the deposits that nobody has claimed yet."""
    with told(as_json=as_json), unit_of_work() as uow:
        to = programmes.by_code(uow, programme)
        uow.enter(to.organisation_id)
        waiting = [
            {
                "id": str(deposit.id),
                "received_on": deposit.received_on.isoformat(),
                "amount": deposit.amount.minor,
                "payer": donations.payer_of(uow, deposit),
                "reference": deposit.reference,
            }
            for deposit in donations.unmatched_deposits(uow, programme_id=to.id)
        ]
    if as_json:
        typer.echo(json.dumps(waiting, ensure_ascii=False, indent=2))
        return
    table = Table(Column("id", no_wrap=True), "received on", "yen", "payer", "reference")
    for one in waiting:
        table.add_row(*(str(value or "") for value in one.values()))
    Console().print(table)


@app.command("match")
def match(
    deposit_id: Annotated[UUID, typer.Argument(help="The deposit's id, from `import unmatched`.")],
    campaign: CampaignOption,
    programme: ProgrammeOption = None,
    as_json: AsJson = False,
) -> None:
    """Decide that an unmatched deposit is a gift to a campaign."""
    with told(as_json=as_json), unit_of_work() as uow:
        to = donations.campaign_by_code(
            uow, code=campaign, programme_id=_programme_id(uow, programme)
        )
        uow.enter(to.organisation_id)
        donation = donations.match_deposit(
            uow, programme_id=to.programme_id, deposit_id=deposit_id, campaign_id=to.id
        )
        done = {"donation_id": str(donation.id), "amount": donation.amount.minor}
    typer.echo(json.dumps(done) if as_json else done["donation_id"])


def tell_errors(errors: list[RowError]) -> None:
    """Each fault on a line of standard error: row, column, reason."""
    spoken = language()
    console = Console(stderr=True, soft_wrap=True, highlight=False, markup=False)
    for error in errors[:ERRORS_SHOWN]:
        place = [text("import-row", spoken, row=str(error.row))]
        if error.column:
            place.append(text("import-column", spoken, column=error.column))
        console.print(f"{', '.join(place)}: {error.words(spoken)}")
    if len(errors) > ERRORS_SHOWN:
        console.print(text("import-more", spoken, count=len(errors) - ERRORS_SHOWN))


def errors_as_json(errors: list[RowError]) -> list[dict[str, object]]:
    """Faults for machines, with the reason in the terminal's language."""
    spoken = language()
    return [
        {"row": e.row, "column": e.column, "code": e.code, "reason": e.words(spoken)}
        for e in errors
    ]


def _programme_id(uow: UnitOfWork, code: str | None) -> UUID | None:
    return programmes.by_code(uow, code).id if code else None


def _tell(kind: str, report: ImportReport, *, dry_run: bool, as_json: bool) -> None:
    errors = list(report.errors)
    if as_json:
        figures = {
            name: getattr(report, name)
            for name in (
                "imported",
                "known",
                "skipped",
                "withdrawn",
                "payouts",
                "matched",
                "unmatched",
            )
        }
        answer = figures | {
            "amount": report.amount.minor,
            "written": report.written,
            "repeated": report.repeated,
            "columns": [asdict(use) for use in report.columns],
            "errors": errors_as_json(errors),
        }
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        if dry_run:
            _tell_columns(report)
        tell_errors(errors)
        typer.echo(_sentence(kind, report, dry_run=dry_run))
        if report.withdrawn:
            typer.echo(text("import-withdrawn", language(), count=str(report.withdrawn)))
    if errors and not report.written:
        raise typer.Exit(REFUSED)


def _tell_columns(report: ImportReport) -> None:
    """What each column of the file would become."""
    spoken = language()
    for use in report.columns:
        message = "import-column-use" if use.became else "import-column-left"
        typer.echo(
            text(
                message,
                spoken,
                heading=use.heading or "-",
                became=use.became or "",
                filled=str(use.filled),
            )
        )


def _sentence(kind: str, report: ImportReport, *, dry_run: bool) -> str:
    spoken = language()
    if report.repeated:
        return text("import-repeated", spoken)
    if report.errors and not report.written and not dry_run:
        return text("import-refused", spoken)
    return text(
        f"import-{kind}-{'checked' if dry_run else 'done'}",
        spoken,
        imported=str(report.imported),
        amount=f"{report.amount.minor:,}",
        known=str(report.known),
        skipped=str(report.skipped),
        payouts=str(report.payouts),
        matched=str(report.matched),
        unmatched=str(report.unmatched),
        errors=str(len(report.errors)),
    )


@contextmanager
def _progress(*, shown: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar on a terminal; nothing where the output is read by a machine."""
    console = Console(stderr=True)
    if not (shown and console.is_terminal):
        yield None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console) as bar:
        task = bar.add_task("import")
        yield lambda done, rows: bar.update(task, completed=done, total=rows)
