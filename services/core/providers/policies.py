"""Pure decisions about providers: numbers, bank details, what blocks an approval."""

import json
import re
import unicodedata
from dataclasses import asdict

from services.core.kit import japanese
from services.core.providers.errors import BankDetailsInvalid
from services.core.providers.types import (
    AccountType,
    ApprovalObstacle,
    BankDetails,
    LegalForm,
    PostalDetails,
)

_INVOICE_NUMBER = re.compile(r"T\d{13}")

# Shapes of the 全銀 format (総合振込): digits of bank, branch and account.
_DIGITS = {"bank_code": 4, "branch_code": 3, "account_number": 7}

# 記号 begins with 1 (総合口座, 通常貯金) or 0 (振替口座); the bank file knows no other kind.
_POSTAL_SYMBOL = re.compile(r"[01]\d{4}")
_POSTAL_NUMBER = re.compile(r"\d{1,8}")

# Readings, capital letters, digits and the signs of corporate abbreviations: カ）, トクヒ）.
_PAYEE = re.compile("(?=.*\\S)[ァ-ヺーA-Z0-9().\\-/ ]+")

MASK = "*"
DIGITS_SHOWN = 3


def tidy_invoice_number(text: str) -> str:
    """The number as written on invoices: half-width, no spaces or hyphens, `T` in front."""
    plain = unicodedata.normalize("NFKC", text).upper()
    return re.sub(r"[\s\-‐-―−]", "", plain)


def invoice_number_is_well_formed(number: str) -> bool:
    """`T` and 13 digits (適格請求書発行事業者の登録番号)."""
    return _INVOICE_NUMBER.fullmatch(number) is not None


def check_digit_of(corporate_digits: str) -> int:
    """
    The first digit of a corporate number, from the other twelve.

    法人番号の指定等に関する省令, article 2: 9 - (sum of digit × weight mod 9), the weights being
    1 and 2 in turn from the right.

    >>> check_digit_of("000012050002")
    7
    """
    weighted = (
        int(digit) * (1 + place % 2) for place, digit in enumerate(reversed(corporate_digits))
    )
    return 9 - sum(weighted) % 9


def invoice_number_looks_mistyped(number: str, legal_form: LegalForm) -> bool:
    """
    Whether the check digit of a corporate number does not fit: a warning, never a refusal.

    Numbers of sole proprietors are of another series, whose digit is not documented.
    """
    if legal_form is LegalForm.SOLE_PROPRIETOR or not invoice_number_is_well_formed(number):
        return False
    return int(number[1]) != check_digit_of(number[2:])


def obstacles_to_approval(
    *, invoice_number: str | None, has_bank_account: bool, has_declared: bool
) -> list[ApprovalObstacle]:
    """
    What must be put right before a provider may be approved (requirement E1).

    A provider without an invoice number is welcome: small classrooms are exempt from the tax.
    """
    obstacles = []
    if not has_bank_account:
        obstacles.append(ApprovalObstacle.BANK_ACCOUNT_MISSING)
    if invoice_number is not None and not invoice_number_is_well_formed(invoice_number):
        obstacles.append(ApprovalObstacle.INVOICE_NUMBER_MALFORMED)
    if not has_declared:
        obstacles.append(ApprovalObstacle.DECLARATION_MISSING)
    return obstacles


def checked_details(details: BankDetails | PostalDetails) -> BankDetails | PostalDetails:
    """
    The details with their digits half-width, each of the right length.

    :raises BankDetailsInvalid: a field has not the shape that the bank file needs.
    """
    if isinstance(details, PostalDetails):
        symbol, number = _plain(details.symbol), _plain(details.number)
        if not _POSTAL_SYMBOL.fullmatch(symbol):
            raise BankDetailsInvalid(field="symbol", pointer="/symbol")
        if not _POSTAL_NUMBER.fullmatch(number):
            raise BankDetailsInvalid(field="number", pointer="/number")
        return PostalDetails(symbol=symbol, number=number)
    plain = {field: _plain(getattr(details, field)) for field in _DIGITS}
    for field, length in _DIGITS.items():
        if not re.fullmatch(rf"\d{{{length}}}", plain[field]):
            raise BankDetailsInvalid(field=field, pointer=f"/{field}")
    return BankDetails(account_type=AccountType(details.account_type), **plain)


def checked_payee(text: str) -> str:
    """
    The account holder's name as banks hold it: readings, digits, capital letters, brackets.

    The letters are those of the bank file; how they become its single bytes is the file's affair.

    :raises BankDetailsInvalid: a character has no place in a bank file.
    """
    payee = japanese.name(text).upper()
    if not _PAYEE.fullmatch(payee):
        raise BankDetailsInvalid(field="payee_kana", pointer="/payee_kana")
    return payee


def details_as_text(details: BankDetails | PostalDetails, payee_kana: str) -> str:
    """The one text that is sealed: all of the details, so that none can be swapped alone."""
    return json.dumps({"payee_kana": payee_kana, **asdict(details)}, ensure_ascii=False)


def details_from_text(text: str) -> tuple[BankDetails | PostalDetails, str]:
    """What `details_as_text` wrote."""
    fields = json.loads(text)
    payee_kana = fields.pop("payee_kana")
    if "symbol" in fields:
        return PostalDetails(**fields), payee_kana
    fields["account_type"] = AccountType(fields["account_type"])
    return BankDetails(**fields), payee_kana


def masked(number: str) -> str:
    """
    An account number as screens show it: enough to recognise, too little to use (F9).

    >>> masked("1234567")
    '****567'
    """
    hidden = max(len(number) - DIGITS_SHOWN, 0)
    return MASK * hidden + number[hidden:]


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).strip()
