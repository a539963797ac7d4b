"""Programmes and their criteria."""

from uuid import UUID

from fastapi import APIRouter, Depends

from services.api.deps import Uow, organisation_of, permit, programme_of
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.fields import Version
from services.api.schemas.programmes import CriteriaIn, CriteriaOut, ProgrammeIn, ProgrammeOut
from services.core.identity.policies import Permission
from services.core.programmes import service as programmes
from services.core.programmes.errors import (
    CriteriaUnknown,
    ProgrammeCodeTaken,
    ProgrammeIdReused,
    ProgrammeNotDraft,
    ProgrammeNotPublishable,
    ProgrammeNotPublished,
    ProgrammeUnknown,
)

router = APIRouter(prefix="/programmes", tags=["programmes"])

READ = [Depends(permit(Permission.PROGRAMME_READ))]
WRITE = [Depends(permit(Permission.PROGRAMME_WRITE))]


@router.get("", dependencies=READ, responses=problems())
def list_programmes(uow: Uow, paging: Paging) -> list[ProgrammeOut]:
    """List the organisation's programmes."""
    found = programmes.of_organisation(uow, organisation_id=organisation_of(uow))
    return [ProgrammeOut.model_validate(programme) for programme in paging.of(found)]


@router.put(
    "/{programme_id}",
    status_code=201,
    dependencies=WRITE,
    responses=problems(ProgrammeCodeTaken, ProgrammeIdReused),
)
def draft_programme(programme_id: UUID, body: ProgrammeIn, uow: Uow) -> ProgrammeOut:
    """Draft a programme under an id of the client's choice."""
    programme = programmes.draft(
        uow, organisation_id=organisation_of(uow), id=programme_id, **dict(body)
    )
    return ProgrammeOut.model_validate(programme)


@router.get("/{programme_id}", dependencies=READ, responses=problems(ProgrammeUnknown))
def get_programme(programme_id: UUID, uow: Uow) -> ProgrammeOut:
    """Tell a programme's terms."""
    return ProgrammeOut.model_validate(programme_of(uow, programme_id))


@router.post(
    "/{programme_id}/criteria",
    status_code=201,
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown),
)
def set_criteria(programme_id: UUID, body: CriteriaIn, uow: Uow) -> CriteriaOut:
    """Add a version of the criteria; decisions made under earlier ones keep theirs."""
    programme = programme_of(uow, programme_id)
    version = programmes.set_criteria(
        uow,
        programme_id=programme.id,
        criteria=body.criteria,
        text_ja=body.text_ja,
        text_en=body.text_en,
    )
    return CriteriaOut.model_validate(version)


@router.get(
    "/{programme_id}/criteria/{version}",
    dependencies=READ,
    responses=problems(ProgrammeUnknown, CriteriaUnknown),
)
def get_criteria(programme_id: UUID, version: Version, uow: Uow) -> CriteriaOut:
    """Tell one version of the criteria, as it stood when decisions were made under it."""
    programme = programme_of(uow, programme_id)
    found = programmes.criteria(uow, programme_id=programme.id, version=version)
    return CriteriaOut.model_validate(found)


@router.post(
    "/{programme_id}/publish",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, ProgrammeNotDraft, ProgrammeNotPublishable),
)
def publish_programme(programme_id: UUID, uow: Uow) -> ProgrammeOut:
    """Publish a draft, and open its book in the ledger."""
    programme = programme_of(uow, programme_id)
    return ProgrammeOut.model_validate(programmes.publish(uow, programme_id=programme.id))


@router.post(
    "/{programme_id}/close",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, ProgrammeNotPublished),
)
def close_programme(programme_id: UUID, uow: Uow) -> ProgrammeOut:
    """Close a programme when its year is over."""
    programme = programme_of(uow, programme_id)
    return ProgrammeOut.model_validate(programmes.close(uow, programme_id=programme.id))
