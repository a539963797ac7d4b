"""
The draw `minori-draw-1`: a lottery that anyone can recompute from what is published.

1. When the round opens, SHA-256 of a secret 32-byte seed is published: the commitment.
2. When it closes, the candidates are frozen and their hash is published.
3. At the draw the seed is revealed. The order is by priority class (1 first), then by score
   (highest first), then by ticket, HMAC-SHA-256 keyed with the seed.

Nobody can choose the seed to suit the candidates, for it was fixed before they were known, nor the
candidates to suit the seed, for it was secret until they were fixed. `docs/explanation/draw.md`
tells the same to readers, and `docs/draw.py` recomputes it in under forty lines.
"""

import hashlib
import hmac
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from services.core.allocations.errors import CandidateTwice, DrawNumberInvalid

ALGORITHM = "minori-draw-1"
SEED_BYTES = 32

# Bounds keep a hostile file from costing more than its length.
_PRIORITY = re.compile(r"[0-9]{1,9}")
_SCORE = re.compile(r"([+-]?)0*([0-9]{1,30}?)(?:\.([0-9]{1,30}?)0*)?")


class DrawResult(StrEnum):
    """Where a candidate came to stand; told only when the number of places is known."""

    SELECTED = "selected"
    WAITING = "waiting"


@dataclass(frozen=True, slots=True)
class DrawCandidate:
    """
    One who takes part. `score` is exact decimal text in its shortest form, such as 72.5.

    Make one by `of`, which puts the numbers into the form that is hashed.
    """

    id: str
    priority: int
    score: str

    @classmethod
    def of(cls, id: str, priority: int | str, score: Decimal | int | str) -> "DrawCandidate":
        """
        :param priority: a whole number of at most nine digits; the lowest goes first.
        :param score: decimal, at most thirty digits on either side of the point; never a float.
        :raises DrawNumberInvalid: `priority` or `score` is not such a number.
        """
        return cls(id, whole_priority(priority), shortest_decimal(score))


@dataclass(frozen=True, slots=True)
class DrawnCandidate:
    """A candidate's place in the order; `rank` counts from 1, `ticket` is 64 hex digits."""

    rank: int
    candidate: DrawCandidate
    ticket: str


@dataclass(frozen=True, slots=True)
class Draw:
    """A whole draw, with all that is needed to check it."""

    commitment: str
    candidates_hash: str
    order: tuple[DrawnCandidate, ...]
    algorithm: str = ALGORITHM


def commitment(seed: bytes) -> bytes:
    """What is published of the seed before the round closes: its SHA-256."""
    return hashlib.sha256(seed).digest()


def candidates_hash(candidates: Iterable[DrawCandidate]) -> bytes:
    """
    SHA-256 over the candidates, whatever order they come in.

    The bytes: the line `minori-draw-1`, then for each candidate, sorted by the UTF-8 bytes of its
    id, the line `<bytes in id>:<id>,<priority>,<score>`; lines end in LF. With the length told
    first, no two different lists give the same bytes, whatever stands in an id.

    :raises CandidateTwice: two have the same id.
    """
    digest = hashlib.sha256(f"{ALGORITHM}\n".encode())
    previous: str | None = None
    # Python orders text by code points, which is the order of its UTF-8 bytes.
    for candidate in sorted(candidates, key=lambda each: each.id):
        if candidate.id == previous:
            raise CandidateTwice(candidate_id=candidate.id)
        previous = candidate.id
        name = candidate.id.encode()
        digest.update(b"%d:%s,%d," % (len(name), name, candidate.priority))
        digest.update(f"{candidate.score}\n".encode())
    return digest.digest()


def draw(candidates: Sequence[DrawCandidate], seed: bytes) -> Draw:
    """
    The order of `candidates` under `seed`.

    :raises CandidateTwice: two have the same id.
    """
    drawn_from = candidates_hash(candidates).hex()
    prefix = f"{ALGORITHM}|{drawn_from}|".encode()
    tickets = [
        (hmac.digest(seed, prefix + each.id.encode(), "sha256").hex(), each) for each in candidates
    ]
    # copy_negate is exact; unary minus would round to the context's 28 digits.
    tickets.sort(key=lambda t: (t[1].priority, Decimal(t[1].score).copy_negate(), t[0], t[1].id))
    order = tuple(
        DrawnCandidate(rank, candidate, ticket)
        for rank, (ticket, candidate) in enumerate(tickets, start=1)
    )
    return Draw(commitment(seed).hex(), drawn_from, order)


def result_of(rank: int, places: int | None) -> DrawResult | None:
    """Whether that rank is among the `places`, where their number is known."""
    if places is None:
        return None
    return DrawResult.SELECTED if rank <= places else DrawResult.WAITING


def whole_priority(number: int | str) -> int:
    """:raises DrawNumberInvalid: it is not a whole number of at most nine digits."""
    if _PRIORITY.fullmatch(str(number)) is None:
        raise DrawNumberInvalid(column="priority", value=str(number))
    return int(number)


def shortest_decimal(number: Decimal | int | str) -> str:
    """
    The one text that stands for this number: no plus sign, no needless zeros, no exponent.

    >>> shortest_decimal("+072.50"), shortest_decimal("-0.0"), shortest_decimal(60)
    ('72.5', '0', '60')

    :raises DrawNumberInvalid: it is not a decimal number within the bounds.
    """
    text = format(number, "f") if isinstance(number, Decimal) else str(number)
    found = _SCORE.fullmatch(text)
    if found is None:
        raise DrawNumberInvalid(column="score", value=text)
    sign, whole, fraction = found.groups()
    digits = f"{whole}.{fraction}" if fraction and fraction.strip("0") else whole
    return f"-{digits}" if sign == "-" and digits != "0" else digits
