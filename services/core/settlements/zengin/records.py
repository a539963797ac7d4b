"""
The records of a bulk transfer file: header, one data record an item, trailer, end; 120 bytes each.

Layouts as the association fixes them (全銀協制定フォーマット 総合振込, checked against the forms of
Gunma Bank and SMBC Web21). A number stands to the right, filled with zeros; text stands to the
left, filled with spaces, one byte a character (JIS X 0201).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import zip_longest
from typing import NamedTuple

from services.core.settlements.errors import (
    BankFileUnreadable,
    BankNameTooLong,
    CharacterUnsupported,
    ConsignorCodeUnreadable,
    NothingToTransfer,
    PayoutAmountOutOfRange,
    TooManyItems,
)
from services.core.settlements.zengin.accounts import AccountKind, BankAccount
from services.core.settlements.zengin.kana import PERMITTED

RECORD_BYTES = 120
CRLF = b"\r\n"
ENCODING = "cp932"  # Of which only the single bytes, JIS X 0201, are used.

CONSIGNOR_NAME_CHARACTERS = 40
PAYEE_CHARACTERS = 30
BANK_NAME_CHARACTERS = 15
CONSIGNOR_CODE_DIGITS = 10
CUSTOMER_CODE_DIGITS = 10

LARGEST_AMOUNT = 9_999_999_999  # Ten digits of yen.
MOST_ITEMS = 9_999  # What banks take in one file, though the trailer could count more.


class Newline(StrEnum):
    """What follows each record; banks differ in which they take."""

    CRLF = "crlf"
    NONE = "none"


class MonthDay(NamedTuple):
    """The day of transfer as the file has it, without a year."""

    month: int
    day: int


@dataclass(frozen=True, slots=True)
class Sender:
    """
    Who pays (委託者), and from which account. Names are in bank kana.

    :param code: ten digits that the bank has given.
    """

    code: str
    name: str
    account: BankAccount
    bank_name: str = ""
    branch_name: str = ""

    def __post_init__(self) -> None:
        if not (len(self.code) == CONSIGNOR_CODE_DIGITS and self.code.isdecimal()):
            raise ConsignorCodeUnreadable(digits=CONSIGNOR_CODE_DIGITS)


@dataclass(frozen=True, slots=True)
class Item:
    """
    One transfer.

    :param payee: in bank kana, as the account is held.
    :param amount: in yen.
    :param customer_code: our own number of the payout, up to ten digits; 0 where there is none.
    :raises PayoutAmountOutOfRange: the amount is not 1 to 9,999,999,999 yen.
    """

    account: BankAccount
    payee: str
    amount: int
    bank_name: str = ""
    branch_name: str = ""
    customer_code: int = 0

    def __post_init__(self) -> None:
        if not 0 < self.amount <= LARGEST_AMOUNT:
            raise PayoutAmountOutOfRange(amount=self.amount, largest=LARGEST_AMOUNT)


@dataclass(frozen=True, slots=True)
class TransferFile:
    """
    What a file says.

    :raises NothingToTransfer: there is no item.
    :raises TooManyItems: a bank would not take so many in one file.
    """

    sender: Sender
    pays_on: MonthDay
    items: tuple[Item, ...]

    def __post_init__(self) -> None:
        if not self.items:
            raise NothingToTransfer()
        if len(self.items) > MOST_ITEMS:
            raise TooManyItems(count=len(self.items), most=MOST_ITEMS)

    @property
    def count(self) -> int:
        return len(self.items)

    @property
    def total(self) -> int:
        """The sum of all items, in yen."""
        return sum(item.amount for item in self.items)


class _Field(NamedTuple):
    name: str
    width: int
    numeric: bool


def _n(name: str, width: int) -> _Field:
    return _Field(name, width, numeric=True)


def _c(name: str, width: int) -> _Field:
    return _Field(name, width, numeric=False)


_HEADER = (
    _n("record", 1),
    _n("transfer_kind", 2),
    _n("code_set", 1),
    _n("consignor_code", CONSIGNOR_CODE_DIGITS),
    _c("consignor_name", CONSIGNOR_NAME_CHARACTERS),
    _n("pays_on", 4),
    _n("bank", 4),
    _c("bank_name", BANK_NAME_CHARACTERS),
    _n("branch", 3),
    _c("branch_name", BANK_NAME_CHARACTERS),
    _n("account_kind", 1),
    _n("number", 7),
    _c("dummy", 17),
)
_DATA = (
    _n("record", 1),
    _n("bank", 4),
    _c("bank_name", BANK_NAME_CHARACTERS),
    _n("branch", 3),
    _c("branch_name", BANK_NAME_CHARACTERS),
    _c("clearing_house", 4),  # Out of use: all spaces, or all zeros at some banks.
    _n("account_kind", 1),
    _n("number", 7),
    _c("payee", PAYEE_CHARACTERS),
    _n("amount", 10),
    _n("new_code", 1),
    _n("customer_code", CUSTOMER_CODE_DIGITS),
    _n("customer_code_2", CUSTOMER_CODE_DIGITS),
    _n("urgency", 1),
    _c("edi_flag", 1),
    _c("dummy", 7),
)
_TRAILER = (_n("record", 1), _n("count", 6), _n("total", 12), _c("dummy", 101))
_END = (_n("record", 1), _c("dummy", 119))

_BULK_TRANSFER = "21"
_JIS = "0"
_BY_WIRE = "7"  # 電信振込, the only way in use.

_A_LEAP_YEAR = 2028  # The file has no year, and 29 February may be meant.


def write(file: TransferFile, newline: Newline = Newline.CRLF) -> bytes:
    """
    The bytes of `file`.

    :raises CharacterUnsupported: a text is not in bank kana.
    :raises BankNameTooLong: a text does not fit its field.
    """
    records = [
        _write(_HEADER, _header(file)),
        *(_write(_DATA, _data(item)) for item in file.items),
        _write(_TRAILER, {"record": "8", "count": str(file.count), "total": str(file.total)}),
        _write(_END, {"record": "9"}),
    ]
    ending = CRLF if newline is Newline.CRLF else b""
    return b"".join(record + ending for record in records)


def read(content: bytes) -> TransferFile:
    """
    What the bytes of a file say, with or without CRLF.

    :raises BankFileUnreadable: a record is out of its place or form, or the trailer does not agree.
    """
    records = _cut(content)
    _must_be_in_sequence(records)
    header = _read(_HEADER, records[0], 1)
    if header["transfer_kind"] != _BULK_TRANSFER or header["code_set"] != _JIS:
        raise BankFileUnreadable(record=1, fault="kind")
    file = TransferFile(
        sender=Sender(
            code=header["consignor_code"],
            name=header["consignor_name"],
            account=_account(header, 1),
            bank_name=header["bank_name"],
            branch_name=header["branch_name"],
        ),
        pays_on=_month_day(header["pays_on"]),
        items=tuple(_item(record, number) for number, record in enumerate(records[1:-2], start=2)),
    )
    trailer = _read(_TRAILER, records[-2], len(records) - 1)
    if (int(trailer["count"]), int(trailer["total"])) != (file.count, file.total):
        raise BankFileUnreadable(record=len(records) - 1, fault="trailer")
    _read(_END, records[-1], len(records))
    return file


def _header(file: TransferFile) -> dict[str, str]:
    sender = file.sender
    return {
        "record": "1",
        "transfer_kind": _BULK_TRANSFER,
        "code_set": _JIS,
        "consignor_code": sender.code,
        "consignor_name": sender.name,
        "pays_on": f"{file.pays_on.month:02}{file.pays_on.day:02}",
        "bank_name": sender.bank_name,
        "branch_name": sender.branch_name,
        **_account_fields(sender.account),
    }


def _data(item: Item) -> dict[str, str]:
    return {
        "record": "2",
        "bank_name": item.bank_name,
        "branch_name": item.branch_name,
        "payee": item.payee,
        "amount": str(item.amount),
        "customer_code": str(item.customer_code),
        "urgency": _BY_WIRE,
        **_account_fields(item.account),
    }


def _account_fields(account: BankAccount) -> dict[str, str]:
    return {
        "bank": account.bank,
        "branch": account.branch,
        "account_kind": account.kind.value,
        "number": account.number,
    }


def _write(layout: Iterable[_Field], values: Mapping[str, str]) -> bytes:
    record = "".join(_fill(field, values.get(field.name, "")) for field in layout)
    return record.encode(ENCODING)


def _fill(field: _Field, value: str) -> str:
    for position, character in enumerate(value, start=1):
        if character not in PERMITTED:
            raise CharacterUnsupported(position=position, character=character, hint="other")
    if len(value) > field.width:
        raise BankNameTooLong(length=len(value), limit=field.width)
    return value.rjust(field.width, "0") if field.numeric else value.ljust(field.width)


def _cut(content: bytes) -> list[bytes]:
    """The records, each of 120 bytes; a file is all with CRLF or all without."""
    step = RECORD_BYTES + (len(CRLF) if content[RECORD_BYTES:].startswith(CRLF) else 0)
    records = [content[start : start + step] for start in range(0, len(content), step)]
    for number, record in enumerate(records, start=1):
        if len(record) != step or not record.endswith(CRLF if step > RECORD_BYTES else b""):
            raise BankFileUnreadable(record=number, fault="length")
    return [record[:RECORD_BYTES] for record in records]


def _must_be_in_sequence(records: Sequence[bytes]) -> None:
    """One header, at least one item, one trailer, one end."""
    found = [record[:1] for record in records]
    expected = [b"1", *[b"2"] * max(len(records) - 3, 1), b"8", b"9"]
    for number, (there, wanted) in enumerate(zip_longest(found, expected), start=1):
        if there != wanted:
            raise BankFileUnreadable(record=number, fault="sequence")


def _read(layout: Iterable[_Field], record: bytes, number: int) -> dict[str, str]:
    """The fields' texts without their filling; numbers keep their zeros."""
    values: dict[str, str] = {}
    text = record.decode(ENCODING, "replace")
    if len(text) != RECORD_BYTES or not PERMITTED.issuperset(text):
        raise BankFileUnreadable(record=number, fault="characters")
    start = 0
    for field in layout:
        value = text[start : start + field.width]
        start += field.width
        if field.numeric and not value.isdecimal():
            raise BankFileUnreadable(record=number, fault=field.name)
        values[field.name] = value if field.numeric else value.rstrip(" ")
    if values.get("dummy"):
        raise BankFileUnreadable(record=number, fault="dummy")
    return values


def _item(record: bytes, number: int) -> Item:
    values = _read(_DATA, record, number)
    if not int(values["amount"]):
        raise BankFileUnreadable(record=number, fault="amount")
    return Item(
        account=_account(values, number),
        payee=values["payee"],
        amount=int(values["amount"]),
        bank_name=values["bank_name"],
        branch_name=values["branch_name"],
        customer_code=int(values["customer_code"]),
    )


def _month_day(digits: str) -> MonthDay:
    month_day = MonthDay(int(digits[:2]), int(digits[2:]))
    try:
        date(_A_LEAP_YEAR, *month_day)
    except ValueError:
        raise BankFileUnreadable(record=1, fault="pays_on") from None
    return month_day


def _account(values: Mapping[str, str], number: int) -> BankAccount:
    try:
        kind = AccountKind(values["account_kind"])
    except ValueError:
        raise BankFileUnreadable(record=number, fault="account_kind") from None
    return BankAccount(values["bank"], values["branch"], kind, values["number"])
