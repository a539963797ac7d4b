"""Reasons for which gifts wait."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import delete, exists, select, update
from sqlalchemy.dialects.postgresql import insert

from services.core.donations.models import Donation, GiftHold
from services.core.donations.types import HoldReason
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork


class GiftHoldRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def place(
        self,
        programme_id: UUID,
        donation_ids: Sequence[UUID],
        reason: HoldReason,
        *,
        at: datetime,
        by: UUID,
    ) -> None:
        """Insert those that are not there."""
        if not donation_ids:
            return
        rows = [
            {
                "programme_id": programme_id,
                "id": uuid7(),
                "donation_id": donation_id,
                "reason": reason,
                "placed_at": at,
                "placed_by": by,
            }
            for donation_id in donation_ids
        ]
        self._session.execute(insert(GiftHold).on_conflict_do_nothing(), rows)

    def release(
        self,
        programme_id: UUID,
        donation_ids: Sequence[UUID],
        reason: HoldReason,
        *,
        at: datetime,
        by: UUID,
    ) -> list[UUID]:
        """:returns: the gifts whose hold ended by it."""
        statement = (
            update(GiftHold)
            .where(
                GiftHold.programme_id == programme_id,
                GiftHold.donation_id.in_(donation_ids),
                GiftHold.reason == reason,
                GiftHold.released_at.is_(None),
            )
            .values(released_at=at, released_by=by)
            .returning(GiftHold.donation_id)
        )
        return sorted(self._session.scalars(statement))

    def forget(self, programme_id: UUID, donation_id: UUID) -> None:
        """Remove all of a gift, the released ones too."""
        self._session.execute(
            delete(GiftHold).where(
                GiftHold.programme_id == programme_id, GiftHold.donation_id == donation_id
            )
        )

    def refresh_held(self, programme_id: UUID, donation_ids: Sequence[UUID]) -> None:
        """Bring `donations.held` to what their holds say, in the database and in the session."""
        standing = exists().where(
            GiftHold.programme_id == Donation.programme_id,
            GiftHold.donation_id == Donation.id,
            GiftHold.released_at.is_(None),
        )
        these = (Donation.programme_id == programme_id, Donation.id.in_(donation_ids))
        self._session.execute(
            update(Donation)
            .where(*these)
            .values(held=standing)
            .execution_options(synchronize_session=False)
        )
        # All at once: expired, each would be read by itself.
        anew = select(Donation).where(*these).execution_options(populate_existing=True)
        self._session.scalars(anew).all()

    def of_donation(self, programme_id: UUID, donation_id: UUID) -> Sequence[GiftHold]:
        """All, the released ones too, in the order in which they were placed."""
        query = (
            select(GiftHold)
            .where(GiftHold.programme_id == programme_id, GiftHold.donation_id == donation_id)
            .order_by(GiftHold.placed_at, GiftHold.id)
        )
        return self._session.scalars(query).all()
