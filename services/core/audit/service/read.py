"""Read the log. Looking into it is an act like any other, and stands in it."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any
from uuid import UUID

from services.core.audit import leaves
from services.core.audit.errors import CheckpointUnknown, LogUnknown
from services.core.audit.models import AuditCheckpoint, AuditEntry, AuditLog
from services.core.audit.repository import EntryRepository, SignedRepository, TreeRepository
from services.core.audit.service.record import record
from services.core.audit.service.seal import organisation_of
from services.core.audit.service.sign import verifier_key
from services.core.audit.types import EntryFilter, LogStatus, PublicLog
from services.core.kit.unit_of_work import UnitOfWork

EXPORTED_AT_ONCE = 5_000


def history(uow: UnitOfWork, *, organisation_id: UUID, object_id: UUID) -> Sequence[AuditEntry]:
    """All that was done to one object, oldest first."""
    return EntryRepository(uow).of_object(organisation_id, object_id)


def entries(
    uow: UnitOfWork, *, wanted: EntryFilter, after: UUID | None = None, limit: int = 100
) -> Sequence[AuditEntry]:
    """
    A page of the organisation's log, the newest entries first; `after` is the last id seen.

    The look is recorded, with what was looked for.
    """
    organisation_id = organisation_of(uow)
    found = EntryRepository(uow).page(organisation_id, wanted, after=after, limit=limit)
    looked_for = {name: value for name, value in asdict(wanted).items() if value is not None}
    record(
        uow,
        action="audit.read",
        object_type="organisation",
        object_id=organisation_id,
        facts={**looked_for, "entries": len(found)},
    )
    return found


def checkpoints(
    uow: UnitOfWork, *, after: UUID | None = None, limit: int = 100
) -> Sequence[AuditCheckpoint]:
    """A page of the checkpoints, the newest first; `after` is the last id seen."""
    return SignedRepository(uow).page(organisation_of(uow), after=after, limit=limit)


def checkpoint_at(uow: UnitOfWork, *, tree_size: int) -> str:
    """
    The signed note of one size, with the signatures that outside places have put under it.

    :raises CheckpointUnknown: nothing was signed at this size.
    """
    organisation_id = organisation_of(uow)
    signed = SignedRepository(uow)
    found = signed.at(organisation_id, tree_size)
    if found is None:
        raise CheckpointUnknown(tree_size=tree_size)
    return found.note + "".join(signed.cosignatures(organisation_id, tree_size))


def public_log(uow: UnitOfWork, *, organisation_id: UUID) -> PublicLog:
    """
    The log's name, its public key, and its newest checkpoint: for anybody.

    :raises LogUnknown: the organisation has none.
    """
    uow.enter(organisation_id)
    log = _log(uow)
    newest = SignedRepository(uow).latest(organisation_id)
    return PublicLog(
        origin=log.origin,
        verifier_key=str(verifier_key(uow, log)),
        checkpoint=None if newest is None else checkpoint_at(uow, tree_size=newest.tree_size),
    )


def has_log(uow: UnitOfWork) -> bool:
    """Whether the log of the tenant entered was opened yet."""
    return SignedRepository(uow).log(organisation_of(uow)) is not None


def status(uow: UnitOfWork) -> LogStatus:
    """
    Where the log of the tenant entered stands.

    :raises LogUnknown: the organisation has none.
    """
    log = _log(uow)
    signed, all_entries = SignedRepository(uow), EntryRepository(uow)
    known = log.cluster == all_entries.position().cluster
    waiting, lag = all_entries.waiting(log.organisation_id, since=log.read_to_xid if known else 0)
    newest = signed.latest(log.organisation_id)
    return LogStatus(
        origin=log.origin,
        leaves=TreeRepository(uow).size(log.organisation_id),
        waiting=waiting,
        lag=lag,
        signed_size=newest.tree_size if newest else 0,
        signed_at=newest.signed_at if newest else None,
        halted_because=log.halted_because,
        halted_at=log.halted_at,
        delivered=signed.delivered(log.organisation_id),
    )


def export(uow: UnitOfWork) -> Iterator[dict[str, Any]]:
    """
    The whole log as far as it is signed, for a verifier that has nothing else.

    First the log, then each leaf with its entry, and each checkpoint after the last leaf that it
    covers. The export is recorded.

    :raises LogUnknown: the organisation has none.
    """
    log = _log(uow)
    newest = SignedRepository(uow).latest(log.organisation_id)
    size = newest.tree_size if newest else 0
    record(
        uow,
        action="audit.export",
        object_type="organisation",
        object_id=log.organisation_id,
        facts={"leaves": size},
    )
    yield {"kind": "log", "origin": log.origin, "verifier_key": str(verifier_key(uow, log))}
    for begin in range(0, size, EXPORTED_AT_ONCE):
        yield from _exported(uow, log, begin, min(begin + EXPORTED_AT_ONCE, size))


def _exported(uow: UnitOfWork, log: AuditLog, begin: int, end: int) -> Iterator[dict[str, Any]]:
    signed = SignedRepository(uow).between(log.organisation_id, above=begin, upto=end)
    notes = {one.tree_size: one.note for one in signed}
    for row in EntryRepository(uow).by_leaf(log.organisation_id, begin=begin, end=end):
        yield {
            "kind": "entry",
            "index": row.leaf_index,
            "leaf_hash": bytes(row.leaf_hash).hex(),
            "entry": None if row.id is None else leaves.told(row),
        }
        if row.leaf_index + 1 in notes:
            yield {"kind": "checkpoint", "note": notes[row.leaf_index + 1]}


def _log(uow: UnitOfWork) -> AuditLog:
    organisation_id = organisation_of(uow)
    log = SignedRepository(uow).log(organisation_id)
    if log is None:
        raise LogUnknown(organisation_id=organisation_id)
    return log
