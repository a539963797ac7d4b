"""Names that nobody bears: of fruit for families, of the sky for classrooms."""

import random
from dataclasses import dataclass

# Written, and read in full-width katakana.
FAMILY_NAMES = [
    ("蜜柑山", "ミカンヤマ"),
    ("林檎田", "リンゴダ"),
    ("葡萄川", "ブドウカワ"),
    ("枇杷谷", "ビワタニ"),
    ("柚子原", "ユズハラ"),
    ("石榴井", "ザクロイ"),
    ("胡桃沢野", "クルミサワノ"),
    ("杏森", "アンズモリ"),
    ("苺畑", "イチゴバタ"),
    ("柿之浦", "カキノウラ"),
    ("梅干野", "ウメボシノ"),
    ("桃月", "モモツキ"),
    ("無花果", "イチジク"),
    ("金柑橋", "キンカンバシ"),
    ("酢橘町", "スダチマチ"),
    ("李里", "スモモザト"),
    ("甘夏屋", "アマナツヤ"),
    ("檸檬坂", "レモンザカ"),
    ("髙栗﨑", "タカグリサキ"),
    ("八朔島", "ハッサクジマ"),
]
GIVEN_NAMES = [
    ("一粒", "ヒトツブ"),
    ("双葉", "フタバ"),
    ("みのり", "ミノリ"),
    ("青葉", "アオバ"),
    ("種", "タネ"),
    ("芽吹", "メブキ"),
    ("若木", "ワカギ"),
    ("穂波", "ホナミ"),
    ("陽向", "ヒナタ"),
    ("実里", "ミサト"),
    ("花穂", "カホ"),
    ("草太", "ソウタ"),
    ("果林", "カリン"),
    ("大樹", "タイジュ"),
    ("小枝", "サエダ"),
    ("蕾", "ツボミ"),
    ("朝露", "アサツユ"),
    ("風土", "フウド"),
]
SKIES = [
    ("あおぞら", "アオゾラ"),
    ("ゆうやけ", "ユウヤケ"),
    ("にじいろ", "ニジイロ"),
    ("ほしぞら", "ホシゾラ"),
    ("そよかぜ", "ソヨカゼ"),
    ("ひだまり", "ヒダマリ"),
    ("あさぎり", "アサギリ"),
    ("いわしぐも", "イワシグモ"),
    ("みかづき", "ミカヅキ"),
    ("こもれび", "コモレビ"),
]


@dataclass(frozen=True, slots=True)
class Name:
    written: str
    kana: str


def person(chance: random.Random) -> Name:
    return member(chance, family(chance))


def family(chance: random.Random) -> Name:
    written, kana = chance.choice(FAMILY_NAMES)
    return Name(written, kana)


def member(chance: random.Random, of: Name) -> Name:
    """Somebody of that family."""
    written, kana = chance.choice(GIVEN_NAMES)
    return Name(f"{of.written} {written}", f"{of.kana} {kana}")


def email(number: int) -> str:
    """An address under a domain that is reserved for examples (RFC 2606)."""
    return f"person{number}@example.org"
