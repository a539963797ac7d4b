"""Providers: registration and approval, standing, sites, staff, bank accounts, terms."""

from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.api.deps import Uow, permit, programme_of
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.fields import Version
from services.api.schemas.providers import (
    ApplicationIn,
    BankAccountIn,
    BankAccountOut,
    BankIn,
    FullBankAccountOut,
    ParticipationOut,
    PostalIn,
    ProviderOut,
    RegistrationIn,
    SiteIn,
    SiteOut,
    StaffIn,
    StaffOut,
    SuspensionIn,
    TermsIn,
    TermsOut,
)
from services.core.identity.errors import SecondPersonRequired, StepUpRequired
from services.core.identity.policies import Permission, Scope
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.errors import ProgrammeUnknown
from services.core.providers import service as providers
from services.core.providers.errors import (
    BankAccountDecided,
    BankAccountNotFound,
    BankDetailsInvalid,
    ContributionUnfit,
    DbsDateUnfit,
    ProviderIdReused,
    ProviderIncomplete,
    ProviderNameUnfit,
    ProviderNotApproved,
    ProviderNotFound,
    ProviderStatusUnfit,
    TermsVersionUnknown,
)
from services.core.providers.models import BankAccount, Provider
from services.core.providers.service import Registration
from services.core.providers.types import (
    BankAccountId,
    BankDetails,
    NewSite,
    PostalDetails,
    ProviderId,
    SiteId,
    StaffId,
)

router = APIRouter(tags=["providers"])

READ = [Depends(permit(Permission.PROVIDER_READ, Scope.OWN_PROVIDER))]
WRITE = [Depends(permit(Permission.PROVIDER_WRITE, Scope.OWN_PROVIDER))]
APPROVE = [Depends(permit(Permission.PROVIDER_APPROVE))]
# Whoever pays, or is paid, may see which account it is; at the counter nobody needs to.
READ_ACCOUNTS = [Depends(permit(Permission.STATEMENT_READ, Scope.OWN_PROVIDER))]

TOLD_WRONGLY = (ProviderNameUnfit, DbsDateUnfit, ContributionUnfit)


@router.get("/providers", dependencies=READ, responses=problems())
def list_providers(uow: Uow, paging: Paging) -> list[ProviderOut]:
    """List the organisation's providers by id; a provider sees itself."""
    if uow.actor.provider_id is not None:
        own = [_own(uow, uow.actor.provider_id)]
        return [_told(provider) for provider in paging.of(own)]
    found = providers.page(uow, after=paging.after, limit=paging.and_one_more)
    return [_told(provider) for provider in paging.cut(found)]


@router.get("/providers/{provider_id}", dependencies=READ, responses=problems(ProviderNotFound))
def get_provider(provider_id: UUID, uow: Uow) -> ProviderOut:
    """Tell what a provider has registered, and how it stands."""
    return _told(_own(uow, provider_id))


@router.put(
    "/providers/{provider_id}",
    status_code=201,
    dependencies=WRITE,
    responses=problems(ProviderNotFound, ProviderIdReused, *TOLD_WRONGLY),
)
def apply_as_provider(provider_id: UUID, body: ApplicationIn, uow: Uow) -> ProviderOut:
    """Apply as a provider, under an id of the client's choice."""
    _must_be_own(uow, provider_id)
    provider = providers.apply(
        uow,
        id=ProviderId(provider_id),
        registration=_registration(body),
        sites=[
            NewSite(id=SiteId(site.id), name=site.name, municipality_code=site.municipality_code)
            for site in body.sites
        ],
    )
    return _told(provider)


@router.put(
    "/providers/{provider_id}/registration",
    dependencies=WRITE,
    responses=problems(ProviderNotFound, *TOLD_WRONGLY),
)
def amend_provider(provider_id: UUID, body: RegistrationIn, uow: Uow) -> ProviderOut:
    """Put right what a provider has told of itself."""
    _must_be_own(uow, provider_id)
    return _told(providers.amend(uow, provider_id=provider_id, registration=_registration(body)))


@router.post(
    "/providers/{provider_id}/approve",
    dependencies=APPROVE,
    responses=problems(
        ProviderNotFound, ProviderStatusUnfit, ProviderIncomplete, SecondPersonRequired
    ),
)
def approve_provider(provider_id: UUID, uow: Uow) -> ProviderOut:
    """Approve a provider; what is missing blocks it, and is listed in `reasons`."""
    return _told(providers.approve(uow, provider_id=provider_id))


@router.post(
    "/providers/{provider_id}/suspend",
    dependencies=APPROVE,
    responses=problems(ProviderNotFound, ProviderStatusUnfit),
)
def suspend_provider(provider_id: UUID, body: SuspensionIn, uow: Uow) -> ProviderOut:
    """Stop new uses at a provider; old ones are settled."""
    return _told(providers.suspend(uow, provider_id=provider_id, because=body.because))


@router.post(
    "/providers/{provider_id}/resume",
    dependencies=APPROVE,
    responses=problems(ProviderNotFound, ProviderStatusUnfit),
)
def resume_provider(provider_id: UUID, uow: Uow) -> ProviderOut:
    """Let a suspended provider honour vouchers again."""
    return _told(providers.resume(uow, provider_id=provider_id))


@router.get(
    "/providers/{provider_id}/sites", dependencies=READ, responses=problems(ProviderNotFound)
)
def list_sites(provider_id: UUID, uow: Uow, paging: Paging) -> list[SiteOut]:
    """List where a provider gives lessons."""
    _own(uow, provider_id)
    found = providers.sites_of(uow, provider_id=provider_id)
    return [SiteOut.model_validate(site) for site in paging.of(found)]


@router.put(
    "/providers/{provider_id}/sites/{site_id}",
    status_code=201,
    dependencies=WRITE,
    responses=problems(ProviderNotFound, ProviderIdReused),
)
def add_site(provider_id: UUID, site_id: UUID, body: SiteIn, uow: Uow) -> SiteOut:
    """Add a place where the provider gives lessons."""
    _must_be_own(uow, provider_id)
    site = NewSite(id=SiteId(site_id), name=body.name, municipality_code=body.municipality_code)
    return SiteOut.model_validate(providers.add_site(uow, provider_id=provider_id, site=site))


@router.put(
    "/providers/{provider_id}/staff/{staff_id}",
    status_code=201,
    dependencies=WRITE,
    responses=problems(ProviderNotFound, ProviderIdReused),
)
def add_staff(provider_id: UUID, staff_id: UUID, body: StaffIn, uow: Uow) -> StaffOut:
    """Let somebody stand at the provider's counter."""
    _must_be_own(uow, provider_id)
    staff = providers.add_staff(uow, id=StaffId(staff_id), provider_id=provider_id, role=body.role)
    return StaffOut.model_validate(staff)


@router.get(
    "/providers/{provider_id}/bank-accounts",
    dependencies=READ_ACCOUNTS,
    responses=problems(ProviderNotFound),
)
def list_bank_accounts(provider_id: UUID, uow: Uow, paging: Paging) -> list[BankAccountOut]:
    """List where the provider is and was paid, newest first; all but three digits are masked."""
    _own(uow, provider_id)
    found = providers.bank_accounts_of(uow, provider_id=provider_id)
    return [_masked(uow, account) for account in paging.of(found)]


@router.get(
    "/providers/{provider_id}/bank-accounts/{bank_account_id}/full",
    dependencies=[Depends(permit(Permission.BANK_ACCOUNT_READ, Scope.OWN_PROVIDER))],
    responses=problems(ProviderNotFound, BankAccountNotFound, StepUpRequired),
)
def get_full_bank_account(
    provider_id: UUID, bank_account_id: UUID, uow: Uow, response: Response
) -> FullBankAccountOut:
    """Show every digit of an account, to check it by; who has looked is on the record."""
    _own(uow, provider_id)
    details, payee_kana = providers.full_account(
        uow, provider_id=provider_id, bank_account_id=bank_account_id
    )
    response.headers["Cache-Control"] = "no-store"
    form = BankIn if isinstance(details, BankDetails) else PostalIn
    told = form.model_validate(details, from_attributes=True)
    return FullBankAccountOut(id=bank_account_id, details=told, payee_kana=payee_kana)


@router.put(
    "/providers/{provider_id}/bank-accounts/{bank_account_id}",
    status_code=201,
    dependencies=[Depends(permit(Permission.BANK_ACCOUNT_PROPOSE, Scope.OWN_PROVIDER))],
    responses=problems(ProviderNotFound, ProviderIdReused, BankDetailsInvalid),
)
def propose_bank_account(
    provider_id: UUID, bank_account_id: UUID, body: BankAccountIn, uow: Uow
) -> BankAccountOut:
    """Say where the provider is to be paid; a second person approves it."""
    _must_be_own(uow, provider_id)
    account = providers.propose_bank_account(
        uow,
        id=BankAccountId(bank_account_id),
        provider_id=provider_id,
        details=_details(body),
        payee_kana=body.payee_kana,
    )
    return _masked(uow, account)


@router.post(
    "/providers/{provider_id}/bank-accounts/{bank_account_id}/approve",
    dependencies=[Depends(permit(Permission.BANK_ACCOUNT_APPROVE))],
    responses=problems(BankAccountNotFound, BankAccountDecided, SecondPersonRequired),
)
def approve_bank_account(provider_id: UUID, bank_account_id: UUID, uow: Uow) -> BankAccountOut:
    """Pay the provider there from now on."""
    if bank_account_id not in {
        account.id for account in providers.bank_accounts_of(uow, provider_id=provider_id)
    }:
        raise BankAccountNotFound(bank_account_id=bank_account_id)
    account = providers.approve_bank_account(uow, bank_account_id=bank_account_id)
    return _masked(uow, account)


@router.put(
    "/programmes/{programme_id}/providers/{provider_id}",
    status_code=201,
    dependencies=APPROVE,
    responses=problems(ProgrammeUnknown, ProviderNotFound, ProviderNotApproved),
)
def join_programme(programme_id: UUID, provider_id: UUID, uow: Uow) -> ParticipationOut:
    """Let a provider take part in a programme."""
    programme_of(uow, programme_id)
    participation = providers.join_programme(
        uow, provider_id=provider_id, programme_id=programme_id
    )
    return ParticipationOut.model_validate(participation)


@router.put(
    "/provider-terms/{version}",
    status_code=201,
    dependencies=APPROVE,
    responses=problems(TermsVersionUnknown),
)
def publish_terms(version: Version, body: TermsIn, uow: Uow) -> TermsOut:
    """Put new terms in force; scans pass again once a provider has accepted them."""
    terms = providers.publish_terms(
        uow, version=version, text_ja=body.text_ja, text_en=body.text_en
    )
    return TermsOut.model_validate(terms)


@router.post(
    "/providers/{provider_id}/terms/{version}/accept",
    dependencies=WRITE,
    responses=problems(ProviderNotFound, TermsVersionUnknown),
)
def accept_terms(provider_id: UUID, version: Version, uow: Uow) -> ProviderOut:
    """Accept the terms in force."""
    _must_be_own(uow, provider_id)
    return _told(providers.accept_terms(uow, provider_id=provider_id, version=version))


def _must_be_own(uow: UnitOfWork, provider_id: UUID) -> None:
    """:raises ProviderNotFound: the actor speaks for another provider."""
    if uow.actor.provider_id not in {None, provider_id}:
        raise ProviderNotFound(provider_id=provider_id)


def _own(uow: UnitOfWork, provider_id: UUID) -> Provider:
    _must_be_own(uow, provider_id)
    return providers.get(uow, provider_id=provider_id)


def _registration(body: RegistrationIn) -> Registration:
    told = body.model_dump(exclude={"sites"})
    return Registration(**{**told, "service_types": tuple(body.service_types)})


def _details(body: BankAccountIn) -> BankDetails | PostalDetails:
    told = body.details.model_dump(exclude={"kind"})
    return BankDetails(**told) if isinstance(body.details, BankIn) else PostalDetails(**told)


def _told(provider: Provider) -> ProviderOut:
    return ProviderOut.model_validate(provider)


def _masked(uow: UnitOfWork, account: BankAccount) -> BankAccountOut:
    return BankAccountOut(
        id=account.id,
        version=account.version,
        status=account.status,
        masked=providers.masked_account(uow, bank_account_id=account.id),
        proposed_at=account.proposed_at,
        approved_at=account.approved_at,
    )
