"""Payout batches, their payouts, and what each payout pays."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import func, select

from services.core.kit.unit_of_work import UnitOfWork
from services.core.settlements.models import Payout, PayoutBatch, PayoutItem
from services.core.settlements.types import BatchStatus, PayoutStatus

# Parameters of one statement are counted in 16 bits by the protocol: bulk work goes in batches.
_CHUNK = 5_000


class BatchRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, batch: PayoutBatch) -> None:
        self._session.add(batch)
        self._session.flush()

    def find(self, programme_id: UUID, batch_id: UUID) -> PayoutBatch | None:
        return self._session.get(PayoutBatch, (programme_id, batch_id))

    def lock(self, programme_id: UUID, batch_id: UUID) -> PayoutBatch | None:
        """The batch as it is now, and as it stays until this transaction ends."""
        query = (
            select(PayoutBatch)
            .where(PayoutBatch.programme_id == programme_id, PayoutBatch.id == batch_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one_or_none()

    def of_programme(self, programme_id: UUID) -> Sequence[PayoutBatch]:
        query = (
            select(PayoutBatch)
            .where(PayoutBatch.programme_id == programme_id)
            .order_by(PayoutBatch.created_at, PayoutBatch.id)
        )
        return self._session.scalars(query).all()

    def drafted(self, programme_ids: Iterable[UUID]) -> Sequence[tuple[PayoutBatch, int]]:
        """The batches that nobody has approved, oldest first, each with the sum it would pay."""
        query = (
            select(PayoutBatch, func.sum(Payout.amount_minor))
            .join(
                Payout,
                (Payout.programme_id == PayoutBatch.programme_id)
                & (Payout.batch_id == PayoutBatch.id),
            )
            .where(
                PayoutBatch.programme_id.in_(list(programme_ids)),
                PayoutBatch.status == BatchStatus.DRAFTED,
            )
            .group_by(PayoutBatch.programme_id, PayoutBatch.id)
            .order_by(PayoutBatch.created_at, PayoutBatch.id)
        )
        return [(batch, int(sum_minor)) for batch, sum_minor in self._session.execute(query)]

    def files(self, programme_id: UUID) -> int:
        """How many batches have a bank file in force."""
        query = select(func.count()).where(
            PayoutBatch.programme_id == programme_id, PayoutBatch.file_sha256.is_not(None)
        )
        return self._session.scalar(query) or 0


class PayoutRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add_all(self, payouts: Iterable[Payout], items: Iterable[PayoutItem]) -> None:
        self._session.add_all(payouts)
        self._session.flush()
        self._session.add_all(items)
        self._session.flush()

    def of_batch(self, programme_id: UUID, batch_id: UUID) -> Sequence[Payout]:
        """The batch's payouts by number, as they are in the file."""
        query = (
            select(Payout)
            .where(Payout.programme_id == programme_id, Payout.batch_id == batch_id)
            .order_by(Payout.number)
        )
        return self._session.scalars(query).all()

    def lock_numbers(self, programme_id: UUID, numbers: Iterable[int]) -> dict[int, Payout]:
        """Payouts by number, as they stay until this transaction ends; locked in their order."""
        wanted = sorted(set(numbers))
        found: dict[int, Payout] = {}
        for start in range(0, len(wanted), _CHUNK):
            query = (
                select(Payout)
                .where(
                    Payout.programme_id == programme_id,
                    Payout.number.in_(wanted[start : start + _CHUNK]),
                )
                .order_by(Payout.number)
                .with_for_update()
                .execution_options(populate_existing=True)
            )
            found.update({payout.number: payout for payout in self._session.scalars(query)})
        return found

    def statements_of(self, programme_id: UUID, payout_ids: Iterable[UUID]) -> list[UUID]:
        """The statements that these payouts pay."""
        wanted = list(payout_ids)
        found: set[UUID] = set()
        for start in range(0, len(wanted), _CHUNK):
            query = select(PayoutItem.statement_id).where(
                PayoutItem.programme_id == programme_id,
                PayoutItem.payout_id.in_(wanted[start : start + _CHUNK]),
            )
            found.update(self._session.scalars(query))
        return sorted(found)

    def sums(self, programme_id: UUID, status: PayoutStatus) -> tuple[int, int]:
        """Gross and set-off contribution of all payouts in that status, in yen."""
        query = select(
            func.coalesce(func.sum(Payout.gross_minor), 0),
            func.coalesce(func.sum(Payout.contribution_minor), 0),
        ).where(Payout.programme_id == programme_id, Payout.status == status)
        gross, contribution = self._session.execute(query).one()
        return int(gross), int(contribution)
