"""
Banks and branches by their numbers: what they are called, and whether they are known.

The directory comes with the `zengin-code` package, which is dated: branches open, close and merge
every month. So an unknown number is a warning to look twice, never a refusal.
"""

from typing import NamedTuple

from zengin_code import Bank

from services.core.settlements.errors import BankNameTooLong
from services.core.settlements.zengin.accounts import BankAccount
from services.core.settlements.zengin.kana import to_bank_kana


class BankNames(NamedTuple):
    """The names of a bank and a branch in bank kana; "" where one is not known."""

    bank: str
    branch: str


def is_known(account: BankAccount) -> bool:
    """Whether the directory has that bank, and that branch of it."""
    bank = Bank.all.get(account.bank)
    return bank is not None and account.branch in bank.branches


def names(account: BankAccount, *, limit: int) -> BankNames:
    """
    What the file may say about the bank and branch of `account`.

    The fields are optional to banks; a name longer than `limit` is left out rather than cut.
    """
    bank = Bank.all.get(account.bank)
    if bank is None:
        return BankNames("", "")
    branch = bank.branches.get(account.branch)
    return BankNames(
        _fitting(bank.kana, limit), "" if branch is None else _fitting(branch.kana, limit)
    )


def _fitting(kana: str, limit: int) -> str:
    try:
        return to_bank_kana(kana, limit=limit)
    except BankNameTooLong:
        return ""
