"""A bank account of Japan as the bank file names it: 4, 3 and 7 digits and a kind."""

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Self

from services.core.settlements.errors import AccountUnreadable

BANK_DIGITS, BRANCH_DIGITS, NUMBER_DIGITS = 4, 3, 7


class AccountKind(StrEnum):
    """The kind of deposit (預金種目), by the digit that stands for it in the file."""

    ORDINARY = "1"  # 普通
    CURRENT = "2"  # 当座
    SAVINGS = "4"  # 貯蓄
    OTHER = "9"  # その他


_KIND_WORDS = {
    "普通": AccountKind.ORDINARY,
    "当座": AccountKind.CURRENT,
    "貯蓄": AccountKind.SAVINGS,
    "その他": AccountKind.OTHER,
}


@dataclass(frozen=True, slots=True)
class BankAccount:
    """
    Where money can be sent.

    A number with fewer digits is refused and not filled up: zeros that a spreadsheet has eaten
    cannot be told from a digit that was forgotten.

    :raises AccountUnreadable: a part has not its number of digits; `field` says which.
    """

    bank: str
    branch: str
    kind: AccountKind
    number: str

    def __post_init__(self) -> None:
        for field, digits in (
            ("bank", BANK_DIGITS),
            ("branch", BRANCH_DIGITS),
            ("number", NUMBER_DIGITS),
        ):
            if not re.fullmatch(f"[0-9]{{{digits}}}", getattr(self, field)):
                raise AccountUnreadable(field=field, digits=digits)

    def __str__(self) -> str:
        return f"{self.bank}-{self.branch}-{self.kind}-{self.number}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """
        An account written 0001-001-1-1234567: bank, branch, kind, number.

        :raises AccountUnreadable: it is not so written.
        """
        parts = plain(text).split("-")
        if len(parts) != 4:
            raise AccountUnreadable(field="account", digits=NUMBER_DIGITS)
        bank, branch, kind, number = parts
        return cls(bank, branch, account_kind(kind), number)


def account_kind(text: str) -> AccountKind:
    """
    The kind that a digit of the file, or 普通, 当座, 貯蓄, その他 stands for.

    :raises AccountUnreadable: there is no such kind.
    """
    word = plain(text)
    if word in _KIND_WORDS:
        return _KIND_WORDS[word]
    try:
        return AccountKind(word)
    except ValueError:
        raise AccountUnreadable(field="type", digits=1) from None


def plain(text: str) -> str:
    """Full-width digits and signs as ASCII, without blanks around."""
    return unicodedata.normalize("NFKC", text).strip()
