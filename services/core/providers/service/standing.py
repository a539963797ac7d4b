"""How a provider stands: suspended or not, on which terms, in which programmes."""

from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode
from services.core.providers.errors import ProviderNotApproved, TermsVersionUnknown
from services.core.providers.events import ProgrammeJoined, ProviderResumed, ProviderSuspended
from services.core.providers.models import Provider, ProviderProgramme, ProviderTerms
from services.core.providers.repository import (
    ParticipationRepository,
    ProviderRepository,
    TermsRepository,
)
from services.core.providers.service.directory import lock
from services.core.providers.types import ProviderStatus, SuspensionReason


def suspend(uow: UnitOfWork, *, provider_id: UUID, because: SuspensionReason) -> Provider:
    """
    Stop new uses at this provider; what was used before is settled all the same (E5).

    :raises ProviderNotFound: the organisation has no such provider.
    :raises ProviderStatusUnfit: it is not approved.
    """
    provider = lock(uow, provider_id=provider_id)
    provider.suspend(because=because)
    uow.emit(ProviderSuspended(organisation_id=provider.organisation_id, provider_id=provider.id))
    audit.record(
        uow,
        action="provider.suspend",
        object_type="provider",
        object_id=provider_id,
        facts={"because": because},
    )
    return provider


def resume(uow: UnitOfWork, *, provider_id: UUID) -> Provider:
    """
    Let a suspended provider honour vouchers again.

    :raises ProviderNotFound: the organisation has no such provider.
    :raises ProviderStatusUnfit: it is not suspended.
    """
    provider = lock(uow, provider_id=provider_id)
    provider.resume()
    uow.emit(ProviderResumed(organisation_id=provider.organisation_id, provider_id=provider.id))
    audit.record(uow, action="provider.resume", object_type="provider", object_id=provider_id)
    return provider


def join_programme(uow: UnitOfWork, *, provider_id: UUID, programme_id: UUID) -> ProviderProgramme:
    """
    Take part in a programme: from now on the provider can be owed money there.

    :raises ProviderNotFound: the organisation has no such provider.
    :raises ProviderNotApproved: it is not approved.
    """
    provider = lock(uow, provider_id=provider_id)
    participations = ParticipationRepository(uow)
    if earlier := participations.find(programme_id, provider_id):
        return earlier
    if provider.status is not ProviderStatus.APPROVED:
        raise ProviderNotApproved(provider_id=provider_id, status=provider.status)
    ledger.open_account(
        uow,
        programme_id=programme_id,
        code=AccountCode.PROVIDER_PAYABLE,
        owner_id=provider_id,
    )
    participation = ProviderProgramme(
        programme_id=programme_id,
        provider_id=provider_id,
        organisation_id=provider.organisation_id,
        joined_at=uow.now,
    )
    participations.add(participation)
    uow.emit(
        ProgrammeJoined(
            organisation_id=provider.organisation_id,
            programme_id=programme_id,
            provider_id=provider.id,
        )
    )
    audit.record(
        uow,
        action="provider.join_programme",
        object_type="provider",
        object_id=provider_id,
        facts={"programme_id": programme_id},
    )
    return participation


def publish_terms(uow: UnitOfWork, *, version: int, text_ja: str, text_en: str) -> ProviderTerms:
    """
    Put new terms in force: no provider's scan passes until it has accepted them (E7).

    :raises TermsVersionUnknown: the version does not follow the one in force.
    """
    terms_of = TermsRepository(uow)
    newest = terms_of.newest_version()
    if version != newest + 1:
        raise TermsVersionUnknown(version=version, expected=newest + 1, pointer="/version")
    terms = ProviderTerms(
        organisation_id=uow.organisation_id,
        version=version,
        text_ja=text_ja,
        text_en=text_en,
        published_at=uow.now,
    )
    terms_of.add(terms)
    ProviderRepository(uow).make_terms_due(version)
    audit.record(
        uow,
        action="provider.publish_terms",
        object_type="organisation",
        object_id=terms.organisation_id,
        facts={"version": version},
    )
    return terms


def accept_terms(uow: UnitOfWork, *, provider_id: UUID, version: int) -> Provider:
    """
    The provider accepts the terms in force.

    :raises ProviderNotFound: the organisation has no such provider.
    :raises TermsVersionUnknown: these are not the terms in force.
    """
    provider = lock(uow, provider_id=provider_id)
    if version != provider.terms_due:
        raise TermsVersionUnknown(version=version, expected=provider.terms_due, pointer="/version")
    if provider.terms_accepted != version:
        provider.terms_accepted = version
        audit.record(
            uow,
            action="provider.accept_terms",
            object_type="provider",
            object_id=provider_id,
            facts={"version": version},
        )
    return provider
