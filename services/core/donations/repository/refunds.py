"""Refunds: asked for, on their way, and somebody's to see to."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.core.donations.models import Donation, Refund
from services.core.donations.types import RefundStatus
from services.core.kit.unit_of_work import UnitOfWork

_PENDING = Refund.status == RefundStatus.PENDING
_A_TASK = (_PENDING & Refund.by_hand) | (
    (Refund.status == RefundStatus.FAILED) & Refund.closed_at.is_(None)
)


class RefundRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, refund: Refund) -> None:
        self._session.add(refund)
        self._session.flush()

    def flush(self) -> None:
        self._session.flush()

    def find(self, programme_id: UUID, refund_id: UUID) -> Refund | None:
        return self._session.get(Refund, (programme_id, refund_id), populate_existing=True)

    def of_donation(self, programme_id: UUID, donation_id: UUID) -> Sequence[Refund]:
        """All, in the order in which they were asked for."""
        query = (
            select(Refund)
            .where(Refund.programme_id == programme_id, Refund.donation_id == donation_id)
            .order_by(Refund.requested_at, Refund.id)
        )
        return self._session.scalars(query).all()

    def not_left_yet(self, programme_id: UUID, donation_id: UUID) -> Sequence[Refund]:
        """Those of a gift that nobody has sent and the gateway was not asked for, oldest first."""
        query = (
            select(Refund)
            .where(
                Refund.programme_id == programme_id,
                Refund.donation_id == donation_id,
                _PENDING,
                Refund.asked_at.is_(None),
            )
            .order_by(Refund.requested_at, Refund.id)
        )
        return self._session.scalars(query).all()

    def tasks(self, programme_id: UUID, *, after: UUID | None, limit: int) -> Sequence[Refund]:
        """By id: those to be sent by hand, and those that failed and nobody has seen to."""
        query = select(Refund).where(Refund.programme_id == programme_id, _A_TASK)
        if after is not None:
            query = query.where(Refund.id > after)
        return self._session.scalars(query.order_by(Refund.id).limit(limit)).all()

    def to_ask_for(self, limit: int) -> Sequence[tuple[Refund, str]]:
        """Refunds that the gateway has not been asked for yet, with its id of the payment."""
        query = (
            select(Refund, Donation.payment_id)
            .join(
                Donation,
                (Donation.programme_id == Refund.programme_id)
                & (Donation.id == Refund.donation_id),
            )
            .where(
                _PENDING,
                ~Refund.by_hand,
                Refund.asked_at.is_(None),
                Donation.payment_id.is_not(None),
            )
            .order_by(Refund.requested_at, Refund.id)
            .limit(limit)
        )
        return [(refund, str(payment_id)) for refund, payment_id in self._session.execute(query)]
