"""Where a provider is paid: one person proposes, another approves, every full look is logged."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import service as identity
from services.core.kit.unit_of_work import UnitOfWork
from services.core.providers import policies
from services.core.providers.errors import (
    BankAccountMissing,
    BankAccountNotFound,
    ProviderIdReused,
)
from services.core.providers.events import BankAccountApproved, BankAccountProposed
from services.core.providers.models import BankAccount
from services.core.providers.repository import BankAccountRepository
from services.core.providers.service.directory import lock
from services.core.providers.types import (
    BankAccountId,
    BankAccountStatus,
    BankDetails,
    PayoutDetails,
    PostalDetails,
    ProviderId,
)

PLACE = "provider_bank_accounts.details"


def propose_bank_account(
    uow: UnitOfWork,
    *,
    id: BankAccountId,
    provider_id: UUID,
    details: BankDetails | PostalDetails,
    payee_kana: str,
) -> BankAccount:
    """
    Say where the provider is to be paid; it takes effect when a second person approves.

    A later proposal takes the place of one that still waits.

    :raises ProviderNotFound: the organisation has no such provider.
    :raises BankDetailsInvalid: a field has not the shape that the bank file needs.
    :raises ProviderIdReused: `id` stands for other details.
    """
    provider = lock(uow, provider_id=provider_id)
    text = policies.details_as_text(
        policies.checked_details(details), policies.checked_payee(payee_kana)
    )
    accounts = BankAccountRepository(uow)
    if earlier := accounts.find(id):
        if earlier.provider_id != provider_id or _opened(uow, earlier) != text:
            raise ProviderIdReused(id=id, pointer="/id")
        return earlier
    accounts.replace(provider_id, BankAccountStatus.PROPOSED)
    account = BankAccount(
        organisation_id=provider.organisation_id,
        id=id,
        provider_id=provider_id,
        version=accounts.newest_version(provider_id) + 1,
        details_sealed=uow.vault.seal(provider_id, PLACE, id, text),
        proposed_at=uow.now,
        proposed_by=uow.actor.id,
    )
    accounts.add(account)
    uow.emit(
        BankAccountProposed(
            organisation_id=provider.organisation_id, provider_id=provider_id, bank_account_id=id
        )
    )
    _record(uow, account, "provider.propose_bank_account")
    return account


def approve_bank_account(uow: UnitOfWork, *, bank_account_id: UUID) -> BankAccount:
    """
    Pay the provider there from now on. Again changes nothing.

    :raises BankAccountNotFound: the organisation has no such proposal.
    :raises BankAccountDecided: a later proposal or account took its place.
    :raises SecondPersonRequired: whoever proposed it does not approve it (L15, L16).
    """
    accounts = BankAccountRepository(uow)
    account = _found(uow, bank_account_id)
    # The provider's row stands guard: proposals and approvals of one provider come one by one.
    lock(uow, provider_id=account.provider_id)
    accounts.refresh(account)
    if account.status is BankAccountStatus.APPROVED:
        return account
    identity.require_second_person(uow, created_by=account.proposed_by)
    if account.status is BankAccountStatus.PROPOSED:
        accounts.replace(account.provider_id, BankAccountStatus.APPROVED)
    account.approve(by=uow.actor.id, at=uow.now)
    uow.emit(
        BankAccountApproved(
            organisation_id=account.organisation_id,
            provider_id=account.provider_id,
            bank_account_id=account.id,
        )
    )
    _record(uow, account, "provider.approve_bank_account")
    return account


def payout_details(uow: UnitOfWork, *, provider_id: UUID) -> PayoutDetails:
    """
    The approved account in full, for the bank file. The look is logged (requirement F9).

    :raises BankAccountMissing: nothing is approved, so nothing can be paid.
    :raises SubjectForgotten: the provider's key was destroyed.
    """
    found = payout_details_of(uow, provider_ids=[provider_id])
    if not found:
        raise BankAccountMissing(provider_id=provider_id)
    return found[ProviderId(provider_id)]


def payout_details_of(
    uow: UnitOfWork, *, provider_ids: Iterable[UUID]
) -> dict[ProviderId, PayoutDetails]:
    """
    The approved accounts of many, in few statements. Each look is logged (requirement F9).

    Who has none is not among the answers.

    :raises SubjectForgotten: a provider's key was destroyed.
    """
    accounts = BankAccountRepository(uow).in_force(provider_ids)
    uow.vault.prepare(account.provider_id for account in accounts)
    return {ProviderId(account.provider_id): _shown(uow, account) for account in accounts}


def masked_account(uow: UnitOfWork, *, bank_account_id: UUID) -> str:
    """
    The account as a screen may show it: `0001-001 ****567`.

    :raises BankAccountNotFound: the organisation has no such account.
    """
    details, _ = policies.details_from_text(_opened(uow, _found(uow, bank_account_id)))
    if isinstance(details, PostalDetails):
        return f"{details.symbol} {policies.masked(details.number)}"
    return f"{details.bank_code}-{details.branch_code} {policies.masked(details.account_number)}"


def bank_accounts_of(uow: UnitOfWork, *, provider_id: UUID) -> Sequence[BankAccount]:
    """Every version of where the provider is paid, the newest first; its fields stay sealed."""
    return BankAccountRepository(uow).of_provider(provider_id)


def full_account(
    uow: UnitOfWork, *, provider_id: UUID, bank_account_id: UUID
) -> tuple[BankDetails | PostalDetails, str]:
    """
    One account in full, with the payee's kana. The look is logged (requirement F9).

    :raises BankAccountNotFound: the provider has no such account.
    """
    account = _found(uow, bank_account_id)
    if account.provider_id != provider_id:
        raise BankAccountNotFound(bank_account_id=bank_account_id)
    told = policies.details_from_text(_opened(uow, account))
    _record(uow, account, "provider.read_bank_account")
    return told


def _found(uow: UnitOfWork, bank_account_id: UUID) -> BankAccount:
    account = BankAccountRepository(uow).find(bank_account_id)
    if account is None:
        raise BankAccountNotFound(bank_account_id=bank_account_id)
    return account


def _shown(uow: UnitOfWork, account: BankAccount) -> PayoutDetails:
    # An account in force was approved: the table's CHECK says so, the types cannot.
    assert account.approved_by is not None
    assert account.approved_at is not None
    details, payee_kana = policies.details_from_text(_opened(uow, account))
    _record(uow, account, "provider.read_bank_account")
    return PayoutDetails(
        provider_id=ProviderId(account.provider_id),
        bank_account_id=BankAccountId(account.id),
        version=account.version,
        payee_kana=payee_kana,
        account=details,
        proposed_by=account.proposed_by,
        approved_by=account.approved_by,
        approved_at=account.approved_at,
    )


def _opened(uow: UnitOfWork, account: BankAccount) -> str:
    return uow.vault.unseal(account.provider_id, PLACE, account.id, account.details_sealed)


def _record(uow: UnitOfWork, account: BankAccount, action: str) -> None:
    audit.record(
        uow,
        action=action,
        object_type="provider",
        object_id=account.provider_id,
        facts={"bank_account_id": account.id, "version": account.version},
    )
