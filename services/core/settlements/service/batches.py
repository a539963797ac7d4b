"""Payout batches: one person prepares, another approves (I12, L16)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import service as identity
from services.core.kit.business_days import business_day
from services.core.kit.errors import DomainError
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.periods import Month, local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import (
    AccountCode,
    NewTransfer,
    TransferCode,
    account_id,
)
from services.core.programmes import service as programmes
from services.core.providers import service as providers
from services.core.providers.types import PayoutDetails, ProviderId, SuspensionReason
from services.core.settlements import policies
from services.core.settlements.errors import (
    BatchIdReused,
    BatchUnknown,
    NotABankDay,
    NothingToPay,
    ObjectionOpen,
)
from services.core.settlements.events import PayoutBatchApproved, PayoutBatchPrepared
from services.core.settlements.models import Payout, PayoutBatch, PayoutItem, SettlementTerms
from services.core.settlements.repository import (
    BatchRepository,
    CloseRepository,
    PayoutRepository,
    StatementRepository,
    TermsRepository,
)
from services.core.settlements.service.payees import item_of
from services.core.settlements.types import (
    BatchStatus,
    LeftOut,
    LeftOutBecause,
    OpenAmount,
    PayoutBatchId,
    PayoutId,
    PayoutStatus,
)
from services.core.settlements.zengin.records import MOST_ITEMS


@dataclass(frozen=True, slots=True)
class PreparedBatch:
    """A batch that waits for its second person, and who is owed money but not in it."""

    batch: PayoutBatch
    payouts: list[Payout]
    left_out: list[LeftOut]


def prepare_batch(
    uow: UnitOfWork,
    *,
    id: PayoutBatchId,
    programme_id: UUID,
    pay_on: date | None = None,
) -> PreparedBatch:
    """
    Gather what is open and undisputed, one payout for each provider.

    Negative statements are set off; a provider whose sum is not positive is carried over. What
    was returned by the bank is open again, and so is in the next batch once (F7).

    :param pay_on: the day of transfer; the end of the month after the last closed one, moved to
        a business day as the programme's terms say, where it is left out.
    :raises NotABankDay: banks carry no transfers on that day.
    :raises NothingToPay: nobody can be paid now.
    :raises BatchIdReused: `id` stands for a batch with another day of transfer.
    """
    terms = TermsRepository(uow).lock(programme_id)
    if earlier := BatchRepository(uow).find(programme_id, id):
        if pay_on is not None and earlier.pay_on != pay_on:
            raise BatchIdReused(batch_id=id, pointer="/pay_on")
        payouts = PayoutRepository(uow).of_batch(programme_id, id)
        return PreparedBatch(earlier, list(payouts), [])
    day = _day_of_transfer(uow, programme_id, terms, pay_on)
    open_amounts = policies.by_provider(
        StatementRepository(uow).open_amounts(programme_id, now=uow.now)
    )
    chosen, left_out = _choose(uow, programme_id, open_amounts)
    if not chosen:
        raise NothingToPay(programme_id=programme_id, left_out=len(left_out))
    batch = PayoutBatch(
        programme_id=programme_id,
        id=id,
        pay_on=day,
        created_at=uow.now,
        created_by=uow.actor.id,
    )
    BatchRepository(uow).add(batch)
    payouts = [_payout(batch, terms, details, open_amounts) for details in chosen[:MOST_ITEMS]]
    items = [item for payout in payouts for item in _items(payout, open_amounts)]
    PayoutRepository(uow).add_all(payouts, items)
    uow.emit(PayoutBatchPrepared(programme_id=programme_id, batch_id=id))
    _record(uow, batch, "payout_batch.prepare", payouts)
    return PreparedBatch(batch, payouts, left_out)


def approve_batch(uow: UnitOfWork, *, programme_id: UUID, batch_id: UUID) -> PayoutBatch:
    """
    Let the money go: what is owed moves to the batch, on its way to the bank.

    Again by the same person changes nothing.

    :raises BatchUnknown: there is no such batch.
    :raises SecondPersonRequired: whoever prepared it does not approve it.
    :raises BatchStatusUnfit: it was cancelled, or another approved it.
    :raises ObjectionOpen: a statement in it has been objected to since.
    """
    batch = lock_batch(uow, programme_id, batch_id)
    identity.require_second_person(uow, created_by=batch.created_by)
    if batch.status is BatchStatus.APPROVED and batch.approved_by == uow.actor.id:
        return batch
    batch.approve(by=uow.actor.id, at=uow.now)
    payouts = PayoutRepository(uow).of_batch(programme_id, batch_id)
    in_transit = ledger.open_account(
        uow, programme_id=programme_id, code=AccountCode.PAYOUT_IN_TRANSIT, owner_id=batch_id
    )
    ledger.post_many(
        uow,
        programme_id=programme_id,
        transfers=[
            NewTransfer(
                code=TransferCode.PAYOUT_SENT,
                debit=account_id(programme_id, AccountCode.PROVIDER_PAYABLE, payout.provider_id),
                credit=in_transit,
                amount=Money(payout.gross_minor),
                of=payout.id,
            )
            for payout in payouts
        ],
    )
    for payout in payouts:
        payout.status = PayoutStatus.IN_TRANSIT
    statement_ids = _refresh_statements(uow, batch, payouts)
    if objected := StatementRepository(uow).objected(programme_id, statement_ids):
        raise ObjectionOpen(statement_id=objected[0])
    uow.emit(PayoutBatchApproved(programme_id=programme_id, batch_id=batch_id))
    _record(uow, batch, "payout_batch.approve", payouts)
    return batch


def cancel_batch(uow: UnitOfWork, *, programme_id: UUID, batch_id: UUID) -> PayoutBatch:
    """
    Let a batch go before its file is made; all that it would have paid is owed as before.

    :raises BatchUnknown: there is no such batch.
    :raises BatchStatusUnfit: its file was made (withdraw it first), or it is cancelled already.
    """
    batch = lock_batch(uow, programme_id, batch_id)
    was_approved = batch.status is BatchStatus.APPROVED
    batch.cancel()
    payouts = PayoutRepository(uow).of_batch(programme_id, batch_id)
    if was_approved:
        ledger.post_many(
            uow,
            programme_id=programme_id,
            transfers=[returning(payout) for payout in payouts],
        )
    for payout in payouts:
        payout.status = PayoutStatus.CANCELLED
    _refresh_statements(uow, batch, payouts)
    _record(uow, batch, "payout_batch.cancel", payouts)
    return batch


def get_batch(uow: UnitOfWork, *, programme_id: UUID, batch_id: UUID) -> PayoutBatch:
    """:raises BatchUnknown: there is no such batch."""
    batch = BatchRepository(uow).find(programme_id, batch_id)
    if batch is None:
        raise BatchUnknown(batch_id=batch_id)
    return batch


def payouts_of(uow: UnitOfWork, *, programme_id: UUID, batch_id: UUID) -> Sequence[Payout]:
    """The batch's payouts by number."""
    return PayoutRepository(uow).of_batch(programme_id, batch_id)


def lock_batch(uow: UnitOfWork, programme_id: UUID, batch_id: UUID) -> PayoutBatch:
    """:raises BatchUnknown: there is no such batch."""
    batch = BatchRepository(uow).lock(programme_id, batch_id)
    if batch is None:
        raise BatchUnknown(batch_id=batch_id)
    return batch


def returning(payout: Payout) -> NewTransfer:
    """The movement by which a payout that did not arrive is owed again."""
    programme_id = payout.programme_id
    return NewTransfer(
        code=TransferCode.PAYOUT_RETURNED,
        debit=account_id(programme_id, AccountCode.PAYOUT_IN_TRANSIT, payout.batch_id),
        credit=account_id(programme_id, AccountCode.PROVIDER_PAYABLE, payout.provider_id),
        amount=Money(payout.gross_minor),
        of=payout.id,
    )


def _day_of_transfer(
    uow: UnitOfWork, programme_id: UUID, terms: SettlementTerms, wish: date | None
) -> date:
    if wish is not None:
        nearest = business_day(wish, terms.shift)
        if nearest != wish:
            raise NotABankDay(date=wish, nearest=nearest, pointer="/pay_on")
        return wish
    latest = CloseRepository(uow).latest_month(programme_id)
    zone = programmes.get(uow, programme_id).terms.zone
    today = local_date(uow.now, zone)
    month = Month.parse(latest) if latest is not None else Month.of(today)
    return max(policies.pay_date(month, terms.shift), business_day(today, terms.shift))


def _choose(
    uow: UnitOfWork, programme_id: UUID, open_amounts: dict[UUID, list[OpenAmount]]
) -> tuple[list[PayoutDetails], list[LeftOut]]:
    """Whom the batch pays and where to, and whom it leaves out and why."""
    payable = {
        provider_id: sum(amount.net for amount in amounts)
        for provider_id, amounts in open_amounts.items()
        if policies.is_payable(amounts)
    }
    in_review = {
        provider.id
        for provider in providers.providers_of(uow, programme_id=programme_id)
        if provider.suspended_because is SuspensionReason.UNDER_REVIEW
    }
    # An account is looked at for those only whom nothing else leaves out.
    details = providers.payout_details_of(uow, provider_ids=payable.keys() - in_review)
    chosen: list[PayoutDetails] = []
    left_out: list[LeftOut] = []
    for provider_id in open_amounts:
        found = details.get(ProviderId(provider_id))
        if provider_id not in payable:
            left_out.append(LeftOut(provider_id, LeftOutBecause.CARRIED_OVER))
        elif provider_id in in_review:
            left_out.append(LeftOut(provider_id, LeftOutBecause.UNDER_REVIEW))
        elif found is None:
            left_out.append(LeftOut(provider_id, LeftOutBecause.BANK_ACCOUNT_MISSING))
        elif because := _against_paying(uow, found, payable[provider_id]):
            left_out.append(LeftOut(provider_id, because))
        else:
            chosen.append(found)
    return chosen, left_out


def _against_paying(uow: UnitOfWork, details: PayoutDetails, amount: int) -> LeftOutBecause | None:
    """What an account itself has against being paid into now."""
    if not policies.has_rested(details.approved_at, uow.now):
        return LeftOutBecause.BANK_ACCOUNT_TOO_NEW
    try:
        item_of(details, amount=amount, number=0)
    except DomainError:
        return LeftOutBecause.PAYEE_UNWRITABLE
    return None


def _payout(
    batch: PayoutBatch,
    terms: SettlementTerms,
    details: PayoutDetails,
    open_amounts: dict[UUID, list[OpenAmount]],
) -> Payout:
    amounts = open_amounts[details.provider_id]
    terms.last_payout_number += 1
    gross = sum(amount.gross for amount in amounts)
    contribution = sum(amount.contribution for amount in amounts)
    return Payout(
        programme_id=batch.programme_id,
        id=PayoutId(uuid7()),
        batch_id=batch.id,
        provider_id=details.provider_id,
        number=terms.last_payout_number,
        bank_account_id=details.bank_account_id,
        bank_account_version=details.version,
        gross_minor=gross,
        contribution_minor=contribution,
        amount_minor=gross - contribution,
    )


def _items(payout: Payout, open_amounts: dict[UUID, list[OpenAmount]]) -> Iterable[PayoutItem]:
    for amount in open_amounts[payout.provider_id]:
        yield PayoutItem(
            programme_id=payout.programme_id,
            payout_id=payout.id,
            statement_id=amount.statement_id,
            gross_minor=amount.gross,
            contribution_minor=amount.contribution,
        )


def _refresh_statements(
    uow: UnitOfWork, batch: PayoutBatch, payouts: Iterable[Payout]
) -> list[UUID]:
    ids = PayoutRepository(uow).statements_of(batch.programme_id, [payout.id for payout in payouts])
    StatementRepository(uow).refresh_status(batch.programme_id, ids)
    return ids


def _record(uow: UnitOfWork, batch: PayoutBatch, action: str, payouts: Sequence[Payout]) -> None:
    audit.record(
        uow,
        action=action,
        object_type="payout_batch",
        object_id=batch.id,
        facts={
            "pay_on": batch.pay_on,
            "payouts": len(payouts),
            "total": sum(payout.amount_minor for payout in payouts),
        },
    )
