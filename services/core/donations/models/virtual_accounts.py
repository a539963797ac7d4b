"""Cash that donors sent to account numbers of the gateway's, and what people decided about it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from services.core.donations.types import CashDecisionKind
from services.core.kit.db import Base, OfOrganisation, enum_column, money_column, reference
from services.core.kit.money import Money

_NOTHING = text("0")


class VirtualAccount(Base):
    """
    A donor's account number at the gateway, and what lies there without being anybody's gift yet.

    It is no part of the ledger: until it is put to a gift it is the donor's.
    """

    __tablename__ = "virtual_accounts"
    __table_args__ = (
        reference("donors", "organisation_id", "donor_id"),
        UniqueConstraint("organisation_id", "customer_id"),
        CheckConstraint("cash_minor >= 0", name="cash_not_negative"),
        Index(
            "ix_virtual_accounts_waiting",
            "organisation_id",
            "donor_id",
            postgresql_where=text("cash_minor > 0"),
        ),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    donor_id: Mapped[UUID] = mapped_column(primary_key=True)
    customer_id: Mapped[str]
    opened_at: Mapped[datetime]
    cash_minor: Mapped[int] = mapped_column(server_default=_NOTHING)
    observed_at: Mapped[datetime | None]  # as of when the gateway told so
    waiting_since: Mapped[datetime | None]


class CashDecision(OfOrganisation, Base):
    """
    What is to become of such cash: decided, then carried out at the gateway, step by step.

    While it is neither done, withdrawn nor refused it stands open, one an account.
    """

    __tablename__ = "cash_decisions"
    __table_args__ = (
        reference("donors", "organisation_id", "donor_id"),
        reference("donations", "programme_id", "donation_id"),
        CheckConstraint("(programme_id IS NULL) = (donation_id IS NULL)", name="of_a_donation"),
        CheckConstraint(
            "least(to_gift_minor, to_return_minor) >= 0 AND"
            " to_gift_minor + to_return_minor = cash_minor",
            name="all_of_the_cash",
        ),
        CheckConstraint("to_gift_minor = 0 OR donation_id IS NOT NULL", name="to_a_gift"),
        CheckConstraint("num_nonnulls(done_at, withdrawn_at, refusal) <= 1", name="ended_once"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_by IS NULL)", name="withdrawn_by_one"),
        CheckConstraint("begun_at IS NULL OR withdrawn_at IS NULL", name="withdrawn_in_time"),
        Index(
            "uq_cash_decisions_open",
            "organisation_id",
            "donor_id",
            unique=True,
            postgresql_where=text("done_at IS NULL AND withdrawn_at IS NULL AND refusal IS NULL"),
        ),
        Index(
            "ix_cash_decisions_due",
            "due_at",
            postgresql_where=text("done_at IS NULL AND withdrawn_at IS NULL AND refusal IS NULL"),
        ),
        Index(None, "organisation_id", "donor_id", "decided_at"),
    )

    organisation_id: Mapped[UUID] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    donor_id: Mapped[UUID]
    programme_id: Mapped[UUID | None] = mapped_column(ForeignKey("programmes.id"))
    donation_id: Mapped[UUID | None]
    kind: Mapped[CashDecisionKind] = enum_column(CashDecisionKind, "kind")
    cash: Mapped[Money] = money_column("cash")  # all that lay there when it was decided
    to_gift_minor: Mapped[int]
    to_return_minor: Mapped[int]
    decided_at: Mapped[datetime]
    decided_by: Mapped[UUID]
    due_at: Mapped[datetime]  # until then it may be withdrawn
    begun_at: Mapped[datetime | None]  # the gateway is being asked
    done_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    withdrawn_by: Mapped[UUID | None]
    refusal: Mapped[str | None]  # the gateway's code, where it would not

    @property
    def is_open(self) -> bool:
        return not (self.done_at or self.withdrawn_at or self.refusal)
