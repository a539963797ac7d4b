"""What a programme publishes of itself, and the rollup that it is made from."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse

from services.api.deps import PublicUow, Uow, permit, programme_of, public
from services.api.headers import PlainPage
from services.api.problems import language_of, problems, public_problems
from services.api.schemas.measurement import ReportOut, RollupOut
from services.core.identity.policies import Permission
from services.core.measurement import pages
from services.core.measurement import service as measurement
from services.core.measurement.errors import NothingRolledUp
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["measurement"])

OPEN = [Depends(public)]
REPORT_PROBLEMS = public_problems(ProgrammeUnknown, NothingRolledUp)
CSV: dict[int | str, dict[str, Any]] = {
    200: {"content": {"text/csv": {"schema": {"type": "string"}}}}
}


@router.get("/report", dependencies=OPEN, responses=REPORT_PROBLEMS)
def get_report(programme_id: UUID, uow: PublicUow) -> ReportOut:
    """Tell the three rates and the uses by month, category and grade band, small cells blank."""
    report = measurement.report(uow, programme_id=programme_id)
    return ReportOut.model_validate(pages.as_data(report))


@router.get(
    "/report.html", dependencies=OPEN, response_class=HTMLResponse, responses=REPORT_PROBLEMS
)
def get_report_page(programme_id: UUID, request: Request, uow: PublicUow) -> HTMLResponse:
    """Show the report as a page that stands alone, in Japanese or English."""
    report = measurement.report(uow, programme_id=programme_id)
    language = language_of(request)
    return PlainPage(
        pages.as_html(report, language),
        headers={"Content-Language": language, "Vary": "Accept-Language"},
    )


@router.get(
    "/report.csv",
    dependencies=OPEN,
    response_class=Response,
    responses={**REPORT_PROBLEMS, **CSV},
)
def get_report_csv(programme_id: UUID, uow: PublicUow) -> Response:
    """Give the report's cells as CSV (UTF-8 with BOM); a hidden cell is empty."""
    report = measurement.report(uow, programme_id=programme_id)
    return Response(pages.as_csv(report), media_type="text/csv; charset=utf-8")


@router.post(
    "/rollup",
    dependencies=[Depends(permit(Permission.ROLLUP_RUN))],
    responses=problems(ProgrammeUnknown),
)
def run_rollup(programme_id: UUID, uow: Uow) -> RollupOut:
    """Read new facts into the sums now; the worker does so by itself. Again, it changes nothing."""
    programme = programme_of(uow, programme_id)
    return RollupOut.model_validate(measurement.roll(uow, programme_id=programme.id))
