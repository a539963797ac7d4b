"""Supporters' own pages for campaigns."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select

from services.core.donations.models import SupporterPage
from services.core.donations.types import PageStatus
from services.core.kit.unit_of_work import UnitOfWork


class SupporterPageRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, page: SupporterPage) -> None:
        self._session.add(page)
        self._session.flush()

    def find(self, programme_id: UUID, page_id: UUID) -> SupporterPage | None:
        return self._session.get(SupporterPage, (programme_id, page_id))

    def lock(self, programme_id: UUID, page_id: UUID) -> SupporterPage | None:
        return self._session.get(
            SupporterPage, (programme_id, page_id), with_for_update=True, populate_existing=True
        )

    def find_by_code(self, programme_id: UUID, code: str) -> SupporterPage | None:
        query = select(SupporterPage).where(
            SupporterPage.programme_id == programme_id, SupporterPage.code == code
        )
        return self._session.scalars(query).one_or_none()

    def of_campaign(
        self,
        programme_id: UUID,
        campaign_id: UUID,
        *,
        statuses: Collection[PageStatus],
        after: UUID | None = None,
        limit: int | None = None,
    ) -> Sequence[SupporterPage]:
        query = (
            select(SupporterPage)
            .where(
                SupporterPage.programme_id == programme_id,
                SupporterPage.campaign_id == campaign_id,
                SupporterPage.status.in_(statuses),
            )
            .order_by(SupporterPage.id)
            .limit(limit)
        )
        if after is not None:
            query = query.where(SupporterPage.id > after)
        return self._session.scalars(query).all()

    def lock_of_donor(self, organisation_id: UUID, donor_id: UUID) -> Sequence[SupporterPage]:
        query = (
            select(SupporterPage)
            .where(
                SupporterPage.organisation_id == organisation_id,
                SupporterPage.donor_id == donor_id,
            )
            .order_by(SupporterPage.programme_id, SupporterPage.id)
            .with_for_update()
        )
        return self._session.scalars(query).all()
