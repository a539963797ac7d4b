"""Who gives, how much, and by which door; and the lists that come with some of them."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count

from services.core.kit.money import Money
from services.core.kit.sheets import Encoding, write_csv
from services.sandbox.year.people import email, person
from services.sandbox.year.plan import Plan

CAMPAIGN_OPENS_ON = date(2024, 9, 21)
CAMPAIGN_DAYS = 71  # until 30 November, as in 2017

# What people choose when a page offers round sums, and how often.
CHOICES = ((3_000, 30), (5_000, 25), (10_000, 27), (30_000, 11), (50_000, 5), (100_000, 2))

# The other doors: when, and how much. The largest sum in cash is one that two people count; what
# the chancers give is 99 % of what they give for.
FURTHER = {
    "transfers": (date(2024, 10, 7), (10_000, 10_000, 30_000)),
    "monthly": (date(2024, 10, 1), (1_000, 3_000, 5_000, 2_000)),
    "cash": (date(2024, 10, 14), (3_000, 500, 20_000, 120_000)),
    "chancers": (date(2024, 10, 10), (99_000, 50_000, 80_000, 40_000, 28_000)),
}


@dataclass(frozen=True, slots=True)
class Gift:
    number: int
    yen: int
    on: date
    name: str
    kana: str
    email: str
    anonymous: bool

    @property
    def address(self) -> str:
        return f"見本市果実町{self.number % 9 + 1}-{self.number % 30 + 1}"

    @property
    def postcode(self) -> str:
        return f"100{self.number % 10_000:04}"


@dataclass(frozen=True, slots=True)
class Gifts:
    """
    All gifts of the campaign, by door.

    :param supporters: through crowdfunding sites.
    :param pledges: announced on paper, sent by bank transfer.
    :param checkouts: on our own page, by card or at a convenience store.
    :param strangers: deposits that nobody announced.
    :param transfers: on our own page, to an account number at the gateway.
    :param monthly: by card, every month from the first on.
    :param cash: handed over at an event.
    :param chancers: to a campaign that misses its goal by little.
    """

    supporters: list[Gift]
    pledges: list[Gift]
    checkouts: list[Gift]
    strangers: list[Gift]
    transfers: list[Gift]
    monthly: list[Gift]
    cash: list[Gift]
    chancers: list[Gift]


@dataclass(frozen=True, slots=True)
class Deposit:
    """A line of the bank's statement by which money came in."""

    day: date
    yen: int
    payer: str


def gifts_of(plan: Plan) -> Gifts:
    """The year's gifts; through all doors together they come to the plan's sum exactly."""
    chance = plan.random("gifts")
    total = plan.donors + 2
    yen, weights = zip(*CHOICES, strict=True)
    wishes = chance.choices(yen, weights, k=total)
    # Scaled to the plan's sum in steps of ¥100, so that odd sums look like gifts still.
    parts = Money(plan.gift_yen // 100).split(wishes)
    gifts = [_gift(chance, number, part.minor * 100) for number, part in enumerate(parts, 1)]
    first, second = plan.checkouts, plan.checkouts + plan.pledges
    further = _further(plan, first_number=total + 1)
    return Gifts(
        checkouts=sorted(gifts[:first], key=_by_day),
        pledges=sorted(gifts[first:second], key=_by_day),
        strangers=gifts[second : second + 2],
        supporters=sorted(gifts[second + 2 :], key=_by_day),
        **further,
    )


def _further(plan: Plan, *, first_number: int) -> dict[str, list[Gift]]:
    """The few by the other doors, on top of the plan's sum; each gives under their own name."""
    chance, numbers = plan.random("other doors"), count(first_number)
    return {
        door: [
            replace(_gift(chance, next(numbers), yen), on=day, anonymous=False) for yen in amounts
        ]
        for door, (day, amounts) in FURTHER.items()
    }


def _gift(chance: random.Random, number: int, yen: int) -> Gift:
    who = person(chance)
    return Gift(
        number=number,
        yen=yen,
        on=CAMPAIGN_OPENS_ON + timedelta(days=chance.randrange(CAMPAIGN_DAYS)),
        name=who.written,
        kana=who.kana,
        email=email(number),
        anonymous=chance.random() < 0.06,
    )


def pledges_file(gifts: Sequence[Gift]) -> bytes:
    """The list of transfers that donors announced, as the office keeps it."""
    heading = [
        "申込番号",
        "申込日",
        "金額",
        "氏名",
        "フリガナ",
        "郵便番号",
        "住所",
        "匿名",
        "振込番号",
    ]
    rows = (
        [
            f"F{gift.number:06}",
            f"{gift.on:%Y/%m/%d}",
            str(gift.yen),
            gift.name,
            gift.kana,
            gift.postcode,
            gift.address,
            "匿名" if gift.anonymous else "",
            reference(gift),
        ]
        for gift in gifts
    )
    return as_file(heading, rows, Encoding.UTF_8)


def deposits_of(gifts: Gifts) -> list[Deposit]:
    """
    What reaches the campaign's account. Two who announced a gift send another sum (B4): the first
    of them ¥2,000 too much, the second ¥2,000 too little.
    """
    amiss = dict(zip((gift.number for gift in gifts.pledges), (2_000, -2_000), strict=False))
    announced = [
        Deposit(
            arrival(gift),
            gift.yen + max(amiss.get(gift.number, 0), 1 - gift.yen),
            f"{reference(gift)} {gift.kana}",
        )
        for gift in gifts.pledges
    ]
    return announced + [Deposit(arrival(gift), gift.yen, gift.kana) for gift in gifts.strangers]


def bank_file(deposits: Sequence[Deposit]) -> bytes:
    """The bank's statement of the campaign's account, in Shift_JIS as banks write it."""
    heading = ["取引日", "取引区分", "お引出金額", "お預入金額", "摘要", "残高"]
    balance, rows = 1_000_000, []
    for deposit in sorted(deposits, key=lambda one: (one.day, one.payer)):
        balance += deposit.yen
        day = f"{deposit.day:%Y/%m/%d}"
        rows.append([day, "振込", "", str(deposit.yen), deposit.payer, str(balance)])
    return as_file(heading, rows, Encoding.CP932)


def reference(gift: Gift) -> str:
    """The number that a donor puts before the name on the transfer."""
    return f"{700_000 + gift.number}"


def arrival(gift: Gift) -> date:
    """When a transfer reaches the account."""
    return gift.on + timedelta(days=2 + gift.number % 5)


def as_file(
    heading: list[str], rows: Iterator[list[str]] | list[list[str]], into: Encoding
) -> bytes:
    return write_csv([heading, *rows], into)


def _by_day(gift: Gift) -> tuple[date, int]:
    return gift.on, gift.number
