"""Breaches over the wire: clocks, scope and draft; names in the list of people affected alone."""

from datetime import date, datetime
from typing import Annotated, Self
from uuid import UUID

from pydantic import BaseModel, Field

from services.api.schemas.fields import Instant, Whole
from services.core.privacy import service as privacy
from services.core.privacy.models import Breach
from services.core.privacy.types import (
    Affected,
    BreachKind,
    BreachStatus,
    DataItem,
    Draft,
    ReportItem,
    Scope,
    Span,
    Stage,
    SubjectKind,
    Timer,
    TimerState,
)

Words = Annotated[str, Field(max_length=10_000)]
ACTORS_MAX, ACTIONS_MAX = 100, 50


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
