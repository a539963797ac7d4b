"""From a provider's bank details to an item of the bank file."""

from services.core.providers.types import BankDetails, PayoutDetails
from services.core.settlements.zengin import yucho
from services.core.settlements.zengin.accounts import AccountKind, BankAccount
from services.core.settlements.zengin.kana import to_bank_kana
from services.core.settlements.zengin.payout_list import item
from services.core.settlements.zengin.records import PAYEE_CHARACTERS, Item


def item_of(details: PayoutDetails, *, amount: int, number: int) -> Item:
    """
    :raises DomainError: the payee's name cannot be written in a bank file, or the amount is none
        that a transfer carries.
    """
    payee = to_bank_kana(details.payee_kana, limit=PAYEE_CHARACTERS)
    return item(_account(details), payee=payee, amount=amount, customer_code=number)


def _account(details: PayoutDetails) -> BankAccount:
    account = details.account
    if isinstance(account, BankDetails):
        kind = AccountKind(account.account_type.value)
        return BankAccount(account.bank_code, account.branch_code, kind, account.account_number)
    return yucho.account(account.symbol, account.number)
