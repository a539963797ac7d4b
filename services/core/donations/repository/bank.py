"""Deposits on the bank account, and the files that were taken in."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.dialects.postgresql import insert

from services.core.donations.models import BankDeposit, DepositDecision, Import
from services.core.donations.types import DepositDecisionKind, ImportKind
from services.core.kit.unit_of_work import UnitOfWork

BATCH = 2_000

# A composite's column, which the class shows as `Money` only.
_AMOUNT = BankDeposit.__table__.c.amount_minor


class BankDepositRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add_new(self, rows: Sequence[dict[str, Any]]) -> set[UUID]:
        """Insert those that are not known yet; returns the ids that were inserted."""
        new: set[UUID] = set()
        for start in range(0, len(rows), BATCH):
            statement = insert(BankDeposit).on_conflict_do_nothing().returning(BankDeposit.id)
            new.update(self._session.scalars(statement, rows[start : start + BATCH]))
        return new

    def existing(self, programme_id: UUID, ids: Iterable[UUID]) -> set[UUID]:
        wanted = list(ids)
        found: set[UUID] = set()
        for start in range(0, len(wanted), BATCH):
            query = select(BankDeposit.id).where(
                BankDeposit.programme_id == programme_id,
                BankDeposit.id.in_(wanted[start : start + BATCH]),
            )
            found.update(self._session.scalars(query))
        return found

    def find(self, programme_id: UUID, deposit_id: UUID) -> BankDeposit | None:
        return self._session.get(BankDeposit, (programme_id, deposit_id))

    def lock(self, programme_id: UUID, deposit_id: UUID) -> BankDeposit | None:
        return self._session.get(
            BankDeposit, (programme_id, deposit_id), with_for_update=True, populate_existing=True
        )

    def waiting(
        self, programme_id: UUID, *, after: BankDeposit | None = None, limit: int | None = None
    ) -> Sequence[BankDeposit]:
        """Deposits of which something is neither taken nor returned, oldest first."""
        query = select(BankDeposit).where(BankDeposit.programme_id == programme_id, _waits())
        if after is not None:
            query = query.where(
                (BankDeposit.received_on > after.received_on)
                | ((BankDeposit.received_on == after.received_on) & (BankDeposit.id > after.id))
            )
        query = query.order_by(BankDeposit.received_on, BankDeposit.id).limit(limit)
        return self._session.scalars(query).all()

    def waiting_minor(self, programme_id: UUID) -> int:
        """What waits in all."""
        rest = _AMOUNT - BankDeposit.taken_minor - BankDeposit.returned_minor
        query = select(func.coalesce(func.sum(rest), 0)).where(
            BankDeposit.programme_id == programme_id, _waits()
        )
        return int(self._session.scalars(query).one())

    def decide(self, decision: DepositDecision) -> None:
        self._session.add(decision)
        self._session.flush()

    def decision(self, programme_id: UUID, id: UUID) -> DepositDecision | None:
        return self._session.get(DepositDecision, (programme_id, id))

    def decisions(self, programme_id: UUID, deposit_id: UUID) -> Sequence[DepositDecision]:
        """What became of a deposit, the earliest first."""
        query = (
            select(DepositDecision)
            .where(
                DepositDecision.programme_id == programme_id,
                DepositDecision.deposit_id == deposit_id,
            )
            .order_by(DepositDecision.decided_at, DepositDecision.id)
        )
        return self._session.scalars(query).all()

    def times_undone(self, programme_id: UUID, donation_id: UUID) -> int:
        """How often deposits were taken for this gift and undone again."""
        query = select(func.count()).where(
            DepositDecision.programme_id == programme_id,
            DepositDecision.donation_id == donation_id,
            DepositDecision.kind == DepositDecisionKind.UNDONE,
        )
        return int(self._session.scalars(query).one())

    def times_freed(self, programme_id: UUID, deposit_id: UUID) -> int:
        """How often what was made of this deposit was undone."""
        query = select(func.count()).where(
            DepositDecision.programme_id == programme_id,
            DepositDecision.deposit_id == deposit_id,
            DepositDecision.kind == DepositDecisionKind.UNDONE,
        )
        return int(self._session.scalars(query).one())


class ImportRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, taken: Import) -> None:
        self._session.add(taken)
        self._session.flush()

    def is_known(self, programme_id: UUID, kind: ImportKind, file_hash: bytes) -> bool:
        query = select(Import.id).where(
            Import.programme_id == programme_id,
            Import.kind == kind,
            Import.file_hash == file_hash,
        )
        return self._session.scalars(query).one_or_none() is not None


def _waits() -> ColumnElement[bool]:
    return BankDeposit.taken_minor + BankDeposit.returned_minor < _AMOUNT
