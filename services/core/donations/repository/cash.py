"""Cash that was handed over."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select

from services.core.donations.models import CashCount, Donation
from services.core.donations.types import DonationStatus
from services.core.kit.unit_of_work import UnitOfWork


class CashCountRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add_all(self, counts: Iterable[CashCount]) -> None:
        self._session.add_all(counts)
        self._session.flush()

    def lock(self, programme_id: UUID, donation_id: UUID) -> CashCount | None:
        return self._session.get(
            CashCount, (programme_id, donation_id), with_for_update=True, populate_existing=True
        )

    def of_many(
        self, programme_ids: Iterable[UUID], donation_ids: Iterable[UUID]
    ) -> Mapping[UUID, CashCount]:
        query = select(CashCount).where(
            CashCount.programme_id.in_(set(programme_ids)), CashCount.id.in_(list(donation_ids))
        )
        return {count.id: count for count in self._session.scalars(query)}

    def waiting(
        self,
        organisation_id: UUID,
        *,
        programme_id: UUID | None = None,
        after: UUID | None = None,
        limit: int | None = None,
    ) -> Sequence[tuple[Donation, CashCount]]:
        """Cash that nobody has counted again yet, by the gifts' ids."""
        query = (
            select(Donation, CashCount)
            .join(
                CashCount,
                (CashCount.programme_id == Donation.programme_id) & (CashCount.id == Donation.id),
            )
            .where(
                Donation.organisation_id == organisation_id,
                Donation.status == DonationStatus.PENDING,
                CashCount.counted_at.is_(None),
            )
        )
        if programme_id is not None:
            query = query.where(Donation.programme_id == programme_id)
        if after is not None:
            query = query.where(Donation.id > after)
        rows = self._session.execute(query.order_by(Donation.id).limit(limit))
        return [(donation, count) for donation, count in rows]
