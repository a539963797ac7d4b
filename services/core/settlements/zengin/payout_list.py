"""
Payout lists: the CSV in which anybody can say whom to pay, read into items of a bank file.

Columns `bank, branch, type, account, payee, amount`; for Japan Post Bank `symbol, number` in place
of the first four. One list may hold rows of both kinds.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from services.core.kit.cells import yen
from services.core.kit.errors import DomainError
from services.core.kit.sheets import CellRefused, Column, Encoding, Row, RowError, read_sheet
from services.core.settlements.errors import (
    AccountUnreadable,
    ListRefused,
    YuchoNumberUnreadable,
)
from services.core.settlements.zengin import branches, yucho
from services.core.settlements.zengin.accounts import (
    BANK_DIGITS,
    BRANCH_DIGITS,
    NUMBER_DIGITS,
    BankAccount,
    account_kind,
    plain,
)
from services.core.settlements.zengin.kana import to_bank_kana
from services.core.settlements.zengin.records import BANK_NAME_CHARACTERS, PAYEE_CHARACTERS, Item


@dataclass(frozen=True, slots=True)
class PayoutList:
    """
    What a list holds.

    :param warnings: rows that can be paid, but whose bank or branch the directory does not know.
    """

    items: list[Item]
    warnings: list[RowError]


def read_payout_list(data: bytes, *, encoding: Encoding = Encoding.AUTO) -> PayoutList:
    """
    The payouts of a CSV file in UTF-8 or Shift_JIS, all or none.

    :raises ListRefused: with every fault of the file, by row and column.
    """
    sheet = read_sheet(data, _COLUMNS, encoding=encoding)
    items: list[Item] = []
    errors = list(sheet.errors)
    warnings: list[RowError] = []
    for row in sheet.rows:
        try:
            account = _account(row)
        except _AccountFault as fault:
            errors.append(RowError(row.number, fault.column, fault.code, fault.facts))
            continue
        if not branches.is_known(account):
            facts = {"bank": account.bank, "branch": account.branch}
            warnings.append(RowError(row.number, "branch", "branch_unknown", facts))
        items.append(item(account, payee=row["payee"], amount=row["amount"].minor))
    if errors:
        raise ListRefused(sorted(errors, key=lambda error: error.row))
    return PayoutList(items, warnings)


def item(account: BankAccount, *, payee: str, amount: int, customer_code: int = 0) -> Item:
    """An item with the names that the directory has for bank and branch; `payee` in bank kana."""
    names = branches.names(account, limit=BANK_NAME_CHARACTERS)
    return Item(account, payee, amount, names.bank, names.branch, customer_code)


class _AccountFault(Exception):
    def __init__(self, column: str, code: str, **facts: object) -> None:
        self.column, self.code, self.facts = column, code, facts
        super().__init__(code)


def _account(row: Row) -> BankAccount:
    """The account that a row names, in either way but not in both."""
    parts = {name: row[name] for name in ("bank", "branch", "type", "account")}
    given = [name for name, cell in parts.items() if cell is not None]
    if row["symbol"] is not None or row["number"] is not None:
        if given:
            raise _AccountFault(given[0], "account_given_twice")
        try:
            return yucho.account(row["symbol"] or "", row["number"] or "")
        except YuchoNumberUnreadable as error:
            raise _AccountFault(str(error.context["field"]), error.code, **error.context) from None
    for name, cell in parts.items():
        if cell is None:
            raise _AccountFault(name, "account_missing")
    return BankAccount(parts["bank"], parts["branch"], parts["type"], parts["account"])


def _digits(field: str, width: int) -> Callable[[str], str]:
    def parse(cell: str) -> str:
        digits = plain(cell)
        if not (len(digits) == width and digits.isdecimal()):
            raise AccountUnreadable(field=field, digits=width)
        return digits

    return _as_cell(parse)


def _payee(cell: str) -> str:
    return to_bank_kana(cell, limit=PAYEE_CHARACTERS)


def _symbol(cell: str) -> str:
    yucho.symbol_parts(cell)
    return plain(cell)


def _as_cell(parse: Callable[[str], Any]) -> Callable[[str], Any]:
    """The parser, its refusals told as those of a cell."""

    def refusing(cell: str) -> Any:
        try:
            return parse(cell)
        except DomainError as error:
            raise CellRefused(error.code, **error.context) from None

    return refusing


def _optional(name: str, headers: tuple[str, ...], parse: Callable[[str], Any]) -> Column:
    return Column(name, (name, *headers), parse, required=False, filled=False)


_COLUMNS = (
    _optional("bank", ("銀行番号", "金融機関コード"), _digits("bank", BANK_DIGITS)),
    _optional("branch", ("支店番号", "支店コード"), _digits("branch", BRANCH_DIGITS)),
    _optional("type", ("預金種目", "種目"), _as_cell(account_kind)),
    _optional("account", ("口座番号",), _digits("account", NUMBER_DIGITS)),
    _optional("symbol", ("記号",), _as_cell(_symbol)),
    _optional("number", ("番号",), plain),
    Column("payee", ("payee", "受取人名"), _as_cell(_payee)),
    Column("amount", ("amount", "振込金額", "金額"), yen),
)
