"""Parsers of cells as people in Japan fill them in: ３，０００円, 2026/4/1, 令和8年4月1日."""

import re
import unicodedata
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from services.core.kit.money import Money
from services.core.kit.periods import TOKYO
from services.core.kit.sheets import CellRefused

# First day and first year of each era that a living person's papers can name.
ERAS = {
    "令和": date(2019, 5, 1),
    "平成": date(1989, 1, 8),
    "昭和": date(1926, 12, 25),
}
_ERA_LETTERS = {"R": "令和", "H": "平成", "S": "昭和"}

_YEN = re.compile(r"[¥\\]?([0-9]{1,3}(?:,[0-9]{3})+|[0-9]+)円?")
_DAY = re.compile(r"(\d{4})(?:[-/.年])(\d{1,2})(?:[-/.月])(\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_ERA_DAY = re.compile(
    r"(令和|平成|昭和|[RHS])(元|\d{1,2})[-/.年](\d{1,2})[-/.月](\d{1,2})日?", re.IGNORECASE
)
_TIME = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")

# No single gift, award or payout reaches it: more digits are a misplaced account number.
LARGEST_YEN = 10**10


def one_line(cell: str) -> str:
    """The text in one line, its letters left as they were written: 髙 stays 髙, ﾔ stays ﾔ."""
    return " ".join(cell.split())


def yen(cell: str) -> Money:
    """
    A positive amount of whole yen: 3000, 3,000, ¥3,000, ３０００円.

    :raises CellRefused: it is none, has a fraction, or is not positive.
    """
    found = _YEN.fullmatch(_narrow(cell))
    if found is None:
        raise CellRefused("amount_expected", value=cell)
    amount = int(found[1].replace(",", ""))
    if not 0 < amount < LARGEST_YEN:
        raise CellRefused("amount_out_of_range", value=cell)
    return Money(amount)


def day(cell: str) -> date:
    """
    A calendar day: 2026-04-01, 2026/4/1, 2026年4月1日, 20260401, 令和8年4月1日, R8.4.1.

    :raises CellRefused: there is no such day, or it lies before its era began.
    """
    plain = _narrow(cell)
    try:
        if found := _DAY.fullmatch(plain):
            return date(*(int(part) for part in found.groups() if part is not None))
        if found := _ERA_DAY.fullmatch(plain):
            return _era_day(*found.groups())
    except ValueError:
        pass
    raise CellRefused("date_expected", value=cell)


def moment(cell: str, zone: ZoneInfo = TOKYO) -> datetime:
    """
    An instant: a day, or a day and a wall-clock time there (2026/04/01 9:05); a day alone is its
    first instant. Given in UTC.

    :raises CellRefused: it is none.
    """
    first, _, rest = unicodedata.normalize("NFKC", cell).strip().replace("T", " ").partition(" ")
    on = day(first)
    found = _TIME.fullmatch(rest.strip() or "0:00")
    if found is None:
        raise CellRefused("date_expected", value=cell)
    hour, minute, second = (int(part or 0) for part in found.groups())
    try:
        local = datetime(on.year, on.month, on.day, hour, minute, second, tzinfo=zone)
    except ValueError:
        raise CellRefused("date_expected", value=cell) from None
    return local.astimezone(UTC)


def email(cell: str) -> str:
    """
    A mail address, its domain in small letters.

    :raises CellRefused: it has not the form of one; whether it exists only a mail can tell.
    """
    local, at, domain = _narrow(cell).rpartition("@")
    if not (at and local and "." in domain.strip(".")):
        raise CellRefused("email_expected")
    return f"{local}@{domain.lower()}"


def _narrow(cell: str) -> str:
    """Full-width digits and signs as ASCII, without blanks."""
    return "".join(unicodedata.normalize("NFKC", cell).split())


def _era_day(era: str, year: str, month: str, day_of_month: str) -> date:
    first = ERAS[_ERA_LETTERS.get(era.upper(), era)]
    in_era = 1 if year == "元" else int(year)
    found = date(first.year + in_era - 1, int(month), int(day_of_month))
    if in_era < 1 or found < first:
        raise ValueError(f"{found} lies before {era}")
    return found
