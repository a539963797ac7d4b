"""The retention schedule over the wire: what is due, and runs that end it."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request

from services.api.deps import Uow, permit
from services.api.paging import Paging
from services.api.problems import problems
from services.api.routes.privacy import spoken
from services.api.schemas.privacy import (
    RetentionLineOut,
    RetentionOut,
    RetentionRunIn,
    RetentionRunOut,
)
from services.core.identity.policies import Permission
from services.core.kit.texts import text
from services.core.privacy import service as privacy
from services.core.privacy.errors import RetentionPlanChanged, RetentionRunNotFound
from services.core.privacy.schedule import SCHEDULE

router = APIRouter(tags=["privacy"])

READ = [Depends(permit(Permission.RETENTION_READ))]
RUN = [Depends(permit(Permission.RETENTION_RUN))]


@router.get("/retention", dependencies=READ, responses=problems())
def get_retention(uow: Uow, request: Request) -> RetentionOut:
    """Read the schedule: what is kept for how long and why, and how much of it is due now."""
    forecast, language = privacy.retention_due(uow), spoken(request)
    return RetentionOut(
        as_of=forecast.as_of,
        classes=[
            RetentionLineOut.of(rule, _words(f"retention-{rule.data_class}", language), forecast)
            for rule in SCHEDULE
        ],
        digest=forecast.digest,
    )


@router.post(
    "/retention-runs",
    status_code=202,
    dependencies=RUN,
    responses=problems(RetentionPlanChanged),
)
def begin_retention_run(body: RetentionRunIn, uow: Uow) -> RetentionRunOut:
    """
    Begin a run over what was looked at; the worker carries it out in the next minutes.

    One that is under way is told of instead.
    """
    return RetentionRunOut.of(privacy.begin_run(uow, confirm=body.confirm))


@router.get("/retention-runs", dependencies=READ, responses=problems())
def list_retention_runs(uow: Uow, paging: Paging) -> list[RetentionRunOut]:
    """List the runs, the latest first, with what each has ended."""
    return [RetentionRunOut.of(run) for run in paging.of(privacy.runs(uow))]


@router.get("/retention-runs/{run_id}", dependencies=READ, responses=problems(RetentionRunNotFound))
def get_retention_run(run_id: UUID, uow: Uow) -> RetentionRunOut:
    """Read the report of one run."""
    return RetentionRunOut.of(privacy.get_run(uow, run_id=run_id))


def _words(message: str, language: str) -> dict[str, str]:
    return {
        "name": text(message, language),
        **{part: text(f"{message}.{part}", language) for part in ("holds", "from", "ground")},
    }
