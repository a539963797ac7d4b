"""News for a campaign's donors, and who wants none."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, OfProgramme, reference, small_int


class CampaignUpdate(OfProgramme, Base):
    """News for a campaign's donors; withdrawn, it is no longer shown, and stays on record."""

    __tablename__ = "campaign_updates"
    __table_args__ = (
        reference("campaigns", "programme_id", "campaign_id"),
        CheckConstraint(
            "(withdrawn_at IS NULL) = (withdrawn_because IS NULL)", name="withdrawn_for_a_reason"
        ),
        Index(None, "programme_id", "campaign_id"),
    )

    campaign_id: Mapped[UUID]
    version: Mapped[int] = small_int()
    published_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_because: Mapped[str | None]


class CampaignUpdateVersion(Base):
    """The words of an update as they once stood; never changed."""

    __tablename__ = "campaign_update_versions"
    __table_args__ = (
        reference("campaign_updates", "programme_id", "update_id"),
        CheckConstraint("version > 0", name="version_positive"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    update_id: Mapped[UUID] = mapped_column(primary_key=True)
    version: Mapped[int] = small_int(primary_key=True)
    title_ja: Mapped[str]
    title_en: Mapped[str]
    body_ja: Mapped[str]
    body_en: Mapped[str]
    written_at: Mapped[datetime]
    written_by: Mapped[UUID]


class UpdateOptOut(Base):
    """That a donor wants no more updates of an organisation's campaigns by mail."""

    __tablename__ = "update_opt_outs"
    __table_args__ = (reference("donors", "organisation_id", "donor_id"),)

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    donor_id: Mapped[UUID] = mapped_column(primary_key=True)
    opted_out_at: Mapped[datetime]
