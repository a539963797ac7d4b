"""Enrolments, redemptions and what undoes them, caps in use, attempts that were refused."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

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
from services.core.programmes.types import ServiceCategory
from services.core.redemptions.errors import (
    RedemptionNotDisputed,
    RedemptionNotOpen,
    ReversedMoreThanRedeemed,
)
from services.core.redemptions.types import (
    DisputeReason,
    OverrideReason,
    RedemptionStatus,
    ReversalReason,
)

# The transaction that recorded a row, by the database's own count (xid8 as BIGINT): rollups read
# on from there, and no transaction that commits late is overlooked, as it would be by its time.
RECORDING_TRANSACTION = "(pg_current_xact_id()::text::bigint)"


def recording_transaction() -> Mapped[int]:
    """The column that the database fills in by itself."""
    return mapped_column(server_default=text(RECORDING_TRANSACTION))


class Enrolment(OfProgramme, Base):
    """A child's place with a provider; one for each, ended and taken up again on the same row."""

    __tablename__ = "enrolments"
    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "provider_id"],
            ["provider_programmes.programme_id", "provider_programmes.provider_id"],
        ),
        ForeignKeyConstraint(
            ["organisation_id", "provider_id", "site_id"],
            ["sites.organisation_id", "sites.provider_id", "sites.id"],
        ),
        reference("children", "organisation_id", "child_id"),
        UniqueConstraint("programme_id", "provider_id", "child_id"),
        # Lets a redemption refer to enrolment and provider together: they cannot disagree.
        UniqueConstraint("programme_id", "id", "provider_id"),
        Index(None, "programme_id", "child_id"),
    )

    organisation_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    site_id: Mapped[UUID]
    child_id: Mapped[UUID]
    enrolled_at: Mapped[datetime]
    left_on: Mapped[date | None]  # the first day on which the child was there no more


class Redemption(OfProgramme, Base):
    """
    A provider honoured a voucher. Inserted by `repository.statement` alone.

    The site is checked by that statement and not by a foreign key: it would lock the one row
    that all children of a classroom share, at every use.
    """

    __tablename__ = "redemptions"
    __table_args__ = (
        reference("vouchers", "programme_id", "voucher_id"),
        ForeignKeyConstraint(
            ["programme_id", "enrolment_id", "provider_id"],
            ["enrolments.programme_id", "enrolments.id", "enrolments.provider_id"],
        ),
        reference("ledger_transfers", "programme_id", "transfer_id"),
        UniqueConstraint("programme_id", "transfer_id"),
        Index(None, "programme_id", "provider_id", "recorded_at"),
        Index(None, "programme_id", "voucher_id", "recorded_at"),
        Index(None, "programme_id", "recorded_xid"),
        Index(
            "ix_redemptions_unconfirmed",
            "programme_id",
            "recorded_at",
            postgresql_where=text("confirmed_at IS NULL"),
        ),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("reversed_minor BETWEEN 0 AND amount_minor", name="reversed_in_amount"),
        CheckConstraint("confirmed_by IS NULL OR confirmed_at IS NOT NULL", name="confirmed_dated"),
        CheckConstraint("closed_at IS NULL OR confirmed_at IS NOT NULL", name="closed_confirmed"),
        CheckConstraint(
            "(disputed_at IS NULL) = (disputed_because IS NULL)", name="disputed_reasoned"
        ),
        CheckConstraint("override IS NULL OR proxied", name="override_of_proxy"),
    )

    organisation_id: Mapped[UUID]
    voucher_id: Mapped[UUID]
    credential_id: Mapped[UUID]
    enrolment_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    site_id: Mapped[UUID]
    category: Mapped[ServiceCategory] = enum_column(ServiceCategory, "category")
    service_on: Mapped[date]
    amount: Mapped[Money] = money_column("amount")
    transfer_id: Mapped[UUID]
    entered_by: Mapped[UUID]
    proxied: Mapped[bool]
    override: Mapped[OverrideReason | None] = enum_column(OverrideReason, "override")
    recorded_at: Mapped[datetime]  # the unit of work's instant
    recorded_xid: Mapped[int] = recording_transaction()
    confirmed_at: Mapped[datetime | None]
    confirmed_by: Mapped[UUID | None]  # nobody, where silence confirmed it
    disputed_at: Mapped[datetime | None]
    disputed_because: Mapped[DisputeReason | None] = enum_column(DisputeReason, "dispute")
    closed_at: Mapped[datetime | None]  # stands on a statement: corrections come by reversal
    reversed_minor: Mapped[int] = mapped_column(server_default=text("0"), default=0)

    @property
    def net(self) -> Money:
        """What is left of the use."""
        return Money(self.amount.minor - self.reversed_minor, self.amount.currency)

    @property
    def status(self) -> RedemptionStatus:
        if self.reversed_minor == self.amount.minor:
            return RedemptionStatus.REVERSED
        if self.confirmed_at is not None:
            return RedemptionStatus.CONFIRMED
        if self.disputed_at is not None:
            return RedemptionStatus.DISPUTED
        return RedemptionStatus.RECORDED

    def confirm(self, *, by: UUID, at: datetime) -> None:
        """
        The lesson took place, by somebody's word. (Silence confirms many at once: see
        `repository`.)

        A word given on a disputed use takes the dispute back.

        :raises RedemptionNotOpen: nothing of it is left to confirm.
        """
        if self.status is RedemptionStatus.REVERSED:
            raise RedemptionNotOpen(redemption_id=self.id, status=self.status)
        self.disputed_at = None
        self.disputed_because = None
        self.confirmed_at = at
        self.confirmed_by = by

    def dispute(self, *, because: DisputeReason, at: datetime) -> None:
        """
        The family says that something is wrong; possible until the use is closed (D4).

        :raises RedemptionNotOpen: it stands on a statement, or was undone.
        """
        if self.closed_at is not None or self.status is RedemptionStatus.REVERSED:
            raise RedemptionNotOpen(redemption_id=self.id, status=self.status)
        self.confirmed_at = None
        self.confirmed_by = None
        self.disputed_at = at
        self.disputed_because = because

    def dismiss_dispute(self, *, by: UUID, at: datetime) -> None:
        """:raises RedemptionNotDisputed: nothing is in dispute."""
        if self.status is not RedemptionStatus.DISPUTED:
            raise RedemptionNotDisputed(redemption_id=self.id, status=self.status)
        self.confirm(by=by, at=at)

    def reverse(self, amount: Money) -> None:
        """
        Take `amount` of it back.

        :raises ReversedMoreThanRedeemed: less is left of it.
        """
        if not 0 < amount.minor <= self.net.minor:
            raise ReversedMoreThanRedeemed(
                redemption_id=self.id, left=self.net.minor, pointer="/amount_minor"
            )
        self.reversed_minor += amount.minor


class Reversal(OfProgramme, Base):
    """A use, or a part of it, was undone."""

    __tablename__ = "reversals"
    __table_args__ = (
        reference("redemptions", "programme_id", "redemption_id"),
        reference("ledger_transfers", "programme_id", "transfer_id"),
        UniqueConstraint("programme_id", "transfer_id"),
        Index(None, "programme_id", "redemption_id"),
        Index(None, "programme_id", "provider_id", "recorded_at"),
        Index(None, "programme_id", "recorded_xid"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
    )

    redemption_id: Mapped[UUID]
    provider_id: Mapped[UUID]
    voucher_id: Mapped[UUID]
    amount: Mapped[Money] = money_column("amount")
    reason: Mapped[ReversalReason] = enum_column(ReversalReason, "reason")
    transfer_id: Mapped[UUID]
    recorded_at: Mapped[datetime]
    recorded_by: Mapped[UUID]
    recorded_xid: Mapped[int] = recording_transaction()


class CapUsage(Base):
    """How much of a voucher was used in one window of its programme's caps."""

    __tablename__ = "cap_usages"
    __table_args__ = (
        reference("vouchers", "programme_id", "voucher_id"),
        CheckConstraint("used_minor BETWEEN 0 AND limit_minor", name="within_limit"),
        CheckConstraint("window_from < window_until", name="window_not_empty"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    voucher_id: Mapped[UUID] = mapped_column(primary_key=True)
    window_from: Mapped[date] = mapped_column(primary_key=True)
    window_until: Mapped[date]
    limit_minor: Mapped[int]
    used_minor: Mapped[int] = mapped_column(server_default=text("0"), default=0)


class RefusedAttempt(OfOrganisation, Base):
    """Somebody tried and was refused (K5). No code and no token is kept, so none leaks."""

    __tablename__ = "refused_attempts"
    __table_args__ = (
        Index(None, "organisation_id", "refused_at"),
        Index(None, "organisation_id", "provider_id", "refused_at"),
    )

    programme_id: Mapped[UUID | None]
    provider_id: Mapped[UUID]
    scanner_id: Mapped[UUID]
    asked_id: Mapped[UUID]  # the redemption or enrolment that did not come to be
    code: Mapped[str]
    refused_at: Mapped[datetime]


class Scanner(OfOrganisation, Base):
    """A device or key from which wrong codes came; ten within a day lock it (D1)."""

    __tablename__ = "scanners"
    __table_args__ = (CheckConstraint("wrong_codes >= 0", name="wrong_codes_counted"),)

    wrong_codes: Mapped[int] = small_int(server_default=text("0"), default=0)
    counting_since: Mapped[datetime]
    locked_at: Mapped[datetime | None]
