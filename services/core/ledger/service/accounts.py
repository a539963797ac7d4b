"""Open accounts and tell what stands in them."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.errors import AccountUnknown
from services.core.ledger.models import Account
from services.core.ledger.repository import AccountRepository, TransferRepository
from services.core.ledger.types import CHART, AccountCode, AccountId, Side, account_id


def open_account(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    code: AccountCode,
    owner_id: UUID,
    currency: str = "JPY",
) -> AccountId:
    """Open the account of this code and owner, if it is not open yet."""
    return open_accounts(
        uow, programme_id=programme_id, code=code, owner_ids=[owner_id], currency=currency
    )[0]


def open_accounts(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    code: AccountCode,
    owner_ids: Iterable[UUID],
    currency: str = "JPY",
) -> list[AccountId]:
    """Open one account for each owner, in few statements."""
    rule = CHART[code]
    owners = list(owner_ids)
    ids = [account_id(programme_id, code, owner_id) for owner_id in owners]
    rows = [
        {
            "programme_id": programme_id,
            "id": id,
            "code": code,
            "owner_id": owner_id,
            "currency": currency,
            "counted": rule.counted,
            "limited": rule.limited,
        }
        for id, owner_id in zip(ids, owners, strict=True)
    ]
    AccountRepository(uow).open(rows)
    return ids


def get_account(uow: UnitOfWork, *, programme_id: UUID, account: AccountId) -> Account:
    """:raises AccountUnknown: the programme has no such account."""
    found = AccountRepository(uow).find(programme_id, account)
    if found is None:
        raise AccountUnknown(account_id=account)
    return found


def balance(
    uow: UnitOfWork, *, programme_id: UUID, account: AccountId, at: datetime | None = None
) -> Money:
    """
    What stands in an account, on its normal side; held amounts still count as standing there.

    :param at: as of this business time (included); now where it is left out.
    :raises AccountUnknown: the programme has no such account.
    """
    found = get_account(uow, programme_id=programme_id, account=account)
    if found.counted and at is None:
        debits, credits = found.debits_posted, found.credits_posted
    else:
        debits, credits = TransferRepository(uow).sums(programme_id, account, at)
    on_side = credits - debits if found.side is Side.CREDIT else debits - credits
    return Money(on_side, found.currency)


def available(
    uow: UnitOfWork, *, programme_id: UUID, code: AccountCode, owner_ids: Iterable[UUID]
) -> dict[UUID, Money]:
    """
    What may still be taken from the counted accounts of these owners, in few statements.

    :raises AccountUnknown: an owner has no such account.
    """
    by_account = {account_id(programme_id, code, owner): owner for owner in owner_ids}
    found = {
        account.id: account
        for account in AccountRepository(uow).find_many(programme_id, by_account)
    }
    for missing in by_account.keys() - found.keys():
        raise AccountUnknown(account_id=missing)
    return {owner: found[account].available for account, owner in by_account.items()}


def total_of(uow: UnitOfWork, *, programme_id: UUID, code: AccountCode) -> int:
    """What all accounts of a counted code hold together, in minor units: funds, vouchers."""
    return AccountRepository(uow).total_of(programme_id, code)
