"""Take in a bank's statement: deposits become gifts where that is certain, else they wait."""

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from uuid import UUID

from services.core.donations.mappings import BankMapping
from services.core.donations.repository import BankDepositRepository
from services.core.donations.service.bank import NewDeposit, receive_deposits
from services.core.donations.service.import_gifts import (
    ImportReport,
    Progress,
    is_repeated,
    optional_column,
    register,
)
from services.core.donations.types import ImportKind
from services.core.kit import cells, japanese
from services.core.kit.ids import derived_id
from services.core.kit.money import Money, total
from services.core.kit.periods import local_date
from services.core.kit.sheets import Column, Encoding, Row, RowError, fold_header, read_sheet
from services.core.kit.unit_of_work import UnitOfWork

BATCH = 1_000

# How banks put digits that the payer typed beside the name: "123456ヤマダハナコ", either side.
_TRANSFER_WORD = re.compile("^(?:振込入金|振込|フリコミ|ﾌﾘｺﾐ)[\\s*＊]*")
_DIGITS = re.compile("^([0-9]{4,10})\\s*(.*)$|^(.*?)\\s*([0-9]{4,10})$")


def import_bank(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    mapping: BankMapping,
    data: bytes,
    encoding: Encoding = Encoding.AUTO,
    leave_out: Sequence[str] = (),
    dry_run: bool = False,
    valid_only: bool = False,
    progress: Progress | None = None,
) -> ImportReport:
    """
    Take in a statement of the organisation's account.

    A line is known again by its day, amount, payer, balance and its place among equal lines, so
    statements may overlap as long as each holds whole days.

    :param leave_out: beginnings of payers' names whose deposits are booked elsewhere: the payment
        gateway, the municipality.
    """
    digest = hashlib.sha256(data).digest()
    if is_repeated(uow, programme_id, ImportKind.BANK, digest):
        return ImportReport(repeated=True)
    sheet = read_sheet(data, _columns(mapping), encoding=encoding)
    left_out = tuple(japanese.folded(name) for name in leave_out)
    rows = [row for row in sheet.rows if _is_taken(row, mapping, left_out)]
    errors = sheet.errors + [
        RowError(row.number, mapping.columns["day"][0], "date_in_future")
        for row in rows
        if row["day"] > local_date(uow.now)
    ]
    deposits = _deposits(programme_id, rows)
    known = BankDepositRepository(uow).existing(programme_id, [one.id for one in deposits])
    new = [deposit for deposit in deposits if deposit.id not in known]
    report = ImportReport(
        errors=sorted(errors, key=lambda error: error.row),
        imported=len(new),
        amount=total(deposit.amount for deposit in new),
        known=len(known),
        skipped=len(sheet.rows) - len(rows),
    )
    if dry_run or (errors and not valid_only):
        return report
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
    payer = split_payer(row.cells.get("payer") or "")[1] or ""
    return not (left_out and japanese.folded(payer).startswith(left_out))


def _deposits(programme_id: UUID, rows: Sequence[Row]) -> list[NewDeposit]:
    seen: Counter[tuple[date, int, str, str]] = Counter()
    deposits: list[NewDeposit] = []
    for row in rows:
        text = row.cells.get("payer") or ""
        line = (row["day"], row["deposit"].minor, text, row.cells.get("balance") or "")
        seen[line] += 1
        reference, payer = split_payer(text)
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
