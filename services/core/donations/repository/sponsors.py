"""What companies promised, what others' gifts were matched with, what was paid."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Select, func, select

from services.core.donations.models import Donation, SponsorPayment, Sponsorship
from services.core.kit.unit_of_work import UnitOfWork

_AMOUNT = Donation.__table__.c.amount_minor
_KEPT = _AMOUNT - Donation.refunded_minor - Donation.disputed_minor


class SponsorshipRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, promise: Sponsorship) -> None:
        self._session.add(promise)
        self._session.flush()

    def find(self, programme_id: UUID, sponsorship_id: UUID) -> Sponsorship | None:
        return self._session.get(Sponsorship, (programme_id, sponsorship_id))

    def page(self, programme_id: UUID, *, after: UUID | None, limit: int) -> Sequence[Sponsorship]:
        query = select(Sponsorship).where(Sponsorship.programme_id == programme_id)
        if after is not None:
            query = query.where(Sponsorship.id > after)
        return self._session.scalars(query.order_by(Sponsorship.id).limit(limit)).all()

    def of_campaign(self, programme_id: UUID, campaign_id: UUID) -> Sequence[Sponsorship]:
        query = (
            select(Sponsorship)
            .where(Sponsorship.programme_id == programme_id, Sponsorship.campaign_id == campaign_id)
            .order_by(Sponsorship.id)
        )
        return self._session.scalars(query).all()

    def of_fund(self, programme_id: UUID, fund_id: UUID) -> Sponsorship | None:
        query = select(Sponsorship).where(
            Sponsorship.programme_id == programme_id, Sponsorship.fund_id == fund_id
        )
        return self._session.scalars(query).one_or_none()

    def add_payment(self, payment: SponsorPayment) -> None:
        self._session.add(payment)
        self._session.flush()

    def payment(self, programme_id: UUID, donation_id: UUID) -> SponsorPayment | None:
        return self._session.get(SponsorPayment, (programme_id, donation_id))

    def paid(self, programme_id: UUID, ids: Collection[UUID]) -> dict[UUID, int]:
        """What of each promise has come and is kept."""
        query = (
            select(SponsorPayment.sponsorship_id, func.sum(_KEPT))
            .join(
                Donation,
                (Donation.programme_id == SponsorPayment.programme_id)
                & (Donation.id == SponsorPayment.donation_id),
            )
            .where(
                SponsorPayment.programme_id == programme_id,
                SponsorPayment.sponsorship_id.in_(ids),
                Donation.settled_at.is_not(None),
            )
            .group_by(SponsorPayment.sponsorship_id)
        )
        return {row[0]: int(row[1]) for row in self._session.execute(query)}

    def matched(self, promise: Sponsorship) -> tuple[int, int]:
        """What others' gifts are matched with in all, and how many of them."""
        lines = _matches(promise).subquery()
        row = self._session.execute(
            select(func.coalesce(func.sum(lines.c.minor), 0), func.count()).where(lines.c.minor > 0)
        ).one()
        return int(row[0]), int(row[1])

    def matches(self, promise: Sponsorship, donation_ids: Collection[UUID]) -> dict[UUID, int]:
        """What each of these gifts is matched with."""
        lines = _matches(promise).subquery()
        query = select(lines.c.id, lines.c.minor).where(
            lines.c.id.in_(donation_ids), lines.c.minor > 0
        )
        return {row[0]: int(row[1]) for row in self._session.execute(query)}


def _matches(promise: Sponsorship) -> Select[Any]:
    """
    Each gift of the window with what it is matched with: in the order of arrival, until the cap
    is used up. It follows from what is kept, so a refund or a dispute undoes its match by itself.
    """
    wished = _KEPT * promise.ratio_bps // 10_000
    before = func.coalesce(
        func.sum(wished).over(order_by=(Donation.settled_at, Donation.id), rows=(None, -1)),
        0,
    )
    own = select(SponsorPayment.donation_id).where(
        SponsorPayment.programme_id == promise.programme_id
    )
    return select(
        Donation.id,
        func.greatest(func.least(wished, promise.cap_minor - before), 0).label("minor"),
    ).where(
        Donation.programme_id == promise.programme_id,
        Donation.campaign_id == promise.campaign_id,
        Donation.settled_at >= promise.opens_at,
        Donation.settled_at < promise.closes_at,
        Donation.id.not_in(own),
    )
