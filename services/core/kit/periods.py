"""Days, months and fiscal years as Japan counts them: in the programme's time zone, half-open."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

TOKYO = ZoneInfo("Asia/Tokyo")

FISCAL_YEAR_STARTS_IN_MONTH = 4

# What is told as a day lies between these two: no birth, no programme and no payment does not.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2999, 12, 31)


def local_date(at: datetime, zone: ZoneInfo = TOKYO) -> date:
    """The calendar day that `at` falls on there."""
    return at.astimezone(zone).date()


def start_of(day: date, zone: ZoneInfo = TOKYO) -> datetime:
    """The instant, in UTC, at which `day` begins there."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def fiscal_year_of(day: date) -> int:
    """The fiscal year, April to March, that `day` lies in: 2026-03-31 is of 2025."""
    return day.year if day.month >= FISCAL_YEAR_STARTS_IN_MONTH else day.year - 1


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """A calendar month, written 2026-04."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> "Month":
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> "Month":
        """:raises ValueError: the text is not like 2026-04."""
        return cls.of(date.fromisoformat(f"{text}-01"))

    @property
    def first_day(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last_day(self) -> date:
        return self.next().first_day - timedelta(days=1)

    def next(self) -> "Month":
        return Month(self.year + self.month // 12, self.month % 12 + 1)

    def previous(self) -> "Month":
        return Month.of(self.first_day - timedelta(days=1))

    def starts_at(self, zone: ZoneInfo = TOKYO) -> datetime:
        return start_of(self.first_day, zone)

    def ends_at(self, zone: ZoneInfo = TOKYO) -> datetime:
        """The first instant after the month."""
        return self.next().starts_at(zone)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.month:02}"


def months_between(first: Month, last: Month) -> list[Month]:
    """All months from `first` to `last`, both included."""
    months = []
    month = first
    while month <= last:
        months.append(month)
        month = month.next()
    return months


def era_year(day: date) -> str:
    """
    The year of the era as municipal papers write it, 令和8年; the first is 元年.

    :raises ValueError: before Reiwa (2019-05-01), which no programme of ours reaches.
    """
    if day < date(2019, 5, 1):
        raise ValueError(f"{day} lies before Reiwa")
    year = day.year - 2018
    return "令和元年" if year == 1 else f"令和{year}年"
