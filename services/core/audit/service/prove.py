"""Prove that an entry stands in the log, and that the log has only grown: to be handed on."""

from uuid import UUID

from services.core.audit import leaves, tree
from services.core.audit.errors import (
    CheckpointUnknown,
    EntryNotSigned,
    EntryUnknown,
    TreeSizeOutOfRange,
)
from services.core.audit.repository import EntryRepository, SignedRepository, TreeRepository
from services.core.audit.service.seal import organisation_of
from services.core.audit.types import ConsistencyProof, InclusionProof
from services.core.kit.unit_of_work import UnitOfWork


def prove(uow: UnitOfWork, *, entry_id: UUID) -> InclusionProof:
    """
    That an entry is in the tree of the newest checkpoint.

    The proof can be checked without us: by docs/verify_log.py, with the log's public key.

    :raises EntryUnknown: the organisation's log has no such entry.
    :raises EntryNotSigned: no checkpoint covers it yet; one does within a minute or two.
    """
    organisation_id = organisation_of(uow)
    entry = EntryRepository(uow).find(organisation_id, entry_id)
    if entry is None:
        raise EntryUnknown(entry_id=entry_id)
    stored = TreeRepository(uow)
    index = stored.index_of(organisation_id, entry_id)
    newest = SignedRepository(uow).latest(organisation_id)
    if index is None or newest is None or newest.tree_size <= index:
        raise EntryNotSigned(entry_id=entry_id, retry_after_s=60)
    spans = tree.inclusion(index, newest.tree_size)
    here = tree.Place(0, index)
    known = stored.hashes(organisation_id, [here, *tree.places_of(spans)])
    return InclusionProof(
        entry=leaves.told(entry),
        index=index,
        leaf_hash=known[here],
        tree_size=newest.tree_size,
        hashes=[span.fold(known) for span in spans],
        checkpoint=newest.note,
    )


def consistency(uow: UnitOfWork, *, old_size: int, new_size: int) -> ConsistencyProof:
    """
    That the tree of one checkpoint begins with the tree of an earlier one.

    :raises TreeSizeOutOfRange: the first is larger than the second.
    :raises CheckpointUnknown: nothing was signed at one of the sizes.
    """
    if not 0 < old_size <= new_size:
        raise TreeSizeOutOfRange(pointer="/from", old_size=old_size, new_size=new_size)
    organisation_id = organisation_of(uow)
    signed = SignedRepository(uow)
    roots = []
    for size in (old_size, new_size):
        found = signed.at(organisation_id, size)
        if found is None:
            raise CheckpointUnknown(tree_size=size)
        roots.append(bytes(found.root_hash))
    spans = tree.consistency(old_size, new_size)
    known = TreeRepository(uow).hashes(organisation_id, tree.places_of(spans))
    return ConsistencyProof(
        old_size=old_size,
        new_size=new_size,
        old_root=roots[0],
        new_root=roots[1],
        hashes=[span.fold(known) for span in spans],
    )
