"""Deposits on the bank account, and the files that were taken in."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from services.core.donations.models import BankDeposit, Import
from services.core.donations.types import ImportKind
from services.core.kit.unit_of_work import UnitOfWork

BATCH = 2_000


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

    def lock(self, programme_id: UUID, deposit_id: UUID) -> BankDeposit | None:
        return self._session.get(
            BankDeposit, (programme_id, deposit_id), with_for_update=True, populate_existing=True
        )

    def unmatched(self, programme_id: UUID) -> Sequence[BankDeposit]:
        """Deposits that nobody has claimed, oldest first."""
        query = (
            select(BankDeposit)
            .where(BankDeposit.programme_id == programme_id, BankDeposit.donation_id.is_(None))
            .order_by(BankDeposit.received_on, BankDeposit.id)
        )
        return self._session.scalars(query).all()


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
