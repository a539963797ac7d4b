"""`minori close` and `minori payout`: the month-end from the host's command line."""

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Annotated
from uuid import UUID

import typer

from services.cli.bank_files import print_facts, write_new
from services.cli.desk import AsJson, ProgrammeCode, desk_of
from services.core.kit.ids import uuid7
from services.core.kit.periods import Month
from services.core.settlements import service as settlements
from services.core.settlements.models import PayoutBatch
from services.core.settlements.types import PayoutBatchId
from services.core.settlements.zengin.accounts import BankAccount

app = typer.Typer(
    help="Pay the providers: one person prepares, another approves, the bank gets one file.",
    no_args_is_help=True,
)


def _month(text: str) -> Month:
    try:
        return Month.parse(text)
    except ValueError:
        raise typer.BadParameter("a month like 2026-04 is expected") from None


BatchId = Annotated[UUID, typer.Argument(metavar="BATCH", help="The batch's id.")]


def close(
    programme: ProgrammeCode,
    month: Annotated[Month, typer.Option(parser=_month, metavar="YYYY-MM")],
    as_json: AsJson = False,
) -> None:
    """
    Close a month: freeze its confirmed uses into one statement for each provider.

    Again changes nothing. What is confirmed or reversed later stands on the next statement.
    """
    with desk_of(programme, as_json=as_json) as desk:
        closed = settlements.close_month(desk.uow, programme_id=desk.programme_id, month=month)
    print_facts(asdict(closed), as_json=as_json)


@app.command("payer")
def payer(
    programme: ProgrammeCode,
    consignor_code: Annotated[str, typer.Option(help="The ten digits that the bank has given.")],
    consignor_name: Annotated[str, typer.Option(help="Who pays, in kana of any width.")],
    source: Annotated[
        str,
        typer.Option("--from", metavar="BANK-BRANCH-TYPE-NUMBER", help="0001-001-1-1234567"),
    ],
    as_json: AsJson = False,
) -> None:
    """Say who pays the providers and from which account; the number is kept sealed."""
    with desk_of(programme, as_json=as_json) as desk:
        terms = settlements.set_payer(
            desk.uow,
            programme_id=desk.programme_id,
            consignor_code=consignor_code,
            consignor_name=consignor_name,
            account=BankAccount.parse(source),
        )
        facts = {
            "consignor_code": terms.consignor_code,
            "consignor_name": terms.consignor_name,
        }
    print_facts(facts, as_json=as_json)


@app.command("prepare")
def prepare(
    programme: ProgrammeCode,
    pay_on: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="By default the end of next month."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Gather what is owed and undisputed; the batch waits for a second person."""
    with desk_of(programme, as_json=as_json) as desk:
        prepared = settlements.prepare_batch(
            desk.uow,
            id=PayoutBatchId(uuid7()),
            programme_id=desk.programme_id,
            pay_on=None if pay_on is None else pay_on.date(),
        )
        facts = _batch_facts(prepared.batch)
        facts["payouts"] = len(prepared.payouts)
        facts["total"] = sum(payout.amount_minor for payout in prepared.payouts)
        facts["left_out"] = [
            {"provider_id": str(one.provider_id), "because": one.because.value}
            for one in prepared.left_out
        ]
    print_facts(facts, as_json=as_json)


@app.command("list")
def list_batches(programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """List the programme's payout batches, oldest first."""
    with desk_of(programme, as_json=as_json) as desk:
        found = settlements.batches_of(desk.uow, programme_id=desk.programme_id)
        batches = [_batch_facts(batch) for batch in found]
    if as_json:
        print_facts({"batches": batches}, as_json=True)
    for batch in [] if as_json else batches:
        typer.echo("  ".join(str(fact) for fact in batch.values() if fact is not None))


@app.command("approve")
def approve(batch: BatchId, programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """Approve a batch that somebody else has prepared."""
    with desk_of(programme, as_json=as_json) as desk:
        facts = _batch_facts(
            settlements.approve_batch(desk.uow, programme_id=desk.programme_id, batch_id=batch)
        )
    print_facts(facts, as_json=as_json)


@app.command("cancel")
def cancel(batch: BatchId, programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """Let a batch go before its bank file is made; all of it is owed as before."""
    with desk_of(programme, as_json=as_json) as desk:
        facts = _batch_facts(
            settlements.cancel_batch(desk.uow, programme_id=desk.programme_id, batch_id=batch)
        )
    print_facts(facts, as_json=as_json)


@app.command("export")
def export(
    batch: BatchId,
    programme: ProgrammeCode,
    out: Annotated[Path, typer.Option(help="Where to write; never over another file.")],
    as_json: AsJson = False,
) -> None:
    """
    Make the batch's bank file, once.

    The file is written before the batch is marked: if that fails, the file is taken away again.
    """
    created = False
    try:
        with desk_of(programme, as_json=as_json) as desk:
            file = settlements.export_bank_file(
                desk.uow, programme_id=desk.programme_id, batch_id=batch
            )
            write_new(out, file.content)
            created = True
    except BaseException:
        if created:
            out.unlink()
        raise
    facts = {
        "file": str(out),
        "sha256": file.sha256,
        "count": file.count,
        "total": file.total.minor,
        "pays_on": file.pays_on,
    }
    print_facts(facts, as_json=as_json)


@app.command("withdraw")
def withdraw(batch: BatchId, programme: ProgrammeCode, as_json: AsJson = False) -> None:
    """Declare that a bank file will not be sent; not by the person who made it."""
    with desk_of(programme, as_json=as_json) as desk:
        facts = _batch_facts(
            settlements.withdraw_bank_file(desk.uow, programme_id=desk.programme_id, batch_id=batch)
        )
    print_facts(facts, as_json=as_json)


def _batch_facts(batch: PayoutBatch) -> dict[str, object]:
    return {
        "batch": str(batch.id),
        "pay_on": batch.pay_on,
        "status": batch.status.value,
        "sha256": batch.file_sha256,
    }
