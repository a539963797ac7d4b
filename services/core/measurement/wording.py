"""Figures as people read them: ¥12,000, 2026年4月1日(水), 94.4 %."""

import calendar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from services.core.kit.periods import Month, local_date
from services.core.measurement.protection.rates import Precision, SafeRate

_WEEKDAYS_JA = "月火水木金土日"


def yen(minor: int) -> str:
    """¥12,000; a negative amount is led by a true minus sign."""
    return f"{'−' * (minor < 0)}¥{abs(minor):,}"


def day(on: date, language: str) -> str:
    """2026年4月1日(水), or 1 April 2026."""
    if language == "en":
        return f"{on.day} {calendar.month_name[on.month]} {on.year}"
    return f"{on.year}年{on.month}月{on.day}日({_WEEKDAYS_JA[on.weekday()]})"


def day_of(at: datetime, zone: ZoneInfo, language: str) -> str:
    """The calendar day there, as `day` writes it."""
    return day(local_date(at, zone), language)


def month(text: str, language: str) -> str:
    """2026年4月, or April 2026, of 2026-04."""
    found = Month.parse(text)
    if language == "en":
        return f"{calendar.month_name[found.month]} {found.year}"
    return f"{found.year}年{found.month}月"


def percent(basis_points: int) -> str:
    """94.4%, rounded down: a rate is never told higher than it is."""
    return f"{basis_points // 100}.{basis_points % 100 // 10}%"


def rate_message(rate: SafeRate) -> tuple[str, dict[str, str]]:
    """Which message says the rate, and with which facts."""
    if rate.precision is Precision.HIDDEN or rate.basis_points is None:
        return "measurement-hidden", {}
    name = f"measurement-rate-{rate.precision.replace('_', '-')}"
    return name, {"rate": percent(rate.basis_points)}
