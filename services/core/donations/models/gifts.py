"""Gifts, and why some of them wait."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.policies import OverheadTerms, Parts, Way
from services.core.donations.types import Channel, DonationStatus, HoldReason
from services.core.kit.db import Base, OfProgramme, enum_column, money_column, reference, small_int
from services.core.kit.money import Money

_NOTHING = text("0")


class Donation(OfProgramme, Base):
    """
    One gift, or one grant of a municipality: the only way by which yen enter a fund.

    Its parts are kept here so that they can never exceed it (L9).
    """

    __tablename__ = "donations"
    __table_args__ = (
        reference("campaigns", "programme_id", "campaign_id"),
        reference("funds", "programme_id", "fund_id"),
        reference("donors", "organisation_id", "donor_id"),
        reference("supporter_pages", "programme_id", "supporter_page_id"),
        ForeignKeyConstraint(
            ["programme_id", "campaign_id", "campaign_version"],
            [
                "campaign_versions.programme_id",
                "campaign_versions.campaign_id",
                "campaign_versions.version",
            ],
        ),
        UniqueConstraint("programme_id", "external_ref"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(
            "least(overhead_minor, refunded_minor, disputed_minor, shortfall_minor,"
            " allocated_minor) >= 0",
            name="parts_not_negative",
        ),
        CheckConstraint(
            "overhead_minor + refunded_minor + disputed_minor + allocated_minor"
            " <= amount_minor + shortfall_minor",
            name="parts_within_amount",
        ),
        CheckConstraint(
            "refunded_minor + disputed_minor <= amount_minor"
            " AND shortfall_minor <= refunded_minor + disputed_minor",
            name="gone_within_amount",
        ),
        CheckConstraint(
            "(status IN ('settled', 'refunded')) = (settled_at IS NOT NULL)",
            name="settled_at_an_instant",
        ),
        CheckConstraint(
            "(status = 'refunded') = (refunded_minor = amount_minor)", name="refunded_wholly"
        ),
        CheckConstraint(
            "settled_at IS NOT NULL"
            " OR overhead_minor + refunded_minor + disputed_minor + allocated_minor = 0",
            name="only_settled_is_spent",
        ),
        CheckConstraint(
            "(channel IN ('municipal_grant', 'hometown_tax', 'corporate_hometown_tax', 'assigned'))"
            " = (campaign_id IS NULL)",
            name="given_to_a_campaign",
        ),
        CheckConstraint(
            "(campaign_id IS NULL) = (campaign_version IS NULL)", name="told_by_its_campaign"
        ),
        CheckConstraint(
            "(shortfall_minor > 0) = (shortfall_since IS NOT NULL)", name="shortfall_since"
        ),
        CheckConstraint(
            "least(refunding_minor, refunded_beyond_minor, disputed_beyond_minor) >= 0",
            name="leaving_not_negative",
        ),
        CheckConstraint("fee_cover_minor BETWEEN 0 AND amount_minor", name="fee_cover_within"),
        CheckConstraint("message_sealed IS NULL OR donor_id IS NOT NULL", name="message_of_whom"),
        reference("site_payouts", "programme_id", "site_payout_id"),
        CheckConstraint("site_payout_id IS NULL OR site IS NOT NULL", name="paid_out_by_a_site"),
        # Oldest first is how promises are paid for.
        Index(
            "ix_donations_free",
            "programme_id",
            "fund_id",
            "settled_at",
            "id",
            postgresql_where=text(
                "amount_minor + shortfall_minor"
                " > overhead_minor + refunded_minor + disputed_minor + allocated_minor"
                " + refunding_minor"
                " AND settled_at IS NOT NULL AND NOT held"
            ),
        ),
        Index(
            "ix_donations_shortfall",
            "programme_id",
            "id",
            postgresql_where=text("shortfall_minor > 0"),
        ),
        Index(None, "programme_id", "campaign_id"),
        Index(None, "organisation_id", "donor_id"),
        Index(None, "organisation_id", "accepted_on"),
        Index(
            "ix_donations_at_a_site",
            "programme_id",
            "site",
            "settled_at",
            postgresql_where=text("site IS NOT NULL AND site_payout_id IS NULL"),
        ),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    organisation_id: Mapped[UUID]
    campaign_id: Mapped[UUID | None]
    campaign_version: Mapped[int | None] = small_int()  # what its donor was told; see there
    supporter_page_id: Mapped[UUID | None]  # by whose page the donor came
    fund_id: Mapped[UUID]
    donor_id: Mapped[UUID | None]
    channel: Mapped[Channel] = enum_column(Channel, "channel")
    status: Mapped[DonationStatus] = enum_column(DonationStatus, "status")
    amount: Mapped[Money] = money_column("amount")
    overhead_bps: Mapped[int] = small_int()  # as the campaign promised when it was given
    fee_cover_minor: Mapped[int] = mapped_column(server_default=_NOTHING)  # see `OverheadTerms`
    overhead_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    refunded_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    disputed_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    shortfall_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    allocated_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    refunding_minor: Mapped[int] = mapped_column(server_default=_NOTHING)  # decided, not left yet
    # What left beyond what was kept: the donor has it twice, and overhead bears it.
    refunded_beyond_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    disputed_beyond_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    shortfall_since: Mapped[datetime | None]  # when money left that was promised already
    held: Mapped[bool] = mapped_column(server_default=false())  # see `GiftHold`
    anonymous: Mapped[bool] = mapped_column(server_default=false())
    recorded_by: Mapped[UUID | None]  # who brought it into the books: never its second person
    message_sealed: Mapped[bytes | None]  # the donor's words, under the donor's key
    monthly_gift_id: Mapped[UUID | None]  # the standing order that it came by
    external_ref: Mapped[str | None]  # the order number at a crowdfunding site, for instance
    site: Mapped[str | None]  # the crowdfunding site that took the money and pays it out later
    site_payout_id: Mapped[UUID | None]
    reference: Mapped[str | None]  # the number that a bank transfer should bear
    checkout_id: Mapped[str | None]
    payment_id: Mapped[str | None]
    started_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    arrived_on: Mapped[date | None]  # when the money itself reached the bank, or was handed over
    accepted_on: Mapped[date | None]  # the day that receipt, donor list and accounts go by (B9)

    @property
    def parts(self) -> Parts:
        return Parts(
            self.amount,
            *(
                Money(minor, self.amount.currency)
                for minor in (
                    self.overhead_minor,
                    self.refunded_minor,
                    self.disputed_minor,
                    self.shortfall_minor,
                    self.allocated_minor,
                )
            ),
        )

    @parts.setter
    def parts(self, parts: Parts) -> None:
        """The caller holds the lock on the row."""
        self.overhead_minor = parts.overhead.minor
        self.refunded_minor = parts.refunded.minor
        self.disputed_minor = parts.disputed.minor
        self.shortfall_minor = parts.shortfall.minor
        self.allocated_minor = parts.allocated.minor
        if not parts.shortfall:
            self.shortfall_since = None
        self.status = (
            DonationStatus.REFUNDED if parts.refunded == self.amount else DonationStatus.SETTLED
        )

    def unsettle(self, status: DonationStatus) -> None:
        """Its money was not its money: as if it had never come. The caller holds the lock."""
        self.status = status
        self.settled_at = self.arrived_on = self.accepted_on = None
        self.overhead_minor = 0

    @property
    def overhead_terms(self) -> OverheadTerms:
        return OverheadTerms(self.overhead_bps, Money(self.fee_cover_minor, self.amount.currency))

    @property
    def paid_out_later(self) -> bool:
        """Whether a gateway or a site holds the money before the bank has it."""
        return self.channel.through_gateway or self.site is not None

    @property
    def free(self) -> Money:
        """
        What may be promised of it: nothing before its money has come, or while it is held; and
        nothing of what is about to be given back.
        """
        nothing = Money(0, self.amount.currency)
        if self.settled_at is None or self.held:
            return nothing
        return max(self.parts.free - self.refunding, nothing)

    @property
    def refunding(self) -> Money:
        """What was decided to be given back and has not left yet."""
        return Money(self.refunding_minor, self.amount.currency)

    def beyond(self, way: Way) -> Money:
        """What left by this way although nothing was kept any more."""
        is_refund = way is Way.REFUNDED
        minor = self.refunded_beyond_minor if is_refund else self.disputed_beyond_minor
        return Money(minor, self.amount.currency)

    def add_beyond(self, way: Way, amount: Money) -> None:
        """The caller holds the lock on the row."""
        if way is Way.REFUNDED:
            self.refunded_beyond_minor += amount.minor
        else:
            self.disputed_beyond_minor += amount.minor


class GiftHold(OfProgramme, Base):
    """
    A reason for which a gift may not be promised yet; history is kept as long as the gift's
    money is its money.

    A gift is `held` as long as one of its holds is not released.
    """

    __tablename__ = "gift_holds"
    __table_args__ = (
        reference("donations", "programme_id", "donation_id"),
        UniqueConstraint("programme_id", "donation_id", "reason"),
        CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name="released_by_one"),
        Index(
            "ix_gift_holds_standing",
            "programme_id",
            "reason",
            postgresql_where=text("released_at IS NULL"),
        ),
    )

    donation_id: Mapped[UUID]
    reason: Mapped[HoldReason] = enum_column(HoldReason, "reason")
    placed_at: Mapped[datetime]
    placed_by: Mapped[UUID]
    released_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None]
