"""Campaigns, what they told, and what was decided about them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from services.core.donations.models import (
    Campaign,
    CampaignDecision,
    CampaignFund,
    CampaignVersion,
)
from services.core.donations.types import CampaignKind, CampaignStatus
from services.core.kit.unit_of_work import UnitOfWork


class CampaignRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, campaign: Campaign) -> None:
        self._session.add(campaign)
        self._session.flush()

    def add_version(self, version: CampaignVersion) -> None:
        self._session.add(version)
        self._session.flush()

    def add_decision(self, decision: CampaignDecision) -> None:
        self._session.add(decision)
        self._session.flush()

    def find(self, programme_id: UUID, campaign_id: UUID) -> Campaign | None:
        return self._session.get(Campaign, (programme_id, campaign_id))

    def lock(self, programme_id: UUID, campaign_id: UUID) -> Campaign | None:
        """
        The campaign, locked against other changes and against gifts that settle meanwhile; not
        against new ones, which only refer to it.
        """
        query = (
            select(Campaign)
            .where(Campaign.programme_id == programme_id, Campaign.id == campaign_id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one_or_none()

    def share(self, programme_id: UUID, ids: Collection[UUID]) -> Sequence[Campaign]:
        """
        All-or-Nothing campaigns among these, held so that nobody decides them meanwhile, as they
        are once nobody does.
        """
        query = (
            select(Campaign)
            .where(
                Campaign.programme_id == programme_id,
                Campaign.id.in_(ids),
                Campaign.kind == CampaignKind.ALL_OR_NOTHING,
            )
            .order_by(Campaign.id)
            .with_for_update(read=True)
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).all()

    def find_by_code(self, programme_id: UUID, code: str) -> Campaign | None:
        query = select(Campaign).where(Campaign.programme_id == programme_id, Campaign.code == code)
        return self._session.scalars(query).one_or_none()

    def of_code(self, code: str) -> Sequence[Campaign]:
        """Campaigns of this code in all programmes: for the operator, who need not name one."""
        query = select(Campaign).where(Campaign.code == code).order_by(Campaign.programme_id)
        return self._session.scalars(query).all()

    def page(
        self,
        programme_id: UUID,
        *,
        hidden: Collection[CampaignStatus],
        after: UUID | None,
        limit: int,
    ) -> Sequence[Campaign]:
        query = select(Campaign).where(Campaign.programme_id == programme_id)
        if hidden:
            query = query.where(Campaign.status.not_in(hidden))
        if after is not None:
            query = query.where(Campaign.id < after)
        return self._session.scalars(query.order_by(Campaign.id.desc()).limit(limit)).all()

    def due(self, programme_id: UUID, now: datetime) -> list[UUID]:
        """Published campaigns that are over, the earliest end first."""
        query = (
            select(Campaign.id)
            .where(
                Campaign.programme_id == programme_id,
                Campaign.status == CampaignStatus.PUBLISHED,
                Campaign.closes_at <= now,
            )
            .order_by(Campaign.closes_at, Campaign.id)
        )
        return list(self._session.scalars(query))

    def decided(self, programme_id: UUID) -> Sequence[Campaign]:
        """All-or-Nothing campaigns of which it is known what they came to."""
        query = (
            select(Campaign)
            .where(Campaign.programme_id == programme_id, Campaign.outcome.is_not(None))
            .order_by(Campaign.id)
        )
        return self._session.scalars(query).all()

    def versions(self, programme_id: UUID, campaign_id: UUID) -> Sequence[CampaignVersion]:
        query = (
            select(CampaignVersion)
            .where(
                CampaignVersion.programme_id == programme_id,
                CampaignVersion.campaign_id == campaign_id,
            )
            .order_by(CampaignVersion.version)
        )
        return self._session.scalars(query).all()

    def decisions(self, programme_id: UUID, campaign_id: UUID) -> Sequence[CampaignDecision]:
        query = (
            select(CampaignDecision)
            .where(
                CampaignDecision.programme_id == programme_id,
                CampaignDecision.campaign_id == campaign_id,
            )
            .order_by(CampaignDecision.decided_at, CampaignDecision.id)
        )
        return self._session.scalars(query).all()

    def fund_ids(self, programme_id: UUID, campaign_id: UUID) -> list[UUID]:
        """The funds that donors may choose beside the campaign's own, in order."""
        query = (
            select(CampaignFund.fund_id)
            .where(
                CampaignFund.programme_id == programme_id, CampaignFund.campaign_id == campaign_id
            )
            .order_by(CampaignFund.ordinal)
        )
        return list(self._session.scalars(query))

    def set_funds(self, programme_id: UUID, campaign_id: UUID, fund_ids: Sequence[UUID]) -> None:
        """Let donors choose these, and no others, beside the campaign's own."""
        for row in self._session.scalars(
            select(CampaignFund).where(
                CampaignFund.programme_id == programme_id, CampaignFund.campaign_id == campaign_id
            )
        ):
            self._session.delete(row)
        self._session.flush()
        self._session.add_all(
            CampaignFund(
                programme_id=programme_id, campaign_id=campaign_id, fund_id=fund_id, ordinal=place
            )
            for place, fund_id in enumerate(fund_ids)
        )
        self._session.flush()

    def flush(self) -> None:
        self._session.flush()
