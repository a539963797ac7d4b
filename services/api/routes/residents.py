"""A municipality and its own residents: by name where it is agreed and consented to (G1)."""

from uuid import UUID

from fastapi import APIRouter, Depends

from services.api.deps import Uow, own_municipality, permit, programme_of
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.residents import (
    AgreementIn,
    AgreementOut,
    MunicipalityCode,
    ResidentOut,
)
from services.core.households import service as households
from services.core.households.errors import (
    AgreementDatesUnfit,
    AgreementMissing,
    ChildNotFound,
)
from services.core.identity.policies import Permission
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["applications"])

READ = [Depends(permit(Permission.RESIDENT_READ))]
AGREE = [Depends(permit(Permission.AGREEMENT_WRITE))]


@router.put(
    "/agreements/{municipality_code}",
    dependencies=AGREE,
    responses=problems(ProgrammeUnknown, AgreementDatesUnfit),
)
def record_agreement(
    programme_id: UUID, municipality_code: MunicipalityCode, body: AgreementIn, uow: Uow
) -> AgreementOut:
    """Record what is agreed with a municipality on sharing data; a later agreement replaces it."""
    agreement = households.record_agreement(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        municipality_code=municipality_code,
        reference=body.reference,
        agreed_on=body.agreed_on,
        ends_on=body.ends_on,
    )
    return AgreementOut.model_validate(agreement)


@router.get("/residents", dependencies=READ, responses=problems(ProgrammeUnknown, AgreementMissing))
def list_residents(programme_id: UUID, uow: Uow, paging: Paging) -> list[ResidentOut]:
    """List the municipality's own residents by name, of those who consent; each look is logged."""
    found = households.residents(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        municipality_code=_own(uow),
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [ResidentOut.model_validate(resident) for resident in paging.cut(found)]


@router.get(
    "/residents/{child_id}",
    dependencies=READ,
    responses=problems(ProgrammeUnknown, AgreementMissing, ChildNotFound),
)
def get_resident(programme_id: UUID, child_id: UUID, uow: Uow) -> ResidentOut:
    """Show one resident by name; another municipality's is not found."""
    resident = households.resident(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        municipality_code=_own(uow),
        child_id=child_id,
    )
    return ResidentOut.model_validate(resident)


def _own(uow: Uow) -> str:
    code = own_municipality(uow, Permission.RESIDENT_READ)
    assert code is not None, "the policy lets nobody but a municipality come this far"
    return code
