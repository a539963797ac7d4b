"""From what amount a gift is flagged, and what a second person said of it (B13)."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import ClearanceReason, Verdict
from services.core.kit.db import Base, OfOrganisation, OfProgramme, enum_column, reference


class GiftThresholds(OfOrganisation, Base):
    """From which amounts on an organisation looks twice; rows never change, the latest counts."""

    __tablename__ = "gift_thresholds"
    __table_args__ = (
        CheckConstraint(
            "least(cash_from_minor, large_from_minor, count_cash_from_minor) > 0",
            name="thresholds_positive",
        ),
        Index(None, "organisation_id", "set_at"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    cash_from_minor: Mapped[int]
    large_from_minor: Mapped[int]
    count_cash_from_minor: Mapped[int]  # cash that a second person counts before it is booked
    set_at: Mapped[datetime]
    set_by: Mapped[UUID]


class GiftClearance(OfProgramme, Base):
    """The word of a second person on a flagged gift; rows never change."""

    __tablename__ = "gift_clearances"
    __table_args__ = (
        reference("donations", "programme_id", "donation_id"),
        Index(None, "programme_id", "donation_id"),
    )

    donation_id: Mapped[UUID]
    verdict: Mapped[Verdict] = enum_column(Verdict, "verdict")
    reason: Mapped[ClearanceReason] = enum_column(ClearanceReason, "reason")
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID]


class ProviderName(Base):
    """What an approved provider is called, by which a company that gives is known as it."""

    __tablename__ = "provider_names"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    provider_id: Mapped[UUID] = mapped_column(primary_key=True)
    folded: Mapped[str]  # as `kit.japanese.folded` has it
