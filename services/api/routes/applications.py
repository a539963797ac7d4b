"""Applications of a programme: import a roster, decide, explain, sort out duplicates."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, File, Query, Request, Response, UploadFile

from services.api.deps import Uow, own_municipality, permit, programme_of
from services.api.paging import Paging
from services.api.problems import language_of, problems
from services.api.schemas.households import (
    ApplicationIn,
    ApplicationOut,
    CountsOut,
    DecidedOut,
    DecisionOut,
    DuplicateOut,
    ResolutionIn,
    RosterImportOut,
)
from services.core.households import service as households
from services.core.households.errors import (
    AlreadyApplied,
    ApplicationNotFound,
    ApplicationWithdrawn,
    ChildNotFound,
    ConsentMissing,
    DuplicateAlreadyResolved,
    DuplicateReportNotFound,
    NotDecidedYet,
    RosterRefused,
)
from services.core.households.types import (
    ApplicationId,
    ChildId,
    Decision,
    DuplicateReportId,
    Resolution,
)
from services.core.identity import policies
from services.core.identity.policies import Permission, Scope
from services.core.kit.sheets import CellsNotEncodable, Encoding
from services.core.programmes.errors import CriteriaUnknown, ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["applications"])

LEFT_OUT = "Minori-Left-Out"

READ = [Depends(permit(Permission.APPLICATION_READ))]
WRITE = [Depends(permit(Permission.APPLICATION_WRITE))]
CONFIRM = [Depends(permit(Permission.ELIGIBILITY_READ, Scope.OWN_MUNICIPALITY))]


@router.post(
    "/rosters",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, RosterRefused),
)
def import_roster(
    programme_id: UUID,
    uow: Uow,
    request: Request,
    file: Annotated[UploadFile, File(description="CSV with Japanese headings, a row a child.")],
    encoding: Encoding = Encoding.AUTO,
    dry_run: bool = False,
    valid_only: bool = False,
) -> RosterImportOut:
    """
    Import a municipal roster: families, children, and their applications.

    The same file again changes nothing. A dry run tells every fault and writes nothing; without
    `valid_only` one fault keeps the whole file out.
    """
    report = households.import_roster(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        data=file.file.read(),
        encoding=encoding,
        dry_run=dry_run,
        valid_only=valid_only,
    )
    return RosterImportOut.of(report, language_of(request))


@router.post(
    "/applications",
    status_code=201,
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, ChildNotFound, ConsentMissing, AlreadyApplied),
)
def apply_for_child(programme_id: UUID, body: ApplicationIn, uow: Uow) -> ApplicationOut:
    """Apply for a child; the same application again is the one that is there."""
    application = households.apply(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        child_id=ChildId(body.child_id),
        grade=body.override(),
    )
    return ApplicationOut.of(application)


@router.get("/applications", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_applications(
    programme_id: UUID,
    uow: Uow,
    paging: Paging,
    decision: Decision | None = None,
    names: Annotated[bool, Query(description="Needs `child_name:read`; is audited.")] = False,
) -> list[ApplicationOut]:
    """List the programme's applications, with names where they are asked for and may be read."""
    if names:
        policies.require(uow.actor, Permission.CHILD_NAME_READ, at=uow.now)
    found = households.list_applications(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        after=ApplicationId(paging.after) if paging.after else None,
        limit=paging.and_one_more,
        decision=decision,
        with_names=names,
    )
    return [ApplicationOut.model_validate(entry) for entry in paging.cut(found)]


@router.get("/applications/counts", dependencies=READ, responses=problems(ProgrammeUnknown))
def count_applications(programme_id: UUID, uow: Uow) -> CountsOut:
    """Tell how many applications stand where."""
    counts = households.counts_by_decision(uow, programme_id=programme_of(uow, programme_id).id)
    return CountsOut(**{decision.value: count for decision, count in counts.items()})


@router.post(
    "/applications/decide",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, CriteriaUnknown),
)
def decide_applications(programme_id: UUID, uow: Uow) -> DecidedOut:
    """Decide every application that waits, by the latest criteria."""
    counts = households.decide_all(uow, programme_id=programme_of(uow, programme_id).id)
    return DecidedOut(eligible=counts[Decision.ELIGIBLE], ineligible=counts[Decision.INELIGIBLE])


@router.post(
    "/applications/{application_id}/decide",
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown,
        CriteriaUnknown,
        ApplicationNotFound,
        ApplicationWithdrawn,
        ConsentMissing,
    ),
)
def decide_application(programme_id: UUID, application_id: UUID, uow: Uow) -> ApplicationOut:
    """Decide one application; one that is decided stays as it is."""
    application = households.decide(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        application_id=ApplicationId(application_id),
    )
    return ApplicationOut.of(application)


@router.get(
    "/applications/{application_id}/decision",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, ApplicationNotFound, NotDecidedYet),
)
def explain_decision(
    programme_id: UUID, application_id: UUID, uow: Uow, request: Request
) -> DecisionOut:
    """Open a decision again, with the rules as they stood when it was made."""
    opened = households.explain(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        application_id=ApplicationId(application_id),
    )
    return DecisionOut.of(opened, language_of(request))


@router.post(
    "/applications/{application_id}/withdraw",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, ApplicationNotFound),
)
def withdraw_application(programme_id: UUID, application_id: UUID, uow: Uow) -> ApplicationOut:
    """Take an application back at the family's wish."""
    application = households.withdraw(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        application_id=ApplicationId(application_id),
    )
    return ApplicationOut.of(application)


@router.get("/duplicates", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_duplicates(
    programme_id: UUID, uow: Uow, paging: Paging, resolution: Resolution = Resolution.OPEN
) -> list[DuplicateOut]:
    """List applications that look like a child's second one of the year, by ids."""
    found = households.duplicates_of(
        uow, programme_id=programme_of(uow, programme_id).id, resolution=resolution
    )
    return [DuplicateOut.model_validate(duplicate) for duplicate in paging.of(found)]


@router.post(
    "/duplicates/{report_id}/resolve",
    status_code=204,
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, DuplicateReportNotFound, DuplicateAlreadyResolved),
)
def resolve_duplicate(
    programme_id: UUID, report_id: UUID, body: ResolutionIn, uow: Uow
) -> Response:
    """Say whether the two are one child; if so, the later application is withdrawn."""
    households.resolve_duplicate(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        report_id=DuplicateReportId(report_id),
        resolution=body.resolution,
    )
    return Response(status_code=204)


@router.get(
    "/eligibility.csv",
    dependencies=CONFIRM,
    response_class=Response,
    responses={
        200: {
            "content": {"text/csv": {}},
            "description": f"Application id and yes or no. `{LEFT_OUT}` says how many"
            " applications are not in it, because their families do not allow this sharing.",
        },
        **problems(ProgrammeUnknown, CellsNotEncodable),
    },
)
def export_eligibility(
    programme_id: UUID, uow: Uow, request: Request, encoding: Encoding = Encoding.UTF_8
) -> Response:
    """
    Confirm eligibility by batch: an id and yes or no, never a name or a reason.

    A municipality is told of its own residents.
    """
    found = households.confirmations(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        encoding=encoding,
        language=language_of(request),
        municipality_code=own_municipality(uow, Permission.ELIGIBILITY_READ),
    )
    # The registered name (IANA): what Windows writes under it is CP932.
    charset = "Shift_JIS" if encoding is Encoding.CP932 else "utf-8"
    return Response(
        found.data,
        media_type=f"text/csv; charset={charset}",
        headers={LEFT_OUT: str(found.left_out)},
    )
