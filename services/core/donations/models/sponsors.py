"""What companies promise, and by which gifts they pay it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import SponsorshipKind
from services.core.kit.db import Base, OfProgramme, enum_column, reference, small_int
from services.core.kit.money import Money


class Sponsorship(OfProgramme, Base):
    """What a company promised: to match others' gifts to a campaign, or to pay for places."""

    __tablename__ = "sponsorships"
    __table_args__ = (
        reference("campaigns", "programme_id", "campaign_id"),
        reference("funds", "programme_id", "fund_id"),
        CheckConstraint(
            "CASE kind WHEN 'matching' THEN campaign_id IS NOT NULL AND ratio_bps > 0"
            " AND cap_minor > 0 AND opens_at < closes_at"
            " AND places IS NULL AND fund_id IS NULL AND yen_a_place IS NULL"
            " ELSE places > 0 AND yen_a_place > 0 AND fund_id IS NOT NULL"
            " AND ratio_bps IS NULL AND cap_minor IS NULL AND opens_at IS NULL"
            " AND closes_at IS NULL END",
            name="of_its_kind",
        ),
        Index(None, "programme_id", "campaign_id"),
        Index(
            "uq_sponsorships_fund",
            "programme_id",
            "fund_id",
            unique=True,
            postgresql_where=text("fund_id IS NOT NULL"),
        ),
    )

    kind: Mapped[SponsorshipKind] = enum_column(SponsorshipKind, "kind")
    campaign_id: Mapped[UUID | None]
    sponsor_ja: Mapped[str]  # as the company wants to be named in public
    sponsor_en: Mapped[str]
    ratio_bps: Mapped[int | None] = small_int()  # 10,000: a yen for each yen
    cap_minor: Mapped[int | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]  # exclusive
    fund_id: Mapped[UUID | None]
    places: Mapped[int | None] = small_int()
    yen_a_place: Mapped[int | None]
    promised_at: Mapped[datetime]
    promised_by: Mapped[UUID]  # who wrote it down

    @property
    def promised(self) -> Money:
        """The most that it may come to."""
        if self.kind is SponsorshipKind.MATCHING:
            return Money(self.cap_minor or 0)
        return Money((self.places or 0) * (self.yen_a_place or 0))


class SponsorPayment(Base):
    """A gift by which a sponsor pays what it promised; it is itself never matched."""

    __tablename__ = "sponsor_payments"
    __table_args__ = (
        reference("sponsorships", "programme_id", "sponsorship_id"),
        reference("donations", "programme_id", "donation_id"),
        Index(None, "programme_id", "sponsorship_id"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    donation_id: Mapped[UUID] = mapped_column(primary_key=True)
    sponsorship_id: Mapped[UUID]
    noted_at: Mapped[datetime]
    noted_by: Mapped[UUID]
