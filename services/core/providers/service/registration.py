"""A provider applies, puts right what is missing, and is approved by a second person."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import service as identity
from services.core.kit import japanese
from services.core.kit.unit_of_work import UnitOfWork
from services.core.providers import policies
from services.core.providers.errors import (
    ContributionUnfit,
    DbsDateUnfit,
    ProviderIdReused,
    ProviderIncomplete,
    ProviderNameUnfit,
)
from services.core.providers.events import ProviderApplied, ProviderApproved
from services.core.providers.models import Provider
from services.core.providers.repository import (
    BankAccountRepository,
    ProviderRepository,
    TermsRepository,
)
from services.core.providers.service.directory import lock
from services.core.providers.service.places import add_site
from services.core.providers.types import (
    DbsStatus,
    LegalForm,
    NewSite,
    ProviderId,
    ProviderStatus,
    ServiceType,
)

WHOLE_BPS = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """
    What a provider tells of itself.

    :param declared: that no anti-social force stands behind it (反社会的勢力でないことの表明).
    :param contribution_bps: the share of each use that the provider bears itself, 1/100 of 1 %.
    """

    name: str
    name_kana: str
    legal_form: LegalForm
    invoice_number: str | None = None
    service_types: Sequence[ServiceType] = field(default_factory=tuple)
    dbs_status: DbsStatus = DbsStatus.NOT_APPLIED
    dbs_certified_on: date | None = None
    declared: bool = False
    contribution_bps: int = 0


def apply(
    uow: UnitOfWork,
    *,
    id: ProviderId,
    registration: Registration,
    sites: Sequence[NewSite] = (),
) -> Provider:
    """
    Ask to become a provider. The same application sent again is the same one.

    What is missing may follow by `amend`; it blocks the approval, not the application.

    :raises ProviderIdReused: `id` stands for an application that says something else.
    :raises ProviderNameUnfit: the reading is not in kana.
    :raises DbsDateUnfit: a date of certification without one, or the other way round.
    :raises ContributionUnfit: the contribution is no share.
    """
    told = _columns(registration)
    if earlier := ProviderRepository(uow).find(id):
        if any(getattr(earlier, column) != value for column, value in told.items()):
            raise ProviderIdReused(id=id, pointer="/id")
        return earlier
    provider = Provider(
        organisation_id=uow.organisation_id,
        id=id,
        **told,
        declared_at=uow.now if registration.declared else None,
        terms_due=TermsRepository(uow).newest_version(),
        applied_at=uow.now,
        applied_by=uow.actor.id,
    )
    ProviderRepository(uow).add(provider)
    for site in sites:
        add_site(uow, provider_id=id, site=site)
    uow.emit(ProviderApplied(organisation_id=provider.organisation_id, provider_id=id))
    audit.record(uow, action="provider.apply", object_type="provider", object_id=id)
    return provider


def amend(uow: UnitOfWork, *, provider_id: UUID, registration: Registration) -> Provider:
    """
    Put right what the provider told of itself. A declaration once made is not unmade.

    :raises ProviderNotFound: the organisation has no such provider.
    :raises ProviderNameUnfit: the reading is not in kana.
    :raises DbsDateUnfit: a date of certification without one, or the other way round.
    :raises ContributionUnfit: the contribution is no share.
    """
    provider = lock(uow, provider_id=provider_id)
    changed = [
        column
        for column, value in _columns(registration).items()
        if getattr(provider, column) != value
    ]
    for column, value in _columns(registration).items():
        setattr(provider, column, value)
    if registration.declared and provider.declared_at is None:
        provider.declared_at = uow.now
        changed.append("declared_at")
    audit.record(
        uow,
        action="provider.amend",
        object_type="provider",
        object_id=provider_id,
        facts={"changed": sorted(changed)},
    )
    return provider


def approve(uow: UnitOfWork, *, provider_id: UUID) -> Provider:
    """
    Let the provider honour vouchers, once all is there (requirement E1). Again changes nothing.

    :raises ProviderNotFound: the organisation has no such provider.
    :raises ProviderStatusUnfit: it is suspended; `resume` is another verb.
    :raises SecondPersonRequired: whoever entered the application does not approve it.
    :raises ProviderIncomplete: something is missing; its reasons are `ApprovalObstacle`s.
    """
    provider = lock(uow, provider_id=provider_id)
    if provider.status is ProviderStatus.APPROVED:
        return provider
    identity.require_second_person(uow, created_by=provider.applied_by)
    if obstacles := policies.obstacles_to_approval(
        invoice_number=provider.invoice_number,
        has_bank_account=bool(BankAccountRepository(uow).in_force([provider_id])),
        has_declared=provider.declared_at is not None,
    ):
        raise ProviderIncomplete(
            provider_id=provider_id, reasons=[obstacle.value for obstacle in obstacles]
        )
    provider.approve(by=uow.actor.id, at=uow.now)
    uow.emit(ProviderApproved(organisation_id=provider.organisation_id, provider_id=provider.id))
    audit.record(uow, action="provider.approve", object_type="provider", object_id=provider_id)
    return provider


def _columns(told: Registration) -> dict[str, object]:
    if (told.dbs_status is DbsStatus.CERTIFIED) != (told.dbs_certified_on is not None):
        raise DbsDateUnfit(dbs_status=told.dbs_status, pointer="/dbs_certified_on")
    if not 0 <= told.contribution_bps <= WHOLE_BPS:
        raise ContributionUnfit(contribution_bps=told.contribution_bps, pointer="/contribution_bps")
    try:
        name_kana = japanese.kana(told.name_kana)
    except ValueError:
        raise ProviderNameUnfit(pointer="/name_kana") from None
    number = told.invoice_number
    return {
        "name": japanese.name(told.name),
        "name_kana": name_kana,
        "legal_form": told.legal_form,
        "invoice_number": policies.tidy_invoice_number(number) if number else None,
        "service_types": sorted(told.service_types),
        "dbs_status": told.dbs_status,
        "dbs_certified_on": told.dbs_certified_on,
        "contribution_bps": told.contribution_bps,
    }
