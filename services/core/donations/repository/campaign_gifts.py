"""What came of campaigns: their gifts in figures, and those that wait for a decision."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from typing import Any
from uuid import UUID

from sqlalchemy import distinct, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.core.donations.models import Campaign, Donation, Donor, GiftHold, Refund
from services.core.donations.repository.pledges import BEGUN_BY_ANYBODY
from services.core.donations.types import (
    CampaignFigures,
    DonationStatus,
    HoldReason,
    OverheadOfFund,
    RefundReason,
    RefundStatus,
)
from services.core.kit.unit_of_work import UnitOfWork

# A composite's column, which the class shows as `Money` only.
_AMOUNT = Donation.__table__.c.amount_minor
_KEPT = _AMOUNT - Donation.refunded_minor - Donation.disputed_minor
_ARRIVED = Donation.settled_at.is_not(None)
_PENDING = Donation.status == DonationStatus.PENDING

_NOTHING = CampaignFigures(
    pledged=0,
    unconfirmed=0,
    settled=0,
    refunded=0,
    disputed=0,
    held=0,
    allocated=0,
    overhead=0,
    gifts=0,
    donors=0,
)


class CampaignGiftRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def figures(
        self, programme_id: UUID, campaign_ids: Collection[UUID]
    ) -> dict[UUID, CampaignFigures]:
        """Of each of these campaigns, in one reading of one instant."""
        query = (
            select(Donation.campaign_id, *_figures())
            .where(Donation.programme_id == programme_id, Donation.campaign_id.in_(campaign_ids))
            .group_by(Donation.campaign_id)
        )
        found = {row[0]: _told(row[1:]) for row in self._session.execute(query)}
        return {id: found.get(id, _NOTHING) for id in campaign_ids}

    def figures_by_page(
        self, programme_id: UUID, page_ids: Collection[UUID]
    ) -> dict[UUID, CampaignFigures]:
        """Of what came by each of these supporters' pages."""
        query = (
            select(Donation.supporter_page_id, *_figures())
            .where(Donation.programme_id == programme_id, Donation.supporter_page_id.in_(page_ids))
            .group_by(Donation.supporter_page_id)
        )
        found = {row[0]: _told(row[1:]) for row in self._session.execute(query)}
        return {id: found.get(id, _NOTHING) for id in page_ids}

    def kept_by_the_end(self, campaign: Campaign) -> int:
        """What had come before the campaign's end, and is kept still, in minor units."""
        query = select(func.coalesce(func.sum(_KEPT), 0)).where(
            Donation.programme_id == campaign.programme_id,
            Donation.campaign_id == campaign.id,
            Donation.settled_at < campaign.closes_at,
        )
        return int(self._session.scalars(query).one())

    def held_gifts(self, programme_id: UUID, campaign_id: UUID, limit: int) -> list[UUID]:
        """Gifts that wait for the campaign to be decided, in the common order."""
        query = (
            select(Donation.id)
            .join(
                GiftHold,
                (GiftHold.programme_id == Donation.programme_id)
                & (GiftHold.donation_id == Donation.id),
            )
            .where(
                Donation.programme_id == programme_id,
                Donation.campaign_id == campaign_id,
                GiftHold.reason == HoldReason.ALL_OR_NOTHING,
                GiftHold.released_at.is_(None),
            )
            .order_by(Donation.settled_at, Donation.id)
            .limit(limit)
        )
        return list(self._session.scalars(query))

    def to_give_back(
        self, programme_id: UUID, campaign_id: UUID, limit: int
    ) -> list[tuple[UUID, int]]:
        """
        Gifts of which something is kept that no refund has taken on, in the common order; each
        with how many refunds it has had because its campaign missed its goal.

        One whose refund failed, or was given up by a person, is that person's to see to.
        """

        def of_gift(what: Any, *where: Any) -> Any:
            return (
                select(what)
                .where(
                    Refund.programme_id == Donation.programme_id,
                    Refund.donation_id == Donation.id,
                    *where,
                )
                .scalar_subquery()
            )

        seen_to = of_gift(
            func.count(), Refund.status.in_([RefundStatus.FAILED, RefundStatus.CANCELLED])
        )
        times = of_gift(func.count(), Refund.reason == RefundReason.CAMPAIGN_FAILED)
        query = (
            select(Donation.id, times)
            .where(
                Donation.programme_id == programme_id,
                Donation.campaign_id == campaign_id,
                _ARRIVED,
                # First, and of the row itself: all is given back of most, for ever.
                Donation.refunding_minor < _KEPT,
                seen_to == 0,
            )
            .order_by(Donation.settled_at, Donation.id)
            .limit(limit)
        )
        return [(row[0], int(row[1])) for row in self._session.execute(query)]

    def overhead_by_fund(self, programme_id: UUID, *, cap_bps: int) -> list[OverheadOfFund]:
        """By fund: what was given for children and kept, and what the running costs took of it."""
        query = _overhead().where(Donation.programme_id == programme_id)
        return [
            OverheadOfFund(fund_id=row[0], given=int(row[1]), overhead=int(row[2]), cap_bps=cap_bps)
            for row in self._session.execute(query.order_by(Donation.fund_id))
        ]

    def overhead_of_fund(
        self, programme_id: UUID, fund_id: UUID, *, cap_bps: int
    ) -> OverheadOfFund:
        query = _overhead().where(
            Donation.programme_id == programme_id, Donation.fund_id == fund_id
        )
        row = self._session.execute(query).one_or_none()
        given, overhead = (int(row[1]), int(row[2])) if row else (0, 0)
        return OverheadOfFund(fund_id=fund_id, given=given, overhead=overhead, cap_bps=cap_bps)

    def donor_ids(self, programme_id: UUID, campaign_id: UUID) -> list[UUID]:
        """Who gave to the campaign, known ones only, each once; of one e-mail one."""
        address = func.coalesce(Donor.email_index, func.uuid_send(Donor.id))
        query = (
            select(Donor.id)
            .ext(distinct_on(address))
            .join(
                Donation,
                (Donation.organisation_id == Donor.organisation_id)
                & (Donation.donor_id == Donor.id),
            )
            .where(
                Donation.programme_id == programme_id,
                Donation.campaign_id == campaign_id,
                Donation.status.in_([DonationStatus.SETTLED, DonationStatus.REFUNDED]),
            )
            .order_by(address, Donor.id)
        )
        return sorted(self._session.scalars(query))


def _figures() -> list[Any]:
    """In the order of the fields of `CampaignFigures`."""

    def summed(column: Any, *where: Any) -> Any:
        return func.coalesce(func.sum(column).filter(*where), 0)

    return [
        summed(_AMOUNT, _PENDING, ~BEGUN_BY_ANYBODY),
        summed(_AMOUNT, _PENDING, BEGUN_BY_ANYBODY),
        summed(_AMOUNT, _ARRIVED),
        summed(Donation.refunded_minor, _ARRIVED),
        summed(Donation.disputed_minor, _ARRIVED),
        summed(_KEPT, _ARRIVED, Donation.held),
        summed(Donation.allocated_minor, _ARRIVED),
        summed(Donation.overhead_minor, _ARRIVED),
        func.count().filter(_ARRIVED, _KEPT > 0),
        func.count(distinct(func.coalesce(Donation.donor_id, Donation.id))).filter(
            _ARRIVED, _KEPT > 0
        ),
    ]


def _told(row: Sequence[Any]) -> CampaignFigures:
    names = [field.name for field in fields(CampaignFigures)]
    return CampaignFigures(**dict(zip(names, map(int, row), strict=True)))


def _overhead() -> Any:
    """What covers the gateway's fee is the donor's extra, and no share of what is for children."""
    cover = func.least(Donation.fee_cover_minor, _KEPT)
    return (
        select(
            Donation.fund_id,
            func.coalesce(func.sum(_KEPT - cover), 0),
            func.coalesce(func.sum(Donation.overhead_minor - cover), 0),
        )
        .where(_ARRIVED)
        .group_by(Donation.fund_id)
    )
