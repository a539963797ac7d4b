"""Gifts that come by themselves each month, and on which terms in which time."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import MonthlyGiftState
from services.core.kit.db import (
    Base,
    OfOrganisation,
    enum_column,
    money_column,
    reference,
    small_int,
)
from services.core.kit.money import Money


class MonthlyGift(OfOrganisation, Base):
    """
    A standing wish to give each month by card, as the gateway carries it out.

    It outlives programme years: which campaign a month of it is for, its terms say.
    """

    __tablename__ = "monthly_gifts"
    __table_args__ = (
        reference("donors", "organisation_id", "donor_id"),
        UniqueConstraint("organisation_id", "subscription_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(
            "state NOT IN ('active', 'past_due', 'paused', 'ended') OR subscription_id IS NOT NULL",
            name="running_at_the_gateway",
        ),
        CheckConstraint("(state = 'ended') = (ended_at IS NOT NULL)", name="ended_at_an_instant"),
        Index(None, "organisation_id", "donor_id"),
        Index(
            "ix_monthly_gifts_card_expires_on",
            "card_expires_on",
            postgresql_where=text("state IN ('active', 'past_due', 'paused')"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    donor_id: Mapped[UUID]
    state: Mapped[MonthlyGiftState] = enum_column(MonthlyGiftState, "state")
    amount: Mapped[Money] = money_column("amount")  # a month, what covers the fee included
    anonymous: Mapped[bool] = mapped_column(server_default=false())
    language: Mapped[str]  # of mails about it
    checkout_id: Mapped[str | None]
    customer_id: Mapped[str | None]  # at the gateway, and of this gift alone
    subscription_id: Mapped[str | None]
    started_at: Mapped[datetime]
    observed_at: Mapped[datetime | None]  # as of when the gateway told what stands here
    period_ends_at: Mapped[datetime | None]
    stops_at: Mapped[datetime | None]  # the donor's wish: no month is taken after it
    resumes_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    card_expires_on: Mapped[date | None]  # the last day on which the card may be charged
    card_told_days: Mapped[int | None] = small_int()  # how long before that we last said so


class MonthlyGiftTerms(Base):
    """From when on which campaign a monthly gift is for; rows are only ever added."""

    __tablename__ = "monthly_gift_terms"
    __table_args__ = (
        reference("monthly_gifts", "organisation_id", "monthly_gift_id"),
        reference("campaigns", "programme_id", "campaign_id"),
        reference("funds", "programme_id", "fund_id"),
        CheckConstraint("fee_cover_bps BETWEEN 0 AND 10000", name="fee_cover_is_a_share"),
        Index(None, "programme_id", "campaign_id"),
    )

    organisation_id: Mapped[UUID] = mapped_column(primary_key=True)
    monthly_gift_id: Mapped[UUID] = mapped_column(primary_key=True)
    valid_from: Mapped[datetime] = mapped_column(primary_key=True)
    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"))
    campaign_id: Mapped[UUID]
    fund_id: Mapped[UUID]
    fee_cover_bps: Mapped[int] = small_int()  # the fee that the donor covers; 0: none
    decided_by: Mapped[UUID]
