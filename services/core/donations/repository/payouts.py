"""Payouts of the gateway, and the lines of the bank's statement that are theirs."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert

from services.core.donations.models import BookedPayout, GatewayBankLine, GatewayMovement
from services.core.donations.types import EntryKind, PayoutStatus
from services.core.kit.unit_of_work import UnitOfWork


class PayoutRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add_new(self, row: dict[str, Any]) -> bool:
        """Insert it; False if it was there, or another is inserting it this very moment."""
        statement = insert(BookedPayout).values(**row).on_conflict_do_nothing()
        return bool(self._session.scalars(statement.returning(BookedPayout.id)).one_or_none())

    def lock_external(self, external_id: str) -> BookedPayout | None:
        """By the gateway's id, of whichever organisation."""
        query = (
            select(BookedPayout)
            .where(BookedPayout.external_id == external_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one_or_none()

    def lock_unseen(self, organisation_id: UUID) -> Sequence[BookedPayout]:
        """Payouts of which a line of the bank's is still to come."""
        returned = (BookedPayout.status == PayoutStatus.FAILED) & BookedPayout.return_line_id.is_(
            None
        )
        query = (
            select(BookedPayout)
            .where(
                BookedPayout.organisation_id == organisation_id,
                BookedPayout.bank_line_id.is_(None) | returned,
            )
            .order_by(BookedPayout.id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).all()

    def page(
        self, organisation_id: UUID, *, after: UUID | None, limit: int
    ) -> Sequence[BookedPayout]:
        """By id."""
        query = select(BookedPayout).where(BookedPayout.organisation_id == organisation_id)
        if after is not None:
            query = query.where(BookedPayout.id > after)
        return self._session.scalars(query.order_by(BookedPayout.id).limit(limit)).all()

    def content(self, external_id: str) -> Sequence[GatewayMovement]:
        """What a payout is made of, its own movement among it."""
        query = (
            select(GatewayMovement)
            .where(GatewayMovement.payout_id == external_id)
            .order_by(GatewayMovement.programme_id, GatewayMovement.id)
        )
        return self._session.scalars(query).all()

    def own_movements(self, external_id: str) -> Sequence[GatewayMovement]:
        """A payout's own movement, in each programme its share."""
        query = (
            select(GatewayMovement)
            .where(
                GatewayMovement.payout_id == external_id,
                GatewayMovement.kind == EntryKind.PAYOUT,
            )
            .order_by(GatewayMovement.programme_id)
        )
        return self._session.scalars(query).all()

    def last_charged(self, before: datetime) -> UUID | None:
        """The programme for which the gateway took in money last."""
        query = (
            select(GatewayMovement.programme_id)
            .where(GatewayMovement.kind == EntryKind.CHARGE, GatewayMovement.occurred_at <= before)
            .order_by(GatewayMovement.occurred_at.desc(), GatewayMovement.external_id)
            .limit(1)
        )
        return self._session.scalars(query).one_or_none()


class GatewayBankLineRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add_new(self, rows: Sequence[dict[str, Any]]) -> int:
        """Insert those that are not known yet; returns how many."""
        if not rows:
            return 0
        statement = insert(GatewayBankLine).on_conflict_do_nothing().returning(GatewayBankLine.id)
        return len(self._session.scalars(statement, rows).all())

    def existing(self, organisation_id: UUID, ids: Iterable[UUID]) -> set[UUID]:
        query = select(GatewayBankLine.id).where(
            GatewayBankLine.organisation_id == organisation_id, GatewayBankLine.id.in_(list(ids))
        )
        return set(self._session.scalars(query))

    def unused(self, organisation_id: UUID) -> Sequence[GatewayBankLine]:
        """Lines that are no payout's yet, oldest first."""
        used = (
            select(BookedPayout.id)
            .where(
                BookedPayout.organisation_id == organisation_id,
                (BookedPayout.bank_line_id == GatewayBankLine.id)
                | (BookedPayout.return_line_id == GatewayBankLine.id),
            )
            .exists()
        )
        query = (
            select(GatewayBankLine)
            .where(GatewayBankLine.organisation_id == organisation_id, ~used)
            .order_by(GatewayBankLine.booked_on, GatewayBankLine.id)
        )
        return self._session.scalars(query).all()

    def days(self, organisation_id: UUID, ids: Iterable[UUID]) -> dict[UUID, date]:
        query = select(GatewayBankLine.id, GatewayBankLine.booked_on).where(
            GatewayBankLine.organisation_id == organisation_id, GatewayBankLine.id.in_(list(ids))
        )
        return {line.id: line.booked_on for line in self._session.execute(query)}

    def last_day(self, organisation_id: UUID) -> date | None:
        query = select(func.max(GatewayBankLine.booked_on)).where(
            GatewayBankLine.organisation_id == organisation_id
        )
        return self._session.scalars(query).one()
