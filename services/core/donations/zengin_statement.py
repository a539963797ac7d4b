"""
Statements in the bankers' association's fixed-length form, read as the rows of any statement.

Records of 200 bytes, with or without line ends, JIS X 0201: a header, one record a line of the
account, a trailer whose sums must agree, and so for each account; one end record closes the file.
Two kinds carry what came in: 03 入出金取引明細, deposits and withdrawals, and 01 振込入金通知,
transfers received alone, of which there are two forms (amounts of ten digits, or of twelve beside
them). Days are of the era: 080603 is 3 June of Reiwa 8.

Source: 全国銀行協会 制定フォーマット as banks print it for their customers (Kiraboshi Bank for 03,
Awa Bank for 01), its widths compared with those that public readers of such files work with; all
layouts add up to 200. Banks differ in what they leave empty: only what is needed is read.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from services.core.kit.cells import ERAS, LARGEST_YEN
from services.core.kit.money import Money
from services.core.kit.sheets import Encoding, Row, RowError, Sheet

RECORD_BYTES = 200
JIS = "0"
DEPOSITS_AND_WITHDRAWALS, TRANSFERS_RECEIVED = "03", "01"

# 取引区分, in the words of the statements that people read.
_TYPES = {
    "10": "現金",
    "11": "振込",
    "12": "他店券",
    "13": "交換",
    "14": "振替",
    "18": "その他",
    "19": "訂正",
}
_IN, _OUT = "1", "2"
_CANCELLED = "1"
_OVERDRAWN = "2"
_TERM_DEPOSITS = frozenset({"5", "6", "7"})  # whose records are laid out otherwise


class _Field(NamedTuple):
    """Where a field stands, counted from 0, and the name that its layout gives it."""

    name: str
    start: int
    width: int

    def of(self, record: str) -> str:
        return record[self.start : self.start + self.width].strip(" ")

    def number(self, record: str) -> int:
        """:raises _Unreadable: it holds anything but digits; empty is 0."""
        found = self.of(record)
        if found and not (found.isascii() and found.isdecimal()):
            raise _Unreadable(self.name, "zengin_number", value=found)
        return int(found or 0)


class _Unreadable(Exception):
    def __init__(self, field: str, code: str, **facts: object) -> None:
        self.field, self.code, self.facts = field, code, facts
        super().__init__(code)


_KIND = _Field("種別コード", 1, 2)
_CODE = _Field("コード区分", 3, 1)
# Kind 03.
_ACCOUNT_KIND = _Field("預金種目", 62, 1)
_OVERDRAFT_BEFORE, _BEFORE = _Field("貸越区分", 113, 1), _Field("取引前残高", 115, 14)
_DAY, _WAY, _TYPE = _Field("勘定日", 9, 6), _Field("入払区分", 21, 1), _Field("取引区分", 22, 2)
_AMOUNT, _NAME = _Field("取引金額", 24, 12), _Field("振込依頼人名", 81, 48)
_SUMMARY = _Field("摘要内容", 159, 20)
_SUMS = (
    _Field("入金件数", 1, 6),
    _Field("入金額合計", 7, 13),
    _Field("出金件数", 20, 6),
    _Field("出金額合計", 26, 13),
)
_OVERDRAFT_AFTER, _AFTER = _Field("貸越区分", 39, 1), _Field("取引後残高", 40, 14)
_RECORDS = _Field("データ・レコード件数", 54, 7)
# Kind 01: of two forms, told apart by the 24 digits of the second one's amounts.
_DAY_RECEIVED = _Field("勘定日", 7, 6)
_AMOUNT_10, _AMOUNT_12 = _Field("金額", 19, 10), _Field("金額(2)", 128, 12)
_NAME_RECEIVED, _CANCELLATION = _Field("振込依頼人名", 49, 48), _Field("取消区分", 127, 1)
_SECOND_AMOUNTS = slice(128, 152)
_SUMS_RECEIVED = (
    _Field("振込合計件数", 1, 6),
    _Field("振込合計金額", 7, 12),
    _Field("取消合計件数", 19, 6),
    _Field("取消合計金額", 25, 12),
)


@dataclass(slots=True)
class _Account:
    """One account's part of the file while it is read: what its lines came to so far."""

    kind: str
    balance: int | None
    counts: list[int] = field(default_factory=lambda: [0, 0, 0, 0])

    def add(self, amount: int, *, into: bool) -> None:
        place = 0 if into else 2
        self.counts[place] += 1
        self.counts[place + 1] += amount
        if self.balance is not None:
            self.balance += amount if into else -amount


def read_zengin_statement(data: bytes) -> Sheet:
    """
    The lines of a file of either kind, as `read_sheet` gives those of a CSV.

    Each fault is told with the number of its record and the name of its field. Where a trailer
    does not agree with its lines, something was lost or altered: that is a fault like any other.
    """
    records, faults = _records(data)
    rows: list[Row] = []
    account: _Account | None = None
    ended = False
    for number, record in records:
        try:
            match record[0], account:
                case "1", None if not ended:
                    account = _account(record)
                case "2", _Account():
                    rows.append(Row(number, _cells(record, account)))
                case "8", _Account():
                    faults.extend(
                        RowError(number, *told) for told in _disagreements(record, account)
                    )
                    account = None
                case "9", None if not ended and number > 1:
                    ended = True
                case _:
                    raise _Unreadable("データ区分", "zengin_sequence", value=record[0])
        except _Unreadable as fault:
            faults.append(RowError(number, fault.field, fault.code, fault.facts))
            if fault.code in _FATAL:
                break
    else:
        if not ended and not faults:
            faults.append(RowError(len(records), "データ区分", "zengin_no_end"))
    return Sheet([] if _FATAL & {one.code for one in faults} else rows, faults, Encoding.CP932)


# After these, the places of all that follows are in doubt.
_FATAL = frozenset({"zengin_sequence", "zengin_kind", "zengin_code", "zengin_length"})


def _records(data: bytes) -> tuple[list[tuple[int, str]], list[RowError]]:
    """Whole records, numbered from 1; a file is all with line ends or all without."""
    body = data.rstrip(b"\x1a\r\n")  # some writers close a file with Ctrl-Z
    if b"\n" in body:
        pieces = [piece.rstrip(b"\r") for piece in body.split(b"\n")]
    else:
        pieces = [body[at : at + RECORD_BYTES] for at in range(0, len(body), RECORD_BYTES)]
    records: list[tuple[int, str]] = []
    for number, piece in enumerate(pieces, start=1):
        # The last record may have lost the spaces that fill it.
        padded = piece.ljust(RECORD_BYTES) if number == len(pieces) else piece
        text = padded.decode("cp932", "replace")
        if len(padded) != RECORD_BYTES or len(text) != RECORD_BYTES:
            facts = {"expected": RECORD_BYTES, "found": len(piece)}
            return records, [RowError(number, "", "zengin_length", facts)]
        records.append((number, text))
    if not records:
        return [], [RowError(0, "", "zengin_length", {"expected": RECORD_BYTES, "found": 0})]
    return records, []


def _account(header: str) -> _Account:
    kind = _KIND.of(header)
    if kind not in {DEPOSITS_AND_WITHDRAWALS, TRANSFERS_RECEIVED}:
        raise _Unreadable(_KIND.name, "zengin_kind", value=kind)
    if _CODE.of(header) != JIS:
        raise _Unreadable(_CODE.name, "zengin_code", value=_CODE.of(header))
    if kind == TRANSFERS_RECEIVED:
        return _Account(kind, None)
    if _ACCOUNT_KIND.of(header) in _TERM_DEPOSITS:
        raise _Unreadable(_ACCOUNT_KIND.name, "zengin_kind", value=_ACCOUNT_KIND.of(header))
    known = _BEFORE.of(header)
    balance = _signed(_BEFORE.number(header), _OVERDRAFT_BEFORE.of(header)) if known else None
    return _Account(kind, balance)


def _cells(record: str, account: _Account) -> dict[str, Any]:
    if account.kind == TRANSFERS_RECEIVED:
        return _cells_received(record, account)
    amount = _yen(_AMOUNT, record)
    way = _WAY.of(record)
    if way not in {_IN, _OUT}:
        raise _Unreadable(_WAY.name, "zengin_way", value=way)
    day = _day(_DAY, record)
    account.add(amount.minor, into=way == _IN)
    return {
        "day": day,
        "deposit": amount if way == _IN else None,
        "withdrawal": str(amount.minor) if way == _OUT else None,
        "payer": _NAME.of(record) or _SUMMARY.of(record) or None,
        "balance": None if account.balance is None else str(account.balance),
        "type": _TYPES.get(_TYPE.of(record)),
    }


def _cells_received(record: str, account: _Account) -> dict[str, Any]:
    second = record[_SECOND_AMOUNTS].isdecimal() and _AMOUNT_12.number(record)
    amount = _yen(_AMOUNT_12 if second else _AMOUNT_10, record)
    day = _day(_DAY_RECEIVED, record)
    cancelled = _CANCELLATION.of(record) == _CANCELLED
    account.add(amount.minor, into=not cancelled)
    return {
        "day": day,
        "deposit": None if cancelled else amount,
        "withdrawal": str(amount.minor) if cancelled else None,
        "payer": _NAME_RECEIVED.of(record) or None,
        "balance": None,
        "type": "訂正" if cancelled else "振込",
    }


def _disagreements(trailer: str, account: _Account) -> Iterator[tuple[str, str, dict[str, object]]]:
    """Where a trailer does not agree with the lines above it: field, code, both figures."""
    received = account.kind == TRANSFERS_RECEIVED
    expected: list[tuple[_Field, int]] = list(
        zip(_SUMS_RECEIVED if received else _SUMS, account.counts, strict=True)
    )
    if not received:
        expected.append((_RECORDS, account.counts[0] + account.counts[2]))
    for told, found in expected:
        if told.number(trailer) != found:
            yield told.name, "zengin_trailer", {"told": told.number(trailer), "found": found}
    if account.balance is not None and _AFTER.of(trailer):
        after = _signed(_AFTER.number(trailer), _OVERDRAFT_AFTER.of(trailer))
        if after != account.balance:
            yield _AFTER.name, "zengin_trailer", {"told": after, "found": account.balance}


def _yen(told: _Field, record: str) -> Money:
    amount = told.number(record)
    if not 0 < amount < LARGEST_YEN:
        raise _Unreadable(told.name, "amount_out_of_range", value=told.of(record))
    return Money(amount)


def _day(told: _Field, record: str) -> date:
    """A day of the present era, which every file of our time is of."""
    digits = told.of(record)
    first = ERAS["令和"]
    try:
        if len(digits) != told.width or not digits.isdecimal():
            raise ValueError(digits)
        day = date(first.year + int(digits[:2]) - 1, int(digits[2:4]), int(digits[4:]))
    except ValueError:
        raise _Unreadable(told.name, "date_expected", value=digits) from None
    if day < first:
        raise _Unreadable(told.name, "date_expected", value=digits)
    return day


def _signed(amount: int, overdraft: str) -> int:
    return -amount if overdraft == _OVERDRAWN else amount
