"""Campaigns, donors, donations and what is written about them: refunds, receipts, movements."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.policies import Parts
from services.core.donations.types import (
    Channel,
    DonationStatus,
    EntryKind,
    ImportKind,
    RefundStatus,
)
from services.core.kit.db import (
    Base,
    OfOrganisation,
    OfProgramme,
    enum_column,
    money_column,
    reference,
    small_int,
)
from services.core.kit.money import Money

_NOTHING = text("0")


class Campaign(OfProgramme, Base):
    """What donors are asked for, with all that the law wants them to read first (B7)."""

    __tablename__ = "campaigns"
    __table_args__ = (
        UniqueConstraint("programme_id", "code"),
        reference("funds", "programme_id", "fund_id"),
        CheckConstraint("opens_at < closes_at", name="open_for_a_while"),
        CheckConstraint("goal_minor > 0", name="goal_positive"),
        CheckConstraint(
            "stretch_goal_minor IS NULL OR stretch_goal_minor > goal_minor", name="stretch_beyond"
        ),
        CheckConstraint("overhead_bps BETWEEN 0 AND 10000", name="overhead_is_a_share"),
        Index(None, "code"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    fund_id: Mapped[UUID]
    code: Mapped[str]
    name_ja: Mapped[str]
    name_en: Mapped[str]
    goal: Mapped[Money] = money_column("goal")
    stretch_goal_minor: Mapped[int | None]
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]  # exclusive
    overhead_bps: Mapped[int] = small_int()
    solicitor_name: Mapped[str]
    solicitor_address: Mapped[str]
    use_of_funds: Mapped[str]
    if_goal_missed: Mapped[str]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID]

    def is_open(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at


class Donor(OfOrganisation, Base):
    """Who gives. All that tells who it is is sealed under the donor's own key."""

    __tablename__ = "donors"
    __table_args__ = (
        UniqueConstraint("organisation_id", "email_index"),
        Index(None, "organisation_id", "kana_index"),
        Index(None, "organisation_id", "person_index"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    name_sealed: Mapped[bytes | None]
    kana_sealed: Mapped[bytes | None]
    email_sealed: Mapped[bytes | None]
    postcode_sealed: Mapped[bytes | None]
    address_sealed: Mapped[bytes | None]
    email_index: Mapped[bytes | None]
    kana_index: Mapped[bytes | None]
    person_index: Mapped[bytes | None]  # name and address together: who gave without an e-mail
    created_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]

    def forget(self, at: datetime) -> None:
        """Leave a tombstone: the id that gifts and receipts bear, and the dates."""
        self.name_sealed = self.kana_sealed = self.email_sealed = None
        self.postcode_sealed = self.address_sealed = None
        self.email_index = self.kana_index = self.person_index = None
        self.forgotten_at = at


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
        UniqueConstraint("programme_id", "external_ref"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint(
            "least(overhead_minor, refunded_minor, shortfall_minor, allocated_minor) >= 0",
            name="parts_not_negative",
        ),
        CheckConstraint(
            "overhead_minor + refunded_minor + allocated_minor <= amount_minor + shortfall_minor",
            name="parts_within_amount",
        ),
        CheckConstraint(
            "refunded_minor <= amount_minor AND shortfall_minor <= refunded_minor",
            name="refund_within_amount",
        ),
        CheckConstraint(
            "(status IN ('settled', 'refunded')) = (settled_at IS NOT NULL)",
            name="settled_at_an_instant",
        ),
        CheckConstraint(
            "(status = 'refunded') = (refunded_minor = amount_minor)", name="refunded_wholly"
        ),
        CheckConstraint(
            "settled_at IS NOT NULL OR overhead_minor + refunded_minor + allocated_minor = 0",
            name="only_settled_is_spent",
        ),
        CheckConstraint(
            "(channel IN ('municipal_grant', 'assigned')) = (campaign_id IS NULL)",
            name="given_to_a_campaign",
        ),
        # Oldest first is how promises are paid for.
        Index(
            "ix_donations_free",
            "programme_id",
            "fund_id",
            "settled_at",
            "id",
            postgresql_where=text(
                "amount_minor + shortfall_minor > overhead_minor + refunded_minor + allocated_minor"
                " AND settled_at IS NOT NULL"
            ),
        ),
        Index(None, "programme_id", "campaign_id"),
        Index(None, "organisation_id", "donor_id"),
    )

    programme_id: Mapped[UUID] = mapped_column(ForeignKey("programmes.id"), primary_key=True)
    organisation_id: Mapped[UUID]
    campaign_id: Mapped[UUID | None]
    fund_id: Mapped[UUID]
    donor_id: Mapped[UUID | None]
    channel: Mapped[Channel] = enum_column(Channel, "channel")
    status: Mapped[DonationStatus] = enum_column(DonationStatus, "status")
    amount: Mapped[Money] = money_column("amount")
    overhead_bps: Mapped[int] = small_int()  # as the campaign promised when it was given
    overhead_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    refunded_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    shortfall_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    allocated_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    anonymous: Mapped[bool] = mapped_column(server_default=false())
    external_ref: Mapped[str | None]  # the order number at a crowdfunding site, for instance
    reference: Mapped[str | None]  # the number that a bank transfer should bear
    checkout_id: Mapped[str | None]
    payment_id: Mapped[str | None]
    started_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]

    @property
    def parts(self) -> Parts:
        return Parts(
            self.amount,
            *(
                Money(minor, self.amount.currency)
                for minor in (
                    self.overhead_minor,
                    self.refunded_minor,
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
        self.shortfall_minor = parts.shortfall.minor
        self.allocated_minor = parts.allocated.minor
        if parts.refunded == self.amount:
            self.status = DonationStatus.REFUNDED

    @property
    def free(self) -> Money:
        """What may be promised of it: nothing before its money has come."""
        return self.parts.free if self.settled_at else Money(0, self.amount.currency)


class Refund(OfProgramme, Base):
    """Money given back, or on its way back: pending until it has left."""

    __tablename__ = "refunds"
    __table_args__ = (
        reference("donations", "programme_id", "donation_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(status = 'settled') = (settled_at IS NOT NULL)", name="settled_at"),
        Index(None, "programme_id", "donation_id"),
        Index(
            "ix_refunds_to_ask_for",
            "requested_at",
            postgresql_where=text("status = 'pending' AND asked_at IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    donation_id: Mapped[UUID]
    status: Mapped[RefundStatus] = enum_column(RefundStatus, "status")
    amount: Mapped[Money] = money_column("amount")
    external_id: Mapped[str | None]
    requested_at: Mapped[datetime]
    requested_by: Mapped[UUID]
    asked_at: Mapped[datetime | None]  # when the gateway took our request
    settled_at: Mapped[datetime | None]


class GatewayMovement(OfProgramme, Base):
    """One movement of the gateway's balance, with the object whose transfers answer to it (L13)."""

    __tablename__ = "gateway_movements"
    __table_args__ = (
        UniqueConstraint("programme_id", "external_id"),
        Index(None, "external_id"),
        reference("donations", "programme_id", "donation_id"),
        UniqueConstraint("programme_id", "of_id"),
        CheckConstraint("fee_minor >= 0", name="fee_not_negative"),
        CheckConstraint("(kind = 'payout') = (donation_id IS NULL)", name="of_a_donation"),
    )

    external_id: Mapped[str]
    kind: Mapped[EntryKind] = enum_column(EntryKind, "kind")
    source_id: Mapped[str]
    donation_id: Mapped[UUID | None]
    amount: Mapped[Money] = money_column("amount")  # towards us positive
    fee_minor: Mapped[int]
    occurred_at: Mapped[datetime]
    of_id: Mapped[UUID]  # the donation, refund or payout whose transfers answer to it
    payout_id: Mapped[str | None]  # the payout by which it left for the bank

    @property
    def net(self) -> Money:
        return Money(self.amount.minor - self.fee_minor, self.amount.currency)


class BankDeposit(OfProgramme, Base):
    """A deposit on the organisation's account; without a donation it waits to be matched (B4)."""

    __tablename__ = "bank_deposits"
    __table_args__ = (
        reference("donations", "programme_id", "donation_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("(donation_id IS NULL) = (matched_at IS NULL)", name="matched_at"),
        Index(
            "ix_bank_deposits_unmatched",
            "programme_id",
            "received_on",
            postgresql_where=text("donation_id IS NULL"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"))
    received_on: Mapped[date]
    amount: Mapped[Money] = money_column("amount")
    payer_sealed: Mapped[bytes | None]
    reference: Mapped[str | None]
    donation_id: Mapped[UUID | None]
    matched_at: Mapped[datetime | None]
    matched_by: Mapped[UUID | None]


class ReceiptBook(Base):
    """The last serial number given out in a calendar year; locked while receipts are issued."""

    __tablename__ = "receipt_books"

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    year: Mapped[int] = small_int(primary_key=True)
    last_serial: Mapped[int] = small_int(server_default=_NOTHING)


class Receipt(OfOrganisation, Base):
    """A donation receipt. Serial numbers run without a gap within organisation and year (B8)."""

    __tablename__ = "receipts"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year", "serial"),
        UniqueConstraint("programme_id", "donation_id"),
        reference("donations", "programme_id", "donation_id"),
        reference("donors", "organisation_id", "donor_id"),
        CheckConstraint("serial > 0", name="serial_positive"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    programme_id: Mapped[UUID]
    donation_id: Mapped[UUID]
    donor_id: Mapped[UUID]
    year: Mapped[int] = small_int()
    serial: Mapped[int] = small_int()
    accepted_on: Mapped[date]
    amount: Mapped[Money] = money_column("amount")
    issued_at: Mapped[datetime]

    @property
    def number(self) -> str:
        """As it stands on the paper: 2026-000123."""
        return f"{self.year}-{self.serial:06}"


class Import(OfProgramme, Base):
    """That a file was taken in: the very same bytes are not taken in twice."""

    __tablename__ = "imports"
    __table_args__ = (UniqueConstraint("programme_id", "kind", "file_hash"),)

    kind: Mapped[ImportKind] = enum_column(ImportKind, "kind")
    file_hash: Mapped[bytes]
    rows: Mapped[int]
    imported_at: Mapped[datetime]
    imported_by: Mapped[UUID]
