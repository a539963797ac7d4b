"""
Japanese names, postcodes and phone numbers: as people write them, as we keep them.

Names keep the very characters of the family register: 髙 stays 髙, and U+FA19 is not made 神.
What is looked up is a *folded* form, in which ﾔﾏﾀﾞ, やまだ and ヤマダ are one.
"""

import re
import unicodedata

import jaconv

# CJK compatibility ideographs are characters of register names; any Unicode normal form would
# replace them by their modern fellows.
_REGISTER_CHARACTERS = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")

# Keyboards give the voiced marks also as characters of their own, which NFKC puts after a space.
_COMBINING = str.maketrans({"\u309b": "\u3099", "\u309c": "\u309a"})

# What is typed for the long vowel mark by those who do not find it: hyphens, dashes, minus.
_LONG_MARK_LOOKALIKE = re.compile("(?<=[\u30a1-\u30fc])[-\u2010-\u2015\u2212\u2500]")

_KANA = re.compile("[\u30a1-\u30fa\u30fc-\u30fe\u30fb ]+")
_UNHEARD = re.compile("[\\s\u30fb.,'\u200d\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def name(text: str) -> str:
    """A name as shown: full-width kana, one space between its parts, its ideographs untouched."""
    parts = _REGISTER_CHARACTERS.split(text.translate(_COMBINING))
    for index in range(0, len(parts), 2):
        parts[index] = unicodedata.normalize("NFKC", parts[index])
    return " ".join("".join(parts).split())


def kana(text: str) -> str:
    """
    How a name is read, in full-width katakana, small ones kept.

    >>> kana("ﾔﾏﾀﾞ　はなこ")
    'ヤマダ ハナコ'

    :raises ValueError: the text is empty, or holds anything but kana, a middle dot and spaces.
    """
    katakana = jaconv.hira2kata(name(text))
    katakana = _LONG_MARK_LOOKALIKE.sub("ー", katakana)
    if not _KANA.fullmatch(katakana):
        raise ValueError("a reading is written in kana")
    return katakana


def folded(text: str) -> str:
    """
    The form under which a name, in kana or not, is searched and compared.

    Hiragana and katakana of either width are one, small kana are as large ones (キヨウコ is
    found as キョウコ), spaces and dots are not heard; voiced marks are, since ハ and バ differ.
    """
    plain = unicodedata.normalize("NFKC", text.translate(_COMBINING)).casefold()
    katakana = _LONG_MARK_LOOKALIKE.sub("ー", jaconv.hira2kata(plain))
    return _UNHEARD.sub("", str(jaconv.enlarge_smallkana(katakana)))


def postcode(text: str) -> str:
    """
    The seven digits of a postcode, `〒150-0002` as well as `１５００００２`.

    :raises ValueError: they are not seven.
    """
    plain = unicodedata.normalize("NFKC", text).lstrip("〒")
    digits = re.sub("[\\s\u2010-\u2015\u2212ー-]", "", plain)
    if not re.fullmatch("[0-9]{7}", digits):
        raise ValueError("a postcode has seven digits")
    return digits


# Ten digits on a line, free-phone included; eleven for mobile (060 from July 2026), IP, 0800.
_PHONE = re.compile("0(?![5-9]0)[1-9][0-9]{8}|0[5-9]0[0-9]{8}|0800[0-9]{7}")


def phone(text: str) -> str:
    """
    The digits of a phone number of Japan, as dialled inside the country.

    >>> phone("+81 90-1234-5678")
    '09012345678'

    :raises ValueError: no number of the national plan is so written.
    """
    plain = unicodedata.normalize("NFKC", text).strip()
    digits = re.sub("[\\s()\u2010-\u2015\u2212ー.-]", "", plain)
    if digits.startswith("+81"):
        digits = "0" + digits[3:].removeprefix("0")
    if not _PHONE.fullmatch(digits):
        raise ValueError("not a phone number of Japan")
    return digits
