"""`minori import roster`: families and applications from a municipal roster."""

import json
from typing import Annotated

import typer

from services.cli.errors import REFUSED, language, told
from services.cli.imports import (
    AsJson,
    DryRun,
    EncodingOption,
    File,
    ValidOnly,
    errors_as_json,
    tell_errors,
)
from services.cli.runtime import unit_of_work
from services.core.households import service as households
from services.core.households.errors import RosterRefused
from services.core.households.types import RosterImport
from services.core.kit.sheets import Encoding, RowError
from services.core.kit.texts import text
from services.core.programmes import service as programmes


def import_roster(
    file: File,
    programme: Annotated[
        str, typer.Option("--programme", help="The programme's code of six digits.")
    ],
    encoding: EncodingOption = Encoding.AUTO,
    dry_run: DryRun = False,
    valid_only: ValidOnly = False,
    as_json: AsJson = False,
) -> None:
    """
    Take in families and apply for their children. Exit 1 where rows have faults and nothing is
    written, in a dry run too.
    """
    with told(as_json=as_json):
        try:
            with unit_of_work() as uow:
                report = households.import_roster(
                    uow,
                    programme_id=programmes.by_code(uow, programme).id,
                    data=file.read_bytes(),
                    encoding=encoding,
                    dry_run=dry_run,
                    valid_only=valid_only,
                )
        except RosterRefused as refusal:
            _tell_refusal(list(refusal.errors), as_json=as_json)
            raise typer.Exit(REFUSED) from None
    _tell(report, as_json=as_json)
    if report.errors and not report.written:
        raise typer.Exit(REFUSED)


def _tell(report: RosterImport, *, as_json: bool) -> None:
    errors = list(report.errors)
    if as_json:
        answer = {"written": report.written, **report.counts(), "errors": errors_as_json(errors)}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    tell_errors(errors)
    figures = {name: str(count) for name, count in report.counts().items()}
    typer.echo(text(f"import-roster-{'done' if report.written else 'checked'}", language()))
    typer.echo(text("import-roster-counts", language(), **figures))


def _tell_refusal(errors: list[RowError], *, as_json: bool) -> None:
    if as_json:
        answer = {"written": False, "errors": errors_as_json(errors)}
        typer.echo(json.dumps(answer, ensure_ascii=False, indent=2))
        return
    tell_errors(errors)
    typer.echo(text("import-refused", language()), err=True)
