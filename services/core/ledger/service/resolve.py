"""Hold an amount, then complete the hold in part or whole, or let it go."""

from datetime import datetime
from uuid import UUID

from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.errors import PostedMoreThanHeld, TransferNotPending, TransferUnknown
from services.core.ledger.models import Transfer
from services.core.ledger.repository import AccountRepository, CounterChange, TransferRepository
from services.core.ledger.service.post import record, row_of
from services.core.ledger.types import AccountId, NewTransfer, TransferId, TransferKind


def hold(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    transfer: NewTransfer,
    lapses_at: datetime | None = None,
) -> Transfer:
    """
    Hold the transfer's amount in its debit account until it is posted, voided, or lapses.

    :raises InsufficientBalance: a limited account holds less.
    """
    row = row_of(uow, programme_id, transfer, TransferKind.PENDING, lapses_at=lapses_at)
    record(uow, programme_id, [row])
    return TransferRepository(uow).get(programme_id, row["id"])


def post_pending(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    pending_id: TransferId,
    amount: Money | None = None,
    id: TransferId | None = None,
) -> Transfer:
    """
    Complete a hold; what is held beyond `amount` is let go.

    :raises TransferNotPending: it was resolved before, has lapsed, or was never held.
    :raises PostedMoreThanHeld: `amount` is more than was held.
    """
    pending = _lock_pending(uow, programme_id, pending_id)
    if pending.lapses_at is not None and pending.lapses_at <= uow.now:
        raise TransferNotPending(transfer_id=pending_id)
    amount = amount or pending.amount
    if amount > pending.amount:
        raise PostedMoreThanHeld(pointer="/amount", held=pending.amount_minor)
    return _resolve(uow, pending, TransferKind.POST, amount, id)


def void_pending(
    uow: UnitOfWork, *, programme_id: UUID, pending_id: TransferId, id: TransferId | None = None
) -> Transfer:
    """
    Let a hold go.

    :raises TransferNotPending: it was resolved before, or was never held.
    """
    pending = _lock_pending(uow, programme_id, pending_id)
    return _resolve(uow, pending, TransferKind.VOID, pending.amount, id)


def lapse_due(uow: UnitOfWork, *, limit: int = 500) -> int:
    """Void the holds whose time is up, at most `limit` of them. Returns how many."""
    due = TransferRepository(uow).lapsed(uow.now, limit)
    for pending in due:
        void_pending(uow, programme_id=pending.programme_id, pending_id=TransferId(pending.id))
    return len(due)


def _lock_pending(uow: UnitOfWork, programme_id: UUID, pending_id: TransferId) -> Transfer:
    transfers = TransferRepository(uow)
    transfers.lock_by_name(pending_id)
    pending = transfers.find(programme_id, pending_id)
    if pending is None:
        raise TransferUnknown(transfer_id=pending_id)
    resolved = transfers.resolution_of(programme_id, pending_id)
    if pending.kind is not TransferKind.PENDING or resolved is not None:
        raise TransferNotPending(transfer_id=pending_id)
    return pending


def _resolve(
    uow: UnitOfWork,
    pending: Transfer,
    kind: TransferKind,
    amount: Money,
    id: TransferId | None,
) -> Transfer:
    resolution = NewTransfer(
        code=pending.code,
        debit=AccountId(pending.debit_account_id),
        credit=AccountId(pending.credit_account_id),
        amount=amount,
        of=pending.of_id,
        ordinal=pending.ordinal,
        id=id,
    )
    row = row_of(uow, pending.programme_id, resolution, kind, pending_id=pending.id)
    record(uow, pending.programme_id, [row], released=_released(uow, pending))
    return TransferRepository(uow).get(pending.programme_id, row["id"])


def _released(uow: UnitOfWork, pending: Transfer) -> dict[UUID, CounterChange]:
    accounts = AccountRepository(uow).lock(
        pending.programme_id, [pending.debit_account_id, pending.credit_account_id]
    )
    held = pending.amount_minor
    changes: dict[UUID, CounterChange] = {}
    if accounts[pending.debit_account_id].counted:
        changes[pending.debit_account_id] = (-held, 0, 0, 0)
    if accounts[pending.credit_account_id].counted:
        changes[pending.credit_account_id] = (0, 0, -held, 0)
    return changes
