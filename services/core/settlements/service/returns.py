"""What the bank says became of the transfers: paid, or sent back (組戻し)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import (
    AccountCode,
    NewTransfer,
    TransferCode,
    TransferId,
    account_id,
)
from services.core.programmes import service as programmes
from services.core.settlements.errors import (
    BatchStatusUnfit,
    PayoutAmountDiffers,
    PayoutUnknown,
)
from services.core.settlements.events import PayoutPaid, PayoutReturned
from services.core.settlements.models import Payout, PayoutBatch
from services.core.settlements.repository import (
    PayoutRepository,
    StatementRepository,
)
from services.core.settlements.service.batches import get_batch, returning
from services.core.settlements.types import BankResult, BatchStatus, PayoutStatus


@dataclass(frozen=True, slots=True)
class RecordedResults:
    """How many answers were new, and what of them was paid and returned, in yen transferred."""

    paid: int
    returned: int
    known: int
    paid_total: int
    returned_total: int


def record_results(
    uow: UnitOfWork, *, programme_id: UUID, results: Sequence[BankResult]
) -> RecordedResults:
    """
    Book the bank's answers, all or none. An answer that is known already changes nothing.

    What is returned is owed again, and is in the next batch once; a transfer that was thought
    paid may still be returned some days later (F7).

    :raises PayoutUnknown: no payout of the programme has that number.
    :raises PayoutAmountDiffers: the bank names another amount than was sent.
    :raises PayoutNotInTransit: it was sent back before, or never sent.
    :raises BatchStatusUnfit: the payout's bank file was never made.
    """
    organisation_id = programmes.get(uow, programme_id).organisation_id
    payouts = PayoutRepository(uow).lock_numbers(
        programme_id, (result.number for result in results)
    )
    sent = _batches(uow, programme_id, payouts.values())
    paid: list[Payout] = []
    returned: list[Payout] = []
    late: list[Payout] = []
    for result in results:
        payout = _matched(payouts, result)
        if payout.status is _status_after(result):
            continue
        batch = sent[payout.batch_id]
        if batch.status is not BatchStatus.EXPORTED:
            raise BatchStatusUnfit(batch_id=batch.id, status=batch.status)
        if result.paid:
            payout.settle(at=uow.now)
            paid.append(payout)
        else:
            if payout.status is PayoutStatus.PAID:
                late.append(payout)
            payout.come_back(at=uow.now, reason=result.reason)
            returned.append(payout)
    _move(uow, programme_id, organisation_id, paid=paid, returned=returned, late=late)
    _tell(uow, programme_id, paid=paid, returned=returned)
    return RecordedResults(
        paid=len(paid),
        returned=len(returned),
        known=len(results) - len(paid) - len(returned),
        paid_total=sum(payout.amount_minor for payout in paid),
        returned_total=sum(payout.amount_minor for payout in returned),
    )


def _matched(payouts: dict[int, Payout], result: BankResult) -> Payout:
    payout = payouts.get(result.number)
    if payout is None:
        raise PayoutUnknown(number=result.number)
    if payout.amount_minor != result.amount:
        raise PayoutAmountDiffers(
            number=result.number, sent=payout.amount_minor, told=result.amount
        )
    return payout


def _status_after(result: BankResult) -> PayoutStatus:
    return PayoutStatus.PAID if result.paid else PayoutStatus.RETURNED


def _batches(
    uow: UnitOfWork, programme_id: UUID, payouts: Iterable[Payout]
) -> dict[UUID, PayoutBatch]:
    """The batches in which these payouts were sent; few, however many payouts there are."""
    return {
        batch_id: get_batch(uow, programme_id=programme_id, batch_id=batch_id)
        for batch_id in {payout.batch_id for payout in payouts}
    }


def _move(
    uow: UnitOfWork,
    programme_id: UUID,
    organisation_id: UUID,
    *,
    paid: Sequence[Payout],
    returned: Sequence[Payout],
    late: Sequence[Payout],
) -> None:
    for payout in late:
        _unsettle(uow, payout)
    settling = [one for payout in paid for one in _settling(payout, organisation_id)]
    ledger.post_many(uow, programme_id=programme_id, transfers=settling)
    ledger.post_many(
        uow, programme_id=programme_id, transfers=[returning(payout) for payout in returned]
    )


def _settling(payout: Payout, organisation_id: UUID) -> list[NewTransfer]:
    """
    What the bank paid, and the provider's own share, which is set off (decision 0040).

    The whole of what was owed leaves; the share comes in at once, to wait in `suspense` until
    the organisation says which fund it goes to. The bank's balance moves by what was transferred.
    """
    programme_id = payout.programme_id
    bank = account_id(programme_id, AccountCode.BANK, organisation_id)
    settled = NewTransfer(
        code=TransferCode.PAYOUT_SETTLED,
        debit=account_id(programme_id, AccountCode.PAYOUT_IN_TRANSIT, payout.batch_id),
        credit=bank,
        amount=Money(payout.gross_minor),
        of=payout.id,
        id=_settled_id(payout),
    )
    if not payout.contribution_minor:
        return [settled]
    share = NewTransfer(
        code=TransferCode.RECEIPT_UNMATCHED,
        debit=bank,
        credit=account_id(programme_id, AccountCode.SUSPENSE, organisation_id),
        amount=Money(payout.contribution_minor),
        of=payout.id,
        id=_share_id(payout),
    )
    return [settled, share]


def _unsettle(uow: UnitOfWork, payout: Payout) -> None:
    """Undo what was booked as paid, before it is booked as returned."""
    programme_id = payout.programme_id
    ledger.reverse(
        uow,
        TransferCode.PAYOUT_SETTLED,
        programme_id=programme_id,
        transfer_id=_settled_id(payout),
        of=payout.id,
        ordinal=1,
    )
    if payout.contribution_minor:
        ledger.reverse(
            uow,
            TransferCode.RECEIPT_UNMATCHED,
            programme_id=programme_id,
            transfer_id=_share_id(payout),
            of=payout.id,
            ordinal=1,
        )


def _settled_id(payout: Payout) -> TransferId:
    return TransferId(derived_id("payout", payout.id, TransferCode.PAYOUT_SETTLED))


def _share_id(payout: Payout) -> TransferId:
    return TransferId(derived_id("payout", payout.id, TransferCode.RECEIPT_UNMATCHED))


def _tell(
    uow: UnitOfWork, programme_id: UUID, *, paid: Sequence[Payout], returned: Sequence[Payout]
) -> None:
    """Bring the statements' status in line, and tell who listens."""
    changed = [payout.id for payout in (*paid, *returned)]
    ids = PayoutRepository(uow).statements_of(programme_id, changed)
    StatementRepository(uow).refresh_status(programme_id, ids)
    for event, payouts in ((PayoutPaid, paid), (PayoutReturned, returned)):
        uow.emit_all(
            event(programme_id=programme_id, payout_id=one.id, provider_id=one.provider_id)
            for one in payouts
        )
    audit.record(
        uow,
        action="payout.record_results",
        object_type="programme",
        object_id=programme_id,
        facts={
            "paid": [str(payout.id) for payout in paid],
            "returned": [str(payout.id) for payout in returned],
        },
    )
