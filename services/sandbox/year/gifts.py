"""Who gives, how much, and by which door."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.core.kit.money import Money
from services.core.kit.sheets import Encoding, write_csv
from services.sandbox.year.people import email, person
from services.sandbox.year.plan import Plan

CAMPAIGN_OPENS_ON = date(2024, 9, 21)
CAMPAIGN_DAYS = 71  # until 30 November, as in 2017

# What people choose when a page offers round sums, and how often.
CHOICES = ((3_000, 30), (5_000, 25), (10_000, 27), (30_000, 11), (50_000, 5), (100_000, 2))


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

    :param supporters: through the crowdfunding site.
    :param pledges: announced on paper, sent by bank transfer.
    :param checkouts: on our own page, by card or at a convenience store.
    :param strangers: deposits that nobody announced.
    """

    supporters: list[Gift]
    pledges: list[Gift]
    checkouts: list[Gift]
    strangers: list[Gift]


def gifts_of(plan: Plan) -> Gifts:
    """The year's gifts; through all doors together they come to the plan's sum exactly."""
    chance = plan.random("gifts")
    total = plan.donors + 2
    yen, weights = zip(*CHOICES, strict=True)
    wishes = chance.choices(yen, weights, k=total)
    # Scaled to the plan's sum in steps of ¥100, so that odd sums look like gifts still.
    parts = Money(plan.gift_yen // 100).split(wishes)
    gifts = []
    for number, part in enumerate(parts, 1):
        who = person(chance)
        gifts.append(
            Gift(
                number=number,
                yen=part.minor * 100,
                on=CAMPAIGN_OPENS_ON + timedelta(days=chance.randrange(CAMPAIGN_DAYS)),
                name=who.written,
                kana=who.kana,
                email=email(number),
                anonymous=chance.random() < 0.06,
            )
        )
    first, second = plan.checkouts, plan.checkouts + plan.pledges
    return Gifts(
        checkouts=sorted(gifts[:first], key=_by_day),
        pledges=sorted(gifts[first:second], key=_by_day),
        strangers=gifts[second : second + 2],
        supporters=sorted(gifts[second + 2 :], key=_by_day),
    )


def supporters_file(gifts: Sequence[Gift]) -> bytes:
    """The download of a crowdfunding site, in UTF-8."""
    heading = [
        *("支援ID", "支援日時", "支援金額", "氏名", "フリガナ", "メールアドレス", "郵便番号"),
        *("都道府県", "市区町村・番地", "建物名", "匿名希望", "ステータス"),
    ]
    return _file(heading, map(_supporter, gifts), Encoding.UTF_8)


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
    return _file(heading, rows, Encoding.UTF_8)


def bank_file(pledges: Sequence[Gift], strangers: Sequence[Gift]) -> bytes:
    """The bank's statement of the campaign's account, in Shift_JIS as banks write it."""
    heading = ["取引日", "取引区分", "お引出金額", "お預入金額", "摘要", "残高"]
    deposits = [(arrival(gift), gift, f"{reference(gift)} {gift.kana}") for gift in pledges]
    deposits += [(arrival(gift), gift, gift.kana) for gift in strangers]
    balance, rows = 1_000_000, []
    for day, gift, payer in sorted(deposits, key=lambda one: (one[0], one[1].number)):
        balance += gift.yen
        rows.append([f"{day:%Y/%m/%d}", "振込", "", str(gift.yen), payer, str(balance)])
    return _file(heading, rows, Encoding.CP932)


def reference(gift: Gift) -> str:
    """The number that a donor puts before the name on the transfer."""
    return f"{700_000 + gift.number}"


def arrival(gift: Gift) -> date:
    """When a transfer reaches the account."""
    return gift.on + timedelta(days=2 + gift.number % 5)


def _supporter(gift: Gift) -> list[str]:
    at = datetime.combine(gift.on, datetime.min.time()) + timedelta(
        hours=8 + gift.number % 14, minutes=gift.number % 60
    )
    return [
        f"{9_000_000 + gift.number}",
        f"{at:%Y/%m/%d %H:%M}",
        str(gift.yen),
        gift.name,
        gift.kana,
        gift.email,
        gift.postcode,
        "東京都",
        gift.address,
        "",
        "希望する" if gift.anonymous else "",
        "支援完了",
    ]


def _file(heading: list[str], rows: Iterator[list[str]] | list[list[str]], into: Encoding) -> bytes:
    return write_csv([heading, *rows], into)


def _by_day(gift: Gift) -> tuple[date, int]:
    return gift.on, gift.number
