"""Keep the key that signs the log openable when the installation's master key changes."""

from services.core.audit.models import AuditLogKey
from services.core.audit.repository import SignedRepository
from services.core.audit.service.seal import key_purpose
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork


def reseal_keys(uow: UnitOfWork) -> int:
    """
    Seal the log's key of the organisation entered under the master key of today.

    Keys are never changed: the same key is added once more, and is the newest from then on.

    :returns: how many were under another master key.
    """
    assert uow.organisation_id is not None  # every log is an organisation's
    signed = SignedRepository(uow)
    key = signed.key(uow.organisation_id)
    if key is None or uow.ring.reseal(key_purpose(key.id), bytes(key.private_sealed)) is None:
        return 0
    secret = uow.ring.unseal(key_purpose(key.id), bytes(key.private_sealed))
    id = uuid7()
    signed.add(
        AuditLogKey(
            organisation_id=uow.organisation_id,
            id=id,
            public_key=key.public_key,
            private_sealed=uow.ring.seal(key_purpose(id), secret),
        )
    )
    return 1
