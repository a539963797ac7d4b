"""Take in a bank's statement: deposits become gifts where that is certain, else they wait."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from services.core.donations.mappings import BankMapping
from services.core.donations.repository import BankDepositRepository
from services.core.donations.service.bank import NewDeposit, receive_deposits
from services.core.donations.service.gateway.arrivals import NewGatewayLine, note_gateway_lines
from services.core.donations.service.import_columns import optional_column
from services.core.donations.service.import_report import (
    ImportReport,
    Progress,
    is_repeated,
    register,
)
from services.core.donations.types import ImportKind
from services.core.donations.zengin_statement import read_zengin_statement
from services.core.kit import cells, japanese
from services.core.kit.ids import derived_id
from services.core.kit.money import Money, total
from services.core.kit.periods import local_date
from services.core.kit.sheets import (
    CellRefused,
    Column,
    Encoding,
    Row,
    RowError,
    Sheet,
    fold_header,
    read_sheet,
)
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes

BATCH = 1_000

# How banks put digits that the payer typed beside the name: "123456ヤマダハナコ", either side.
_TRANSFER_WORD = re.compile("^(?:振込入金|振込|フリコミ|ﾌﾘｺﾐ)[\\s*＊]*")
_NOT_OF_A_NUMBER = re.compile("[^0-9-]")
_DIGITS = re.compile("^([0-9]{4,10})\\s*(.*)$|^(.*?)\\s*([0-9]{4,10})$")


def import_bank(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    mapping: BankMapping,
    data: bytes,
    encoding: Encoding = Encoding.AUTO,
    leave_out: Sequence[str] = (),
    gateway_payers: Sequence[str] = (),
    dry_run: bool = False,
    valid_only: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """
    Take in a statement of the organisation's account.

    A line is known again by its day, amount and balance (by its payer where no balance is told)
    and its place among equal lines, so statements may overlap as long as each holds whole days,
    and one may be read as CSV and the next in the bankers' association's form.

    :param leave_out: beginnings of payers' names whose deposits are booked elsewhere: the
        municipality, say.
    :param gateway_payers: beginnings of the names under which the payment gateway pays out. Its
        lines are put beside its payouts, and never booked a second time as a deposit.
    """
    digest = hashlib.sha256(data).digest()
    if is_repeated(uow, programme_id, ImportKind.BANK, digest):
        return ImportReport(repeated=True)
    sheet = _read(data, mapping, encoding)
    left_out = tuple(japanese.folded(name) for name in (*leave_out, *gateway_payers))
    rows = [row for row in sheet.rows if _is_taken(row, mapping, left_out)]
    lines, faults = _gateway_lines(uow, programme_id, sheet.rows, gateway_payers)
    errors = (
        faults
        + sheet.errors
        + [
            RowError(row.number, mapping.columns["day"][0], "date_in_future")
            for row in rows
            if row["day"] > local_date(uow.now)
        ]
    )
    deposits = _deposits(programme_id, rows)
    known = BankDepositRepository(uow).existing(programme_id, [one.id for one in deposits])
    new = [deposit for deposit in deposits if deposit.id not in known]
    report = ImportReport(
        errors=sorted(errors, key=lambda error: error.row),
        imported=len(new),
        amount=total(deposit.amount for deposit in new),
        known=len(known),
        skipped=len(sheet.rows) - len(rows) - len(lines),
        payouts=len(lines),
    )
    if dry_run or (errors and not valid_only):
        return report
    note_gateway_lines(
        uow, organisation_id=programmes.get(uow, programme_id).organisation_id, lines=lines
    )
    for start in range(0, len(new), BATCH):
        batch = new[start : start + BATCH]
        done = receive_deposits(uow, programme_id=programme_id, deposits=batch)
        report = replace(
            report,
            matched=report.matched + done.matched,
            unmatched=report.unmatched + done.unmatched,
        )
        if progress:
            progress(start + len(batch), len(new))
    register(uow, programme_id, ImportKind.BANK, digest, report)
    return replace(report, written=True)


def split_payer(text: str) -> tuple[str | None, str | None]:
    """
    The reference and the payer in a statement's text.

    >>> split_payer("振込 123456ﾔﾏﾀﾞ ﾊﾅｺ")
    ('123456', 'ヤマダ ハナコ')
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    plain = _TRANSFER_WORD.sub("", plain)
    found = _DIGITS.match(plain)
    if found is None:
        return None, plain or None
    reference = found[1] or found[4]
    return reference, (found[2] if found[1] else found[3]).strip() or None


def _read(data: bytes, mapping: BankMapping, encoding: Encoding) -> Sheet:
    if mapping.layout == "zengin":
        return read_zengin_statement(data)
    return read_sheet(data, _columns(mapping), encoding=encoding)


def _columns(mapping: BankMapping) -> list[Column]:
    columns = mapping.columns
    return [
        Column("day", columns["day"], parse=cells.day),
        Column("deposit", columns["deposit"], parse=_amount_or_none, filled=False),
        *optional_column("withdrawal", columns),
        *optional_column("payer", columns),
        *optional_column("balance", columns),
        *optional_column("type", columns),
    ]


def _amount_or_none(cell: str) -> Money | None:
    """Banks leave the other column empty, or write a nought or a dash into it."""
    return None if cell.strip("-－ー*0０") == "" else cells.yen(cell)


def _is_taken(row: Row, mapping: BankMapping, left_out: tuple[str, ...]) -> bool:
    if row["deposit"] is None:
        return False
    kind = row.cells.get("type")
    wanted = {fold_header(value) for value in mapping.take_only}
    if wanted and kind is not None and fold_header(kind) not in wanted:
        return False
    return not _is_from(row, left_out)


def _is_from(row: Row, folded_names: tuple[str, ...]) -> bool:
    payer = split_payer(row.cells.get("payer") or "")[1] or ""
    return bool(folded_names) and japanese.folded(payer).startswith(folded_names)


def _gateway_lines(
    uow: UnitOfWork, programme_id: UUID, rows: Sequence[Row], payers: Sequence[str]
) -> tuple[list[NewGatewayLine], list[RowError]]:
    """The lines between the gateway and us, either way; they are the organisation's."""
    names = tuple(japanese.folded(name) for name in payers)
    organisation_id = programmes.get(uow, programme_id).organisation_id
    seen: Counter[tuple[object, ...]] = Counter()
    lines: list[NewGatewayLine] = []
    faults: list[RowError] = []
    for row in rows:
        if not _is_from(row, names):
            continue
        try:
            paid = _amount_or_none(row.cells.get("withdrawal") or "")
        except CellRefused as refusal:
            faults.append(RowError(row.number, "", refusal.code, refusal.facts))
            continue
        amount = row["deposit"] or (-paid if paid else None)
        if amount is None:
            continue
        line = _line(row, amount)
        seen[line] += 1
        id = derived_id("gateway line", organisation_id, *line, seen[line])
        lines.append(NewGatewayLine(id=id, booked_on=row["day"], amount=amount))
    return lines, faults


def _line(row: Row, amount: Money) -> tuple[object, ...]:
    """What a line is known by, however the file writes it."""
    balance = _NOT_OF_A_NUMBER.sub(
        "", unicodedata.normalize("NFKC", row.cells.get("balance") or "")
    )
    reference, payer = split_payer(row.cells.get("payer") or "")
    return (row["day"], amount.minor, balance or (reference, japanese.folded(payer or "")))


def _deposits(programme_id: UUID, rows: Sequence[Row]) -> list[NewDeposit]:
    seen: Counter[tuple[object, ...]] = Counter()
    deposits: list[NewDeposit] = []
    for row in rows:
        line = _line(row, row["deposit"])
        seen[line] += 1
        reference, payer = split_payer(row.cells.get("payer") or "")
        deposits.append(
            NewDeposit(
                id=derived_id("deposit", programme_id, *line, seen[line]),
                received_on=row["day"],
                amount=row["deposit"],
                payer=payer,
                reference=reference,
            )
        )
    return deposits
