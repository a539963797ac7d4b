"""What receipts state of the organisation, and by which day its gifts are accepted (B8, B9)."""

from operator import attrgetter
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Path
from fastapi.responses import JSONResponse

from services.api.deps import Uow, organisation_of, permit
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.receipts import (
    CertificationIn,
    CertificationOut,
    DatePolicyIn,
    DatePolicyOut,
    RedatedOut,
)
from services.core.donations import service as donations
from services.core.donations.errors import (
    CertificationDecided,
    CertificationNotFound,
    CertificationUnfit,
    DatePolicyFixed,
)
from services.core.donations.types import DatePolicy
from services.core.identity.errors import SecondPersonRequired, StepUpRequired
from services.core.identity.policies import Permission
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)

router = APIRouter(tags=["receipts"])

READ = [Depends(permit(Permission.CERTIFICATION_READ))]
WRITE = [Depends(permit(Permission.CERTIFICATION_WRITE))]
APPROVE = [Depends(permit(Permission.CERTIFICATION_APPROVE))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)

Year = Annotated[int, Path(ge=2000, le=2999, description="A calendar year of payment.")]


@router.get("/certifications", dependencies=READ, responses=problems())
def list_certifications(uow: Uow, paging: Paging) -> list[CertificationOut]:
    """List every version of the certification, proposed and rejected ones too, latest first."""
    found = donations.certifications(uow, organisation_id=organisation_of(uow))
    return [CertificationOut.model_validate(one) for one in paging.of(found, attrgetter("id"))]


@router.get(
    "/certifications/{certification_id}",
    dependencies=READ,
    responses=problems(CertificationNotFound),
)
def get_certification(certification_id: UUID, uow: Uow) -> CertificationOut:
    """Tell what a version states, who entered it and who decided."""
    found = donations.get_certification(
        uow, organisation_id=organisation_of(uow), certification_id=certification_id
    )
    return CertificationOut.model_validate(found)


@router.post(
    "/certifications",
    status_code=201,
    response_model=CertificationOut,
    dependencies=WRITE,
    responses=problems(CertificationUnfit, *ONCE),
)
def propose_certification(body: CertificationIn, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Enter a version; receipts state it once a second person has approved it."""

    def verb() -> CertificationOut:
        version = donations.propose_certification(
            uow, organisation_id=organisation_of(uow), facts=body.facts()
        )
        return CertificationOut.model_validate(version)

    return once.answer(verb)


@router.post(
    "/certifications/{certification_id}/approve",
    dependencies=APPROVE,
    responses=problems(
        CertificationNotFound,
        CertificationDecided,
        CertificationUnfit,
        SecondPersonRequired,
        StepUpRequired,
    ),
)
def approve_certification(certification_id: UUID, uow: Uow) -> CertificationOut:
    """Approve a version that somebody else has entered."""
    version = donations.approve_certification(
        uow, organisation_id=organisation_of(uow), certification_id=certification_id
    )
    return CertificationOut.model_validate(version)


@router.post(
    "/certifications/{certification_id}/reject",
    dependencies=WRITE,
    responses=problems(CertificationNotFound, CertificationDecided),
)
def reject_certification(certification_id: UUID, uow: Uow) -> CertificationOut:
    """Let a proposed version go."""
    version = donations.reject_certification(
        uow, organisation_id=organisation_of(uow), certification_id=certification_id
    )
    return CertificationOut.model_validate(version)


@router.get("/receipt-date-policies/{year}", dependencies=READ, responses=problems())
def get_receipt_date_policy(year: Year, uow: Uow) -> DatePolicyOut:
    """Tell by which day gifts paid in a year are accepted, and whether that can change still."""
    return DatePolicyOut.of(
        donations.date_policy(uow, organisation_id=organisation_of(uow), year=year)
    )


@router.get("/receipt-date-policies/{year}/preview", dependencies=READ, responses=problems())
def preview_receipt_date_policy(year: Year, policy: DatePolicy, uow: Uow) -> RedatedOut:
    """Tell how many gifts a choice would date anew, without making it."""
    redated = donations.preview_date_policy(
        uow, organisation_id=organisation_of(uow), year=year, policy=policy
    )
    return RedatedOut.of(redated)


@router.put(
    "/receipt-date-policies/{year}",
    dependencies=WRITE,
    responses=problems(DatePolicyFixed),
)
def choose_receipt_date_policy(year: Year, body: DatePolicyIn, uow: Uow) -> RedatedOut:
    """Choose by which day gifts are accepted, for a year and those after it; gifts are redated."""
    redated = donations.choose_date_policy(
        uow, organisation_id=organisation_of(uow), year=year, policy=body.policy
    )
    return RedatedOut.of(redated)
