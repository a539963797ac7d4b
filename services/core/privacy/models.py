"""Tables of erasures, holds, retention runs, disclosures and breaches: ids, counts and dates."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import (
    CheckConstraint,
    ForeignKeyConstraint,
    Index,
    PrimaryKeyConstraint,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.core.kit.db import Base, OfOrganisation, enum_column, reference, small_int
from services.core.privacy.errors import BreachClosed
from services.core.privacy.types import (
    AskedBy,
    BreachKind,
    BreachStatus,
    DataClass,
    ErasureGround,
    HoldReason,
    Recipient,
    Stage,
    SubjectKind,
)


class Erasure(OfOrganisation, Base):
    """That somebody was erased: what went, what stayed, why, and at whose word. Never changes."""

    __tablename__ = "erasures"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        UniqueConstraint("organisation_id", "subject_kind", "subject_id"),
        Index(None, "organisation_id", "erased_at"),
    )

    subject_kind: Mapped[SubjectKind] = enum_column(SubjectKind, "subject_kind")
    subject_id: Mapped[UUID]
    people: Mapped[list[Any]]  # [kind, id] of each whose key was destroyed
    gone: Mapped[dict[str, Any]]
    kept: Mapped[list[Any]]  # [what, count, ground]
    ground: Mapped[ErasureGround] = enum_column(ErasureGround, "ground")
    asked_by: Mapped[AskedBy] = enum_column(AskedBy, "asked_by")
    erased_at: Mapped[datetime]
    erased_by: Mapped[UUID]


class LegalHold(OfOrganisation, Base):
    """Somebody's data must stay until a day, whatever the schedule or they themselves say."""

    __tablename__ = "legal_holds"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        CheckConstraint("placed_at < until", name="holds_for_a_while"),
        CheckConstraint("(released_at IS NULL) = (released_by IS NULL)", name="released_by_one"),
        Index(None, "organisation_id", "subject_kind", "subject_id"),
    )

    subject_kind: Mapped[SubjectKind] = enum_column(SubjectKind, "subject_kind")
    subject_id: Mapped[UUID]
    reason: Mapped[HoldReason] = enum_column(HoldReason, "reason")
    placed_at: Mapped[datetime]
    placed_by: Mapped[UUID]
    until: Mapped[datetime]  # exclusive
    released_at: Mapped[datetime | None]
    released_by: Mapped[UUID | None]


class RetentionRun(OfOrganisation, Base):
    """One passage through the schedule, as of one instant; it may take many transactions."""

    __tablename__ = "retention_runs"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        # Two that begin a run at once begin one.
        Index(
            "uq_retention_runs_unfinished",
            "organisation_id",
            unique=True,
            postgresql_where=text("finished_at IS NULL"),
        ),
    )

    as_of: Mapped[datetime]
    started_at: Mapped[datetime]
    started_by: Mapped[UUID]
    finished_at: Mapped[datetime | None]


class RetentionStep(Base):
    """What a run found due of one class, and what it has done of it so far."""

    __tablename__ = "retention_steps"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "run_id", "data_class"),
        reference("retention_runs", "organisation_id", "run_id"),
        CheckConstraint("least(due, held, done) >= 0", name="counts_not_negative"),
    )

    organisation_id: Mapped[UUID]
    run_id: Mapped[UUID]
    data_class: Mapped[DataClass] = enum_column(DataClass, "data_class")
    due: Mapped[int]
    held: Mapped[int]
    done: Mapped[int] = mapped_column(server_default=text("0"), default=0)
    finished_at: Mapped[datetime | None]


class Disclosure(OfOrganisation, Base):
    """To whom which of a person's data was given, and on what ground (APPI articles 29 and 33)."""

    __tablename__ = "disclosures"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        Index(None, "organisation_id", "subject_kind", "subject_id"),
        Index(None, "organisation_id", "disclosed_at"),
    )

    subject_kind: Mapped[SubjectKind] = enum_column(SubjectKind, "subject_kind")
    subject_id: Mapped[UUID]
    recipient: Mapped[Recipient] = enum_column(Recipient, "recipient")
    items: Mapped[list[str]]  # kinds of data, never the data
    disclosed_at: Mapped[datetime]
    disclosed_by: Mapped[UUID]


class Breach(OfOrganisation, Base):
    """An incident that may have to be reported, from awareness to the last word about it."""

    __tablename__ = "breaches"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        CheckConstraint("jsonb_array_length(kinds) > 0", name="of_a_kind"),
        CheckConstraint("aware_at <= opened_at", name="known_before_it_is_opened"),
        CheckConstraint("(status = 'closed') = (closed_at IS NOT NULL)", name="closed_dated"),
        CheckConstraint(
            "status NOT IN ('final_reported', 'closed') OR final_at IS NOT NULL",
            name="final_dated",
        ),
        CheckConstraint("list_approved_by <> list_asked_by", name="list_approved_by_another"),
        CheckConstraint(
            "(list_approved_at IS NULL) = (list_approved_by IS NULL)"
            " AND (list_asked_at IS NULL) = (list_asked_by IS NULL)",
            name="list_dated",
        ),
        Index(
            "ix_breaches_open",
            "organisation_id",
            "aware_at",
            postgresql_where=text("status <> 'closed'"),
        ),
    )

    kinds: Mapped[list[str]]
    status: Mapped[BreachStatus] = enum_column(BreachStatus, "status", default=BreachStatus.OPEN)
    aware_at: Mapped[datetime]
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID]
    scope: Mapped[dict[str, Any] | None] = mapped_column(JSONB(none_as_null=True))
    preliminary_at: Mapped[datetime | None]
    final_at: Mapped[datetime | None]
    people_told_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    list_asked_at: Mapped[datetime | None]
    list_asked_by: Mapped[UUID | None]
    list_approved_at: Mapped[datetime | None]
    list_approved_by: Mapped[UUID | None]

    @property
    def kind_set(self) -> frozenset[BreachKind]:
        return frozenset(BreachKind(kind) for kind in self.kinds)

    def must_be_open(self) -> None:
        """:raises BreachClosed: nothing of it changes any more."""
        if self.status is BreachStatus.CLOSED:
            raise BreachClosed(breach_id=self.id)

    def report(self, stage: Stage, at: datetime) -> None:
        """Note that a report went in; again with the same stage changes nothing."""
        if stage is Stage.PRELIMINARY:
            self.preliminary_at = self.preliminary_at or at
            if self.status is BreachStatus.OPEN:
                self.status = BreachStatus.PRELIMINARY_REPORTED
            return
        self.final_at = self.final_at or at
        self.status = BreachStatus.FINAL_REPORTED


class BreachDraft(Base):
    """One version of the report's text, sealed under the breach's own key. Never changes."""

    __tablename__ = "breach_drafts"
    __table_args__ = (
        PrimaryKeyConstraint("organisation_id", "breach_id", "version"),
        reference("breaches", "organisation_id", "breach_id"),
        CheckConstraint("version > 0", name="version_positive"),
    )

    organisation_id: Mapped[UUID]
    breach_id: Mapped[UUID]
    version: Mapped[int] = small_int()
    text_sealed: Mapped[bytes]
    written_at: Mapped[datetime]
    written_by: Mapped[UUID]
