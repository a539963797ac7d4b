"""Orders to issue a year's receipts."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select

from services.core.donations.models import ReceiptRun
from services.core.kit.unit_of_work import UnitOfWork


class ReceiptRunRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, run: ReceiptRun) -> None:
        self._session.add(run)
        self._session.flush()

    def find(self, organisation_id: UUID, run_id: UUID, *, lock: bool = False) -> ReceiptRun | None:
        key = (organisation_id, run_id)
        return self._session.get(ReceiptRun, key, with_for_update=lock, populate_existing=True)

    def page(
        self, organisation_id: UUID, *, after: UUID | None, limit: int
    ) -> Sequence[ReceiptRun]:
        """The newest first."""
        query = select(ReceiptRun).where(ReceiptRun.organisation_id == organisation_id)
        if after is not None:
            query = query.where(ReceiptRun.id < after)
        return self._session.scalars(query.order_by(ReceiptRun.id.desc()).limit(limit)).all()
