"""Move value: at once or not at all, and never twice for one id."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.errors import (
    AccountUnknown,
    InsufficientBalance,
    TransferIdReused,
    TransferMalformed,
)
from services.core.ledger.models import Account, Transfer
from services.core.ledger.repository import AccountRepository, CounterChange, TransferRepository
from services.core.ledger.types import (
    AccountId,
    NewTransfer,
    TransferCode,
    TransferId,
    TransferKind,
)

# What must be the same when an id comes again; business time may differ by a retry.
_CONTENT = (
    "id",
    "code",
    "kind",
    "of_id",
    "ordinal",
    "debit_account_id",
    "credit_account_id",
    "amount_minor",
    "currency",
    "pending_id",
    "reverses_id",
)


def post(
    uow: UnitOfWork,
    code: TransferCode,
    *,
    programme_id: UUID,
    debit: AccountId,
    credit: AccountId,
    amount: Money,
    of: UUID,
    ordinal: int = 0,
    occurred_at: datetime | None = None,
    id: TransferId | None = None,
    reverses: TransferId | None = None,
) -> Transfer:
    """
    Move `amount` from `debit` to `credit`.

    The same id again, or the same code, object and ordinal, is the same movement: the stored one
    is returned. A refusal leaves nothing behind.

    :raises InsufficientBalance: a limited account holds less.
    :raises TransferIdReused: the id stands for another movement.
    :raises TransferMalformed: the amount is not positive, or the accounts do not fit.
    :raises AccountUnknown: an account is not open.
    """
    transfer = NewTransfer(
        code=code,
        debit=debit,
        credit=credit,
        amount=amount,
        of=of,
        ordinal=ordinal,
        occurred_at=occurred_at,
        id=id,
        reverses=reverses,
    )
    [id] = post_many(uow, programme_id=programme_id, transfers=[transfer])
    return TransferRepository(uow).get(programme_id, id)


def post_many(
    uow: UnitOfWork, *, programme_id: UUID, transfers: Iterable[NewTransfer]
) -> list[TransferId]:
    """
    Move many amounts at once, all or none, in few statements. Raises as `post` does.

    :returns: the ids, in the order of `transfers`.
    """
    rows = [row_of(uow, programme_id, transfer) for transfer in transfers]
    record(uow, programme_id, rows)
    return [row["id"] for row in rows]


def totals_by_code(uow: UnitOfWork, *, programme_id: UUID) -> dict[str, tuple[int, int]]:
    """For each transfer code: how many transfers moved value, and how many minor units."""
    return TransferRepository(uow).totals_by_code(programme_id)


def row_of(
    uow: UnitOfWork,
    programme_id: UUID,
    transfer: NewTransfer,
    kind: TransferKind = TransferKind.SINGLE,
    **more: Any,
) -> dict[str, Any]:
    """`transfer` as a row of the log."""
    if transfer.amount.minor <= 0:
        raise TransferMalformed(amount=transfer.amount.minor)
    return {
        "programme_id": programme_id,
        "id": transfer.id or uuid7(),
        "code": transfer.code,
        "kind": kind,
        "of_id": transfer.of,
        "ordinal": transfer.ordinal,
        "debit_account_id": transfer.debit,
        "credit_account_id": transfer.credit,
        "amount_minor": transfer.amount.minor,
        "currency": transfer.amount.currency,
        "occurred_at": transfer.occurred_at or uow.now,
        "pending_id": None,
        "reverses_id": transfer.reverses,
        "lapses_at": None,
        **more,
    }


def record(
    uow: UnitOfWork,
    programme_id: UUID,
    rows: Sequence[dict[str, Any]],
    released: dict[UUID, CounterChange] | None = None,
) -> None:
    """
    Lock, insert, count: in this order, so that whoever comes second finds what the first did.

    :param released: changes to the counters that go with the new rows and are not theirs alone,
        such as the part of a hold that is let go.
    """
    accounts = AccountRepository(uow).lock(
        programme_id,
        [
            account
            for row in rows
            for account in (row["debit_account_id"], row["credit_account_id"])
        ],
    )
    for row in rows:
        _check(row, accounts)
    # A savepoint, so that a refusal leaves nothing behind in a unit of work that goes on.
    with uow.session.begin_nested():
        new = TransferRepository(uow).add(rows)
        for row in rows:
            if row["id"] not in new:
                _settle_repeat(uow, row)
        changes = counter_changes([row for row in rows if row["id"] in new], accounts)
        if new and released:
            for account, change in released.items():
                changes[account] = _add(changes.get(account, (0, 0, 0, 0)), change)
        if AccountRepository(uow).count(programme_id, changes) < len(changes):
            raise InsufficientBalance(transfers=len(rows))


def counter_changes(
    rows: Sequence[dict[str, Any]], accounts: dict[UUID, Account]
) -> dict[UUID, CounterChange]:
    """What the rows add to the counters of counted accounts."""
    changes: dict[UUID, CounterChange] = defaultdict(lambda: (0, 0, 0, 0))
    for row in rows:
        amount, pending = row["amount_minor"], row["kind"] is TransferKind.PENDING
        if row["kind"] is TransferKind.VOID:
            continue
        debit, credit = row["debit_account_id"], row["credit_account_id"]
        if accounts[debit].counted:
            change = (amount, 0, 0, 0) if pending else (0, amount, 0, 0)
            changes[debit] = _add(changes[debit], change)
        if accounts[credit].counted:
            change = (0, 0, amount, 0) if pending else (0, 0, 0, amount)
            changes[credit] = _add(changes[credit], change)
    return dict(changes)


def _check(row: dict[str, Any], accounts: dict[UUID, Account]) -> None:
    debit, credit = row["debit_account_id"], row["credit_account_id"]
    for account in (debit, credit):
        if account not in accounts:
            raise AccountUnknown(account_id=account)
    currencies = {accounts[debit].currency, accounts[credit].currency, row["currency"]}
    if debit == credit or len(currencies) > 1:
        raise TransferMalformed(debit=debit, credit=credit)


def _settle_repeat(uow: UnitOfWork, row: dict[str, Any]) -> None:
    """Of an id that was there before: make sure that it stands for the same movement."""
    stored = TransferRepository(uow).find_equal(row)
    if stored is None:
        raise TransferIdReused(transfer_id=row["id"])
    if row["id"] != stored.id:
        # The caller let us choose the id: the earlier one stands for this object and ordinal.
        row["id"] = stored.id
    if any(getattr(stored, name) != row[name] for name in _CONTENT):
        raise TransferIdReused(transfer_id=row["id"], of=row["of_id"])


def _add(one: CounterChange, other: CounterChange) -> CounterChange:
    return (one[0] + other[0], one[1] + other[1], one[2] + other[2], one[3] + other[3])
