"""Disputes."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.core.donations.models import Dispute
from services.core.kit.unit_of_work import UnitOfWork


class DisputeRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, dispute: Dispute) -> None:
        """Write it as it is now; one that is known is written anew."""
        self._session.add(dispute)
        self._session.flush()

    def find(self, programme_id: UUID, dispute_id: UUID) -> Dispute | None:
        return self._session.get(Dispute, (programme_id, dispute_id), populate_existing=True)

    def page(
        self, programme_id: UUID, *, open_only: bool, after: UUID | None, limit: int
    ) -> Sequence[Dispute]:
        """By id."""
        query = select(Dispute).where(Dispute.programme_id == programme_id)
        if open_only:
            query = query.where(Dispute.closed_at.is_(None))
        if after is not None:
            query = query.where(Dispute.id > after)
        return self._session.scalars(query.order_by(Dispute.id).limit(limit)).all()

    def lock_due(self, until: datetime) -> Sequence[Dispute]:
        """Open ones that nobody has answered, whose evidence is due by then; held for us."""
        query = (
            select(Dispute)
            .where(
                Dispute.closed_at.is_(None),
                Dispute.reminded_at.is_(None),
                Dispute.answer.is_(None),
                Dispute.respond_by <= until,
            )
            .order_by(Dispute.programme_id, Dispute.id)
            .with_for_update(skip_locked=True)
        )
        return self._session.scalars(query).all()
