"""Keys that sign: made by the quarter, told ahead in a trust list, given up when compromised."""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.programmes.models import Programme
from services.core.programmes.types import ProgrammeStatus
from services.core.vouchers import token
from services.core.vouchers.errors import SigningKeyNotFound
from services.core.vouchers.events import SigningKeyCompromised
from services.core.vouchers.models import SigningKey
from services.core.vouchers.policies import PUBLISHED_AHEAD, ROOT_LIFE, KeyLife, key_life
from services.core.vouchers.repository import KeyRepository
from services.core.vouchers.types import KeyPurpose


def rotate_keys(uow: UnitOfWork, *, programme_id: UUID) -> None:
    """
    See to it that the programme has a key for today and for thirty days ahead.

    So a device that fetches the trust list once a month knows every key before it is used.
    """
    programme = programmes.enter(uow, programme_id)
    terms = programme.terms
    if programme.status is not ProgrammeStatus.PUBLISHED or uow.now >= terms.valid_until:
        return
    for instant in (uow.now, min(uow.now + PUBLISHED_AHEAD, terms.valid_until)):
        _make_issuer(
            uow, programme, key_life(instant, valid_until=terms.valid_until, zone=terms.zone)
        )


def issuer_key(uow: UnitOfWork, programme: Programme) -> SigningKey:
    """The key with which the programme signs now, made if there is none."""
    keys = KeyRepository(uow)
    found = keys.signing_at(programme.id, uow.now)
    if found is not None:
        return found
    terms = programme.terms
    _make_issuer(uow, programme, key_life(uow.now, valid_until=terms.valid_until, zone=terms.zone))
    made = keys.signing_at(programme.id, uow.now)
    assert made is not None, "the key just made is there, or the one that came first"
    return made


def private_key(uow: UnitOfWork, row: SigningKey) -> token.SigningKey:
    """The private half, opened for as long as the verb lasts."""
    pem = uow.ring.unseal(_purpose(row.id), row.private_sealed)
    return token.SigningKey.from_pem(pem.decode("ascii"))


def reseal_keys(uow: UnitOfWork) -> int:
    """
    Seal the private keys of the organisation entered under the master key of today.

    :returns: how many were under another one.
    """
    done = 0
    for row in KeyRepository(uow).all_locked():
        resealed = uow.ring.reseal(_purpose(row.id), row.private_sealed)
        if resealed is not None:
            row.private_sealed = resealed
            done += 1
    return done


def compromise_key(uow: UnitOfWork, *, organisation_id: UUID, key_id: UUID) -> SigningKey:
    """
    Declare that another may hold a key. Nothing new is signed with it; offline, nothing that it
    signed is accepted any more; online, only credentials that are in our own issue log.

    :raises SigningKeyNotFound: the organisation has no such key.
    """
    row = KeyRepository(uow).find(organisation_id, key_id)
    if row is None:
        raise SigningKeyNotFound(signing_key_id=key_id)
    if row.compromised_at is None:
        row.compromised_at = uow.now
        audit.record(
            uow, action="signing_key.compromise", object_type="signing_key", object_id=key_id
        )
        uow.emit(
            SigningKeyCompromised(
                organisation_id=organisation_id,
                programme_id=row.programme_id,
                signing_key_id=key_id,
            )
        )
    return row


def trust_store(uow: UnitOfWork, *, programme_ids: Sequence[UUID]) -> token.TrustStore:
    """The keys to verify these programmes' credentials with."""
    return token.TrustStore(row.record for row in KeyRepository(uow).of_programmes(programme_ids))


def trust_list(uow: UnitOfWork, *, organisation_id: UUID) -> str:
    """
    `trust.json`: all issuer keys of the organisation's programmes, signed by its root.

    :raises SigningKeyNotFound: the organisation has no keys yet.
    """
    uow.enter(organisation_id)
    root = KeyRepository(uow).root(organisation_id)
    if root is None:
        raise SigningKeyNotFound(organisation_id=organisation_id)
    ids = [p.id for p in programmes.of_organisation(uow, organisation_id=organisation_id)]
    return token.sign_trust_list(
        [row.record for row in KeyRepository(uow).of_programmes(ids)],
        at=uow.now,
        root=private_key(uow, root),
        root_record=root.record,
    )


def _make_issuer(uow: UnitOfWork, programme: Programme, life: KeyLife) -> None:
    """A key for one quarter; the organisation's root comes with the first."""
    if KeyRepository(uow).root(programme.organisation_id) is None:
        root_life = KeyLife(uow.now, uow.now + ROOT_LIFE, uow.now + ROOT_LIFE)
        _make(uow, organisation_id=programme.organisation_id, programme=None, life=root_life)
    _make(uow, organisation_id=programme.organisation_id, programme=programme, life=life)


def _make(
    uow: UnitOfWork, *, organisation_id: UUID, programme: Programme | None, life: KeyLife
) -> None:
    id = uuid7()
    key = token.SigningKey.generate()
    made = KeyRepository(uow).add(
        {
            "organisation_id": organisation_id,
            "id": id,
            "purpose": KeyPurpose.ROOT if programme is None else KeyPurpose.ISSUER,
            "programme_id": None if programme is None else programme.id,
            "programme_code": "" if programme is None else programme.code,
            "algorithm": int(key.algorithm),
            "public_key": key.public,
            "private_sealed": uow.ring.seal(_purpose(id), key.to_pem().encode("ascii")),
            "signs_from": life.signs_from,
            "signs_until": life.signs_until,
            "verifies_until": life.verifies_until,
            "created_at": uow.now,
        }
    )
    if made:
        audit.record(uow, action="signing_key.make", object_type="signing_key", object_id=id)


def _purpose(key_id: UUID) -> str:
    return f"signing-key|{key_id}"
