"""Rounds, who took part and how they were drawn, awards with their lots, the waiting list."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    Numeric,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from services.core.allocations.draw import ALGORITHM, commitment
from services.core.allocations.errors import (
    AwardAlreadyIssued,
    AwardNotOpen,
    ReplyTooLate,
    RoundNotReady,
)
from services.core.allocations.types import AwardStatus, RoundStatus, WaitingStatus
from services.core.kit.crypto import Vault
from services.core.kit.db import Base, OfProgramme, enum_column, reference, small_int
from services.core.kit.money import Money

OPEN = (AwardStatus.OFFERED, AwardStatus.ACCEPTED)


class Round(OfProgramme, Base):
    """
    One intake: announced, closed, drawn, awarded.

    The database itself knows the order of publication: no candidates' hash before the close, no
    seed before the draw, and no seed but the one that was committed to.
    """

    __tablename__ = "rounds"
    __table_args__ = (
        ForeignKeyConstraint(
            ["organisation_id", "programme_id"], ["programmes.organisation_id", "programmes.id"]
        ),
        CheckConstraint("opens_at < closes_at", name="intake_not_empty"),
        CheckConstraint("places > 0", name="places_positive"),
        CheckConstraint("budget_minor > 0", name="budget_positive"),
        CheckConstraint("reply_days > 0", name="reply_days_positive"),
        CheckConstraint("seed IS NULL OR sha256(seed) = seed_commitment", name="seed_as_committed"),
        CheckConstraint(
            "(status = 'announced') = (closed_at IS NULL)"
            " AND (closed_at IS NULL) = (candidates_hash IS NULL)",
            name="candidates_frozen_at_close",
        ),
        CheckConstraint(
            "(status IN ('announced', 'closed')) = (drawn_at IS NULL)"
            " AND (drawn_at IS NULL) = (seed IS NULL)"
            " AND (drawn_at IS NULL) = (drawn_by IS NULL)",
            name="seed_revealed_at_draw",
        ),
        CheckConstraint(
            "(status = 'awarded') = (awarded_at IS NOT NULL)"
            " AND (awarded_at IS NULL) = (approved_by IS NULL)",
            name="approved_at_award",
        ),
        CheckConstraint(
            "approved_by <> drawn_by AND approved_by <> created_by", name="two_persons"
        ),
    )

    organisation_id: Mapped[UUID]
    status: Mapped[RoundStatus] = enum_column(RoundStatus, "status")
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    places: Mapped[int | None] = small_int()
    budget_minor: Mapped[int | None]
    reply_days: Mapped[int] = small_int()
    algorithm: Mapped[str]
    seed_commitment: Mapped[bytes]
    seed_sealed: Mapped[bytes]
    seed: Mapped[bytes | None]
    candidates_hash: Mapped[bytes | None]
    created_by: Mapped[UUID]
    drawn_by: Mapped[UUID | None]
    approved_by: Mapped[UUID | None]
    closed_at: Mapped[datetime | None]
    drawn_at: Mapped[datetime | None]
    awarded_at: Mapped[datetime | None]

    @property
    def budget(self) -> Money | None:
        return None if self.budget_minor is None else Money(self.budget_minor)

    @property
    def terms(self) -> tuple[object, ...]:
        """What was announced, and may not be another when the same id comes again."""
        return (self.opens_at, self.closes_at, self.places, self.budget_minor, self.reply_days)

    def commit_to(self, seed: bytes, vault: Vault) -> None:
        """Publish the seed's digest, and keep the seed where nobody reads it before the draw."""
        self.algorithm = ALGORITHM
        self.seed_commitment = commitment(seed)
        self.seed_sealed = vault.seal(self.id, "rounds.seed", self.id, seed.hex())

    def close(self, candidates_hash: bytes, *, at: datetime) -> None:
        """:raises RoundNotReady: it was closed before."""
        self.must_be(RoundStatus.ANNOUNCED)
        self.status, self.candidates_hash, self.closed_at = RoundStatus.CLOSED, candidates_hash, at

    def reveal(self, vault: Vault, *, by: UUID, at: datetime) -> bytes:
        """
        Make the seed public; it is what the order follows from.

        :raises RoundNotReady: the round is still open, or drawn already.
        """
        self.must_be(RoundStatus.CLOSED)
        seed = bytes.fromhex(vault.unseal(self.id, "rounds.seed", self.id, self.seed_sealed))
        self.status, self.seed, self.drawn_by, self.drawn_at = RoundStatus.DRAWN, seed, by, at
        return seed

    def approve(self, *, by: UUID, at: datetime) -> None:
        """:raises RoundNotReady: it is not drawn, or awarded already."""
        self.must_be(RoundStatus.DRAWN)
        self.status, self.approved_by, self.awarded_at = RoundStatus.AWARDED, by, at

    def must_be(self, needed: RoundStatus) -> None:
        """:raises RoundNotReady: it stands elsewhere."""
        if self.status is not needed:
            raise RoundNotReady(round_id=self.id, status=self.status, needed=needed)


class RoundFund(Base):
    """A fund that pays a round's awards; the lowest ordinal is used first."""

    __tablename__ = "round_funds"
    __table_args__ = (
        reference("rounds", "programme_id", "round_id"),
        reference("funds", "programme_id", "fund_id"),
        UniqueConstraint("programme_id", "round_id", "fund_id"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = small_int(primary_key=True)
    fund_id: Mapped[UUID]


class RoundApplicant(Base):
    """
    Who stood in a round when it closed, frozen: all of them get a result (C9).

    The eligible are drawn from, with the priority and score that went into the hash.
    """

    __tablename__ = "round_applicants"
    __table_args__ = (
        reference("rounds", "programme_id", "round_id"),
        reference("applications", "programme_id", "application_id"),
        reference("children", "organisation_id", "child_id"),
        reference("households", "organisation_id", "household_id"),
        # An application is drawn once: who waits, waits on this round's list.
        Index(
            "uq_round_applicants_drawn_once",
            "programme_id",
            "application_id",
            unique=True,
            postgresql_where=text("eligible"),
        ),
        CheckConstraint(
            "eligible = (priority IS NOT NULL) AND eligible = (score IS NOT NULL)"
            " AND eligible = (household_id IS NOT NULL)",
            name="eligible_are_ranked",
        ),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(primary_key=True)
    application_id: Mapped[UUID] = mapped_column(primary_key=True)
    organisation_id: Mapped[UUID]
    child_id: Mapped[UUID]
    household_id: Mapped[UUID | None]
    grade_no: Mapped[int] = small_int()
    eligible: Mapped[bool]
    priority: Mapped[int | None] = small_int()
    score: Mapped[Decimal | None] = mapped_column(Numeric())


class DrawResultRow(Base):
    """A candidate's place in the order that the seed gave."""

    __tablename__ = "draw_results"
    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "round_id", "application_id"],
            [
                "round_applicants.programme_id",
                "round_applicants.round_id",
                "round_applicants.application_id",
            ],
        ),
        UniqueConstraint("programme_id", "round_id", "application_id"),
        CheckConstraint("rank > 0", name="rank_positive"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(primary_key=True)
    rank: Mapped[int] = small_int(primary_key=True)
    application_id: Mapped[UUID]
    ticket: Mapped[bytes]


class Award(OfProgramme, Base):
    """The promise made to one child: an amount, from one fund, behind one voucher-to-be."""

    __tablename__ = "awards"
    __table_args__ = (
        reference("rounds", "programme_id", "round_id"),
        reference("applications", "programme_id", "application_id"),
        reference("children", "organisation_id", "child_id"),
        reference("funds", "programme_id", "fund_id"),
        UniqueConstraint("programme_id", "voucher_id"),
        # One promise a child and programme year, whatever two rounds do at once.
        Index(
            "uq_awards_open_child",
            "programme_id",
            "child_id",
            unique=True,
            postgresql_where=text("status IN ('offered', 'accepted')"),
        ),
        Index("ix_awards_round", "programme_id", "round_id"),
        Index(
            "ix_awards_reply_due",
            "reply_by",
            postgresql_where=text("status = 'offered'"),
        ),
        Index(
            "ix_awards_to_issue",
            "programme_id",
            "id",
            postgresql_where=text("status = 'accepted' AND voucher_issued_at IS NULL"),
        ),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("approved_by <> created_by", name="two_persons"),
        CheckConstraint("(status = 'offered') = (answered_at IS NULL)", name="answered_once"),
        CheckConstraint(
            "voucher_issued_at IS NULL OR status = 'accepted'", name="issued_when_accepted"
        ),
    )

    organisation_id: Mapped[UUID]
    round_id: Mapped[UUID]
    application_id: Mapped[UUID]
    child_id: Mapped[UUID]
    grade_no: Mapped[int] = small_int()
    fund_id: Mapped[UUID]
    voucher_id: Mapped[UUID]
    amount_minor: Mapped[int]
    status: Mapped[AwardStatus] = enum_column(AwardStatus, "status")
    created_by: Mapped[UUID]
    approved_by: Mapped[UUID]
    awarded_at: Mapped[datetime]
    reply_by: Mapped[datetime]  # exclusive
    answered_at: Mapped[datetime | None]
    voucher_issued_at: Mapped[datetime | None]
    returns: Mapped[int] = small_int(server_default=text("0"))

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor)

    def accept(self, *, at: datetime) -> bool:
        """
        The family takes it. Returns whether that is new.

        :raises AwardNotOpen: it was given up before.
        :raises ReplyTooLate: the time to answer is over.
        """
        if self.status is AwardStatus.ACCEPTED:
            return False
        if self.status is not AwardStatus.OFFERED:
            raise AwardNotOpen(award_id=self.id, status=self.status)
        if at >= self.reply_by:
            raise ReplyTooLate(award_id=self.id, reply_by=self.reply_by)
        self.status, self.answered_at = AwardStatus.ACCEPTED, at
        return True

    def give_up(self, status: AwardStatus, *, at: datetime) -> None:
        """
        Decline or withdraw it, while no voucher was issued for it.

        :raises AwardNotOpen: it was given up before.
        :raises AwardAlreadyIssued: there is a voucher, which must be revoked instead.
        """
        if self.status not in OPEN:
            raise AwardNotOpen(award_id=self.id, status=self.status)
        if self.voucher_issued_at is not None:
            raise AwardAlreadyIssued(award_id=self.id, voucher_id=self.voucher_id)
        self.status, self.answered_at = status, at


class AwardLot(Base):
    """Yen of one gift in one award, in the order in which they will be spent."""

    __tablename__ = "award_lots"
    __table_args__ = (
        reference("awards", "programme_id", "award_id"),
        reference("donations", "programme_id", "donation_id"),
        Index("ix_award_lots_donation", "programme_id", "donation_id"),
        CheckConstraint("amount_minor > 0", name="amount_positive"),
        CheckConstraint("returned_minor BETWEEN 0 AND amount_minor", name="returned_within"),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    award_id: Mapped[UUID] = mapped_column(primary_key=True)
    ordinal: Mapped[int] = small_int(primary_key=True)
    donation_id: Mapped[UUID]
    amount_minor: Mapped[int]
    returned_minor: Mapped[int] = mapped_column(server_default=text("0"))


class WaitingListEntry(Base):
    """A candidate who was drawn too late for a place, in the order drawn."""

    __tablename__ = "waiting_list_entries"
    __table_args__ = (
        ForeignKeyConstraint(
            ["programme_id", "round_id", "rank"],
            ["draw_results.programme_id", "draw_results.round_id", "draw_results.rank"],
        ),
        reference("awards", "programme_id", "award_id"),
        Index(
            "ix_waiting_list_entries_next",
            "programme_id",
            "round_id",
            "rank",
            postgresql_where=text("status = 'waiting'"),
        ),
        CheckConstraint(
            "(status = 'offered') = (award_id IS NOT NULL)"
            " AND (award_id IS NULL) = (offered_at IS NULL)",
            name="offered_by_an_award",
        ),
    )

    programme_id: Mapped[UUID] = mapped_column(primary_key=True)
    round_id: Mapped[UUID] = mapped_column(primary_key=True)
    rank: Mapped[int] = small_int(primary_key=True)
    status: Mapped[WaitingStatus] = enum_column(WaitingStatus, "status")
    award_id: Mapped[UUID | None]
    offered_at: Mapped[datetime | None]
