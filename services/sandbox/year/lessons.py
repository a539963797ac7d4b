"""What the vouchers are used for, day by day; and what goes wrong at the counter."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from services.core.kit.periods import TOKYO, Month, months_between
from services.core.programmes.types import ServiceCategory
from services.sandbox.year.plan import FISCAL_YEAR, Plan

FIRST, LAST = Month(FISCAL_YEAR, 4), Month(FISCAL_YEAR + 1, 3)
LAST_ENTRY = date(FISCAL_YEAR + 1, 3, 24)

FEES = (8_800, 11_000, 13_200, 15_400, 17_600, 19_800)
WINTER = (11, 12, 1)  # before the entrance examinations


class Attempt(StrEnum):
    """What the counter does: the right thing, or one of the wrong ones."""

    HONEST = "honest"
    TWICE = "twice"  # the tablet sends the same scan again
    OVER_BALANCE = "over_balance"
    SHOP_GOODS = "shop_goods"
    STRANGER = "stranger"  # a child that is not enrolled there
    MISTYPED = "mistyped"
    TOMORROW = "tomorrow"  # a lesson that has not been given yet


# How often a use is preceded by a wrong attempt, in one of so many.
ONE_IN = 14
WRONG = [attempt for attempt in Attempt if attempt is not Attempt.HONEST]


@dataclass(frozen=True, slots=True)
class Lesson:
    """
    One intended use.

    :param child: which voucher, by its place in the order of issue.
    :param classroom: which provider, by its place in the list.
    :param yen: what the classroom asks; the voucher pays what is left of it, the family the rest.
    """

    at: datetime
    child: int
    classroom: int
    category: ServiceCategory
    service_on: date
    yen: int
    attempt: Attempt = Attempt.HONEST


def classroom_of(plan: Plan, child: int) -> int:
    """Where the child learns."""
    return (child * 7 + plan.seed) % plan.providers


def lessons_of(plan: Plan, children: int) -> list[Lesson]:
    """The year's uses in the order in which counters enter them."""
    lessons = [lesson for child in range(children) for lesson in _year_of(plan, child)]
    lessons.sort(key=lambda lesson: (lesson.at, lesson.child, lesson.category))
    return lessons


def _year_of(plan: Plan, child: int) -> Iterator[Lesson]:
    chance = plan.random(f"lessons-{child}")
    classroom, fee = classroom_of(plan, child), chance.choice(FEES)
    starts = FIRST if chance.random() < 0.8 else Month(FISCAL_YEAR, chance.randint(5, 9))
    # Some stop early: a move, a club, a subject that went well. Their money goes to others.
    stops = LAST if chance.random() < 0.85 else Month(FISCAL_YEAR, chance.randint(9, 12))
    for month in months_between(starts, stops):
        for category, yen in _asked(month, starts, fee, chance):
            honest = _lesson(chance, month, child, classroom, category, yen)
            if chance.randrange(ONE_IN) == 0:
                yield _gone_wrong(honest, chance.choice(WRONG), plan)
            yield honest


def _asked(
    month: Month, starts: Month, fee: int, chance: random.Random
) -> Iterator[tuple[ServiceCategory, int]]:
    if month == starts:
        yield ServiceCategory.ENTRY_FEE, 11_000
        yield ServiceCategory.MATERIAL, chance.choice((4_400, 6_600))
    yield ServiceCategory.TUITION, fee
    if month.month in WINTER and chance.random() < 0.6:
        yield ServiceCategory.TUITION, chance.choice((16_500, 22_000, 27_500))
    if chance.random() < 0.1:
        yield ServiceCategory.TEST, 3_300


def _lesson(
    chance: random.Random,
    month: Month,
    child: int,
    classroom: int,
    category: ServiceCategory,
    yen: int,
) -> Lesson:
    last_day = LAST_ENTRY.day if month == LAST else month.last_day.day
    service_on = month.first_day + timedelta(days=chance.randrange(last_day))
    at = datetime.combine(service_on, time(chance.randint(16, 20), chance.randrange(60)), TOKYO)
    return Lesson(at, child, classroom, category, service_on, yen)


def _gone_wrong(honest: Lesson, attempt: Attempt, plan: Plan) -> Lesson:
    """The attempt a minute before the right one; a repeated scan comes a minute after it."""
    minute = timedelta(minutes=1)
    match attempt:
        case Attempt.TWICE:
            return replace(honest, at=honest.at + minute, attempt=attempt)
        case Attempt.OVER_BALANCE:
            return replace(honest, at=honest.at - minute, attempt=attempt, yen=1_000_000)
        case Attempt.SHOP_GOODS:
            category = ServiceCategory.SHOP_GOODS
            return replace(honest, at=honest.at - minute, attempt=attempt, category=category)
        case Attempt.STRANGER:
            elsewhere = (honest.classroom + 1) % plan.providers
            return replace(honest, at=honest.at - minute, attempt=attempt, classroom=elsewhere)
        case Attempt.TOMORROW:
            tomorrow = honest.service_on + timedelta(days=1)
            return replace(honest, at=honest.at - minute, attempt=attempt, service_on=tomorrow)
    return replace(honest, at=honest.at - minute, attempt=attempt)
