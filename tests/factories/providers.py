"""Providers for tests: say only what the test is about."""

from typing import Any
from uuid import UUID

from services.core.kit.actor import Actor, operator
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import Programme
from services.core.providers import service as providers
from services.core.providers.models import Provider
from services.core.providers.service import Registration
from services.core.providers.types import (
    AccountType,
    BankAccountId,
    BankDetails,
    LegalForm,
    NewSite,
    ProviderId,
    ServiceType,
    SiteId,
)

BANK = BankDetails(
    bank_code="0001", branch_code="001", account_type=AccountType.ORDINARY, account_number="1234567"
)


def registration(**overrides: Any) -> Registration:
    """What a classroom tells of itself, with nothing missing."""
    told: dict[str, Any] = {
        "name": "みほん塾",
        "name_kana": "ミホンジュク",
        "legal_form": LegalForm.STOCK_COMPANY,
        "invoice_number": "T7000012050002",
        "service_types": (ServiceType.STUDY,),
        "declared": True,
    }
    return Registration(**{**told, **overrides})


def make_applicant(uow: UnitOfWork, *, with_bank: bool = True, **overrides: Any) -> Provider:
    """A provider that has applied, and whose bank account a second person has approved."""
    id = ProviderId(uuid7())
    provider = providers.apply(
        uow,
        id=id,
        registration=registration(**overrides),
        sites=[NewSite(id=SiteId(uuid7()), name="本校", municipality_code="13113")],
    )
    if with_bank:
        account = providers.propose_bank_account(
            uow,
            id=BankAccountId(uuid7()),
            provider_id=id,
            details=BANK,
            payee_kana="カ)ミホンジュク",
        )
        providers.approve_bank_account(second_person(uow), bank_account_id=account.id)
    return provider


def make_provider(
    uow: UnitOfWork, programme: Programme | None = None, **overrides: Any
) -> Provider:
    """An approved provider, which takes part in `programme` where one is given."""
    if programme is not None and uow.organisation_id is None:
        uow.enter(programme.organisation_id)
    provider = make_applicant(uow, **overrides)
    providers.approve(second_person(uow), provider_id=provider.id)
    if programme is not None:
        providers.join_programme(uow, provider_id=provider.id, programme_id=programme.id)
    return provider


def only_site(uow: UnitOfWork, provider_id: UUID) -> UUID:
    [site] = providers.sites_of(uow, provider_id=provider_id)
    return site.id


def second_person(uow: UnitOfWork, actor: Actor | None = None) -> UnitOfWork:
    """The same transaction, with somebody else at the desk."""
    return UnitOfWork(
        uow.session,
        now=uow.now,
        actor=actor or operator("the second person"),
        ring=uow.ring,
        organisation_id=uow.organisation_id,
    )
