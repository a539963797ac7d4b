"""What the ledger is told when money of a gift arrives."""

from uuid import UUID

from services.core.donations.models import Donation
from services.core.donations.ports import GatewayEntry
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.ledger.types import (
    AccountCode,
    AccountId,
    NewTransfer,
    TransferCode,
    TransferId,
    account_id,
)


def account_of(donation: Donation, code: AccountCode) -> AccountId:
    """An account beside a donation: its fund's, its programme's, or its organisation's."""
    owner = {
        AccountCode.FUND: donation.fund_id,
        AccountCode.SHORTFALL: donation.fund_id,
        AccountCode.MUNICIPAL_GRANT: donation.programme_id,
    }.get(code, donation.organisation_id)
    return account_id(donation.programme_id, code, owner)


def where_it_lies(donation: Donation) -> AccountId:
    """The account that holds the money itself: the gateway's, until it pays out, or the bank's."""
    code = AccountCode.BANK
    if donation.channel.through_gateway:
        code = AccountCode.GATEWAY_CLEARING
    return account_of(donation, code)


def arrival(
    donation: Donation, *, charge: GatewayEntry | None = None, from_suspense: bool = False
) -> list[NewTransfer]:
    """
    The transfers by which a settled donation enters its fund.

    :param charge: the gateway's movement, whose fee comes out of overhead and never out of a
        child's money.
    :param from_suspense: the deposit was booked before, when nobody knew whose it was.
    """
    source = where_it_lies(donation)
    if from_suspense:
        source = account_of(donation, AccountCode.SUSPENSE)
    settled = charge is not None
    code = TransferCode.DONATION_SETTLED if settled else TransferCode.DONATION_RECEIVED
    fund = account_of(donation, AccountCode.FUND)
    overhead = account_of(donation, AccountCode.OVERHEAD)
    moves = [_move(donation, code, source, fund, donation.amount)]
    if charge is not None and charge.fee:
        moves.append(_move(donation, TransferCode.GATEWAY_FEE, overhead, source, charge.fee))
    if donation.overhead_minor:
        moves.append(
            _move(donation, TransferCode.OVERHEAD_TAKEN, fund, overhead, donation.parts.overhead)
        )
    return moves


def overhead_transfer_id(donation_id: UUID) -> TransferId:
    """The transfer that took a donation's overhead share."""
    return _id(donation_id, TransferCode.OVERHEAD_TAKEN)


def _move(
    donation: Donation, code: TransferCode, debit: AccountId, credit: AccountId, amount: Money
) -> NewTransfer:
    return NewTransfer(
        code=code,
        debit=debit,
        credit=credit,
        amount=amount,
        of=donation.id,
        occurred_at=donation.settled_at,
        id=_id(donation.id, code),
    )


def _id(donation_id: UUID, code: TransferCode) -> TransferId:
    return TransferId(derived_id("donation", donation_id, code))
