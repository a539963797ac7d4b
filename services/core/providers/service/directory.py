"""Find providers and their sites."""

from collections.abc import Sequence
from uuid import UUID

from services.core.kit.unit_of_work import UnitOfWork
from services.core.providers.errors import ProviderNotFound, SiteNotFound
from services.core.providers.models import BankAccount, Provider, Site
from services.core.providers.repository import (
    BankAccountRepository,
    ParticipationRepository,
    PlaceRepository,
    ProviderRepository,
)


def get(uow: UnitOfWork, *, provider_id: UUID) -> Provider:
    """:raises ProviderNotFound: the organisation has no such provider."""
    provider = ProviderRepository(uow).find(provider_id)
    if provider is None:
        raise ProviderNotFound(provider_id=provider_id)
    return provider


def lock(uow: UnitOfWork, *, provider_id: UUID) -> Provider:
    """
    The provider, for a verb that is about to change it.

    :raises ProviderNotFound: the organisation has no such provider.
    """
    provider = ProviderRepository(uow).lock(provider_id)
    if provider is None:
        raise ProviderNotFound(provider_id=provider_id)
    return provider


def page(uow: UnitOfWork, *, after: UUID | None = None, limit: int = 100) -> Sequence[Provider]:
    """The organisation's providers, at most `limit` of them, from the one after `after`."""
    return ProviderRepository(uow).page(after=after, limit=limit)


def providers_of(uow: UnitOfWork, *, programme_id: UUID) -> Sequence[Provider]:
    """Who takes part in the programme, whatever their present status."""
    return ParticipationRepository(uow).providers_of(programme_id)


def get_site(uow: UnitOfWork, *, provider_id: UUID, site_id: UUID) -> Site:
    """:raises SiteNotFound: the provider has no such site."""
    site = PlaceRepository(uow).find_site(site_id)
    if site is None or site.provider_id != provider_id:
        raise SiteNotFound(site_id=site_id, provider_id=provider_id)
    return site


def sites_of(uow: UnitOfWork, *, provider_id: UUID) -> Sequence[Site]:
    return PlaceRepository(uow).sites_of(provider_id)


def awaiting_approval(uow: UnitOfWork) -> Sequence[Provider | BankAccount]:
    """Providers and bank accounts of the tenant that wait for a second person."""
    return [*ProviderRepository(uow).applied(), *BankAccountRepository(uow).proposed()]
