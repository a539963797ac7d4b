"""An organisation's own mappings: a site that the installation does not know needs no code."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from pydantic import ValidationError

from services.core.audit import service as audit
from services.core.donations import mappings
from services.core.donations.errors import MappingMalformed, MappingNameTaken, MappingNotFound
from services.core.donations.mappings import GiftMapping
from services.core.donations.models import SavedMapping
from services.core.donations.repository import SavedMappingRepository
from services.core.kit.unit_of_work import UnitOfWork


def save_mapping(
    uow: UnitOfWork, *, organisation_id: UUID, name: str, body: Mapping[str, Any]
) -> SavedMapping:
    """
    Save how gifts are read from a site's files, as the next version of this name.

    The same as is in force changes nothing. Gifts that were taken in stay as they are.

    :param body: the fields of a `GiftMapping`, its source apart, which is the name: a gift taken
        in by one version is known again by the next.
    :raises MappingNameTaken: the installation has a mapping of that name.
    :raises MappingMalformed: the fields do not make a mapping; the error says which and why.
    """
    if name in mappings.names("gifts") or name in mappings.names("bank"):
        raise MappingNameTaken(name=name)
    whole = {**body, "kind": "gifts", "source": name}
    try:
        found = GiftMapping.model_validate(whole)
    except ValidationError as refusal:
        first = refusal.errors()[0]
        where = "/".join(str(part) for part in first["loc"]) or "columns"
        raise MappingMalformed(pointer=f"/{where}", field=where, why=first["msg"]) from None
    kept = found.model_dump(mode="json")
    saved = SavedMappingRepository(uow)
    earlier = saved.versions(organisation_id, name)
    if earlier and earlier[0].body == kept:
        return earlier[0]
    row = SavedMapping(
        organisation_id=organisation_id,
        name=name,
        version=earlier[0].version + 1 if earlier else 1,
        body=kept,
        saved_at=uow.now,
        saved_by=uow.actor.id,
    )
    saved.add(row)
    audit.record(
        uow,
        action="mapping.save",
        object_type="organisation",
        object_id=organisation_id,
        facts={"name": name, "version": row.version},
    )
    return row


def gift_mapping(uow: UnitOfWork, *, organisation_id: UUID, name: str) -> GiftMapping:
    """
    The mapping of this name: the installation's, or the organisation's own in force.

    :raises MappingNotFound: neither has one.
    """
    if name in mappings.names("gifts"):
        return mappings.gift_mapping(name)
    versions = SavedMappingRepository(uow).versions(organisation_id, name)
    if not versions:
        own = [one.name for one in SavedMappingRepository(uow).latest(organisation_id)]
        known = sorted([*mappings.names("gifts"), *own])
        raise MappingNotFound(name=name, known=", ".join(known))
    return GiftMapping.model_validate(versions[0].body)


def saved_mappings(uow: UnitOfWork, *, organisation_id: UUID) -> Sequence[SavedMapping]:
    """The organisation's own mappings in force, by name."""
    return SavedMappingRepository(uow).latest(organisation_id)


def mapping_history(uow: UnitOfWork, *, organisation_id: UUID, name: str) -> Sequence[SavedMapping]:
    """
    Every version of one of them, the latest first.

    :raises MappingNotFound: there was never one of this name.
    """
    versions = SavedMappingRepository(uow).versions(organisation_id, name)
    if not versions:
        raise MappingNotFound(name=name, known="")
    return versions
