"""
The typed code: what a card says to a person who has no camera at hand.

Twelve characters in threes, `7KM-4XP-9RT-W2F`: ten at random and two that check them. It is a
name without meaning, 45 bits wide, so that a code found alone tells nothing and guessing one of
10,000 good codes takes some four thousand million tries.

The alphabet has 23 characters. Of each group that people take for one another it keeps one
(2 for Z, 5 for S, 8 for B, 6 for G, V for U, D for 0, O and Q), none of 1, I and L, and no vowel,
so that chance spells no words. 23 is prime, and that carries the check: over the field of 23
elements the twelve characters satisfy

    sum of c(i) = 0        and        sum of i * c(i) = 0

which is a Reed-Solomon code of distance three. Every one or two wrong characters, and every two
characters that changed places, next to each other or not, are found (ISO 7064's schemes miss
some transpositions). What is left slips through once in 529 times.
"""

import re
import secrets
import unicodedata

ALPHABET = "23456789CDFHJKMNPRTVWXY"
FIELD = len(ALPHABET)

RANDOM_CHARACTERS = 10
LENGTH = RANDOM_CHARACTERS + 2
GROUP = 3

_VALUES = {character: value for value, character in enumerate(ALPHABET)}
_LOOK_ALIKES = str.maketrans(
    {"Z": "2", "S": "5", "B": "8", "G": "6", "U": "V"} | dict.fromkeys("0OQ", "D")
)
# Blanks, and every stroke that people and keyboards put between groups.
_BETWEEN = re.compile(r"[\s\-‐-―−ー・._/]")


def new_code() -> str:
    """A code at random, without its hyphens."""
    number = secrets.randbelow(FIELD**RANDOM_CHARACTERS)
    values = []
    for _ in range(RANDOM_CHARACTERS):
        number, value = divmod(number, FIELD)
        values.append(value)
    return _checked(values)


def with_check(characters: str) -> str:
    """`characters` and the two that make both sums zero."""
    return _checked([_VALUES[character] for character in characters])


def _checked(values: list[int]) -> str:
    plain = sum(values)
    weighted = sum(place * value for place, value in enumerate(values))
    # Places 10 and 11: a + b = -plain, 10a + 11b = -weighted.
    last = (-weighted + RANDOM_CHARACTERS * plain) % FIELD
    last_but_one = (-plain - last) % FIELD
    return "".join([ALPHABET[value] for value in (*values, last_but_one, last)])


def read_code(text: str) -> str:
    """
    The code that a person meant: lower case, full width, blanks and look-alikes are understood.

    :raises ValueError: it has another length, a character that no code has, or fails its check.
    """
    folded = unicodedata.normalize("NFKC", text).upper()
    code = _BETWEEN.sub("", folded).translate(_LOOK_ALIKES)
    if len(code) != LENGTH or not all(character in _VALUES for character in code):
        raise ValueError("no such code")
    values = [_VALUES[character] for character in code]
    weighted = sum(place * value for place, value in enumerate(values))
    if sum(values) % FIELD or weighted % FIELD:
        raise ValueError("the check characters do not fit")
    return code


def grouped(code: str) -> str:
    """`code` as it is printed and read aloud: 7KM-4XP-9RT-W2F."""
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))
