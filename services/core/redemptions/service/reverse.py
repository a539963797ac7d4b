"""Undo a use, in part or whole, before and after it was settled (requirement D10)."""

from uuid import UUID

from services.core.allocations import service as allocations
from services.core.audit import service as audit
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import TransferCode, TransferId
from services.core.redemptions.errors import RedemptionNotFound, ReversalIdReused
from services.core.redemptions.events import RedemptionReversed
from services.core.redemptions.models import Redemption, Reversal
from services.core.redemptions.repository import (
    CapUsageRepository,
    RedemptionRepository,
    ReversalRepository,
)
from services.core.redemptions.service.words import lock
from services.core.redemptions.types import ReversalId, ReversalReason
from services.core.vouchers import service as vouchers
from services.core.vouchers.models import Voucher
from services.core.vouchers.types import VoucherStatus


def reverse(
    uow: UnitOfWork,
    *,
    id: ReversalId,
    programme_id: UUID,
    redemption_id: UUID,
    reason: ReversalReason,
    amount: Money | None = None,
) -> Reversal:
    """
    Undo a use: the provider is owed less, the voucher has more again.

    Where the voucher has lapsed or was revoked, the money goes on to the fund it came from.
    Whether the use was paid for already makes no difference here: the next statement nets it.

    :param amount: a part of it; all that is left where it is left out.
    :raises RedemptionNotFound: the programme has no such use.
    :raises ReversedMoreThanRedeemed: less is left of it.
    :raises ReversalIdReused: `id` stands for another reversal.
    """
    redemptions = RedemptionRepository(uow)
    found = redemptions.find(programme_id, redemption_id)
    if found is None:
        raise RedemptionNotFound(redemption_id=redemption_id)
    # Lock before looking: of two equal reversals at once, the second must find the first.
    voucher = vouchers.lock(uow, programme_id=programme_id, voucher_id=found.voucher_id)
    redemption = lock(uow, programme_id=programme_id, redemption_id=redemption_id)
    if earlier := ReversalRepository(uow).find(programme_id, id):
        if earlier.redemption_id != redemption_id or amount not in {None, earlier.amount}:
            raise ReversalIdReused(reversal_id=id)
        return earlier

    amount = amount or redemption.net
    redemption.reverse(amount)
    reversal = _record(uow, id, redemption, amount, reason)
    CapUsageRepository(uow).give_back(
        programme_id, redemption.voucher_id, redemption.service_on, amount.minor
    )
    _pass_on(uow, voucher, amount)
    uow.emit(
        RedemptionReversed(
            organisation_id=redemption.organisation_id,
            programme_id=programme_id,
            redemption_id=redemption_id,
            reversal_id=id,
            voucher_id=voucher.id,
            amount_minor=amount.minor,
        )
    )
    audit.record(
        uow,
        action="redemption.reverse",
        object_type="redemption",
        object_id=redemption_id,
        facts={"reversal_id": id, "amount": amount.minor, "reason": reason},
    )
    return reversal


def _record(
    uow: UnitOfWork, id: ReversalId, redemption: Redemption, amount: Money, reason: ReversalReason
) -> Reversal:
    transfer = ledger.reverse(
        uow,
        TransferCode.REDEMPTION_REVERSED,
        programme_id=redemption.programme_id,
        transfer_id=TransferId(redemption.transfer_id),
        of=id,
        amount=amount,
    )
    reversal = Reversal(
        programme_id=redemption.programme_id,
        id=id,
        redemption_id=redemption.id,
        provider_id=redemption.provider_id,
        voucher_id=redemption.voucher_id,
        amount=amount,
        reason=reason,
        transfer_id=transfer.id,
        recorded_at=uow.now,
        recorded_by=uow.actor.id,
    )
    ReversalRepository(uow).add(reversal)
    return reversal


def _pass_on(uow: UnitOfWork, voucher: Voucher, amount: Money) -> None:
    """Give the money of a voucher that cannot be used any more back to the fund."""
    if voucher.status is VoucherStatus.REVOKED:
        code = TransferCode.VOUCHER_REVOKED
    elif voucher.status is VoucherStatus.EXPIRED or uow.now >= voucher.valid_until:
        code = TransferCode.VOUCHER_EXPIRED
    else:
        return
    allocations.return_unspent(
        uow,
        programme_id=voucher.programme_id,
        by_voucher={voucher.id: amount.minor},
        code=code,
    )
