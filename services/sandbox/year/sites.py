"""Crowdfunding sites: their lists of supporters, what they keep and when they pay out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from services.core.kit.sheets import Encoding
from services.sandbox.year.gifts import Gift, as_file


@dataclass(frozen=True, slots=True)
class Site:
    """
    A site as the year plays it; its fee and its days are invented.

    :param digits: the last digits of the numbers of gifts that come by it.
    :param fee_bps: what it keeps, in basis points.
    """

    name: str
    payer: str
    digits: tuple[int, ...]
    fee_bps: int
    pays_on: date
    heading: tuple[str, ...]
    row: Callable[[Gift], list[str]]

    def of(self, gifts: Sequence[Gift]) -> list[Gift]:
        """Those that come by it."""
        return [gift for gift in gifts if gift.number % 10 in self.digits]

    def file(self, gifts: Sequence[Gift]) -> bytes:
        """Its download, in UTF-8."""
        return as_file(list(self.heading), [self.row(gift) for gift in gifts], Encoding.UTF_8)


def _at(gift: Gift) -> str:
    hours, minutes = 8 + gift.number % 14, gift.number % 60
    at = datetime.combine(gift.on, datetime.min.time()) + timedelta(hours=hours, minutes=minutes)
    return f"{at:%Y/%m/%d %H:%M}"


def _campfire(gift: Gift) -> list[str]:
    return [
        f"{9_000_000 + gift.number}",
        _at(gift),
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


def _readyfor(gift: Gift) -> list[str]:
    return [
        f"R{gift.number:07}",
        _at(gift),
        str(gift.yen),
        "220",
        gift.name,
        gift.kana,
        gift.email,
        gift.postcode,
        "東京都",
        gift.address,
        "匿名" if gift.anonymous else "",
        "決済完了",
    ]


def _syncable(gift: Gift) -> list[str]:
    return [
        f"S-{gift.number:06}",
        _at(gift),
        str(gift.yen),
        gift.name,
        gift.kana,
        gift.email,
        gift.postcode,
        "東京都",
        gift.address,
        "匿名" if gift.anonymous else "",
        "成功",
        "単発",
    ]


def _congrant(gift: Gift) -> list[str]:
    return [
        f"{5_000_000 + gift.number}",
        _at(gift),
        str(gift.yen),
        gift.name,
        gift.kana,
        gift.email,
        gift.postcode,
        "東京都",
        gift.address,
        "個人",
        "匿名" if gift.anonymous else "",
        "決済完了",
        "1回",
    ]


SITES = (
    Site(
        name="campfire",
        payer="カ)キヤンプフアイヤー",
        digits=(0, 1, 2, 3, 4),
        fee_bps=900,
        pays_on=date(2025, 1, 8),
        heading=(
            *("支援ID", "支援日時", "支援金額", "氏名", "フリガナ", "メールアドレス", "郵便番号"),
            *("都道府県", "市区町村・番地", "建物名", "匿名希望", "ステータス"),
        ),
        row=_campfire,
    ),
    Site(
        name="readyfor",
        payer="レデイ-フオ-(カ",
        digits=(5, 6),
        fee_bps=1_200,
        pays_on=date(2025, 1, 10),
        heading=(
            *("支援ID", "支援日時", "支援金額", "システム利用料", "氏名", "フリガナ"),
            *("メールアドレス", "郵便番号", "都道府県", "住所", "匿名希望", "決済状況"),
        ),
        row=_readyfor,
    ),
    Site(
        name="syncable",
        payer="カ)STYZ",
        digits=(7, 8),
        fee_bps=500,
        pays_on=date(2024, 12, 27),
        heading=(
            *("決済ID", "決済日時", "金額", "氏名", "フリガナ", "メールアドレス", "郵便番号"),
            *("都道府県", "市区町村・番地", "匿名希望", "決済ステータス", "支援種別"),
        ),
        row=_syncable,
    ),
    Site(
        name="congrant",
        payer="コングラント(カ",
        digits=(9,),
        fee_bps=400,
        pays_on=date(2024, 12, 30),
        heading=(
            *("決済No.", "決済日", "金額", "サポーター名", "フリガナ", "メールアドレス"),
            *("郵便番号", "都道府県", "市区町村・番地", "サポーター種別", "匿名希望"),
            *("決済ステータス", "決済頻度"),
        ),
        row=_congrant,
    ),
)
