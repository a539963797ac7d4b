"""The breach desk over the wire: clocks, scope, the report's nine items, the people to be told."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.api.deps import Uow, permit
from services.api.paging import Paging
from services.api.problems import problems
from services.api.routes.privacy import spoken
from services.api.schemas.breaches import (
    AffectedOut,
    BreachIn,
    BreachKindsIn,
    BreachOut,
    DraftIn,
    DraftOut,
    ReportedIn,
    ScopeOut,
    SpanIn,
    TimerOut,
    ToldIn,
)
from services.core.identity.errors import SecondPersonRequired
from services.core.identity.policies import Permission
from services.core.kit.sheets import write_csv
from services.core.kit.texts import text
from services.core.privacy import service as privacy
from services.core.privacy.errors import (
    BreachClosed,
    BreachDateInvalid,
    BreachNotFound,
    BreachNotReported,
    DraftChanged,
    ExportNotApproved,
    ScopeMissing,
)
from services.core.privacy.models import Breach
from services.core.privacy.types import BreachId, ReportItem

router = APIRouter(tags=["breaches"])

READ = [Depends(permit(Permission.BREACH_READ))]
WRITE = [Depends(permit(Permission.BREACH_WRITE))]
EXPORT = [Depends(permit(Permission.BREACH_EXPORT))]

CHANGE = problems(BreachNotFound, BreachClosed)
DATED = problems(BreachNotFound, BreachClosed, BreachDateInvalid)
LIST = problems(BreachNotFound, ScopeMissing, ExportNotApproved)
CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}
CONTACT = ("child", "name", "postcode", "address", "email", "phone")


@router.get("/breaches", dependencies=READ, responses=problems())
def list_breaches(uow: Uow, request: Request, paging: Paging) -> list[BreachOut]:
    """List breaches with their clocks, those that are open first."""
    return [_told(uow, breach, request) for breach in paging.of(privacy.breaches(uow))]


@router.put("/breaches/{breach_id}", dependencies=WRITE, responses=problems(BreachDateInvalid))
def open_breach(breach_id: UUID, body: BreachIn, uow: Uow, request: Request) -> BreachOut:
    """Open an incident under an id of one's own; its clocks run from awareness."""
    breach = privacy.open_breach(
        uow, id=BreachId(breach_id), aware_at=body.aware_at, kinds=body.kinds
    )
    return _told(uow, breach, request)


@router.get("/breaches/{breach_id}", dependencies=READ, responses=problems(BreachNotFound))
def get_breach(breach_id: UUID, uow: Uow, request: Request) -> BreachOut:
    """Read one breach with its clocks."""
    return _told(uow, privacy.get_breach(uow, breach_id=BreachId(breach_id)), request)


@router.put("/breaches/{breach_id}/kinds", dependencies=WRITE, responses=CHANGE)
def change_breach_kinds(
    breach_id: UUID, body: BreachKindsIn, uow: Uow, request: Request
) -> BreachOut:
    """Say anew what kind of breach it is; a wrongful purpose gives the final report 60 days."""
    breach = privacy.change_kinds(uow, breach_id=BreachId(breach_id), kinds=body.kinds)
    return _told(uow, breach, request)


@router.put("/breaches/{breach_id}/scope", dependencies=WRITE, responses=DATED)
def set_breach_scope(breach_id: UUID, body: SpanIn, uow: Uow) -> ScopeOut:
    """Say which acts of the audit log it is about; told is whom they reached, in numbers."""
    return ScopeOut.of(privacy.set_scope(uow, breach_id=BreachId(breach_id), span=body.told()))


@router.post("/breaches/{breach_id}/reports", dependencies=WRITE, responses=DATED)
def note_breach_report(breach_id: UUID, body: ReportedIn, uow: Uow, request: Request) -> BreachOut:
    """Note that the preliminary or the final report went in."""
    breach = privacy.note_report(uow, breach_id=BreachId(breach_id), stage=body.stage, at=body.at)
    return _told(uow, breach, request)


@router.post("/breaches/{breach_id}/people-told", dependencies=WRITE, responses=DATED)
def note_people_told(breach_id: UUID, body: ToldIn, uow: Uow, request: Request) -> BreachOut:
    """Note that the people affected were told."""
    breach = privacy.note_people_told(uow, breach_id=BreachId(breach_id), at=body.at)
    return _told(uow, breach, request)


@router.post(
    "/breaches/{breach_id}/close",
    dependencies=WRITE,
    responses=problems(BreachNotFound, BreachClosed, BreachNotReported),
)
def close_breach(breach_id: UUID, uow: Uow, request: Request) -> BreachOut:
    """Close a breach that was reported in full, and whose people know."""
    return _told(uow, privacy.close_breach(uow, breach_id=BreachId(breach_id)), request)


@router.get("/breaches/{breach_id}/draft", dependencies=READ, responses=problems(BreachNotFound))
def get_breach_draft(breach_id: UUID, uow: Uow, request: Request) -> DraftOut:
    """Read the report's nine items: what was written, or drawn up from what is known."""
    language = spoken(request)
    draft = privacy.draft(uow, breach_id=BreachId(breach_id), language=language)
    return DraftOut.of(draft, _headings(language))


@router.put(
    "/breaches/{breach_id}/draft",
    dependencies=WRITE,
    responses=problems(BreachNotFound, BreachClosed, DraftChanged),
)
def write_breach_draft(breach_id: UUID, body: DraftIn, uow: Uow, request: Request) -> DraftOut:
    """Keep a new version of the report's text, sealed."""
    draft = privacy.write_draft(
        uow, breach_id=BreachId(breach_id), based_on=body.based_on, items=body.items
    )
    return DraftOut.of(draft, _headings(spoken(request)))


@router.post("/breaches/{breach_id}/list/ask", dependencies=EXPORT, responses=CHANGE)
def ask_for_breach_list(breach_id: UUID, uow: Uow, request: Request) -> BreachOut:
    """Ask for the list of people affected; a second person approves it."""
    return _told(uow, privacy.ask_for_list(uow, breach_id=BreachId(breach_id)), request)


@router.post(
    "/breaches/{breach_id}/list/approve",
    dependencies=EXPORT,
    responses=problems(BreachNotFound, BreachClosed, ExportNotApproved, SecondPersonRequired),
)
def approve_breach_list(breach_id: UUID, uow: Uow, request: Request) -> BreachOut:
    """Let the list of people affected be opened for a day; not by whoever asked for it."""
    return _told(uow, privacy.approve_list(uow, breach_id=BreachId(breach_id)), request)


@router.get("/breaches/{breach_id}/people", dependencies=EXPORT, responses=LIST)
def list_people_affected(breach_id: UUID, uow: Uow, paging: Paging) -> list[AffectedOut]:
    """List whom to tell and where they can be reached. Each reading is on the record."""
    people = privacy.affected(uow, breach_id=BreachId(breach_id))
    return [
        AffectedOut.of(person) for person in paging.of(people, lambda person: person.subject.id)
    ]


@router.get(
    "/breaches/{breach_id}/people.csv",
    dependencies=EXPORT,
    response_class=Response,
    responses=CSV | LIST,
)
def export_people_affected(breach_id: UUID, uow: Uow, request: Request) -> Response:
    """Hand the same list out as a file, for the letters."""
    language = spoken(request)
    people = privacy.affected(uow, breach_id=BreachId(breach_id))
    separator = text("list-separator", language)
    head = [text(f"affected-{name}", language) for name in ("kind", "id", "items", *CONTACT)]
    rows = [
        [
            text(f"subject-{person.subject.kind}", language),
            str(person.subject.id),
            separator.join(text(f"data-item-{item}", language) for item in person.items),
            *(person.fields.get(name) for name in CONTACT),
        ]
        for person in people
    ]
    return Response(write_csv([head, *rows]), media_type="text/csv; charset=utf-8")


def _told(uow: Uow, breach: Breach, request: Request) -> BreachOut:
    language = spoken(request)
    timers = [
        TimerOut.of(
            timer,
            text(
                f"timer-{timer.state}",
                language,
                day=timer.day,
                aim=timer.aim_on,
                last=timer.last_on,
                days_left=timer.days_left,
            ),
        )
        for timer in privacy.timers(breach, at=uow.now)
    ]
    return BreachOut.of(breach, timers)


def _headings(language: str) -> dict[ReportItem, str]:
    return {item: text(f"report-item-{item}", language) for item in ReportItem}
