"""Seal entries: give each its leaf, in an order in which none is passed over."""

from uuid import UUID

from services.core.audit import leaves, tree
from services.core.audit.errors import LogUnknown
from services.core.audit.models import AuditLog, AuditLogKey
from services.core.audit.notes import SignerKey
from services.core.audit.repository import EntryRepository, SignedRepository, TreeRepository
from services.core.audit.types import Batch
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

# So many leaves in one transaction: a run is bounded, and what is left waits a moment.
BATCH = 5_000


def open_log(uow: UnitOfWork, *, host: str) -> str:
    """
    The origin of the organisation's log, founded with its key where there is none.

    An origin is for ever: should the service move to another host, the log keeps its name.

    :param host: what makes the name the installation's own, such as "minori.example.jp".
    """
    organisation_id = organisation_of(uow)
    signed = SignedRepository(uow)
    log = signed.log(organisation_id)
    if log is not None:
        return log.origin
    origin = f"{host}/log/{organisation_id}"
    if signed.found(organisation_id, origin=origin):
        id, key = uuid7(), SignerKey.generate(origin)
        signed.add(
            AuditLogKey(
                organisation_id=organisation_id,
                id=id,
                public_key=key.verifier.public,
                private_sealed=uow.ring.seal(key_purpose(id), key.to_bytes()),
            )
        )
    return locked(uow).origin


def is_due(uow: UnitOfWork) -> bool:
    """Whether there may be something to seal: asked without a lock, and without a trace."""
    organisation_id = organisation_of(uow)
    log = SignedRepository(uow).log(organisation_id)
    entries = EntryRepository(uow)
    position = entries.position()
    if log is None or log.cluster != position.cluster:
        return True
    below = position.begun_below
    return bool(entries.unsealed(organisation_id, since=log.read_to_xid, below=below, limit=1))


def seal(uow: UnitOfWork, *, limit: int = BATCH) -> Batch:
    """
    Give leaves to the entries that were recorded and have none; at most `limit` of them.

    The log's row is locked, so that one sealer works at a time. Entries are looked for from the
    first transaction on that had not ended when we last looked: one that began early and commits
    late is found then, at the end of the tree.

    :raises LogUnknown: the log was not opened yet.
    """
    log = locked(uow)
    entries = EntryRepository(uow)
    position = entries.position()
    known = log.cluster == position.cluster
    rows = entries.unsealed(
        log.organisation_id,
        since=log.read_to_xid if known else 0,
        below=position.begun_below if known else None,
        limit=limit,
    )
    _append(uow, log, {row.id: leaves.encoded(leaves.told(row)) for row in rows})
    full = len(rows) == limit
    if not rows and known:
        return Batch(sealed=0, full=False)  # where nothing is new, nothing is written
    if full and known:
        # All of the transactions before the last one's are sealed, as far as they have ended.
        log.read_to_xid = min(position.ended_below, rows[-1].recorded_xid)
    elif not full:
        log.cluster, log.read_to_xid = position.cluster, position.ended_below
    return Batch(sealed=len(rows), full=full)


def seal_all(uow: UnitOfWork) -> None:
    """Seal whatever is there, for verbs that sign what is there."""
    while seal(uow).full:
        continue


def locked(uow: UnitOfWork) -> AuditLog:
    """:raises LogUnknown: the log was not opened yet."""
    organisation_id = organisation_of(uow)
    log = SignedRepository(uow).lock(organisation_id)
    if log is None:
        raise LogUnknown(organisation_id=organisation_id)
    return log


def organisation_of(uow: UnitOfWork) -> UUID:
    """:raises ValueError: the unit of work stands in no tenant: a log is an organisation's."""
    if uow.organisation_id is None:
        raise ValueError("enter an organisation before its log")
    return uow.organisation_id


def key_purpose(key_id: UUID) -> str:
    """Under what the ring seals a log's private key."""
    return f"audit-log-key|{key_id}"


def _append(uow: UnitOfWork, log: AuditLog, contents: dict[UUID, bytes]) -> None:
    if not contents:
        return
    stored = TreeRepository(uow)
    size = stored.size(log.organisation_id)
    edge = stored.hashes(log.organisation_id, tree.Span(0, size).places())
    hashes = [tree.leaf_hash(content) for content in contents.values()]
    stored.add(
        log.organisation_id,
        tree.grow(size, hashes, edge),
        dict(enumerate(contents, size)),
    )
    log.sealed_at = SignedRepository(uow).clock()
