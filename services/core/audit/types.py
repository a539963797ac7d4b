"""What the log tells: entries looked for, proofs, where it stands, what a check found."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from services.core.audit.tree import Place


class SignedBecause(StrEnum):
    """Why a checkpoint was signed."""

    GROWN = "grown"  # the log has grown since the last, looked at each minute
    MONTH_CLOSED = "month_closed"
    ASKED = "asked"  # by a person, at the command line


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryFilter:
    """
    Which entries are looked for; what is None does not matter.

    :param since: entries recorded at this instant or later.
    :param until: entries recorded before this instant.
    """

    object_id: UUID | None = None
    object_type: str | None = None
    actor_id: UUID | None = None
    action: str | None = None
    since: datetime | None = None
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """
    Where the database's transactions stand.

    :param cluster: the database system: after a restore into another, numbers mean nothing.
    :param ended_below: every transaction before this one has ended.
    :param begun_below: no transaction from this one on has begun.
    """

    cluster: int
    ended_below: int
    begun_below: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Entries that were sealed at once, and whether more may wait."""

    sealed: int
    full: bool


@dataclass(frozen=True, slots=True)
class Submission:
    """
    A checkpoint for a witness that has seen the tree at `old_size`.

    :param proof: that the tree has only grown since (RFC 6962, 2.1.2).
    """

    note: str
    size: int
    old_size: int
    proof: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class InclusionProof:
    """
    That an entry stands in the log, for whoever trusts the checkpoint: to be handed on.

    :param entry: what the leaf is made of, in the form in which it is exported.
    :param index: the leaf's number, from 0.
    :param hashes: from the leaf upwards (RFC 6962, 2.1.1).
    :param checkpoint: a signed note of a tree that has the leaf.
    """

    entry: dict[str, Any]
    index: int
    leaf_hash: bytes
    tree_size: int
    hashes: Sequence[bytes]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class ConsistencyProof:
    """That the tree of `new_size` begins with the tree of `old_size`."""

    old_size: int
    new_size: int
    old_root: bytes
    new_root: bytes
    hashes: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class PublicLog:
    """What anybody may know of a log: enough to check what it proves."""

    origin: str
    verifier_key: str
    checkpoint: str | None


@dataclass(frozen=True, slots=True)
class Delivered:
    """How far an outside place has been told."""

    witness: str
    tree_size: int
    at: datetime


@dataclass(frozen=True, slots=True)
class LogStatus:
    """
    Where a log stands.

    :param waiting: entries that have no leaf yet.
    :param lag: how long the oldest of them has waited.
    :param halted_because: why signing was refused, until it goes well again.
    """

    origin: str
    leaves: int
    waiting: int
    lag: timedelta
    signed_size: int
    signed_at: datetime | None
    halted_because: str | None
    halted_at: datetime | None
    delivered: Sequence[Delivered]


class Fault(StrEnum):
    """What a check may find wrong. Each says where to look first."""

    ENTRY_MISSING = "entry_missing"  # a leaf's entry is not there any more
    ENTRY_ALTERED = "entry_altered"  # the entry does not give the leaf's hash
    ENTRY_UNSEALED = "entry_unsealed"  # older than the sealer's last run, and yet without a leaf
    LEAVES_BROKEN = "leaves_broken"  # a leaf's number is missing
    NODE_ALTERED = "node_altered"  # a stored hash is missing, or not that of its leaves
    NODES_SURPLUS = "nodes_surplus"  # hashes are stored that belong to no leaves
    CHECKPOINT_ALTERED = "checkpoint_altered"  # a stored checkpoint does not fit the tree
    CHECKPOINT_MISSING = "checkpoint_missing"  # one was signed, and is not stored any more
    CHECKPOINT_UNSIGNED = "checkpoint_unsigned"  # the log's key has not signed it
    LOG_CUT = "log_cut"  # an outside checkpoint knows more leaves
    LOG_REWRITTEN = "log_rewritten"  # an outside checkpoint knows another tree
    LOG_FOREIGN = "log_foreign"  # an outside checkpoint is of another log
    KEY_REPLACED = "key_replaced"  # an outside checkpoint was signed by another key


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing wrong, and the number of the leaf or the size of the tree where it shows."""

    fault: Fault
    at: int | None = None
    id: UUID | None = None


@dataclass(slots=True)
class Verified:
    """What a full check looked at, and what it found; all is well where it found nothing."""

    origin: str
    leaves: int = 0
    checkpoints: int = 0
    root: bytes = b""
    findings: list[Finding] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.findings


Nodes = dict[Place, bytes]
