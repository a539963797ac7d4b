"""Payments that were set aside."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from services.core.donations.models import StrayPayment
from services.core.donations.types import StrayBecause, StrayState
from services.core.kit.unit_of_work import UnitOfWork

# A composite's column, which the class shows as one `Money` only.
_AMOUNT = StrayPayment.__table__.c.amount_minor


class StrayPaymentRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, stray: StrayPayment) -> StrayPayment:
        self._session.add(stray)
        self._session.flush()
        return stray

    def find(self, programme_id: UUID, stray_id: UUID) -> StrayPayment | None:
        return self._session.get(StrayPayment, (programme_id, stray_id), populate_existing=True)

    def lock(self, programme_id: UUID, stray_id: UUID) -> StrayPayment | None:
        return self._session.get(
            StrayPayment, (programme_id, stray_id), with_for_update=True, populate_existing=True
        )

    def page(self, programme_id: UUID, *, after: UUID | None, limit: int) -> Sequence[StrayPayment]:
        """By id."""
        query = select(StrayPayment).where(StrayPayment.programme_id == programme_id)
        if after is not None:
            query = query.where(StrayPayment.id > after)
        return self._session.scalars(query.order_by(StrayPayment.id).limit(limit)).all()

    def to_refund(self, limit: int) -> Sequence[StrayPayment]:
        """Those to be given back that the gateway was not asked for yet, oldest first."""
        query = (
            select(StrayPayment)
            .where(StrayPayment.state == StrayState.REFUNDING, StrayPayment.asked_at.is_(None))
            .order_by(StrayPayment.decided_at, StrayPayment.id)
            .limit(limit)
        )
        return self._session.scalars(query).all()

    def waiting_minor(self, programme_id: UUID) -> int:
        """What of suspense is payments that may still go back to who paid them."""
        query = select(func.coalesce(func.sum(_AMOUNT), 0)).where(
            StrayPayment.programme_id == programme_id,
            StrayPayment.state.in_([StrayState.WAITING, StrayState.REFUNDING]),
            StrayPayment.because != StrayBecause.OTHER_CURRENCY,
        )
        return int(self._session.scalars(query).one())
