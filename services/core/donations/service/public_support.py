"""The public-support test over the fiscal years that are asked for, as information (B11)."""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import DonorLinkUnknown, DonorsNotLinkable
from services.core.donations.models import Donor, DonorLink
from services.core.donations.policies import Support, YearOfSupport
from services.core.donations.repository import DonorListRepository
from services.core.donations.service.donor_list import days_of
from services.core.donations.service.officers import in_office
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork


def public_support(
    uow: UnitOfWork, *, organisation_id: UUID, first_year: int, last_year: int
) -> Support:
    """
    How many donors a year counted, from one fiscal year to another, both included.

    No name is opened for it: households are known by their index and by staff's links.
    """
    links = [
        (link.donor_id, link.other_id) for link in DonorListRepository(uow).links(organisation_id)
    ]
    return Support(
        [
            _year(uow, organisation_id, fiscal_year, links)
            for fiscal_year in range(first_year, last_year + 1)
        ]
    )


def link_donors(
    uow: UnitOfWork, *, organisation_id: UUID, donor_id: UUID, other_id: UUID
) -> DonorLink:
    """
    Say that two donors are one household. Two that are linked already stay so.

    :raises DonorsNotLinkable: they are one, or one of them is not known, or was erased.
    """
    repository = DonorListRepository(uow)
    donors = repository.donors(organisation_id, {donor_id, other_id})
    if len(donors) < 2 or any(one.forgotten_at is not None for one in donors.values()):
        raise DonorsNotLinkable(pointer="/other_id")
    earlier = repository.find_link(organisation_id, donor_id, other_id)
    if earlier is not None:
        return earlier
    one, other = sorted((donor_id, other_id))
    link = DonorLink(
        organisation_id=organisation_id,
        id=uuid7(),
        donor_id=one,
        other_id=other,
        linked_at=uow.now,
        linked_by=uow.actor.id,
    )
    repository.add(link)
    _record(uow, link, "donor.link")
    return link


def unlink_donors(uow: UnitOfWork, *, organisation_id: UUID, link_id: UUID) -> DonorLink:
    """
    Take a link back; undone before, it stays as it is.

    :raises DonorLinkUnknown: there is no such link.
    """
    link = DonorListRepository(uow).lock_link(organisation_id, link_id)
    if link is None:
        raise DonorLinkUnknown(donor_link_id=link_id)
    if link.undone_at is None:
        link.undone_at, link.undone_by = uow.now, uow.actor.id
        _record(uow, link, "donor.unlink")
    return link


def donor_links(uow: UnitOfWork, *, organisation_id: UUID) -> Sequence[DonorLink]:
    """The links that stand, by id."""
    return DonorListRepository(uow).links(organisation_id)


def _year(
    uow: UnitOfWork,
    organisation_id: UUID,
    fiscal_year: int,
    links: Sequence[tuple[UUID, UUID]],
) -> YearOfSupport:
    repository = DonorListRepository(uow)
    first, last = days_of(fiscal_year)
    given: dict[UUID, Money] = {}
    givers: dict[UUID, Donor] = {}
    unnamed = 0
    for gift, donor in repository.accepted(organisation_id, first, last):
        if donor is None or gift.anonymous:
            unnamed += 1
            continue
        givers[donor.id] = donor
        given[donor.id] = given.get(donor.id, Money(0)) + gift.parts.kept
    officers = in_office(uow, organisation_id=organisation_id, first=first, last=last)
    # Whom a link leads over may have given nothing this year, and so may an officer.
    linked = {donor_id for pair in links for donor_id in pair}
    givers |= repository.donors(organisation_id, (officers | linked) - givers.keys())
    return policies.count_year(
        fiscal_year,
        given=given,
        unnamed=unnamed,
        givers=givers,
        officers=officers,
        links=links,
    )


def _record(uow: UnitOfWork, link: DonorLink, action: str) -> None:
    for donor_id in (link.donor_id, link.other_id):
        audit.record(
            uow,
            action=action,
            object_type="donor",
            object_id=donor_id,
            facts={"donor_link_id": link.id},
        )
