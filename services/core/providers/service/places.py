"""Where a provider serves, and who stands at its counters."""

from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.unit_of_work import UnitOfWork
from services.core.providers.errors import ProviderIdReused, StaffNotFound
from services.core.providers.models import Site, Staff
from services.core.providers.repository import PlaceRepository
from services.core.providers.service.directory import get
from services.core.providers.types import NewSite, StaffId, StaffRole


def add_site(uow: UnitOfWork, *, provider_id: UUID, site: NewSite) -> Site:
    """
    Add a place where the provider gives lessons. The same site again changes nothing.

    :raises ProviderNotFound: the organisation has no such provider.
    :raises ProviderIdReused: the site's id stands for a site of another provider.
    """
    provider = get(uow, provider_id=provider_id)
    places = PlaceRepository(uow)
    if earlier := places.find_site(site.id):
        if earlier.provider_id != provider.id:
            raise ProviderIdReused(id=site.id, pointer="/id")
        return earlier
    added = Site(
        organisation_id=provider.organisation_id,
        id=site.id,
        provider_id=provider.id,
        name=site.name,
        municipality_code=site.municipality_code,
    )
    places.add(added)
    audit.record(
        uow,
        action="provider.add_site",
        object_type="provider",
        object_id=provider.id,
        facts={"site_id": site.id},
    )
    return added


def add_staff(uow: UnitOfWork, *, id: StaffId, provider_id: UUID, role: StaffRole) -> Staff:
    """
    Let somebody stand at the provider's counter. The same id again changes nothing.

    :raises ProviderNotFound: the organisation has no such provider.
    :raises ProviderIdReused: the id stands for somebody at another provider, or in another role.
    """
    provider = get(uow, provider_id=provider_id)
    places = PlaceRepository(uow)
    if earlier := places.find_staff(id):
        if (earlier.provider_id, earlier.role) != (provider.id, role):
            raise ProviderIdReused(id=id, pointer="/id")
        return earlier
    staff = Staff(
        organisation_id=provider.organisation_id,
        id=id,
        provider_id=provider.id,
        role=role,
        joined_at=uow.now,
    )
    places.add(staff)
    audit.record(
        uow,
        action="provider.add_staff",
        object_type="provider",
        object_id=provider.id,
        facts={"staff_id": id, "role": role},
    )
    return staff


def part_with_staff(uow: UnitOfWork, *, staff_id: UUID) -> Staff:
    """
    Somebody stands at the counter no longer. What they did there stays theirs.

    :raises StaffNotFound: the organisation knows nobody of this id.
    """
    staff = PlaceRepository(uow).find_staff(staff_id)
    if staff is None:
        raise StaffNotFound(staff_id=staff_id)
    if staff.left_at is None:
        staff.left_at = uow.now
        audit.record(
            uow,
            action="provider.part_with_staff",
            object_type="provider",
            object_id=staff.provider_id,
            facts={"staff_id": staff_id},
        )
    return staff
