"""The clock: one port, so that a year can be lived in a minute."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    def now(self) -> datetime:
        """The present instant, in UTC."""
        ...


class SystemClock:
    def now(self) -> datetime:
        return datetime.now(UTC)


class SetClock:
    """A clock that stands where it was put, for tests and for the year of the demo."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def now(self) -> datetime:
        return self.at

    def move_to(self, at: datetime) -> None:
        """:raises ValueError: `at` lies in the past: a programme's time runs one way."""
        if at < self.at:
            raise ValueError(f"the clock stands at {self.at}, {at} is past")
        self.at = at
