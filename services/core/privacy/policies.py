"""
Pure answers: when a report is due, what a term ends on, and which plan it is that was confirmed.

Days are Japan's. A report's days count the day of awareness as the first (Guidelines of the
Personal Information Protection Commission, General Rules, 3-5-3-3 and 3-5-3-4). Where the last day
is a holiday the Commission's office takes the report on the next one too; we remind of the day
itself, which is never too late.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from services.core.kit.periods import fiscal_year_of, local_date, start_of
from services.core.privacy.types import (
    BreachKind,
    Due,
    Gone,
    KeptPart,
    Stage,
    Subject,
    Timer,
    TimerState,
)

# "Promptly", which the guideline reads as three to five days; and 30 days, or 60 where somebody
# may have meant harm (APPI Enforcement Rules, article 8).
PRELIMINARY_AIM_DAY, PRELIMINARY_LAST_DAY = 3, 5
FINAL_DAY, FINAL_DAY_WRONGFUL = 30, 60

# A final report is aimed at some days before its last, so that the reminder can still help.
FINAL_MARGIN_DAYS = 5

LIST_OPEN_FOR = timedelta(hours=24)

DIGEST_LENGTH = 16

_PASSING = {Gone.ANSWERS, Gone.INBOX_PAYLOADS, Gone.OUTBOX_PAYLOADS, Gone.SIGN_IN}


def timers(
    kinds: Iterable[BreachKind],
    *,
    aware_at: datetime,
    at: datetime,
    preliminary_at: datetime | None,
    final_at: datetime | None,
) -> tuple[Timer, Timer]:
    """How the preliminary and the final report stand at an instant."""
    wrongful = BreachKind.WRONGFUL_PURPOSE in set(kinds)
    last = FINAL_DAY_WRONGFUL if wrongful else FINAL_DAY
    aware_on, today = local_date(aware_at), local_date(at)
    return (
        _timer(
            Stage.PRELIMINARY,
            (PRELIMINARY_AIM_DAY, PRELIMINARY_LAST_DAY),
            (aware_on, today),
            preliminary_at,
        ),
        _timer(Stage.FINAL, (last - FINAL_MARGIN_DAYS, last), (aware_on, today), final_at),
    )


def _timer(
    stage: Stage, days: tuple[int, int], between: tuple[date, date], done_at: datetime | None
) -> Timer:
    aware_on, today = between
    aim_on, last_on = (aware_on + timedelta(days=day - 1) for day in days)
    if done_at is not None:
        state = TimerState.DONE
    elif today > last_on:
        state = TimerState.PAST_LIMIT
    elif today > aim_on:
        state = TimerState.OVERDUE
    elif today == aim_on:
        state = TimerState.DUE_TODAY
    else:
        state = TimerState.RUNNING
    return Timer(
        stage=stage,
        aim_on=aim_on,
        last_on=last_on,
        day=(today - aware_on).days + 1,
        days_left=(last_on - today).days,
        state=state,
        done_at=done_at,
    )


def end_of_fiscal_year(day: date) -> date:
    """31 March of the fiscal year that `day` lies in."""
    return date(fiscal_year_of(day) + 1, 3, 31)


def years_before(at: datetime, years: int) -> date:
    """The day in Japan so many years before `at`; 29 February becomes the 28th."""
    today = local_date(at)
    try:
        return today.replace(year=today.year - years)
    except ValueError:
        return today.replace(year=today.year - years, day=28)


def months_before(at: datetime, months: int) -> datetime:
    """The beginning of the day in Japan so many months before `at`; a month's end stays one."""
    today = local_date(at)
    month = today.year * 12 + today.month - 1 - months
    first = date(month // 12, month % 12 + 1, 1)
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    day = min(today.day, (following - first).days)
    return start_of(first.replace(day=day))


def kept_since(at: datetime, years: int) -> datetime:
    """The beginning of the oldest fiscal year of which everything must still be kept."""
    return start_of(date(fiscal_year_of(years_before(at, years)), 4, 1))


def last_day_of_keeping(given_on: date, years: int) -> date:
    """The last day of a term that runs from the end of the gift's fiscal year."""
    end = end_of_fiscal_year(given_on)
    return end.replace(year=end.year + years)


def plan_digest(
    subject: Subject,
    people: Iterable[Subject],
    gone: Mapping[Gone, int],
    kept: Iterable[KeptPart],
) -> str:
    """Names exactly this plan: whoever confirms it confirms these counts for these people."""
    # Between preview and deed the log grows and messages are delivered: such counts are no part
    # of the plan.
    told = [
        [subject.kind, str(subject.id)],
        [[one.kind, str(one.id)] for one in people],
        sorted((name, count) for name, count in gone.items() if name not in _PASSING),
        sorted(part.what for part in kept),
    ]
    return _digest(told)


def due_digest(found: Iterable[Due]) -> str:
    """Names exactly what is due of each class."""
    return _digest([[one.data_class, one.due, one.held] for one in found])


def _digest(told: object) -> str:
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":")).encode()
    return hashlib.sha256(canonical).hexdigest()[:DIGEST_LENGTH]
