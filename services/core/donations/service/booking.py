"""What the ledger is told when money of a gift arrives, leaves, or comes back."""

from datetime import datetime
from uuid import UUID

from services.core.donations.models import Donation
from services.core.donations.policies import Shares
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


def departure(
    donation: Donation, code: TransferCode, shares: Shares, *, of: UUID, at: datetime
) -> list[NewTransfer]:
    """The transfers by which money leaves a fund again, as `Parts.leave` shared it out."""
    fund = account_of(donation, AccountCode.FUND)
    shortfall = account_of(donation, AccountCode.SHORTFALL)
    overhead = account_of(donation, AccountCode.OVERHEAD)
    target = where_it_lies(donation)
    # Overhead first, since the fund may need it to pay the donor.
    return _shared(
        (TransferCode.OVERHEAD_RETURNED, overhead, fund, shares.overhead),
        (code, fund, target, shares.fund),
        (code, shortfall, target, shares.shortfall),
        of=of,
        at=at,
    )


def return_(
    donation: Donation, code: TransferCode, shares: Shares, *, of: UUID, at: datetime
) -> list[NewTransfer]:
    """The transfers by which money that had left comes back, as `Parts.come_back` shared it."""
    fund = account_of(donation, AccountCode.FUND)
    shortfall = account_of(donation, AccountCode.SHORTFALL)
    overhead = account_of(donation, AccountCode.OVERHEAD)
    source = where_it_lies(donation)
    return _shared(
        (code, source, fund, shares.fund),
        (code, source, shortfall, shares.shortfall),
        (TransferCode.OVERHEAD_TAKEN, fund, overhead, shares.overhead),
        of=of,
        at=at,
    )


def fee_of(donation: Donation, fee: Money, *, of: UUID, at: datetime) -> list[NewTransfer]:
    """The gateway's fee for a movement, out of overhead; a negative one was given back."""
    overhead = account_of(donation, AccountCode.OVERHEAD)
    clearing = where_it_lies(donation)
    debit, credit = (overhead, clearing) if fee > Money(0) else (clearing, overhead)
    return _shared((TransferCode.GATEWAY_FEE, debit, credit, max(fee, -fee)), of=of, at=at)


def _shared(
    *moves: tuple[TransferCode, AccountId, AccountId, Money], of: UUID, at: datetime
) -> list[NewTransfer]:
    """Those that move something; their ids follow from what they are of and their place."""
    return [
        NewTransfer(
            code=code,
            debit=debit,
            credit=credit,
            amount=amount,
            of=of,
            ordinal=place,
            occurred_at=at,
            id=TransferId(derived_id("moved", of, code, place)),
        )
        for place, (code, debit, credit, amount) in enumerate(moves)
        if amount
    ]


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
