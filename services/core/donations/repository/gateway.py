"""What moved the gateway's balance."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import exists, func, select, update
from sqlalchemy.dialects.postgresql import insert

from services.core.donations.models import GatewayMovement
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes.models import Programme


class GatewayMovementRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._uow = uow
        self._session = uow.session

    def has_others(self, organisation_id: UUID) -> bool:
        """Whether anything has come in through the gateway for another organisation."""
        moved = exists().where(GatewayMovement.programme_id == Programme.id)
        query = select(exists().where(Programme.organisation_id != organisation_id, moved))
        with self._uow.across_tenants():
            return bool(self._session.scalars(query).one())

    def add_new(self, movement: dict[str, object]) -> None:
        """Insert it if it is not known yet."""
        self._session.execute(insert(GatewayMovement).values(**movement).on_conflict_do_nothing())

    def known(self, programme_id: UUID, external_ids: Iterable[str]) -> set[str]:
        """Which of these, by the gateway's ids, are in the programme's books."""
        query = select(GatewayMovement.external_id).where(
            GatewayMovement.programme_id == programme_id,
            GatewayMovement.external_id.in_(list(external_ids)),
        )
        return set(self._session.scalars(query))

    def find_external(self, external_ids: Iterable[str]) -> Sequence[GatewayMovement]:
        """By the gateway's ids, in whichever programme they are."""
        query = (
            select(GatewayMovement)
            .where(GatewayMovement.external_id.in_(list(external_ids)))
            .order_by(GatewayMovement.programme_id, GatewayMovement.id)
        )
        return self._session.scalars(query).all()

    def mark_paid_out(self, programme_id: UUID, ids: Iterable[UUID], payout_id: str) -> None:
        self._session.execute(
            update(GatewayMovement)
            .where(GatewayMovement.programme_id == programme_id, GatewayMovement.id.in_(list(ids)))
            .values(payout_id=payout_id)
        )

    def fees_minor(self, programme_id: UUID) -> int:
        query = select(func.coalesce(func.sum(GatewayMovement.fee_minor), 0)).where(
            GatewayMovement.programme_id == programme_id
        )
        return int(self._session.scalars(query).one())
