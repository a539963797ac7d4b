"""How often a message is tried, and how long it waits in between."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

MAX_ATTEMPTS = 12
FIRST_WAIT_S = 5

# A claimed message is free again after this long, should its worker or the broker forget it.
LEASE = timedelta(seconds=60)


class Hopeless(Exception):
    """An error that no later try will mend: its message is put aside at once."""


@dataclass(frozen=True, slots=True)
class Backlog:
    """
    How far behind a box of messages is: for metrics, alarms and `minori doctor`.

    :param parked: failed too often, or not to be handled: a person must look at them.
    """

    waiting: int
    parked: int
    oldest_waiting: timedelta


@dataclass(frozen=True, slots=True)
class Parked:
    """
    A message that a person must look at.

    :param because: the name of the last fault, or why it was kept out of reach from the start.
    """

    id: UUID
    topic: str
    because: str | None


def wait_after(attempts: int) -> timedelta:
    """
    How long to wait after this many failures: doubling from 5 seconds.

    All twelve tries together span some six hours, so that a night's outage parks nothing.

    >>> wait_after(1), wait_after(3)
    (datetime.timedelta(seconds=5), datetime.timedelta(seconds=20))
    """
    return timedelta(seconds=FIRST_WAIT_S * 2 ** (attempts - 1))


def is_exhausted(attempts: int) -> bool:
    """Whether a message that failed this often is put aside for a person to look at."""
    return attempts >= MAX_ATTEMPTS
