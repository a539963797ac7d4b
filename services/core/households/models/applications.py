"""Tables of applications: a child's wish for one programme year, and what was decided on it."""

from datetime import datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.core.households.models.families import Child
from services.core.households.types import Assessment, Decision, Resolution
from services.core.kit.crypto import Vault
from services.core.kit.db import Base, OfProgramme, enum_column, reference, small_int
from services.core.kit.ids import uuid7


class Application(OfProgramme, Base):
    """A child's wish to take part in one programme year, and what was decided on it."""

    __tablename__ = "applications"
    __table_args__ = (
        reference("programmes", "organisation_id", "programme_id"),
        reference("children", "organisation_id", "child_id"),
        reference("households", "organisation_id", "household_id"),
        # A decision's rules are those of a version that exists, and stays (A5).
        ForeignKeyConstraint(
            ["programme_id", "criteria_version"],
            ["criteria_versions.programme_id", "criteria_versions.version"],
        ),
        UniqueConstraint("programme_id", "child_id"),
        CheckConstraint(
            "(decision IN ('eligible', 'ineligible')) <= (decided_at IS NOT NULL"
            " AND criteria_version IS NOT NULL AND reasons IS NOT NULL"
            " AND priority IS NOT NULL AND score IS NOT NULL)",
            name="decided_on_grounds",
        ),
        Index("ix_applications_decision", "programme_id", "decision"),
        Index("ix_applications_child", "organisation_id", "child_id"),
    )

    organisation_id: Mapped[UUID]
    child_id: Mapped[UUID]
    household_id: Mapped[UUID]
    grade_no: Mapped[int] = small_int()
    grade_reason_sealed: Mapped[bytes | None]
    submitted_at: Mapped[datetime]
    decision: Mapped[Decision] = enum_column(Decision, "decision", default=Decision.PENDING)
    criteria_version: Mapped[int | None] = small_int()
    snapshot_sealed: Mapped[bytes | None]
    reasons: Mapped[list[Any] | None] = mapped_column(JSONB(none_as_null=True))
    priority: Mapped[int | None] = small_int()
    score: Mapped[int | None] = small_int()
    decided_at: Mapped[datetime | None]

    @classmethod
    def submit(cls, programme_id: UUID, child: Child, *, grade_no: int, at: datetime) -> Self:
        return cls(
            programme_id=programme_id,
            id=uuid7(),
            organisation_id=child.organisation_id,
            child_id=child.id,
            household_id=child.household_id,
            grade_no=grade_no,
            submitted_at=at,
            decision=Decision.PENDING,
        )

    def override_grade(self, vault: Vault, reason: str) -> None:
        """Keep why the grade is not the birth date's."""
        self.grade_reason_sealed = vault.seal(
            self.child_id, "applications.grade_reason", self.id, reason
        )

    def decide(self, vault: Vault, assessment: Assessment, *, snapshot: str, at: datetime) -> None:
        """Keep the answer, the version of the rules that gave it, and what they looked at."""
        self.decision = Decision.ELIGIBLE if assessment.eligible else Decision.INELIGIBLE
        self.criteria_version = assessment.criteria_version
        self.reasons = [
            {"criterion": reason.criterion.code, "group": reason.group, "met": reason.met}
            for reason in assessment.reasons
        ]
        self.priority, self.score = assessment.priority, assessment.score
        self.snapshot_sealed = vault.seal(self.child_id, "applications.snapshot", self.id, snapshot)
        self.decided_at = at

    def snapshot(self, vault: Vault) -> str | None:
        """The facts that were decided on; None before the decision, and once forgotten."""
        if self.snapshot_sealed is None:
            return None
        return vault.unseal(self.child_id, "applications.snapshot", self.id, self.snapshot_sealed)

    def forget(self) -> None:
        """Drop what was sealed; a decision stays, by codes, and what waits for one is over."""
        self.snapshot_sealed = self.grade_reason_sealed = None
        if self.decision is Decision.PENDING:
            self.withdraw()

    def withdraw(self) -> None:
        self.decision = Decision.WITHDRAWN


class DuplicateReport(OfProgramme, Base):
    """
    Two applications of one fiscal year that look like one child's; the later one waits.

    The other may be of another programme: no foreign key crosses programmes, so that the tables
    can be distributed by programme.
    """

    __tablename__ = "duplicate_reports"
    __table_args__ = (
        reference("applications", "programme_id", "application_id"),
        UniqueConstraint(
            "programme_id",
            "application_id",
            "other_application_id",
            name="uq_duplicate_reports_pair",
        ),
        CheckConstraint(
            "(resolution = 'open') = (resolved_at IS NULL)", name="resolved_by_someone"
        ),
    )

    application_id: Mapped[UUID]
    other_programme_id: Mapped[UUID]
    other_application_id: Mapped[UUID]
    found_at: Mapped[datetime]
    resolution: Mapped[Resolution] = enum_column(Resolution, "resolution", default=Resolution.OPEN)
    resolved_at: Mapped[datetime | None]
    resolved_by: Mapped[UUID | None]

    def resolve(self, resolution: Resolution, *, by: UUID, at: datetime) -> None:
        self.resolution, self.resolved_by, self.resolved_at = resolution, by, at
