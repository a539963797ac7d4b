"""Campaigns, by programme and code."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import func, select

from services.core.donations.models import Campaign, Donation
from services.core.donations.types import CampaignFigures, DonationStatus
from services.core.kit.unit_of_work import UnitOfWork

# A composite's column, which the class shows as `Money` only.
_AMOUNT = Donation.__table__.c.amount_minor


class CampaignRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, campaign: Campaign) -> None:
        self._session.add(campaign)
        self._session.flush()

    def find(self, programme_id: UUID, campaign_id: UUID) -> Campaign | None:
        return self._session.get(Campaign, (programme_id, campaign_id))

    def find_by_code(self, programme_id: UUID, code: str) -> Campaign | None:
        query = select(Campaign).where(Campaign.programme_id == programme_id, Campaign.code == code)
        return self._session.scalars(query).one_or_none()

    def of_code(self, code: str) -> Sequence[Campaign]:
        """Campaigns of this code in all programmes: for the operator, who need not name one."""
        query = select(Campaign).where(Campaign.code == code).order_by(Campaign.programme_id)
        return self._session.scalars(query).all()

    def figures(self, campaign: Campaign) -> CampaignFigures:
        arrived = Donation.settled_at.is_not(None)
        row = self._session.execute(
            select(
                func.coalesce(
                    func.sum(_AMOUNT).filter(Donation.status == DonationStatus.PENDING),
                    0,
                ),
                func.coalesce(
                    func.sum(_AMOUNT - Donation.refunded_minor - Donation.disputed_minor).filter(
                        arrived
                    ),
                    0,
                ),
                func.count().filter(Donation.status == DonationStatus.SETTLED),
            ).where(
                Donation.programme_id == campaign.programme_id,
                Donation.campaign_id == campaign.id,
            )
        ).one()
        return CampaignFigures(pledged=int(row[0]), settled=int(row[1]), gifts=row[2])
