"""Sign the tree, if it has only grown; tell outside places, so that it can only grow."""

from collections.abc import Sequence
from typing import Any

from services.core.audit import tree
from services.core.audit.errors import LogNotExtended, LogUnknown
from services.core.audit.models import AuditCheckpoint, AuditLog
from services.core.audit.notes import Checkpoint, NoteUnverified, SignerKey, VerifierKey
from services.core.audit.repository import SignedRepository, TreeRepository
from services.core.audit.service.record import record
from services.core.audit.service.seal import key_purpose, locked, organisation_of, seal_all
from services.core.audit.types import SignedBecause, Submission
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

# What a signing is called in the log.
SIGNING = "log.sign"


def checkpoint(
    uow: UnitOfWork, *, because: SignedBecause, outside: Sequence[str] = ()
) -> AuditCheckpoint | None:
    """
    Seal what is there and sign the tree, if it has grown since it was last signed.

    :param outside: the newest checkpoints that outside places hold of this log.
    :returns: the new checkpoint; None where there is nothing new to sign.
    :raises LogUnknown: the log was not opened yet.
    :raises LogNotExtended: the tree does not begin with one that was signed before, here or as
        outside places know it. Rows were altered, or a backup was restored that lacks some.
    """
    log = locked(uow)
    seal_all(uow)
    signed = SignedRepository(uow)
    head = _head(uow, log)
    earlier = signed.latest(log.organisation_id)
    for note in [*outside, *([earlier.note] if earlier else [])]:
        _must_extend(uow, head, note)
    log.go_on()
    # The entry that a signing leaves behind waits for another: else signing would never end.
    if head.size <= (earlier.tree_size + 1 if earlier else 0):
        return None
    made = AuditCheckpoint(
        organisation_id=log.organisation_id,
        id=uuid7(),
        tree_size=head.size,
        root_hash=head.root,
        note=_signer(uow, log).sign(head.text),
        because=because,
    )
    signed.add(made)
    # So the log itself tells which checkpoints there are, and none can be taken away unseen.
    record(
        uow,
        action=SIGNING,
        object_type="checkpoint",
        object_id=made.id,
        facts={"tree_size": made.tree_size, "root": made.root_hash, "because": because},
    )
    return made


def note_halt(uow: UnitOfWork, *, reason: str) -> None:
    """Write down that signing was refused, for whoever looks after the installation."""
    locked(uow).halt(reason, at=SignedRepository(uow).clock())


def submission(
    uow: UnitOfWork, *, witness: str, known_size: int | None = None
) -> Submission | None:
    """
    The newest checkpoint for an outside place that has not got it; None where it has.

    :param known_size: at which size it knows the log; from our notes where it is left out.
    :raises LogNotExtended: it knows a larger tree than there is.
    """
    organisation_id = organisation_of(uow)
    signed = SignedRepository(uow)
    newest = signed.latest(organisation_id)
    if newest is None:
        return None
    if known_size is None:
        told = {one.witness: one.tree_size for one in signed.delivered(organisation_id)}
        known_size = told.get(witness, 0)
        if known_size == newest.tree_size:
            return None
    if known_size > newest.tree_size:
        raise LogNotExtended(reason="shorter", known_size=known_size, size=newest.tree_size)
    spans = tree.consistency(known_size, newest.tree_size)
    known = TreeRepository(uow).hashes(organisation_id, tree.places_of(spans))
    return Submission(
        note=newest.note,
        size=newest.tree_size,
        old_size=known_size,
        proof=[span.fold(known) for span in spans],
    )


def note_kept(uow: UnitOfWork, *, witness: str, tree_size: int, cosignatures: str) -> None:
    """Write down that an outside place keeps the checkpoint of this size."""
    SignedRepository(uow).note_delivery(organisation_of(uow), witness, tree_size, cosignatures)


def verifier_key(uow: UnitOfWork, log: AuditLog) -> VerifierKey:
    """The public key that checks the log's checkpoints."""
    key = SignedRepository(uow).key(log.organisation_id)
    if key is None:
        raise LogUnknown(organisation_id=log.organisation_id)
    return VerifierKey(log.origin, bytes(key.public_key))


def _signer(uow: UnitOfWork, log: AuditLog) -> SignerKey:
    key = SignedRepository(uow).key(log.organisation_id)
    if key is None:
        raise LogUnknown(organisation_id=log.organisation_id)
    secret = uow.ring.unseal(key_purpose(key.id), bytes(key.private_sealed))
    return SignerKey.of_bytes(log.origin, secret)


def _head(uow: UnitOfWork, log: AuditLog) -> Checkpoint:
    stored = TreeRepository(uow)
    size = stored.size(log.organisation_id)
    whole = tree.Span(0, size)
    known = stored.hashes(log.organisation_id, whole.places())
    try:
        return Checkpoint(log.origin, size, whole.fold(known))
    except KeyError:
        raise LogNotExtended(reason="rewritten", known_size=size, size=size) from None


def _must_extend(uow: UnitOfWork, head: Checkpoint, note: str) -> None:
    """:raises LogNotExtended: the tree does not begin with the one that the note tells of."""
    organisation_id = organisation_of(uow)
    log = SignedRepository(uow).log(organisation_id)
    assert log is not None, "it is locked"
    try:
        earlier = Checkpoint.parse(verifier_key(uow, log).open(note))
    except NoteUnverified:
        raise LogNotExtended(reason="other_key", size=head.size) from None
    sizes: dict[str, Any] = {"known_size": earlier.size, "size": head.size}
    if earlier.origin != head.origin:
        raise LogNotExtended(reason="foreign", **sizes)
    if earlier.size > head.size:
        raise LogNotExtended(reason="shorter", **sizes)
    spans = tree.consistency(earlier.size, head.size)
    known = TreeRepository(uow).hashes(organisation_id, tree.places_of(spans))
    try:
        proof = [span.fold(known) for span in spans]
    except KeyError:
        raise LogNotExtended(reason="rewritten", **sizes) from None
    if not tree.extends(earlier.size, head.size, earlier.root, head.root, proof):
        raise LogNotExtended(reason="rewritten", **sizes)
