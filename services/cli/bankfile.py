"""`minori bankfile`: the banks' bulk transfer file from any payout list, and back."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from services.cli.bank_files import print_facts, write_new
from services.cli.errors import REFUSED, language, told
from services.cli.runtime import open_runtime, who_types
from services.core.kit.business_days import Shift, business_day
from services.core.kit.sheets import RowError
from services.core.kit.texts import text
from services.core.programmes import service as programmes
from services.core.settlements import service as settlements
from services.core.settlements.bank_results import read_bank_results
from services.core.settlements.errors import ListRefused, NotABankDay
from services.core.settlements.zengin import branches, records
from services.core.settlements.zengin.accounts import BankAccount, plain
from services.core.settlements.zengin.kana import to_bank_kana
from services.core.settlements.zengin.payout_list import PayoutList, read_payout_list
from services.core.settlements.zengin.records import (
    BANK_NAME_CHARACTERS,
    CONSIGNOR_NAME_CHARACTERS,
    MonthDay,
    Newline,
    Sender,
    TransferFile,
)

app = typer.Typer(help="Write and read the bank file for bulk transfers.", no_args_is_help=True)

AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
InputFile = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]


@app.command("zengin")
def zengin(
    payouts: Annotated[
        Path,
        typer.Option(
            "--in",
            exists=True,
            dir_okay=False,
            readable=True,
            help="CSV, UTF-8 or Shift_JIS: bank,branch,type,account,payee,amount; for Japan Post"
            " Bank symbol,number in place of the first four.",
        ),
    ],
    consignor_code: Annotated[str, typer.Option(help="The ten digits that the bank has given.")],
    consignor_name: Annotated[str, typer.Option(help="Who pays, in kana of any width.")],
    pays_on: Annotated[
        datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="The day of transfer.")
    ],
    source: Annotated[
        str,
        typer.Option("--from", metavar="BANK-BRANCH-TYPE-NUMBER", help="0001-001-1-1234567"),
    ],
    out: Annotated[Path, typer.Option(help="Where to write; never over another file.")],
    newline: Annotated[
        Newline, typer.Option(help="What follows each record; ask your bank.")
    ] = Newline.CRLF,
    shift: Annotated[
        bool, typer.Option("--shift", help="Move a bank holiday to the next business day.")
    ] = False,
    shift_back: Annotated[
        bool, typer.Option("--shift-back", help="Move a bank holiday to the business day before.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """
    Write a bulk transfer file (全銀協 総合振込) from a payout list.

    Prints its SHA-256, count and total. Exits with 1, and writes nothing, where the list has
    faults (each with row, column and reason), or the date is no bank business day.
    """
    with told(as_json=as_json), _rows_told(as_json=as_json):
        day = _day(pays_on.date(), shift=shift, shift_back=shift_back)
        listed = read_payout_list(payouts.read_bytes())
        account = BankAccount.parse(source)
        names = branches.names(account, limit=BANK_NAME_CHARACTERS)
        sender = Sender(
            plain(consignor_code),
            to_bank_kana(consignor_name, limit=CONSIGNOR_NAME_CHARACTERS),
            account,
            names.bank,
            names.branch,
        )
        file = TransferFile(sender, MonthDay(day.month, day.day), tuple(listed.items))
        content = records.write(file, newline)
        write_new(out, content)
    _print_written(out, day, file, content, listed, as_json=as_json)


@app.command("check")
def check(file: InputFile, as_json: AsJson = False) -> None:
    """Read a bulk transfer file back: are all records in place, and do count and total agree?"""
    content = file.read_bytes()
    with told(as_json=as_json):
        found = records.read(content)
    unknown = [
        number
        for number, item in enumerate(found.items, start=2)
        if not branches.is_known(item.account)
    ]
    facts = {
        "file": str(file),
        "sha256": hashlib.sha256(content).hexdigest(),
        "consignor_code": found.sender.code,
        "consignor_name": found.sender.name,
        "pays_on": f"{found.pays_on.month:02}-{found.pays_on.day:02}",
        "count": found.count,
        "total": found.total,
        "branches_unknown_in_records": unknown,
    }
    print_facts(facts, as_json=as_json)


@app.command("return")
def bank_return(
    file: InputFile,
    programme: Annotated[str, typer.Option(help="The programme's six digits.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Book nothing.")] = False,
    as_json: AsJson = False,
) -> None:
    """
    Book what the bank says became of the transfers: CSV with number,amount,result,reason.

    All answers are booked or none; the same file again changes nothing.
    """
    with (
        told(as_json=as_json),
        _rows_told(as_json=as_json),
        open_runtime() as runtime,
        runtime.unit_of_work(who_types()) as uow,
    ):
        found = programmes.by_code(uow, programme)
        uow.enter(found.organisation_id)
        recorded = settlements.record_results(
            uow, programme_id=found.id, results=read_bank_results(file.read_bytes())
        )
        if dry_run:
            uow.session.rollback()
    print_facts({"dry_run": dry_run, **asdict(recorded)}, as_json=as_json)


def _day(wish: date, *, shift: bool, shift_back: bool) -> date:
    """:raises NotABankDay: banks carry no transfers then, and it may not be moved."""
    direction = Shift.PREVIOUS if shift_back else Shift.NEXT
    day = business_day(wish, direction)
    if day != wish and not (shift or shift_back):
        raise NotABankDay(date=wish, nearest=day)
    return day


def _print_written(
    out: Path, day: date, file: TransferFile, content: bytes, listed: PayoutList, *, as_json: bool
) -> None:
    facts: dict[str, object] = {
        "file": str(out),
        "sha256": hashlib.sha256(content).hexdigest(),
        "count": file.count,
        "total": file.total,
        "pays_on": day.isoformat(),
    }
    if as_json:
        facts["warnings"] = _as_objects(listed.warnings)
    else:
        _print_rows(listed.warnings)
    print_facts(facts, as_json=as_json)


@contextmanager
def _rows_told(*, as_json: bool) -> Iterator[None]:
    """Tell every fault of a list with row, column and reason, and exit with 1."""
    try:
        yield
    except ListRefused as refusal:
        sentence = text("problem-list-refused", language(), **refusal.context)
        if as_json:
            found = {"code": refusal.code, "detail": sentence, "errors": _as_objects(refusal.rows)}
            typer.echo(json.dumps(found, ensure_ascii=False, indent=2))
        else:
            _print_rows(refusal.rows)
            typer.echo(f"{refusal.code}: {sentence}", err=True)
        raise typer.Exit(REFUSED) from None


def _as_objects(rows: Iterable[RowError]) -> list[dict[str, object]]:
    return [
        {"row": row.row, "column": row.column, "code": row.code, "reason": row.words(language())}
        for row in rows
    ]


def _print_rows(rows: Iterable[RowError]) -> None:
    for row in rows:
        typer.echo(f"row {row.row}, {row.column}: {row.words(language())}", err=True)
