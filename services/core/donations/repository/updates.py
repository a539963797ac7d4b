"""News of campaigns, their words through time, and who wants none."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import delete, exists, or_, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import aliased

from services.core.donations.models import (
    CampaignUpdate,
    CampaignUpdateVersion,
    Donor,
    UpdateOptOut,
)
from services.core.kit.unit_of_work import UnitOfWork


class CampaignUpdateRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, update: CampaignUpdate) -> None:
        self._session.add(update)
        self._session.flush()

    def add_version(self, words: CampaignUpdateVersion) -> None:
        self._session.add(words)
        self._session.flush()

    def find(self, programme_id: UUID, update_id: UUID) -> CampaignUpdate | None:
        return self._session.get(CampaignUpdate, (programme_id, update_id))

    def lock(self, programme_id: UUID, update_id: UUID) -> CampaignUpdate | None:
        return self._session.get(
            CampaignUpdate, (programme_id, update_id), with_for_update=True, populate_existing=True
        )

    def of_campaign(self, programme_id: UUID, campaign_id: UUID) -> Sequence[CampaignUpdate]:
        """The newest first, withdrawn ones among them."""
        query = (
            select(CampaignUpdate)
            .where(
                CampaignUpdate.programme_id == programme_id,
                CampaignUpdate.campaign_id == campaign_id,
            )
            .order_by(CampaignUpdate.published_at.desc(), CampaignUpdate.id.desc())
        )
        return self._session.scalars(query).all()

    def words(
        self, programme_id: UUID, update_ids: Collection[UUID]
    ) -> Sequence[CampaignUpdateVersion]:
        """All words of these, the first first."""
        query = (
            select(CampaignUpdateVersion)
            .where(
                CampaignUpdateVersion.programme_id == programme_id,
                CampaignUpdateVersion.update_id.in_(update_ids),
            )
            .order_by(CampaignUpdateVersion.update_id, CampaignUpdateVersion.version)
        )
        return self._session.scalars(query).all()

    def opted_out(self, organisation_id: UUID, donor_ids: Collection[UUID]) -> set[UUID]:
        """Who of these wants none, or has said so as another donor of the same e-mail."""
        other = aliased(Donor)
        query = select(Donor.id).where(
            Donor.organisation_id == organisation_id,
            Donor.id.in_(donor_ids),
            exists().where(
                UpdateOptOut.organisation_id == organisation_id,
                UpdateOptOut.donor_id == other.id,
                other.organisation_id == organisation_id,
                or_(other.id == Donor.id, other.email_index == Donor.email_index),
            ),
        )
        return set(self._session.scalars(query))

    def opt_out(self, wish: UpdateOptOut) -> None:
        """Note it once."""
        self._session.execute(
            insert(UpdateOptOut)
            .values(
                organisation_id=wish.organisation_id,
                donor_id=wish.donor_id,
                opted_out_at=wish.opted_out_at,
            )
            .on_conflict_do_nothing()
        )

    def opt_in(self, organisation_id: UUID, donor_id: UUID) -> None:
        self._session.execute(
            delete(UpdateOptOut).where(
                UpdateOptOut.organisation_id == organisation_id, UpdateOptOut.donor_id == donor_id
            )
        )
