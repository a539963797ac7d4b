"""
Blind indexes: keyed digests by which equal values find one another without being read.

A value that people share, such as a family name, is cut so short that about two others at least
bear the same index: the index alone says of nobody what the value is. Whoever searches opens the
candidates (docs/decisions/0025, 0055).
"""

import hmac
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from argon2.low_level import Type, hash_secret_raw

from services.core.kit.crypto.seals import KEY_BYTES
from services.core.kit.crypto.tenant_keys import KeyPurpose, TenantKey

# Others expected to bear a value's index by chance, at the tenant's size.
FALSE_HITS = 2

# Too few rows to hide among: sixteen classes, which hide a value among 32 or more.
BITS_MIN = 4
BITS_MAX = 24
BITS_LONG = 64

# A guessable value costs a guesser this much for each guess, should the key be out (RFC 9106).
ARGON2_PASSES = 3
ARGON2_MEMORY_KIB = 4 * 1024

# The first form of an index: so many bytes, and no version before them. No later form is so long.
FIRST_FORM_BYTES = 8


@dataclass(frozen=True, slots=True)
class IndexPlace:
    """
    One index: what it holds, and why it may be as long as it is.

    :param is_short: cut to the tenant's size; otherwise 64 bits, for values that are one
        person's anyway, or random: cut, they would only cost a search.
    :param is_guessable: so few values exist that all can be tried: stretched by Argon2id.
    """

    holds: str
    is_short: bool = True
    is_guessable: bool = False
    purpose: KeyPurpose = KeyPurpose.BLIND_INDEX


# Every index of the house. A birth date, a postcode or a flag is never indexed alone.
PLACES: Mapping[str, IndexPlace] = {
    "children.kana": IndexPlace("reading of the full name"),
    "children.family_kana": IndexPlace("reading of the family name"),
    "children.duplicate": IndexPlace(
        "reading of the full name, birth date and postcode together", is_short=False
    ),
    "guardians.kana": IndexPlace("reading of the full name"),
    "guardians.family_kana": IndexPlace("reading of the family name"),
    "guardians.email": IndexPlace("e-mail address"),
    "guardians.phone": IndexPlace("phone number", is_guessable=True),
    "households.match": IndexPlace(
        "municipality and its number, or guardian's reading and postcode together", is_short=False
    ),
    "donors.email": IndexPlace("e-mail address, of one donor each", is_short=False),
    "donors.kana": IndexPlace("reading of the full name"),
    "donors.person": IndexPlace("name, postcode and address together", is_short=False),
    "donors.household": IndexPlace("family name and address together", is_short=False),
    "members.email": IndexPlace("e-mail address"),
    "credentials.code": IndexPlace(
        "typed code of a card: random, gone with its year",
        is_short=False,
        purpose=KeyPurpose.CODE_INDEX,
    ),
}

# What is not on the page is long: the architecture's tests ask for its line.
_UNLISTED = IndexPlace("not listed", is_short=False)


def comparable(value: str) -> str:
    """The form in which an index compares values: NFKC, case folded, without spaces around it."""
    return unicodedata.normalize("NFKC", value).casefold().strip()


def place_of(name: str) -> IndexPlace:
    return PLACES.get(name, _UNLISTED)


def width_bits(rows: int) -> int:
    """
    How long an index of so many rows may be, in bits, for two false hits at least.

    >>> [width_bits(rows) for rows in (0, 100, 3_000, 54_000)]
    [4, 5, 10, 14]
    """
    return min(max((rows // FALSE_HITS).bit_length() - 1, BITS_MIN), BITS_MAX)


@dataclass(frozen=True, slots=True, repr=False)
class BlindIndex:
    """
    The index of one place under one version of the key.

    :param bits: its length; None: the first form.
    """

    key: bytes
    version: int
    bits: int | None
    is_guessable: bool = False

    @classmethod
    def under(cls, key: TenantKey, opened: bytes, tenant: UUID | None, name: str) -> "BlindIndex":
        """The index of the place `name` ("children.kana") for this tenant."""
        place = place_of(name)
        if key.widths is None:
            own = hmac.digest(opened, f"{tenant}|{name}".encode(), "sha256")
            return cls(own, key.version, None, place.is_guessable)
        # HKDF-Expand (RFC 5869, 2.3) of one block: the tenant's key is random already.
        info = f"minori|{tenant}|{name.replace('.', '|')}|{key.version}".encode()
        own = hmac.digest(opened, info + b"\x01", "sha256")
        bits = key.widths.get(name, BITS_MIN) if place.is_short else BITS_LONG
        return cls(own, key.version, bits, place.is_guessable)

    def of(self, value: str) -> bytes:
        """The index of a value, compared after NFKC and case folding (kana: `kit.japanese`)."""
        folded = comparable(value).encode()
        if self.is_guessable:
            folded = self._stretched(folded)
        digest = hmac.digest(self.key, folded, "sha256")
        if self.bits is None:
            return digest[:FIRST_FORM_BYTES]
        return self.front + cut(digest, self.bits)

    @property
    def front(self) -> bytes:
        """The bytes with which every index of this version begins."""
        return bytes([self.version])

    def _stretched(self, folded: bytes) -> bytes:
        salt = hmac.digest(self.key, b"argon2id", "sha256")[:16]
        return hash_secret_raw(
            folded,
            salt,
            time_cost=ARGON2_PASSES,
            memory_cost=ARGON2_MEMORY_KIB,
            parallelism=1,
            hash_len=KEY_BYTES,
            type=Type.ID,
        )


def cut(digest: bytes, bits: int) -> bytes:
    """
    The first `bits` bits, in as many bytes as they need.

    >>> cut(bytes([0b10111111, 0xFF]), 4)
    b'\\xb0'
    """
    length = -(-bits // 8)
    spare = length * 8 - bits
    return (int.from_bytes(digest[:length]) >> spare << spare).to_bytes(length)
