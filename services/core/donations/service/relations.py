"""Which donors have to do with a provider: by the word of staff, by e-mail address, by name."""

from collections.abc import Sequence
from uuid import UUID

from services.core.donations.models import Donor
from services.core.donations.repository import ClearanceRepository
from services.core.donations.types import DonorKind
from services.core.identity import service as identity
from services.core.kit import japanese
from services.core.kit.unit_of_work import UnitOfWork


def note_provider(uow: UnitOfWork, *, organisation_id: UUID, provider_id: UUID, name: str) -> None:
    """Know a company that gives as this provider, by its name."""
    folded = japanese.folded(name)
    ClearanceRepository(uow).note_provider(organisation_id, provider_id, folded)


def related_to_providers(uow: UnitOfWork, donors: Sequence[Donor]) -> set[UUID]:
    """
    Those of the donors who have to do with a provider of the organisation.

    Staff have said so; or the e-mail address is that of somebody who signs in for a provider; or a
    company bears a provider's name. Each is opened and compared: an index alone would mistake some.
    """
    related = {donor.id for donor in donors if donor.related_provider_id is not None}
    unknown = [one for one in donors if one.id not in related and one.forgotten_at is None]
    if not unknown:
        return related
    readable = uow.vault.readable(donor.id for donor in unknown)
    # A large list comes through here: no more is opened than is compared.
    known = [one for one in unknown if one.id in readable]
    addresses = {one.id: _opened(uow, one, "email") for one in known if one.email_sealed}
    of_providers = identity.provider_addresses(uow, emails=set(addresses.values()))
    related |= {id for id, email in addresses.items() if email in of_providers}
    companies = [one for one in known if one.kind is DonorKind.COMPANY and one.name_sealed]
    if not companies:
        return related
    names = ClearanceRepository(uow).provider_names(companies[0].organisation_id)
    return related | {
        one.id for one in companies if japanese.folded(_opened(uow, one, "name")) in names
    }


def _opened(uow: UnitOfWork, donor: Donor, field: str) -> str:
    sealed: bytes = getattr(donor, f"{field}_sealed")
    return uow.vault.unseal(donor.id, f"donors.{field}", donor.id, sealed)
