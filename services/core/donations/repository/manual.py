"""Movements by hand: proposed, decided, and what they may take from."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import exists, select

from services.core.donations.models import ManualTransfer
from services.core.donations.types import ManualTransferKind, ManualTransferStatus
from services.core.kit.unit_of_work import UnitOfWork


class ManualTransferRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, transfer: ManualTransfer) -> None:
        self._session.add(transfer)
        self._session.flush()

    def find(self, programme_id: UUID, transfer_id: UUID) -> ManualTransfer | None:
        return self._session.get(ManualTransfer, (programme_id, transfer_id))

    def lock(self, programme_id: UUID, transfer_id: UUID) -> ManualTransfer | None:
        return self._session.get(
            ManualTransfer,
            (programme_id, transfer_id),
            with_for_update=True,
            populate_existing=True,
        )

    def lock_assignments(self, programme_id: UUID) -> None:
        """Let those who take from the programme's suspense come one by one: it has no limit."""
        query = (
            select(ManualTransfer.id)
            .where(
                ManualTransfer.programme_id == programme_id,
                ManualTransfer.kind == ManualTransferKind.ASSIGNMENT,
                ManualTransfer.status == ManualTransferStatus.PROPOSED,
            )
            .order_by(ManualTransfer.id)
            .with_for_update()
        )
        self._session.execute(query)

    def has_moved(self, programme_id: UUID, donation_id: UUID) -> bool:
        """Whether two people have moved this gift to another fund, or made it of what waited."""
        query = select(
            exists().where(
                ManualTransfer.programme_id == programme_id,
                ManualTransfer.donation_id == donation_id,
                ManualTransfer.status == ManualTransferStatus.APPROVED,
            )
        )
        return bool(self._session.scalar(query))

    def page(
        self,
        programme_id: UUID,
        *,
        status: ManualTransferStatus | None,
        after: UUID | None,
        limit: int,
    ) -> Sequence[ManualTransfer]:
        """By id, which is by when they were proposed as far as clients keep to UUIDv7."""
        query = select(ManualTransfer).where(ManualTransfer.programme_id == programme_id)
        if status is not None:
            query = query.where(ManualTransfer.status == status)
        if after is not None:
            query = query.where(ManualTransfer.id > after)
        return self._session.scalars(query.order_by(ManualTransfer.id).limit(limit)).all()

    def waiting(self, organisation_id: UUID) -> Sequence[ManualTransfer]:
        """What nobody has decided on, oldest first."""
        query = (
            select(ManualTransfer)
            .where(
                ManualTransfer.organisation_id == organisation_id,
                ManualTransfer.status == ManualTransferStatus.PROPOSED,
            )
            .order_by(ManualTransfer.proposed_at, ManualTransfer.id)
        )
        return self._session.scalars(query).all()
