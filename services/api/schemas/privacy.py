"""Erasure, retention, disclosure and breaches over the wire: ids, counts and days."""

from datetime import datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import Flag, Instant
from services.core.privacy.models import RetentionStep
from services.core.privacy.schedule import Rule
from services.core.privacy.service import Forecast, RunReport
from services.core.privacy.types import (
    Action,
    AskedBy,
    DataClass,
    DataItem,
    ErasureGround,
    ErasurePlan,
    ErasureReport,
    Gone,
    HoldReason,
    Kept,
    LegalGround,
    Order,
    Reach,
    Recipient,
    Subject,
    SubjectKind,
)

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="Of the preview looked at.")]


class SubjectOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    kind: SubjectKind
    id: UUID


class SubjectIn(BaseModel):
    """Whose data it is about."""

    kind: SubjectKind
    id: UUID

    def told(self) -> Subject:
        return Subject(self.kind, self.id)


class KeptOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    what: Kept
    count: int
    ground: LegalGround


class ErasurePlanOut(BaseModel):
    """What an erasure would take now, and what would stay; `digest` confirms exactly this."""

    model_config = ConfigDict(from_attributes=True)

    subject: SubjectOut
    people: list[SubjectOut]
    gone: dict[Gone, int]
    kept: list[KeptOut]
    digest: str

    @classmethod
    def of(cls, plan: ErasurePlan) -> Self:
        return cls.model_validate(plan)


class ErasureIn(BaseModel):
    """Why, at whose word, and that the preview was looked at."""

    subject: SubjectIn
    confirm: Digest
    ground: ErasureGround = ErasureGround.REQUEST
    asked_by: AskedBy = AskedBy.OFFICE

    def order(self) -> Order:
        return Order(self.ground, self.asked_by)


class ErasureReportOut(BaseModel):
    """What an erasure took, and what stays on which ground."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    subject: SubjectOut
    people: list[SubjectOut]
    gone: dict[Gone, int]
    kept: list[KeptOut]
    ground: ErasureGround
    asked_by: AskedBy
    erased_at: datetime
    erased_by: UUID

    @classmethod
    def of(cls, report: ErasureReport) -> Self:
        return cls.model_validate(report)


class HoldIn(BaseModel):
    """Keep somebody's data until an instant."""

    subject: SubjectIn
    reason: HoldReason
    until: Instant


class HoldOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    reason: HoldReason
    placed_at: datetime
    placed_by: UUID
    until: datetime
    released_at: datetime | None
    released_by: UUID | None


class RetentionLineOut(BaseModel):
    """One line of the schedule, with what of it is over its term."""

    data_class: DataClass
    name: str
    holds: str
    months: int | None = Field(description="How long it stays; null: for good.")
    starts_from: str
    ground: str
    action: Action
    reach: Reach
    due: int | None = Field(description="How many are over their term; null: never, or not yours.")
    held: int | None = Field(description="Of these, how many a legal hold keeps.")

    @classmethod
    def of(cls, rule: Rule, words: dict[str, str], forecast: Forecast) -> Self:
        found = {one.data_class: one for one in forecast.classes}.get(rule.data_class)
        return cls(
            data_class=rule.data_class,
            name=words["name"],
            holds=words["holds"],
            months=rule.months,
            starts_from=words["from"],
            ground=words["ground"],
            action=rule.action,
            reach=rule.reach,
            due=found.due if found else None,
            held=found.held if found else None,
        )


class RetentionOut(BaseModel):
    """The schedule, and what a run would end now; `digest` confirms exactly this."""

    as_of: datetime
    classes: list[RetentionLineOut]
    digest: str


class RetentionRunIn(BaseModel):
    confirm: Digest


class RetentionStepOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    data_class: DataClass
    due: int
    held: int
    done: int
    finished_at: datetime | None

    @classmethod
    def of(cls, step: RetentionStep) -> Self:
        return cls.model_validate(step)


class RetentionRunOut(BaseModel):
    """A run: what it found of each class, and how far it is."""

    id: UUID
    as_of: datetime
    started_at: datetime
    started_by: UUID
    finished_at: datetime | None
    steps: list[RetentionStepOut]

    @classmethod
    def of(cls, run: RunReport) -> Self:
        return cls(
            id=run.id,
            as_of=run.as_of,
            started_at=run.started_at,
            started_by=run.started_by,
            finished_at=run.finished_at,
            steps=[RetentionStepOut.of(step) for step in run.steps],
        )


class DisclosureOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    subject_kind: SubjectKind
    subject_id: UUID
    recipient: Recipient
    items: list[DataItem]
    disclosed_at: datetime
    disclosed_by: UUID


class PersonalRecordOut(BaseModel):
    """All that is kept of one person, section by section."""

    kind: SubjectKind
    id: UUID
    at: datetime
    sections: dict[str, list[dict[str, str | int | None]]]


class ArchiveIn(BaseModel):
    """What the archive is to hold."""

    with_people: Flag = Field(
        default=False, description="Names, addresses and secrets in clear; else they are empty."
    )
