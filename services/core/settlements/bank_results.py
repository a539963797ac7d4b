"""The bank's answers as a CSV: `number, amount, result, reason`, a row for each transfer."""

from services.core.kit.cells import one_line, yen
from services.core.kit.sheets import CellRefused, Column, Encoding, RowError, read_sheet
from services.core.settlements.errors import ListRefused
from services.core.settlements.types import BankResult
from services.core.settlements.zengin.accounts import plain

_PAID = {"paid", "入金", "入金済", "振込済"}
_RETURNED = {"returned", "組戻", "組戻し", "入金不能"}


def read_bank_results(data: bytes, *, encoding: Encoding = Encoding.AUTO) -> list[BankResult]:
    """
    The answers of a file in UTF-8 or Shift_JIS, all or none.

    `number` is the payout's: customer code 1 of its record in the bank file.

    :raises ListRefused: with every fault of the file.
    """
    sheet = read_sheet(data, _COLUMNS, encoding=encoding)
    errors = list(sheet.errors)
    seen: set[int] = set()
    for row in sheet.rows:
        if row["number"] in seen:
            errors.append(RowError(row.number, "number", "number_twice"))
        seen.add(row["number"])
    if not sheet.rows and not errors:
        errors.append(RowError(0, "", "file_empty"))
    if errors:
        raise ListRefused(sorted(errors, key=lambda error: error.row))
    return [
        BankResult(
            number=row["number"],
            amount=row["amount"].minor,
            paid=row["result"],
            reason=row["reason"],
        )
        for row in sheet.rows
    ]


def _number(cell: str) -> int:
    digits = plain(cell)
    if not (digits.isdecimal() and int(digits)):
        raise CellRefused("payout_number_expected", value=cell)
    return int(digits)


def _result(cell: str) -> bool:
    word = plain(cell).casefold()
    if word in _PAID:
        return True
    if word in _RETURNED:
        return False
    raise CellRefused("bank_result_expected", value=cell)


_COLUMNS = (
    Column("number", ("number", "番号", "顧客コード1"), _number),
    Column("amount", ("amount", "金額", "振込金額"), yen),
    Column("result", ("result", "結果"), _result),
    Column("reason", ("reason", "理由"), one_line, required=False, filled=False),
)
