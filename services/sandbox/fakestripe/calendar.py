"""When the gateway's money becomes available and when it is paid out, by its own calendar."""

from calendar import monthrange
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

DAY_S = 86_400
TOKYO = ZoneInfo("Asia/Tokyo")

# Four business days until money is available; payouts leave on Fridays and arrive the same way.
AVAILABLE_AFTER_DAYS = 4
PAYOUT_WEEKDAY = 4
PAYOUT_TAKES_DAYS = 1


def business_days_later(at: int, days: int) -> int:
    """The start, in UTC, of the day so many Mondays to Fridays later (holidays are not known)."""
    day = datetime.fromtimestamp(at, UTC).replace(hour=0, minute=0, second=0)
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return int(day.timestamp())


def next_payout(after: int) -> int:
    """The first Friday, 00:00 UTC, later than `after`."""
    day = datetime.fromtimestamp(after, UTC).replace(hour=0, minute=0, second=0)
    ahead = (PAYOUT_WEEKDAY - day.weekday() - 1) % 7 + 1
    return int((day + timedelta(days=ahead)).timestamp())


def konbini_deadline(at: int, days: int) -> int:
    """23:59:59 in Japan, so many days after the voucher number was given out."""
    day = datetime.fromtimestamp(at, TOKYO) + timedelta(days=days)
    return int(day.replace(hour=23, minute=59, second=59).timestamp())


def months_later(anchor: int, months: int) -> int:
    """
    The anchor's day and time of day so many months later, in UTC.

    A month that is too short gives its last day; the next one has the anchor's day again.
    """
    first = datetime.fromtimestamp(anchor, UTC)
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    day = min(first.day, monthrange(year, month)[1])
    return int(first.replace(year=year, month=month, day=day).timestamp())
