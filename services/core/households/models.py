"""
Tables of families: people's fields sealed under their own keys, found by blind index.

A forgotten person leaves a tombstone: the row's ids and dates, every sealed field and index gone.
"""

from datetime import date, datetime
from typing import Any, Self
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, UniqueConstraint, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from services.core.households.policies import duplicate_key, family_kana, household_key
from services.core.households.types import (
    Assessment,
    ConsentGiver,
    ConsentPurpose,
    Decision,
    NewChild,
    NewGuardian,
    NewHousehold,
    Resolution,
)
from services.core.kit import japanese
from services.core.kit.crypto import Vault
from services.core.kit.db import (
    Base,
    OfOrganisation,
    OfProgramme,
    enum_column,
    reference,
    small_int,
)
from services.core.kit.ids import uuid7


class Household(OfOrganisation, Base):
    """Who lives together, where, and what public support they receive."""

    __tablename__ = "households"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisations.id"]),
        CheckConstraint("(forgotten_at IS NULL) = (postcode_sealed IS NOT NULL)", name="tombstone"),
        Index("ix_households_match", "organisation_id", "match_index"),
    )

    municipality_code: Mapped[str]
    reference_sealed: Mapped[bytes | None]
    match_index: Mapped[bytes | None]
    postcode_sealed: Mapped[bytes | None]
    address_sealed: Mapped[bytes | None]
    benefits_sealed: Mapped[bytes | None]
    income_sealed: Mapped[bytes | None]
    members_sealed: Mapped[bytes | None]
    registered_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]

    @classmethod
    def of(
        cls, vault: Vault, organisation_id: UUID, new: NewHousehold, *, id: UUID, at: datetime
    ) -> Self:
        row = cls(organisation_id=organisation_id, id=id, registered_at=at)
        row.write(vault, new)
        return row

    def write(self, vault: Vault, new: NewHousehold) -> None:
        """Take over what is now known of the household."""

        def seal(column: str, value: str | None) -> bytes | None:
            if value is None:
                return None
            return vault.seal(self.id, f"households.{column}", self.id, value)

        self.municipality_code = new.municipality_code
        self.reference_sealed = seal("reference", new.reference)
        self.match_index = vault.blind_index("households.match", household_key(new))
        for column, value in self.told(new).items():
            setattr(self, f"{column}_sealed", seal(column, value))

    @staticmethod
    def told(new: NewHousehold) -> dict[str, str | None]:
        """The facts of a household that may change, as their columns hold them."""
        return {
            "postcode": new.postcode,
            "address": new.address,
            "benefits": " ".join(sorted(new.benefits)),
            "income": None if new.income_yen is None else str(new.income_yen),
            "members": None if new.members is None else str(new.members),
        }

    def read(self, vault: Vault, column: str) -> str | None:
        """The field in clear; None where it was not told."""
        blob: bytes | None = getattr(self, f"{column}_sealed")
        return (
            None if blob is None else vault.unseal(self.id, f"households.{column}", self.id, blob)
        )

    def forget(self, at: datetime) -> None:
        self.reference_sealed = self.match_index = self.postcode_sealed = None
        self.address_sealed = self.benefits_sealed = None
        self.income_sealed = self.members_sealed = None
        self.forgotten_at = at


class Guardian(OfOrganisation, Base):
    """The grown-up who answers for the household's children."""

    __tablename__ = "guardians"
    __table_args__ = (
        reference("households", "organisation_id", "household_id"),
        CheckConstraint("(forgotten_at IS NULL) = (name_sealed IS NOT NULL)", name="tombstone"),
        Index("ix_guardians_household", "organisation_id", "household_id"),
        Index("ix_guardians_kana", "organisation_id", "kana_index"),
        Index("ix_guardians_email", "organisation_id", "email_index"),
    )

    household_id: Mapped[UUID]
    name_sealed: Mapped[bytes | None]
    kana_sealed: Mapped[bytes | None]
    kana_index: Mapped[bytes | None]
    phone_sealed: Mapped[bytes | None]
    email_sealed: Mapped[bytes | None]
    email_index: Mapped[bytes | None]
    forgotten_at: Mapped[datetime | None]

    @classmethod
    def of(cls, vault: Vault, household: Household, new: NewGuardian, *, id: UUID) -> Self:
        row = cls(organisation_id=household.organisation_id, id=id, household_id=household.id)
        row.write(vault, new)
        return row

    def write(self, vault: Vault, new: NewGuardian) -> None:
        """Take over what is now known of the guardian."""

        def seal(column: str, value: str | None) -> bytes | None:
            if value is None:
                return None
            return vault.seal(self.id, f"guardians.{column}", self.id, value)

        self.name_sealed = seal("name", new.name)
        self.kana_sealed = seal("kana", new.kana)
        self.kana_index = vault.blind_index("guardians.kana", japanese.folded(new.kana))
        self.phone_sealed = seal("phone", new.phone)
        self.email_sealed = seal("email", new.email)
        self.email_index = (
            None if new.email is None else vault.blind_index("guardians.email", new.email)
        )

    def read(self, vault: Vault, column: str) -> str | None:
        """The field in clear; None where it was not told."""
        blob: bytes | None = getattr(self, f"{column}_sealed")
        return None if blob is None else vault.unseal(self.id, f"guardians.{column}", self.id, blob)

    def forget(self, at: datetime) -> None:
        self.name_sealed = self.kana_sealed = self.kana_index = None
        self.phone_sealed = self.email_sealed = self.email_index = None
        self.forgotten_at = at


class Child(OfOrganisation, Base):
    """Who is helped."""

    __tablename__ = "children"
    __table_args__ = (
        reference("households", "organisation_id", "household_id"),
        CheckConstraint("(forgotten_at IS NULL) = (name_sealed IS NOT NULL)", name="tombstone"),
        Index("ix_children_household", "organisation_id", "household_id"),
        Index("ix_children_kana", "organisation_id", "kana_index"),
        Index("ix_children_family_kana", "organisation_id", "family_kana_index"),
        Index("ix_children_duplicate", "organisation_id", "duplicate_index"),
    )

    household_id: Mapped[UUID]
    name_sealed: Mapped[bytes | None]
    kana_sealed: Mapped[bytes | None]
    kana_index: Mapped[bytes | None]
    family_kana_index: Mapped[bytes | None]
    birth_date_sealed: Mapped[bytes | None]
    school_sealed: Mapped[bytes | None]
    duplicate_index: Mapped[bytes | None]
    registered_at: Mapped[datetime]
    forgotten_at: Mapped[datetime | None]

    @classmethod
    def of(
        cls,
        vault: Vault,
        household: Household,
        new: NewChild,
        *,
        id: UUID,
        postcode: str,
        at: datetime,
    ) -> Self:
        """:param postcode: the household's, which is part of the key of duplicates."""
        row = cls(
            organisation_id=household.organisation_id,
            id=id,
            household_id=household.id,
            registered_at=at,
        )
        row.write(vault, new)
        row.index_duplicates(vault, new.kana, new.birth_date, postcode)
        return row

    def write(self, vault: Vault, new: NewChild) -> None:
        """Take over what is now known of the child."""

        def seal(column: str, value: str | None) -> bytes | None:
            if value is None:
                return None
            return vault.seal(self.id, f"children.{column}", self.id, value)

        self.name_sealed = seal("name", new.name)
        self.kana_sealed = seal("kana", new.kana)
        self.kana_index = vault.blind_index("children.kana", japanese.folded(new.kana))
        self.family_kana_index = vault.blind_index(
            "children.family_kana", japanese.folded(family_kana(new.kana))
        )
        self.birth_date_sealed = seal("birth_date", new.birth_date.isoformat())
        self.school_sealed = seal("school", new.school)

    def index_duplicates(self, vault: Vault, kana: str, born_on: date, postcode: str) -> None:
        """Be found by another record of the same child (C5)."""
        self.duplicate_index = vault.blind_index(
            "children.duplicate", duplicate_key(kana, born_on, postcode)
        )

    def read(self, vault: Vault, column: str) -> str | None:
        """The field in clear; None where it was not told."""
        blob: bytes | None = getattr(self, f"{column}_sealed")
        return None if blob is None else vault.unseal(self.id, f"children.{column}", self.id, blob)

    def born_on(self, vault: Vault) -> date:
        return date.fromisoformat(self.read(vault, "birth_date") or "")

    def forget(self, at: datetime) -> None:
        self.name_sealed = self.kana_sealed = self.birth_date_sealed = self.school_sealed = None
        self.kana_index = self.family_kana_index = self.duplicate_index = None
        self.forgotten_at = at


class Consent(OfOrganisation, Base):
    """One permission, from when it was given until it was taken back (C2)."""

    __tablename__ = "consents"
    __table_args__ = (
        reference("children", "organisation_id", "child_id"),
        CheckConstraint("withdrawn_at >= given_at", name="withdrawn_after_given"),
        Index(
            "uq_consents_in_force",
            "organisation_id",
            "child_id",
            "purpose",
            "given_by",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
    )

    child_id: Mapped[UUID]
    purpose: Mapped[ConsentPurpose] = enum_column(ConsentPurpose, "purpose")
    given_by: Mapped[ConsentGiver] = enum_column(ConsentGiver, "given_by")
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]


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
