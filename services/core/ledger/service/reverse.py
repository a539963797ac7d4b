"""Undo a posted transfer by an opposite one that refers to it."""

from datetime import datetime
from uuid import UUID

from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.errors import ReversedMoreThanPosted, TransferNotPending, TransferUnknown
from services.core.ledger.models import Transfer
from services.core.ledger.repository import MOVING, TransferRepository
from services.core.ledger.service.post import post
from services.core.ledger.types import AccountId, TransferCode, TransferId


def reverse(
    uow: UnitOfWork,
    code: TransferCode,
    *,
    programme_id: UUID,
    transfer_id: TransferId,
    of: UUID,
    amount: Money | None = None,
    ordinal: int = 0,
    occurred_at: datetime | None = None,
    id: TransferId | None = None,
) -> Transfer:
    """
    Move a posted transfer's amount back, in part or whole; several reversals may share it.

    :raises TransferUnknown: there is no such transfer.
    :raises TransferNotPending: it never moved value (a hold, or a void).
    :raises ReversedMoreThanPosted: more would be moved back than was moved (L7).
    """
    transfers = TransferRepository(uow)
    transfers.lock_by_name(transfer_id)
    original = transfers.find(programme_id, transfer_id)
    if original is None:
        raise TransferUnknown(transfer_id=transfer_id)
    if original.kind not in MOVING:
        raise TransferNotPending(transfer_id=transfer_id)
    amount = amount or original.amount
    if not _stored_before(transfers, programme_id, id):
        left = original.amount_minor - transfers.reversed_minor(programme_id, transfer_id)
        if amount.minor > left:
            raise ReversedMoreThanPosted(transfer_id=transfer_id, left=left)
    return post(
        uow,
        code,
        programme_id=programme_id,
        debit=AccountId(original.credit_account_id),
        credit=AccountId(original.debit_account_id),
        amount=amount,
        of=of,
        ordinal=ordinal,
        occurred_at=occurred_at,
        id=id,
        reverses=transfer_id,
    )


def _stored_before(
    transfers: TransferRepository, programme_id: UUID, id: TransferId | None
) -> bool:
    return id is not None and transfers.find(programme_id, id) is not None
