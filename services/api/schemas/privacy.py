"""Erasure, retention, disclosure and breaches over the wire: ids, counts and days."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.api.schemas.fields import Flag, Instant, Whole
from services.core.privacy import service as privacy
from services.core.privacy.models import Breach, RetentionStep
from services.core.privacy.schedule import Rule
from services.core.privacy.service import Forecast, RunReport
from services.core.privacy.types import (
    Action,
    Affected,
    AskedBy,
    BreachKind,
    BreachStatus,
    DataClass,
    DataItem,
    Draft,
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
    ReportItem,
    Scope,
    Span,
    Stage,
    Subject,
    SubjectKind,
    Timer,
    TimerState,
)

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{16}$", description="Of the preview looked at.")]
Words = Annotated[str, Field(max_length=10_000)]
ACTORS_MAX, ACTIONS_MAX = 100, 50


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


class BreachIn(BaseModel):
    """An incident, from when the organisation knew of it."""

    aware_at: Instant
    kinds: set[BreachKind] = Field(min_length=1)


class BreachKindsIn(BaseModel):
    kinds: set[BreachKind] = Field(min_length=1)


class TimerOut(BaseModel):
    """How a report stands to its days, in numbers and in words."""

    stage: Stage
    aim_on: date
    last_on: date
    day: int
    days_left: int
    state: TimerState
    done_at: datetime | None
    says: str

    @classmethod
    def of(cls, timer: Timer, says: str) -> Self:
        return cls(
            stage=timer.stage,
            aim_on=timer.aim_on,
            last_on=timer.last_on,
            day=timer.day,
            days_left=timer.days_left,
            state=timer.state,
            done_at=timer.done_at,
            says=says,
        )


class SpanIn(BaseModel):
    """Which acts: half-open in time; of some actors or all, of some kinds or all."""

    since: Instant
    until: Instant
    actor_ids: list[UUID] = Field(default_factory=list, max_length=ACTORS_MAX)
    actions: list[Annotated[str, Field(max_length=100)]] = Field(
        default_factory=list, max_length=ACTIONS_MAX
    )

    def told(self) -> Span:
        return Span(
            since=self.since,
            until=self.until,
            actor_ids=tuple(self.actor_ids),
            actions=tuple(self.actions),
        )


class ScopeOut(BaseModel):
    """Whom the acts reached, what was seen, and who did them: ids and counts."""

    since: datetime
    until: datetime
    touches: int
    counts: dict[SubjectKind, int]
    items: dict[DataItem, int]
    actors: dict[UUID, int]
    actions: dict[str, int]

    @classmethod
    def of(cls, scope: Scope) -> Self:
        return cls(
            since=scope.span.since,
            until=scope.span.until,
            touches=scope.touches,
            counts=dict(scope.counts),
            items=dict(scope.items),
            actors=dict(scope.actors),
            actions=dict(scope.actions),
        )


class BreachOut(BaseModel):
    """A breach, with its two clocks."""

    id: UUID
    kinds: list[BreachKind]
    status: BreachStatus
    aware_at: datetime
    opened_at: datetime
    opened_by: UUID
    has_scope: bool
    people_told_at: datetime | None
    closed_at: datetime | None
    list_asked_by: UUID | None
    list_approved_by: UUID | None
    list_open_until: datetime | None
    timers: list[TimerOut]

    @classmethod
    def of(cls, breach: Breach, timers: list[TimerOut]) -> Self:
        return cls(
            id=breach.id,
            kinds=[BreachKind(kind) for kind in breach.kinds],
            status=breach.status,
            aware_at=breach.aware_at,
            opened_at=breach.opened_at,
            opened_by=breach.opened_by,
            has_scope=breach.scope is not None,
            people_told_at=breach.people_told_at,
            closed_at=breach.closed_at,
            list_asked_by=breach.list_asked_by,
            list_approved_by=breach.list_approved_by,
            list_open_until=privacy.list_open_until(breach),
            timers=timers,
        )


class ReportedIn(BaseModel):
    stage: Stage
    at: Instant | None = Field(default=None, description="When it went in; now, if not told.")


class ToldIn(BaseModel):
    at: Instant | None = Field(default=None, description="When they were told; now, if not told.")


class ReportItemOut(BaseModel):
    item: ReportItem
    heading: str
    text: str


class DraftOut(BaseModel):
    """The nine items of the report, in the order of the form."""

    version: int
    items: list[ReportItemOut]
    unknown: list[ReportItem]
    written_at: datetime | None
    written_by: UUID | None

    @classmethod
    def of(cls, draft: Draft, headings: dict[ReportItem, str]) -> Self:
        return cls(
            version=draft.version,
            items=[
                ReportItemOut(item=item, heading=headings[item], text=draft.items[item])
                for item in ReportItem
            ],
            unknown=list(draft.unknown),
            written_at=draft.written_at,
            written_by=draft.written_by,
        )


class DraftIn(BaseModel):
    """A new version of the text."""

    based_on: Annotated[Whole, Field(ge=0, le=2**31 - 1)]
    items: dict[ReportItem, Words]


class AffectedOut(BaseModel):
    """Somebody to be told; without fields once they were erased."""

    kind: SubjectKind
    id: UUID
    items: list[DataItem]
    fields: dict[str, str]

    @classmethod
    def of(cls, person: Affected) -> Self:
        return cls(
            kind=person.subject.kind,
            id=person.subject.id,
            items=list(person.items),
            fields=dict(person.fields),
        )


class ArchiveIn(BaseModel):
    """What the archive is to hold."""

    with_people: Flag = Field(
        default=False, description="Names, addresses and secrets in clear; else they are empty."
    )
