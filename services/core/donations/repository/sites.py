"""What crowdfunding sites hold of our gifts, and what they have paid out."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from services.core.donations.models import Donation, Refund, SitePayout
from services.core.donations.types import AtSite, RefundStatus
from services.core.kit.unit_of_work import UnitOfWork

# Composites' columns, which the classes show as `Money` only.
_AMOUNT = Donation.__table__.c.amount_minor
_GIVEN_BACK = Refund.__table__.c.amount_minor


class SitePayoutRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, payout: SitePayout) -> None:
        self._session.add(payout)
        self._session.flush()

    def find(self, programme_id: UUID, payout_id: UUID) -> SitePayout | None:
        return self._session.get(SitePayout, (programme_id, payout_id))

    def lock(self, programme_id: UUID, payout_id: UUID) -> SitePayout | None:
        return self._session.get(
            SitePayout, (programme_id, payout_id), with_for_update=True, populate_existing=True
        )

    def page(self, programme_id: UUID, *, after: UUID | None, limit: int) -> Sequence[SitePayout]:
        """By id, which is by when they were recorded as far as clients keep to UUIDv7."""
        query = select(SitePayout).where(SitePayout.programme_id == programme_id)
        if after is not None:
            query = query.where(SitePayout.id > after)
        return self._session.scalars(query.order_by(SitePayout.id).limit(limit)).all()

    def lock_unpaid(
        self, programme_id: UUID, site: str, until: datetime
    ) -> Sequence[tuple[UUID, int]]:
        """
        The gifts that a site took before an instant and has not paid out, locked in the common
        order: with what is left of each at the site, in minor units.
        """
        query = (
            select(Donation.id, _AMOUNT)
            .where(
                Donation.programme_id == programme_id,
                Donation.site == site,
                Donation.site_payout_id.is_(None),
                Donation.settled_at < until,
            )
            .order_by(Donation.settled_at, Donation.id)
            .with_for_update()
        )
        rows = self._session.execute(query).all()
        back = self._given_back(programme_id, site)
        return [(id, minor - back.get(id, 0)) for id, minor in rows]

    def mark_paid_out(self, programme_id: UUID, ids: Sequence[UUID], payout_id: UUID) -> None:
        self._session.execute(
            update(Donation)
            .where(Donation.programme_id == programme_id, Donation.id.in_(ids))
            .values(site_payout_id=payout_id)
        )

    def gifts_in(self, programme_id: UUID, payout_id: UUID) -> list[UUID]:
        query = select(Donation.id).where(
            Donation.programme_id == programme_id, Donation.site_payout_id == payout_id
        )
        return list(self._session.scalars(query))

    def at_sites(self, programme_id: UUID) -> list[AtSite]:
        """What each site holds, by its name."""
        query = (
            select(Donation.site, func.count(), func.sum(_AMOUNT), func.min(Donation.settled_at))
            .where(
                Donation.programme_id == programme_id,
                Donation.site.is_not(None),
                Donation.site_payout_id.is_(None),
                Donation.settled_at.is_not(None),
            )
            .group_by(Donation.site)
            .order_by(Donation.site)
        )
        return [
            AtSite(site, gifts, int(minor) - sum(self._given_back(programme_id, site).values()), at)
            for site, gifts, minor, at in self._session.execute(query)
        ]

    def _given_back(self, programme_id: UUID, site: str) -> dict[UUID, int]:
        """What the site itself gave back of gifts that it has not paid out."""
        query = (
            select(Donation.id, func.sum(_GIVEN_BACK))
            .join(
                Refund,
                (Refund.programme_id == Donation.programme_id)
                & (Refund.donation_id == Donation.id),
            )
            .where(
                Donation.programme_id == programme_id,
                Donation.site == site,
                Donation.site_payout_id.is_(None),
                Refund.status == RefundStatus.SETTLED,
                ~Refund.by_hand,
            )
            .group_by(Donation.id)
        )
        return {id: int(minor) for id, minor in self._session.execute(query)}
