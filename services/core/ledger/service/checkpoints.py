"""Checkpoints: digests of the log, so that a change to the past is seen."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.audit import tree
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import journal
from services.core.ledger.errors import JournalAltered, TransferNotSealed
from services.core.ledger.models import Checkpoint, Transfer
from services.core.ledger.repository import CheckpointRepository, TransferRepository
from services.core.ledger.types import SegmentProof, TransferProof

# What a checkpoint of the journal is called in the audit log.
SEALING = "ledger.checkpoint"
BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


def checkpoint(uow: UnitOfWork, *, programme_id: UUID) -> Checkpoint | None:
    """
    Digest what was recorded since the last checkpoint; None where nothing was.

    Transfers of transactions still open are left to the next one. The root of the transfers' tree
    goes into the audit log, so that what is signed there vouches for each of them. The unit of
    work stands in the programme's organisation.
    """
    checkpoints = CheckpointRepository(uow)
    last = checkpoints.last(programme_id)
    after = last.recorded_until if last else BEFORE_ALL
    until = checkpoints.settled_until()
    if until <= after:
        return None
    transfers, digest = checkpoints.digest(programme_id, after, until)
    if transfers == 0:
        return None
    taken = Checkpoint(
        programme_id=programme_id,
        id=uuid7(),
        recorded_after=after,
        recorded_until=until,
        transfers=transfers,
        digest=digest,
        root=_root(list(checkpoints.leaves(programme_id, after, until).values())),
    )
    checkpoints.add(taken)
    audit.record(
        uow,
        action=SEALING,
        object_type="ledger_checkpoint",
        object_id=taken.id,
        facts={"programme_id": programme_id, "transfers": transfers, "root": taken.root},
    )
    return taken


def prove_transfers(
    uow: UnitOfWork, *, programme_id: UUID, of: Collection[UUID]
) -> list[SegmentProof]:
    """
    That all which moved for these business objects is in the journal, checkpoint by checkpoint.

    :raises TransferNotSealed: something moved too lately for a checkpoint to cover it.
    :raises JournalAltered: the journal's rows do not lead to the root that was sealed.
    """
    checkpoints = CheckpointRepository(uow)
    by_checkpoint: dict[UUID, list[Transfer]] = defaultdict(list)
    covering: dict[UUID, Checkpoint] = {}
    for transfer in TransferRepository(uow).of_objects(programme_id, of):
        found = checkpoints.covering(programme_id, transfer.recorded_at)
        if found is None or found.root is None:
            raise TransferNotSealed(transfer_id=transfer.id)
        covering[found.id] = found
        by_checkpoint[found.id].append(transfer)
    return [_prove(uow, covering[id], own) for id, own in by_checkpoint.items()]


def _prove(uow: UnitOfWork, checkpoint: Checkpoint, transfers: Sequence[Transfer]) -> SegmentProof:
    leaves = CheckpointRepository(uow).leaves(
        checkpoint.programme_id, checkpoint.recorded_after, checkpoint.recorded_until
    )
    known = tree.grow(0, list(leaves.values()), {})
    places = {id: place for place, id in enumerate(leaves)}
    if tree.Span(0, len(leaves)).fold(known) != checkpoint.root:
        raise JournalAltered(checkpoint_id=checkpoint.id)
    return SegmentProof(
        checkpoint_id=checkpoint.id,
        transfers=len(leaves),
        root=checkpoint.root,
        proofs=[
            TransferProof(
                told=journal.told(transfer),
                index=places[transfer.id],
                hashes=[
                    span.fold(known) for span in tree.inclusion(places[transfer.id], len(leaves))
                ],
            )
            for transfer in transfers
        ],
    )


def _root(leaves: Sequence[bytes]) -> bytes:
    return tree.Span(0, len(leaves)).fold(tree.grow(0, leaves, {}))
