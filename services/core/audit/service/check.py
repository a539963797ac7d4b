"""Check the whole log: every row of it, from nothing, and against what is known outside."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from services.core.audit import leaves, tree
from services.core.audit.errors import CheckpointUnreadable, LogUnknown
from services.core.audit.models import AuditCheckpoint, AuditLog
from services.core.audit.notes import Checkpoint, NoteUnverified, VerifierKey, read_unverified
from services.core.audit.repository import EntryRepository, SignedRepository, TreeRepository
from services.core.audit.service.seal import organisation_of
from services.core.audit.service.sign import SIGNING, verifier_key
from services.core.audit.types import Fault, Finding, Nodes, Verified
from services.core.kit.unit_of_work import UnitOfWork

# So many leaves are held in memory at once.
AT_ONCE = 4_096

# The sealer's aim is five seconds. An entry may also wait for a long transaction to end.
SEALED_WITHIN = timedelta(seconds=60)

# A broken log may be broken everywhere: the first findings say where to look.
FINDINGS_MAX = 1_000


def verify(
    uow: UnitOfWork, *, against: Sequence[str] = (), sealed_within: timedelta = SEALED_WITHIN
) -> Verified:
    """
    Recompute every leaf from its entry, the tree from the leaves, and compare what is stored.

    Changes nothing. What somebody altered who may write to every table, signing key included, is
    found only by `against`.

    :param against: checkpoints of this log that were kept outside.
    :raises LogUnknown: the organisation has no log.
    :raises CheckpointUnreadable: one of `against` is no signed note of a checkpoint.
    """
    organisation_id = organisation_of(uow)
    log = SignedRepository(uow).log(organisation_id)
    if log is None:
        raise LogUnknown(organisation_id=organisation_id)
    check = _Check(uow, log, [(note, _read(note)) for note in against])
    check.walk()
    check.compare_counts()
    for entry_id in EntryRepository(uow).never_sealed(organisation_id, older_than=sealed_within):
        check.find(Fault.ENTRY_UNSEALED, id=entry_id)
    return check.verified


def _read(note: str) -> Checkpoint:
    try:
        return read_unverified(note)
    except ValueError:
        raise CheckpointUnreadable from None


class _Check:
    """One walk along the leaves, with no more of the tree in hand than its right edge."""

    def __init__(
        self, uow: UnitOfWork, log: AuditLog, outside: Sequence[tuple[str, Checkpoint]]
    ) -> None:
        self._uow, self._log = uow, log
        self._entries, self._tree = EntryRepository(uow), TreeRepository(uow)
        self._signed = SignedRepository(uow)
        self._edge: Nodes = {}
        self.verified = Verified(origin=log.origin)
        self._key = self._public_key()
        self._outside = self._of_this_log(outside)

    def find(self, fault: Fault, **where: Any) -> None:
        if len(self.verified.findings) < FINDINGS_MAX:
            self.verified.findings.append(Finding(fault, **where))

    def walk(self) -> None:
        """From the first leaf to the last; checkpoints are met on the way."""
        size = self._tree.size(self._log.organisation_id)
        for begin in range(0, size, AT_ONCE):
            rows = self._entries.by_leaf(
                self._log.organisation_id, begin=begin, end=min(begin + AT_ONCE, size)
            )
            hashes = self._leaf_hashes(rows, begin)
            if hashes is None:
                break  # a tree with a hole has no root
            grown = tree.grow(begin, hashes, self._edge)
            self._compare_nodes(grown)
            self._compare_signings(rows)
            self._compare_roots(begin, begin + len(hashes), {**self._edge, **grown})
            self.verified.leaves = begin + len(hashes)
        self._miss_what_lies_beyond()
        whole = tree.Span(0, self.verified.leaves)
        self.verified.root = whole.fold(self._edge)

    def compare_counts(self) -> None:
        """Rows that no leaf led to."""
        count, nodes = self._tree.count(self._log.organisation_id)
        if count != self.verified.leaves:
            self.find(Fault.LEAVES_BROKEN, at=self.verified.leaves)
        if nodes > tree.nodes_within(self.verified.leaves):
            self.find(Fault.NODES_SURPLUS)

    def _public_key(self) -> VerifierKey | None:
        try:
            return verifier_key(self._uow, self._log)
        except (LogUnknown, ValueError):
            self.find(Fault.KEY_REPLACED)
            return None

    def _of_this_log(self, outside: Sequence[tuple[str, Checkpoint]]) -> dict[int, list[bytes]]:
        """The roots that are known outside, by size; a key of ours must have signed each."""
        roots: dict[int, list[bytes]] = {}
        for note, told in outside:
            if told.origin != self._log.origin:
                self.find(Fault.LOG_FOREIGN, at=told.size)
                continue
            if not self._is_signed(note):
                self.find(Fault.KEY_REPLACED, at=told.size)
            roots.setdefault(told.size, []).append(told.root)
        return roots

    def _is_signed(self, note: str) -> bool:
        try:
            return self._key is not None and bool(self._key.open(note))
        except NoteUnverified:
            return False

    def _leaf_hashes(self, rows: Sequence[Any], begin: int) -> list[bytes] | None:
        hashes = []
        for index, row in enumerate(rows, begin):
            if row.leaf_index != index:
                self.find(Fault.LEAVES_BROKEN, at=index)
                return None
            if row.id is None:
                self.find(Fault.ENTRY_MISSING, at=index, id=row.entry_id)
                hashes.append(bytes(row.leaf_hash))
                continue
            hashed = tree.leaf_hash(leaves.encoded(leaves.told(row)))
            if hashed != row.leaf_hash:
                self.find(Fault.ENTRY_ALTERED, at=index, id=row.id)
            hashes.append(hashed)
        return hashes

    def _compare_nodes(self, grown: Nodes) -> None:
        made = {place: hashed for place, hashed in grown.items() if place.level}
        stored = self._tree.hashes(self._log.organisation_id, made)
        for place, hashed in made.items():
            if stored.get(place) != hashed:
                self.find(Fault.NODE_ALTERED, at=place.number << place.level)

    def _compare_signings(self, rows: Sequence[Any]) -> None:
        """Every checkpoint of which the log says that it was signed is there."""
        for row in rows:
            if row.action == SIGNING:
                stored = self._signed.find(self._log.organisation_id, row.object_id)
                if stored is None or stored.tree_size != row.facts.get("tree_size"):
                    self.find(Fault.CHECKPOINT_MISSING, at=row.leaf_index, id=row.object_id)

    def _compare_roots(self, begin: int, end: int, known: Nodes) -> None:
        """Checkpoints of trees that end within this batch; then keep the new right edge."""
        for stored in self._signed.between(self._log.organisation_id, above=begin, upto=end):
            self.verified.checkpoints += 1
            root = tree.Span(0, stored.tree_size).fold(known)
            self._compare_checkpoint(stored, Checkpoint(self._log.origin, stored.tree_size, root))
        for size in [size for size in self._outside if begin < size <= end]:
            root = tree.Span(0, size).fold(known)
            if any(told != root for told in self._outside.pop(size)):
                self.find(Fault.LOG_REWRITTEN, at=size)
            if self._signed.at(self._log.organisation_id, size) is None:
                self.find(Fault.CHECKPOINT_MISSING, at=size)
        self._edge = {place: known[place] for place in tree.Span(0, end).places()}

    def _compare_checkpoint(self, stored: AuditCheckpoint, true: Checkpoint) -> None:
        if not self._is_signed(stored.note):
            self.find(Fault.CHECKPOINT_UNSIGNED, at=stored.tree_size)
        text = stored.note.rpartition("\n\n")[0] + "\n"
        if text != true.text or stored.root_hash != true.root:
            self.find(Fault.CHECKPOINT_ALTERED, at=stored.tree_size)

    def _miss_what_lies_beyond(self) -> None:
        """Checkpoints of trees larger than there is one."""
        for stored in self._signed.beyond(self._log.organisation_id, self.verified.leaves):
            self.find(Fault.CHECKPOINT_ALTERED, at=stored.tree_size)
        for size in self._outside:
            if size:
                self.find(Fault.LOG_CUT, at=size)
