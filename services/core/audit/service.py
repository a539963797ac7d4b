"""Record who did what: one entry a verb, in the transaction of the verb."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from services.core.audit.models import AuditEntry
from services.core.audit.repository import AuditRepository
from services.core.kit.unit_of_work import UnitOfWork


def record(
    uow: UnitOfWork,
    *,
    action: str,
    object_type: str,
    object_id: UUID,
    facts: Mapping[str, object] | None = None,
) -> None:
    """
    Write down that the unit of work's actor did `action` ("voucher.issue") to an object.

    :param facts: ids, amounts, counts and dates; never a person's data.
    :raises ValueError: the unit of work stands in no tenant.
    """
    if uow.organisation_id is None:
        raise ValueError(f"{action} happens in no organisation")
    entry = AuditEntry(
        organisation_id=uow.organisation_id,
        at=uow.now,
        actor_id=uow.actor.id,
        actor_kind=uow.actor.kind,
        action=action,
        object_type=object_type,
        object_id=object_id,
        facts={name: _json(fact) for name, fact in (facts or {}).items()},
    )
    AuditRepository(uow).add(entry)


def history(uow: UnitOfWork, *, organisation_id: UUID, object_id: UUID) -> Sequence[AuditEntry]:
    """All that was done to one object, oldest first."""
    return AuditRepository(uow).of_object(organisation_id, object_id)


def _json(fact: object) -> object:
    return fact if fact is None or isinstance(fact, bool | int | str | list | dict) else str(fact)
