"""
Japan Post Bank: the branch and account number by which other banks reach a 記号 and 番号.

Only the passbook shows 記号番号; transfers from outside need bank 9900, a branch made of the
symbol's second and third digit, and seven digits of number. Wrong conversions are in circulation
(one keeps the number's last digit), so payees give what the passbook says and this converts.
"""

import re

from services.core.settlements.errors import YuchoNumberUnreadable
from services.core.settlements.zengin.accounts import AccountKind, BankAccount, plain

BANK = "9900"

_SYMBOL = re.compile("([01])([0-9]{2})[0-9]{2}")
_SAVINGS_NUMBER = re.compile("[0-9]{2,8}")
_TRANSFER_NUMBER = re.compile("[0-9]{1,7}")


def account(symbol: str, number: str) -> BankAccount:
    """
    The account behind `symbol` (記号, 5 digits) and `number` (番号, up to 8 digits).

    A symbol that begins with 1 is an ordinary account: the number's last digit falls away. One that
    begins with 0 is a transfer account (振替口座), a current account to other banks.

    >>> account("11940", "12345671")
    BankAccount(bank='9900', branch='198', kind=<AccountKind.ORDINARY: '1'>, number='1234567')

    :raises YuchoNumberUnreadable: they have not the form that a passbook shows.
    """
    first, middle = symbol_parts(symbol)
    digits = plain(number)
    ordinary = first == "1"
    if not (_SAVINGS_NUMBER if ordinary else _TRANSFER_NUMBER).fullmatch(digits):
        raise YuchoNumberUnreadable(field="number")
    if ordinary:
        return BankAccount(BANK, f"{middle}8", AccountKind.ORDINARY, digits[:-1].zfill(7))
    return BankAccount(BANK, f"{middle}9", AccountKind.CURRENT, digits.zfill(7))


def symbol_parts(symbol: str) -> tuple[str, str]:
    """
    The kind, 1 or 0, and the two digits that make the branch.

    :raises YuchoNumberUnreadable: no passbook shows such a symbol.
    """
    found = _SYMBOL.fullmatch(plain(symbol))
    if found is None:
        raise YuchoNumberUnreadable(field="symbol")
    return found[1], found[2]
