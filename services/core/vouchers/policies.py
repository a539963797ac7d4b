"""Pure decisions: how long a key lives, and which entry of a status list a credential gets."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import SystemRandom
from zoneinfo import ZoneInfo

from services.core.kit.periods import Month, local_date
from services.core.vouchers.errors import StatusListFull
from services.core.vouchers.token import SIZE

MONTHS_A_QUARTER = 3
MONTHS_A_KEY_SIGNS = 4
# How long before its first day the next key stands in the trust list, for devices to learn it.
PUBLISHED_AHEAD = timedelta(days=30)
# How long a key is kept for verifying after the last voucher of its programme has lapsed.
VERIFIES_BEYOND = timedelta(days=30)
ROOT_LIFE = timedelta(days=3652)

# A list is left half empty, so that a place in it stays a guess (herd privacy).
USABLE = SIZE // 2

_RANDOM = SystemRandom()


@dataclass(frozen=True, slots=True)
class KeyLife:
    """Half-open: from when and until when a key signs, and until when it verifies."""

    signs_from: datetime
    signs_until: datetime
    verifies_until: datetime


def key_life(at: datetime, *, valid_until: datetime, zone: ZoneInfo) -> KeyLife:
    """
    The life of the key for the calendar quarter that `at` falls in.

    It signs from the quarter's first day and at most four months, which leaves one month to
    change over, and verifies until thirty days after the programme's vouchers have lapsed.
    """
    day = local_date(at, zone)
    first = Month.of(date(day.year, day.month - (day.month - 1) % MONTHS_A_QUARTER, 1))
    last = first
    for _ in range(MONTHS_A_KEY_SIGNS):
        last = last.next()
    signs_until = last.starts_at(zone)
    verifies_until = max(valid_until + VERIFIES_BEYOND, signs_until)
    return KeyLife(first.starts_at(zone), signs_until, verifies_until)


def draw_entries(taken: Collection[int], count: int) -> list[int]:
    """
    `count` free entries of a status list, each as likely as any other.

    :raises StatusListFull: the list would be more than half taken.
    """
    if len(taken) + count > USABLE:
        raise StatusListFull(taken=len(taken), asked=count)
    used = set(taken)
    drawn: list[int] = []
    while len(drawn) < count:
        entry = _RANDOM.randrange(SIZE)
        if entry not in used:
            used.add(entry)
            drawn.append(entry)
    return drawn


def room_left(taken: int) -> int:
    """How many more entries a list may give out."""
    return max(USABLE - taken, 0)
