"""
The Merkle tree of RFC 6962, section 2.1: which hashes make a root or a proof, and what they prove.

Pure: it says which stored hashes it needs (`Place`), and folds them once somebody has fetched
them. Complete subtrees never change, so they alone are stored; the ragged right edge is folded
from them when it is asked for.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

HASH_BYTES = 32
EMPTY_ROOT = hashlib.sha256(b"").digest()

# So that no leaf can be passed off as a node (RFC 6962, 2.1).
_LEAF, _NODE = b"\x00", b"\x01"


class Place(NamedTuple):
    """A complete subtree: of 2 ** `level` leaves, the `number`-th of that size from the left."""

    level: int
    number: int


@dataclass(frozen=True, slots=True)
class Span:
    """The leaves from `begin` up to and without `end`, as the RFC's D[begin:end]."""

    begin: int
    end: int

    @property
    def size(self) -> int:
        return self.end - self.begin

    @property
    def cut(self) -> int:
        """Where the RFC splits it: after the largest power of two smaller than its size."""
        return self.begin + (1 << ((self.size - 1).bit_length() - 1))

    def places(self) -> list[Place]:
        """The complete subtrees that it is made of, from left to right."""
        if not self.size:
            return []
        if not self.size & (self.size - 1):
            level = self.size.bit_length() - 1
            return [Place(level, self.begin >> level)]
        left, right = Span(self.begin, self.cut), Span(self.cut, self.end)
        return left.places() + right.places()

    def fold(self, known: Mapping[Place, bytes]) -> bytes:
        """
        Its hash.

        :raises KeyError: a hash of `places()` is not among the known.
        """
        parts = [known[place] for place in self.places()]
        if not parts:
            return EMPTY_ROOT
        folded = parts.pop()
        while parts:
            folded = node_hash(parts.pop(), folded)
        return folded


def leaf_hash(leaf: bytes) -> bytes:
    return hashlib.sha256(_LEAF + leaf).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(_NODE + left + right).digest()


def grow(size: int, leaves: Sequence[bytes], known: Mapping[Place, bytes]) -> dict[Place, bytes]:
    """
    What is complete once `leaves` (their hashes) are appended to a tree of `size`.

    :param known: the hashes of `Span(0, size).places()`.
    :returns: every new complete subtree with its hash, the leaves themselves as level 0.
    """
    made: dict[Place, bytes] = {}
    for index, hashed in enumerate(leaves, size):
        here = Place(0, index)
        made[here] = hashed
        while here.number & 1:
            sibling = Place(here.level, here.number - 1)
            left = made[sibling] if sibling in made else known[sibling]
            hashed = node_hash(left, hashed)  # noqa: PLW2901 (climbs from the leaf)
            here = Place(here.level + 1, here.number >> 1)
            made[here] = hashed
    return made


def nodes_within(size: int) -> int:
    """How many complete subtrees of two leaves and more a tree of `size` has."""
    return size - size.bit_count()


def inclusion(index: int, size: int) -> list[Span]:
    """
    The spans whose hashes prove that leaf `index` is in a tree of `size`, from the leaf upwards.

    PATH(m, D[n]) of RFC 6962, 2.1.1.

    :raises ValueError: there is no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    path, whole = [], Span(0, size)
    while whole.size > 1:
        left, right = Span(whole.begin, whole.cut), Span(whole.cut, whole.end)
        whole, beside = (left, right) if index < whole.cut else (right, left)
        path.append(beside)
    return path[::-1]


def consistency(old: int, new: int) -> list[Span]:
    """
    The spans whose hashes prove that a tree of `new` begins with the tree of `old`.

    PROOF(m, D[n]) of RFC 6962, 2.1.2; nothing is needed from the empty tree, or between equals.

    :raises ValueError: `old` is larger than `new`.
    """
    if not 0 <= old <= new:
        raise ValueError(f"a tree of {new} does not begin with one of {old}")
    if old in {0, new}:
        return []
    proof, whole = [], Span(0, new)
    while whole.end != old:
        left, right = Span(whole.begin, whole.cut), Span(whole.cut, whole.end)
        whole, beside = (left, right) if old <= whole.cut else (right, left)
        proof.append(beside)
    if whole.begin:  # else it is the old tree itself, whose root the verifier has
        proof.append(whole)
    return proof[::-1]


def places_of(spans: Iterable[Span]) -> list[Place]:
    return [place for span in spans for place in span.places()]


def includes(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether `proof` shows the leaf of this hash at `index` (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    at, last, hashed = index, size - 1, leaf
    for beside in proof:
        if not last:
            return False
        if at & 1 or at == last:
            hashed = node_hash(beside, hashed)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            hashed = node_hash(hashed, beside)
        at, last = at >> 1, last >> 1
    return not last and hashed == root


def extends(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> bool:
    """Whether `proof` shows that the new tree begins with the old one (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new:
        return False
    if old == new:
        return not proof and old_root == new_root
    if not old:
        return not proof and old_root == EMPTY_ROOT
    path = list(proof) if old & (old - 1) else [old_root, *proof]
    if not path:
        return False
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    of_old = of_new = path[0]
    for beside in path[1:]:
        if not last:
            return False
        if at & 1 or at == last:
            of_old, of_new = node_hash(beside, of_old), node_hash(beside, of_new)
            while at and not at & 1:
                at, last = at >> 1, last >> 1
        else:
            of_new = node_hash(of_new, beside)
        at, last = at >> 1, last >> 1
    return not last and of_old == old_root and of_new == new_root
