"""Families: register, find by reading, consent, forget."""

from uuid import UUID

from fastapi import APIRouter, Depends, Response

from services.api.deps import Uow, permit
from services.api.problems import problems
from services.api.schemas.households import (
    ConsentIn,
    ConsentOut,
    FoundChildOut,
    HouseholdIn,
    HouseholdOut,
    SearchIn,
)
from services.core.households import service as households
from services.core.households.errors import ChildNotFound, HouseholdDetailInvalid
from services.core.households.types import ChildId, ConsentGiver, ConsentPurpose
from services.core.identity.policies import Permission

router = APIRouter(tags=["households"])

WRITE = [Depends(permit(Permission.HOUSEHOLD_WRITE))]
NAMES = [Depends(permit(Permission.CHILD_NAME_READ))]


@router.post(
    "/households",
    status_code=201,
    dependencies=WRITE,
    responses=problems(HouseholdDetailInvalid),
)
def register_household(body: HouseholdIn, uow: Uow) -> HouseholdOut:
    """
    Register a family.

    A repeat finds the family by its municipal number, or by guardian and postcode, and writes
    on what has changed.
    """
    household_id, child_ids = households.register(uow, household=body.told())
    return HouseholdOut(id=household_id, child_ids=list(child_ids))


@router.post("/children/search", dependencies=NAMES, responses=problems())
def search_children(body: SearchIn, uow: Uow) -> list[FoundChildOut]:
    """Find children by how their full or family name is read; each name read is on the record."""
    found = households.find_children(uow, kana=body.kana)
    return [FoundChildOut.model_validate(child) for child in found]


@router.put(
    "/children/{child_id}/consents/{purpose}",
    dependencies=WRITE,
    responses=problems(ChildNotFound),
)
def give_consent(child_id: UUID, purpose: ConsentPurpose, body: ConsentIn, uow: Uow) -> ConsentOut:
    """Record a consent that was given in writing: for one purpose, by guardian or child."""
    consent = households.give_consent(
        uow, child_id=ChildId(child_id), purpose=purpose, given_by=body.given_by
    )
    return ConsentOut.model_validate(consent)


@router.delete(
    "/children/{child_id}/consents/{purpose}",
    status_code=204,
    dependencies=WRITE,
    responses=problems(ChildNotFound),
)
def withdraw_consent(
    child_id: UUID, purpose: ConsentPurpose, given_by: ConsentGiver, uow: Uow
) -> Response:
    """Record that a consent is taken back, from now on."""
    households.withdraw_consent(uow, child_id=ChildId(child_id), purpose=purpose, given_by=given_by)
    return Response(status_code=204)
