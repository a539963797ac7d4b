"""Checkpoints: digests of the log, so that a change to the past is seen."""

from datetime import UTC, datetime
from uuid import UUID

from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.models import Checkpoint
from services.core.ledger.repository import CheckpointRepository

BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)


def checkpoint(uow: UnitOfWork, *, programme_id: UUID) -> Checkpoint | None:
    """
    Digest what was recorded since the last checkpoint; None where nothing was.

    Transfers of transactions still open are left to the next one.
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
    )
    checkpoints.add(taken)
    return taken
