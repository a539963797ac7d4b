"""Is a secret one? What stands in examples, repeats itself or is soon guessed is not."""

import math
import re
from collections import Counter

# Words that stand where somebody meant to put a secret later.
PLACEHOLDER = re.compile(
    r"change.?(me|this|it)|placeholder|example|replace.?(me|this)|dummy|default|"
    r"passw(or|0r)d|letmein|your.?(key|secret|token)|insecure|minori",
    re.IGNORECASE,
)

# A random secret of 48 hexadecimal digits has about 180 by this measure.
BITS_MIN = 80


def weakness(secret: str, *, bits: float = BITS_MIN) -> str | None:
    """
    Why `secret` must not guard anything, in words for whoever set it; None where nothing is wrong.

    :param bits: the least Shannon information of its characters, taken as they come. That bounds
        what an attacker has to guess from above only: a sentence of a book passes.
    """
    if PLACEHOLDER.search(secret):
        return "it is a placeholder"
    if secret and (secret + secret).find(secret, 1) < len(secret):
        return "it repeats itself"
    if information(secret) < bits:
        return "it is too easy to guess"
    return None


def information(secret: str) -> float:
    """The Shannon information of the characters of `secret`, in bits."""
    length = len(secret)
    counts = Counter(secret).values()
    return sum(count * math.log2(length / count) for count in counts)
