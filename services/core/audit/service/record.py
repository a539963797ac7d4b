"""Record who did what: one entry a verb, in the transaction of the verb."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from services.core.audit import leaves
from services.core.audit.models import AuditEntry
from services.core.audit.repository import EntryRepository
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork


def record(
    uow: UnitOfWork,
    *,
    action: str,
    object_type: str,
    object_id: UUID,
    facts: Mapping[str, object] | None = None,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
) -> None:
    """
    Write down that the unit of work's actor did `action` ("voucher.issue") to an object.

    In which roles, to what purpose and in which request is taken from the unit of work.

    :param facts: ids, amounts, counts and dates; never a person's data.
    :param before: the object's values before the act. Only a keyed hash of them is kept, which
        tells whether two are equal and nothing else: people's data may be among them.
    :param after: the same, after the act.
    :raises ValueError: the unit of work stands in no tenant.
    """
    entry = AuditEntry(
        **_who(uow, action),
        object_type=object_type,
        object_id=object_id,
        before_hash=_hash(uow, before),
        after_hash=_hash(uow, after),
        facts=leaves.plain(facts or {}),
    )
    EntryRepository(uow).add(entry)


def record_reads(
    uow: UnitOfWork,
    *,
    action: str,
    object_type: str,
    object_ids: Iterable[UUID],
    facts: Mapping[str, object] | None = None,
) -> None:
    """
    Write down that restricted data (names, birth dates, incomes, bank details, evidence) was read.

    An entry for each object, however often it is named: whoever it is about may ask who has seen
    it. Many are written at once.

    :raises ValueError: the unit of work stands in no tenant.
    """
    seen = dict.fromkeys(object_ids)
    if not seen:
        return
    same = {
        **_who(uow, action),
        "object_type": object_type,
        "facts": leaves.plain(facts or {}),
    }
    # COPY writes what is given: a column that is None is left to its default.
    same = {name: value for name, value in same.items() if value is not None}
    EntryRepository(uow).add_all(
        [{"id": uuid7(), "object_id": object_id} for object_id in seen], same=same
    )


def _who(uow: UnitOfWork, action: str) -> dict[str, Any]:
    if uow.organisation_id is None:
        raise ValueError(f"{action} happens in no organisation")
    return {
        "organisation_id": uow.organisation_id,
        "at": uow.now,
        "actor_id": uow.actor.id,
        "actor_kind": uow.actor.kind,
        "actor_roles": sorted(uow.actor.roles),
        "purpose": None if uow.purpose is None else str(uow.purpose),
        "request_id": uow.request_id,
        "action": action,
    }


def _hash(uow: UnitOfWork, values: Mapping[str, object] | None) -> bytes | None:
    if values is None:
        return None
    assert uow.organisation_id is not None, "an entry was made in it"
    key = uow.vault.derive(leaves.hash_key_purpose(uow.organisation_id))
    return leaves.values_hash(key, values)
