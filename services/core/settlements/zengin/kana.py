"""
Bank kana: the 63 half-width kana, A-Z, 0-9 and five signs in which banks write names.

Small kana are written large (キュウ as ｷﾕｳ), a voiced mark is a byte of its own, the long vowel
mark is a hyphen; there is no ヲ, no middle dot, no comma. Banks send a transfer back whose payee is
not spelt as the account is, so nothing is guessed and nothing is cut: what has no spelling here
is refused with its place.

Sources: the banks' own notices on permitted characters and abbreviations of legal forms
(Keiyo Bank, Joyo Bank, MUFG), which follow the association's rules.
"""

import re
import unicodedata
from collections.abc import Iterator

from services.core.settlements.errors import BankNameEmpty, BankNameTooLong, CharacterUnsupported

# How a legal form is abbreviated within a name; `abbreviated` adds the brackets of its place.
LEGAL_FORMS = {
    "株式会社": "カ",
    "カブシキガイシャ": "カ",
    "㈱": "カ",
    "有限会社": "ユ",
    "ユウゲンガイシャ": "ユ",
    "㈲": "ユ",
    "合同会社": "ド",
    "合資会社": "シ",
    "合名会社": "メ",
    "医療法人": "イ",
    "財団法人": "ザイ",
    "一般財団法人": "ザイ",
    "公益財団法人": "ザイ",
    "社団法人": "シヤ",
    "一般社団法人": "シヤ",
    "公益社団法人": "シヤ",
    "学校法人": "ガク",
    "社会福祉法人": "フク",
    "特定非営利活動法人": "トクヒ",
    "NPO法人": "トクヒ",
    "宗教法人": "シユウ",
    "営業所": "エイ",
    "出張所": "シユツ",
}

_FORM = re.compile("|".join(sorted(LEGAL_FORMS, key=len, reverse=True)))

_KANA = dict(
    zip(
        "アイウエオカキクケコサシスセソタチツテトナニヌネノハヒフヘホマミムメモヤユヨラリルレロワン",
        "ｱｲｳｴｵｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾅﾆﾇﾈﾉﾊﾋﾌﾍﾎﾏﾐﾑﾒﾓﾔﾕﾖﾗﾘﾙﾚﾛﾜﾝ",
        strict=True,
    )
)
_SMALL = str.maketrans("ァィゥェォッャュョヮヵヶ", "アイウエオツヤユヨワカケ")

_MARKS = {"\u3099": "ﾞ", "\u309a": "ﾟ"}
_TAKES_MARK = {"ﾞ": frozenset("ｳｶｷｸｹｺｻｼｽｾｿﾀﾁﾂﾃﾄﾊﾋﾌﾍﾎ"), "ﾟ": frozenset("ﾊﾋﾌﾍﾎ")}

# The voiced marks as characters of their own: their compatibility form would begin with a space.
_LONE_MARKS = str.maketrans({"\u309b": "\u3099", "\u309c": "\u309a"})

# The long vowel mark, and the hyphens, dashes and minus that are typed for it.
_HYPHENS = frozenset("ー-\u2010\u2011\u2012\u2013\u2014\u2015\u2212")

_SIGNS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789(). ")

PERMITTED = _SIGNS | frozenset("-") | frozenset(_KANA.values()) | frozenset(_MARKS.values())
"""Every character that may stand in a bank file; each is one byte in JIS X 0201."""

_FIRST_HIRAGANA, _LAST_HIRAGANA, _TO_KATAKANA = "ぁ", "ゖ", 0x60


def to_bank_kana(name: str, *, limit: int | None = None) -> str:
    """
    `name` as banks spell it: half-width, upper-case, one byte a character.

    Takes full-width and half-width kana, hiragana, Latin letters of either case, and the legal
    forms of `LEGAL_FORMS` as they stand in a register.

    >>> to_bank_kana("カ）ガクシュウジュク")
    'ｶ)ｶﾞｸｼﾕｳｼﾞﾕｸ'

    :param limit: how many characters the field has.
    :raises CharacterUnsupported: a character has no spelling; `position` counts from 1.
    :raises BankNameEmpty: nothing is left to write.
    :raises BankNameTooLong: the name does not fit; it is never cut, for the bank would return it.
    """
    spelt: list[str] = []
    for position, character in _with_forms_abbreviated(name):
        for part in _parts(character):
            byte = _byte(part, after=spelt[-1] if spelt else "")
            if byte is None:
                raise CharacterUnsupported(position=position, character=character, hint=_hint(part))
            spelt.append(byte)
    written = "".join(spelt).strip(" ")
    if not written:
        raise BankNameEmpty()
    if limit is not None and len(written) > limit:
        raise BankNameTooLong(length=len(written), limit=limit)
    return written


def abbreviated(name: str) -> str:
    """
    `name` with its legal forms as banks abbreviate them: カ) before, (カ behind, (カ) within.

    >>> abbreviated("株式会社ミノリ")
    'カ)ミノリ'
    """
    return "".join(character for _, character in _with_forms_abbreviated(name))


def _with_forms_abbreviated(name: str) -> Iterator[tuple[int, str]]:
    """The characters to be spelt, each with its place in the name as it was given."""
    place = 0
    for form in _FORM.finditer(name):
        yield from enumerate(name[place : form.start()], start=place + 1)
        opening = "(" if name[: form.start()].strip() else ""
        closing = ")" if name[form.end() :].strip() else ""
        for character in f"{opening}{LEGAL_FORMS[form[0]]}{closing}":
            yield form.start() + 1, character
        place = form.end()
    yield from enumerate(name[place:], start=place + 1)


def _parts(character: str) -> str:
    """The character taken apart: ガ and ｶﾞ are カ and a voiced mark, （ is (."""
    plain = unicodedata.normalize("NFKD", character.translate(_LONE_MARKS))
    return "".join(
        chr(ord(part) + _TO_KATAKANA) if _FIRST_HIRAGANA <= part <= _LAST_HIRAGANA else part
        for part in plain
    ).translate(_SMALL)


def _byte(part: str, *, after: str) -> str | None:
    if part in _MARKS:
        mark = _MARKS[part]
        return mark if after in _TAKES_MARK[mark] else None
    if part in _KANA:
        return _KANA[part]
    if part in _HYPHENS:
        return "-"
    upper = part.upper()
    return upper if upper in _SIGNS else None


def _hint(part: str) -> str:
    """Which advice helps whoever typed it; the words stand with the error's text."""
    if part in _MARKS:
        return "mark"
    if unicodedata.name(part, "").startswith("CJK"):
        return "kanji"
    return {"ヲ": "wo", "・": "dot", ",": "comma", "、": "comma"}.get(part, "other")
