"""The bank: its statement in the association's fixed-length form (入出金取引明細, 200 bytes)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from services.core.settlements.zengin.kana import to_bank_kana

REIWA = 2018  # the year before the first


@dataclass(frozen=True, slots=True)
class StatementLine:
    """
    One line of an account.

    :param amount: in yen; a withdrawal is negative.
    :param name: the payer's, in kana of any width.
    :param kind: 取引区分: 11 transfer, 14 within the bank, 10 cash, 18 other.
    """

    day: date
    amount: int
    name: str
    kind: str = "11"


def statement_file(
    lines: Sequence[StatementLine], *, opening: int = 0, newline: bytes = b"\r\n"
) -> bytes:
    """
    The file that a bank gives its customer for one account.

    :param opening: what stood in the account before the first line, in yen.
    """
    first = min((line.day for line in lines), default=date(2025, 6, 1))
    last = max((line.day for line in lines), default=first)
    records = [
        _header(first, last, opening),
        *(_data(number, line) for number, line in enumerate(lines, start=1)),
        _trailer(lines, opening),
        _fill(f"9{len(lines) + 3:010}00001"),
    ]
    return b"".join(record.encode("cp932") + newline for record in records)


def _header(first: date, last: date, opening: int) -> str:
    span = f"{_era(last)}{_era(first)}{_era(last)}"
    place = f"0001{_kana('ミホン', 15)}001{_kana('ホンテン', 15)}"
    account = f"00010001234567{_kana('トクヒ）ミホン', 40)}"
    return _fill(f"1030{span}{place}{account}{_sign(opening)}1{abs(opening):014}")


def _data(number: int, line: StatementLine) -> str:
    way = "1" if line.amount > 0 else "2"
    no_cheque = f"{0:012}{0:06}{0:06} {'':7}"
    return _fill(
        f"2{number:08}{_era(line.day)}{_era(line.day)}{way}{line.kind}{abs(line.amount):012}"
        f"{no_cheque}001{0:010}{_kana(line.name, 48)}{_kana('ミホン', 15)}{_kana('ホンテン', 15)}"
    )


def _trailer(lines: Iterable[StatementLine], opening: int) -> str:
    amounts = [line.amount for line in lines]
    came = [amount for amount in amounts if amount > 0]
    left = [-amount for amount in amounts if amount < 0]
    closing = opening + sum(amounts)
    return _fill(
        f"8{len(came):06}{sum(came):013}{len(left):06}{sum(left):013}"
        f"{_sign(closing)}{abs(closing):014}{len(amounts):07}"
    )


def _sign(balance: int) -> str:
    return "2" if balance < 0 else "1"


def _era(day: date) -> str:
    return f"{day.year - REIWA:02}{day:%m%d}"


def _kana(name: str, width: int) -> str:
    return to_bank_kana(name, limit=width).ljust(width)


def _fill(record: str) -> str:
    return record.ljust(200)
