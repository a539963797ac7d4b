"""
PINs of families: which will do, and what is kept of one.

A million PINs are tried in a moment by whoever holds the database. So what is hashed (Argon2id, the
least that OWASP's Password Storage Cheat Sheet has) is not the PIN but its digest under a key that
lies outside the database; and over the wire there are five tries.
"""

import hmac
import secrets
from functools import cache
from itertools import groupby, pairwise
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from services.core.kit.crypto import KeyRing

DIGITS_MIN = 6
DIGITS_MAX = 12

_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
_PURPOSE = "letter-pin"
_NOBODY = UUID(int=0)


def new_pin() -> str:
    """Six digits to be printed, good for one sign-in."""
    while True:
        pin = f"{secrets.randbelow(10**DIGITS_MIN):0{DIGITS_MIN}}"
        if not is_simple(pin):
            return pin


def is_simple(pin: str) -> bool:
    """
    Whether others would try this PIN early: a row, a count, a short piece said again and again.

    >>> [is_simple(pin) for pin in ("111111", "123456", "987654", "121212", "112233", "271828")]
    [True, True, True, True, True, False]
    """
    digits = [int(digit) for digit, _ in groupby(pin)]
    steps = {(after - before) % 10 for before, after in pairwise(digits)}
    repeats = any(pin == pin[:size] * (len(pin) // size) for size in (1, 2, 3))
    return repeats or steps <= {1} or steps <= {9}


def hash_pin(ring: KeyRing, letter_id: UUID, pin: str) -> str:
    """What is kept of a letter's PIN."""
    return _HASHER.hash(_peppered(ring.derive(_PURPOSE), letter_id, pin))


def matches(ring: KeyRing, letter_id: UUID | None, pin: str, expected: str | None) -> bool:
    """
    Whether this is the PIN of the letter; some 20 ms, so that no lock is held meanwhile.

    Compared in any case, so that the time taken does not tell whether there is such a letter.
    """
    keys = ring.derive_each(_PURPOSE)
    found = [
        _verifies(expected or _decoy(), _peppered(key, letter_id or _NOBODY, pin)) for key in keys
    ]
    return any(found) and expected is not None


def _verifies(expected: str, peppered: bytes) -> bool:
    try:
        return _HASHER.verify(expected, peppered)
    except VerificationError:
        return False


def _peppered(key: bytes, letter_id: UUID, pin: str) -> bytes:
    return hmac.digest(key, letter_id.bytes + pin.encode(), "sha256")


@cache
def _decoy() -> str:
    return _HASHER.hash(secrets.token_bytes(32))
