"""
Bank business days: the days on which the Zengin system carries transfers.

Not on Saturdays, Sundays, holidays by the Act on National Holidays (国民の祝日に関する法律) with
their substitute days, and 31 December to 3 January (Order for Enforcement of the Banking Act,
article 5).
"""

from datetime import date, timedelta
from enum import StrEnum

import jpholiday

_SATURDAY = 5
_NEW_YEAR = frozenset({(12, 31), (1, 1), (1, 2), (1, 3)})


class Shift(StrEnum):
    """To which business day a day that is none is moved."""

    NEXT = "next"
    PREVIOUS = "previous"


def is_business_day(day: date) -> bool:
    """Whether banks carry transfers on `day`."""
    return (
        day.weekday() < _SATURDAY
        and (day.month, day.day) not in _NEW_YEAR
        and not jpholiday.is_holiday(day)
    )


def business_day(day: date, shift: Shift = Shift.NEXT) -> date:
    """
    `day`, or the nearest business day after or before it.

    >>> business_day(date(2026, 12, 31))
    datetime.date(2027, 1, 4)
    """
    step = timedelta(days=1 if shift is Shift.NEXT else -1)
    while not is_business_day(day):
        day += step
    return day


def business_days_apart(one: date, other: date) -> int:
    """
    How many business days lie between two days, whichever comes first; 0 on one and the same.

    >>> business_days_apart(date(2026, 12, 30), date(2027, 1, 5))
    2
    """
    first, last = sorted((one, other))
    days = (last - first).days
    return sum(is_business_day(first + timedelta(days=ahead + 1)) for ahead in range(days))


def business_days_later(day: date, count: int) -> date:
    """The business day that comes so many business days after `day`."""
    while count:
        day += timedelta(days=1)
        count -= is_business_day(day)
    return day
