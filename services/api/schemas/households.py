"""Families, applications and eligibility over the wire."""

from datetime import datetime
from typing import Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import Day, Whole
from services.core.households.models import Application
from services.core.households.types import (
    ConsentGiver,
    ConsentPurpose,
    Decision,
    Explanation,
    GradeOverride,
    NewChild,
    NewGuardian,
    NewHousehold,
    Resolution,
    RosterImport,
)
from services.core.households.wording import grade_words, reason_words
from services.core.programmes.types import Benefit


class GuardianIn(BaseModel):
    name: str = Field(min_length=1, max_length=100, examples=["見本 良子"])
    kana: str = Field(min_length=1, max_length=100, examples=["ミホン リョウコ"])
    phone: str | None = Field(default=None, max_length=30, examples=["090-0000-0000"])
    email: str | None = Field(default=None, max_length=254, pattern=r"^[^@\s]+@[^@\s]+\.[^@\s]+$")


class ChildIn(BaseModel):
    name: str = Field(min_length=1, max_length=100, examples=["見本 花子"])
    kana: str = Field(min_length=1, max_length=100, examples=["ミホン ハナコ"])
    birth_date: Day
    school: str | None = Field(default=None, max_length=100)
    consents: list[ConsentPurpose] = Field(
        default=[], description="What the guardian allows for this child, each for itself."
    )
    own_consents: list[ConsentPurpose] = Field(
        default=[], description="What the child itself allows; asked from 16 on."
    )


class HouseholdIn(BaseModel):
    """A family as it registers."""

    guardian: GuardianIn
    children: list[ChildIn] = Field(min_length=1, max_length=20)
    postcode: str = Field(max_length=20, examples=["150-0002"])
    municipality_code: str = Field(pattern=r"^[0-9]{5}$", examples=["13113"])
    address: str | None = Field(default=None, max_length=300)
    reference: str | None = Field(
        default=None, max_length=50, description="The household's number with the municipality."
    )
    benefits: list[Benefit] = []
    income_yen: Whole | None = Field(default=None, ge=0, le=10**10)
    members: Whole | None = Field(default=None, ge=1, le=50)

    def told(self) -> NewHousehold:
        return NewHousehold(
            guardian=NewGuardian(**self.guardian.model_dump()),
            children=tuple(
                NewChild(
                    name=child.name,
                    kana=child.kana,
                    birth_date=child.birth_date,
                    school=child.school,
                    consents=frozenset(child.consents),
                    own_consents=frozenset(child.own_consents),
                )
                for child in self.children
            ),
            postcode=self.postcode,
            municipality_code=self.municipality_code,
            address=self.address,
            reference=self.reference,
            benefits=frozenset(self.benefits) - {Benefit.NONE},
            income_yen=self.income_yen,
            members=self.members,
        )


class HouseholdOut(BaseModel):
    id: UUID
    child_ids: list[UUID] = Field(description="In the order in which they were told.")


class SearchIn(BaseModel):
    """
    By what a child is found; told more than one, all must fit.

    It stands in the body: names and numbers have no place in addresses and logs.
    """

    kana: str | None = Field(
        default=None,
        min_length=1,
        max_length=100,
        examples=["やまだ"],
        description="The full or family name of the child or its guardian, as read.",
    )
    phone: str | None = Field(default=None, max_length=30, description="The guardian's number.")
    email: str | None = Field(default=None, max_length=254, description="The guardian's address.")


class FoundChildOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    child_id: UUID
    household_id: UUID
    name: str
    kana: str


class ConsentIn(BaseModel):
    given_by: ConsentGiver = ConsentGiver.GUARDIAN


class ConsentOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    child_id: UUID
    purpose: ConsentPurpose
    given_by: ConsentGiver
    given_at: datetime
    withdrawn_at: datetime | None


class GradeIn(BaseModel):
    """A grade that the birth date does not tell, and why."""

    grade_no: Whole = Field(
        ge=1, le=13, description="1 to 6, 7 to 9, 10 to 12; 13 has left school."
    )
    reason: str = Field(min_length=1, max_length=500)


class ApplicationIn(BaseModel):
    child_id: UUID
    grade: GradeIn | None = None

    def override(self) -> GradeOverride | None:
        if self.grade is None:
            return None
        return GradeOverride(grade_no=self.grade.grade_no, reason=self.grade.reason)


class ApplicationOut(BaseModel):
    """Names are there where they were asked for, by whom may read them."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    child_id: UUID
    grade_no: int
    decision: Decision
    priority: int | None
    score: int | None
    submitted_at: datetime
    decided_at: datetime | None
    child_name: str | None = None
    child_kana: str | None = None

    @classmethod
    def of(cls, application: Application) -> Self:
        return cls.model_validate(application)


class CountsOut(BaseModel):
    """How many applications stand where."""

    pending: int = 0
    eligible: int = 0
    ineligible: int = 0
    withdrawn: int = 0


class DecidedOut(BaseModel):
    """How many applications were decided now, and how."""

    eligible: int
    ineligible: int


class ReasonOut(BaseModel):
    criterion: str
    group: int = Field(description="One met criterion meets its group; all groups must be met.")
    met: bool
    words: str


class DecisionOut(BaseModel):
    """A decision with the rules as they were then; words in the reader's language."""

    decision: Decision
    decided_at: datetime
    criteria_version: int
    criteria_text: str
    grade: str | None = Field(description="The grade then; null once the child was forgotten.")
    reasons: list[ReasonOut]

    @classmethod
    def of(cls, opened: Explanation, language: str) -> Self:
        english = language == "en"
        return cls(
            decision=opened.decision,
            decided_at=opened.decided_at,
            criteria_version=opened.criteria_version,
            criteria_text=opened.criteria_text_en if english else opened.criteria_text_ja,
            grade=grade_words(opened.facts.grade_no, language) if opened.facts else None,
            reasons=[
                ReasonOut(
                    criterion=reason.criterion.code,
                    group=reason.group,
                    met=reason.met,
                    words=reason_words(reason, language),
                )
                for reason in opened.reasons
            ],
        )


class DuplicateOut(BaseModel):
    """Two applications of one fiscal year that look like one child's; the later one waits."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    application_id: UUID
    child_id: UUID
    other_programme_id: UUID
    other_application_id: UUID
    other_child_id: UUID
    found_at: datetime
    resolution: Resolution


class ResolutionIn(BaseModel):
    resolution: Literal[Resolution.SAME_CHILD, Resolution.DIFFERENT_CHILDREN]


class RowErrorOut(BaseModel):
    row: int = Field(description="As a spreadsheet counts; 0 is the file as a whole.")
    column: str
    code: str
    reason: str


class RosterImportOut(BaseModel):
    """What an import found and did; of a dry run, what it would do."""

    written: bool
    households: int
    households_new: int
    households_changed: int
    children: int
    children_new: int
    applications_new: int
    duplicates: int
    errors: list[RowErrorOut]

    @classmethod
    def of(cls, report: RosterImport, language: str) -> Self:
        figures = report.counts()
        del figures["errors"]
        return cls(
            written=report.written,
            errors=[
                RowErrorOut(
                    row=error.row,
                    column=error.column,
                    code=error.code,
                    reason=error.words(language),
                )
                for error in report.errors
            ],
            **figures,
        )
