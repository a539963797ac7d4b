"""What the ledger is told when money of a gift arrives, leaves, or comes back."""

from datetime import datetime
from uuid import UUID

from services.core.donations.models import Donation
from services.core.donations.policies import Shares
from services.core.donations.ports import GatewayEntry
from services.core.donations.types import EntryKind
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
        AccountCode.SITE_CLEARING: site_owner(donation.organisation_id, donation.site or ""),
    }.get(code, donation.organisation_id)
    return account_id(donation.programme_id, code, owner)


def site_owner(organisation_id: UUID, site: str) -> UUID:
    """Whose id an account at a crowdfunding site bears: sites are known by name alone."""
    return derived_id("site", organisation_id, site)


def where_it_lies(donation: Donation) -> AccountId:
    """The account that holds the money itself: the gateway's or site's until it pays out, or
    the bank's."""
    code = AccountCode.BANK
    if donation.channel.through_gateway:
        code = AccountCode.GATEWAY_CLEARING
    elif donation.site is not None and donation.site_payout_id is None:
        code = AccountCode.SITE_CLEARING
    return account_of(donation, code)


def arrival(
    donation: Donation,
    *,
    charge: GatewayEntry | None = None,
    from_suspense: bool = False,
    ordinal: int = 0,
) -> list[NewTransfer]:
    """
    The transfers by which a settled donation enters its fund.

    :param charge: the gateway's movement, whose fee comes out of overhead and never out of a
        child's money.
    :param from_suspense: the deposit was booked before, when nobody knew whose it was.
    :param ordinal: how often it had entered before, each time undone since.
    """
    source = where_it_lies(donation)
    if from_suspense:
        source = account_of(donation, AccountCode.SUSPENSE)
    later = donation.paid_out_later
    code = TransferCode.DONATION_SETTLED if later else TransferCode.DONATION_RECEIVED
    fund = account_of(donation, AccountCode.FUND)
    overhead = account_of(donation, AccountCode.OVERHEAD)
    moves = [_move(donation, code, source, fund, donation.amount, ordinal)]
    if charge is not None and charge.fee:
        moves.append(_move(donation, TransferCode.GATEWAY_FEE, overhead, source, charge.fee))
    if donation.overhead_minor:
        moves.append(
            _move(
                donation,
                TransferCode.OVERHEAD_TAKEN,
                fund,
                overhead,
                donation.parts.overhead,
                ordinal,
            )
        )
    return moves


def departure(
    donation: Donation,
    code: TransferCode,
    shares: Shares,
    *,
    of: UUID,
    at: datetime,
    by_hand: bool = False,
) -> list[NewTransfer]:
    """
    The transfers by which money leaves a fund again, as `Parts.leave` shared it out.

    :param by_hand: sent by ourselves, from the bank, whichever way the gift had come.
    """
    fund = account_of(donation, AccountCode.FUND)
    shortfall = account_of(donation, AccountCode.SHORTFALL)
    overhead = account_of(donation, AccountCode.OVERHEAD)
    target = account_of(donation, AccountCode.BANK) if by_hand else where_it_lies(donation)
    # Overhead first, since the fund may need it to pay the donor.
    return _shared(
        (TransferCode.OVERHEAD_RETURNED, overhead, fund, shares.overhead),
        (code, fund, target, shares.fund),
        (code, shortfall, target, shares.shortfall),
        of=of,
        at=at,
    )


def return_(
    donation: Donation,
    code: TransferCode,
    shares: Shares,
    *,
    of: UUID,
    at: datetime,
    by_hand: bool = False,
) -> list[NewTransfer]:
    """The transfers by which money that had left comes back, as `Parts.come_back` shared it."""
    fund = account_of(donation, AccountCode.FUND)
    shortfall = account_of(donation, AccountCode.SHORTFALL)
    overhead = account_of(donation, AccountCode.OVERHEAD)
    source = account_of(donation, AccountCode.BANK) if by_hand else where_it_lies(donation)
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


def beyond_the_gift(
    donation: Donation,
    code: TransferCode,
    amount: Money,
    *,
    taken: bool,
    of: UUID,
    at: datetime,
    by_hand: bool = False,
) -> list[NewTransfer]:
    """What the donor gets of what they have already: overhead bears it, and has it back."""
    overhead = account_of(donation, AccountCode.OVERHEAD)
    lies = account_of(donation, AccountCode.BANK) if by_hand else where_it_lies(donation)
    debit, credit = (overhead, lies) if taken else (lies, overhead)
    # Beside the three that `departure` and `return_` may make of the same movement.
    return _shared((code, debit, credit, amount), of=of, at=at, first=3)


def astray(donation: Donation, entry: GatewayEntry, *, of: UUID) -> list[NewTransfer]:
    """A movement of a payment that is not its gift's: what comes waits in suspense."""
    code = {
        EntryKind.CHARGE: TransferCode.RECEIPT_UNMATCHED,
        EntryKind.REFUND: TransferCode.DONATION_REFUNDED,
        EntryKind.REFUND_FAILURE: TransferCode.REFUND_RETURNED,
        EntryKind.DISPUTE: TransferCode.DISPUTE_WITHDRAWN,
        EntryKind.DISPUTE_REVERSAL: TransferCode.DISPUTE_REINSTATED,
    }[entry.kind]
    suspense = account_of(donation, AccountCode.SUSPENSE)
    clearing = where_it_lies(donation)
    comes = entry.amount > Money(0, entry.amount.currency)
    debit, credit = (clearing, suspense) if comes else (suspense, clearing)
    moved = (code, debit, credit, max(entry.amount, -entry.amount))
    return [
        *_shared(moved, of=of, at=entry.occurred_at),
        *fee_of(donation, entry.fee, of=of, at=entry.occurred_at),
    ]


def _shared(
    *moves: tuple[TransferCode, AccountId, AccountId, Money],
    of: UUID,
    at: datetime,
    first: int = 0,
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
        for place, (code, debit, credit, amount) in enumerate(moves, first)
        if amount
    ]


def _move(
    donation: Donation,
    code: TransferCode,
    debit: AccountId,
    credit: AccountId,
    amount: Money,
    ordinal: int = 0,
) -> NewTransfer:
    return NewTransfer(
        code=code,
        debit=debit,
        credit=credit,
        amount=amount,
        of=donation.id,
        ordinal=ordinal,
        occurred_at=donation.settled_at,
        id=arrival_id(donation.id, code, ordinal),
    )


def arrival_id(donation_id: UUID, code: TransferCode, ordinal: int = 0) -> TransferId:
    """The id of a transfer by which a gift entered its fund, the first time or a later one."""
    again = (ordinal,) if ordinal else ()
    return TransferId(derived_id("donation", donation_id, code, *again))
