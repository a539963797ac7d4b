"""How a monthly gift stands, whichever of the gateway's answers is heard of first."""

from calendar import monthrange
from datetime import date, datetime

from services.core.donations.types import MonthlyGiftState

# How long before a card's last day its owner is told, the earlier first.
CARD_NOTICE_DAYS = (30, 7)

# What has gone further, no answer takes back: a page that was left may yet have been paid on, but
# what has ended, or once ran, never returns to the page.
_RANKS = {
    MonthlyGiftState.STARTING: 0,
    MonthlyGiftState.ABANDONED: 1,
    MonthlyGiftState.ACTIVE: 2,
    MonthlyGiftState.PAST_DUE: 2,
    MonthlyGiftState.PAUSED: 2,
    MonthlyGiftState.ENDED: 3,
}


def is_news(
    state: MonthlyGiftState,
    observed_at: datetime | None,
    told: MonthlyGiftState,
    told_at: datetime,
) -> bool:
    """
    Whether an answer of the gateway's says more than what is known: it went further, or as far
    and is no older. So all answers, in any order and number, lead to the same state.
    """
    now, then = _RANKS[state], _RANKS[told]
    return then > now or (then == now and (observed_at is None or told_at >= observed_at))


def last_day_of_card(year: int, month: int) -> date:
    """A card may be charged until the end of the month that stands on it."""
    return date(year, month, monthrange(year, month)[1])


def card_notice_due(expires_on: date, told_days: int | None, on: date) -> int | None:
    """
    Which of the notices about a card is due on a day; None where all that are have been given.

    One that is late is given all the same, one that was overtaken by the next is not.

    >>> card_notice_due(date(2026, 4, 30), None, date(2026, 4, 1))
    30
    >>> card_notice_due(date(2026, 4, 30), 30, date(2026, 4, 22)) is None
    True
    >>> card_notice_due(date(2026, 4, 30), 30, date(2026, 4, 23))
    7
    """
    left = (expires_on - on).days
    if left < 0:
        return None
    due = [days for days in CARD_NOTICE_DAYS if left <= days]
    last = min(due, default=None)
    return None if last is None or (told_days is not None and told_days <= last) else last
