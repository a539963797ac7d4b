"""Families: register, find by reading, consent, forget."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response

from services.api.deps import Uow, permit
from services.api.paging import Paging
from services.api.problems import language_of, problems
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
from services.core.identity.policies import Permission, Scope
from services.core.kit.sheets import Encoding

router = APIRouter(tags=["households"])

WRITE = [Depends(permit(Permission.HOUSEHOLD_WRITE))]
NAMES = [Depends(permit(Permission.CHILD_NAME_READ))]
CONSENT = [Depends(permit(Permission.CONSENT_WRITE, Scope.OWN_HOUSEHOLD))]
CONSENTS = [Depends(permit(Permission.CONSENT_READ, Scope.OWN_HOUSEHOLD))]


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


@router.post("/children/search", dependencies=NAMES, responses=problems(HouseholdDetailInvalid))
def search_children(body: SearchIn, uow: Uow) -> list[FoundChildOut]:
    """
    Find children by a reading, or the guardian's phone or e-mail; each name read is on the record.
    """
    found = households.find_children(uow, kana=body.kana, phone=body.phone, email=body.email)
    return [FoundChildOut.model_validate(child) for child in found]


@router.get(
    "/children/{child_id}/consents", dependencies=CONSENTS, responses=problems(ChildNotFound)
)
def list_consents(child_id: UUID, uow: Uow, paging: Paging) -> list[ConsentOut]:
    """List a child's consents from when each was given until it was taken back."""
    found = households.consent_history(uow, child_id=ChildId(child_id))
    return [ConsentOut.model_validate(consent) for consent in paging.of(found)]


@router.get(
    "/children/{child_id}/consents.csv",
    dependencies=CONSENTS,
    response_class=Response,
    responses={
        200: {"content": {"text/csv": {}}, "description": "A row a consent, in words."},
        **problems(ChildNotFound),
    },
)
def export_consents(
    child_id: UUID, uow: Uow, request: Request, encoding: Encoding = Encoding.UTF_8
) -> Response:
    """Hand out a child's consents as a file: what was allowed, by whom, from when to when."""
    data = households.consent_history_csv(
        uow, child_id=ChildId(child_id), encoding=encoding, language=language_of(request)
    )
    charset = "Shift_JIS" if encoding is Encoding.CP932 else "utf-8"
    return Response(data, media_type=f"text/csv; charset={charset}")


@router.put(
    "/children/{child_id}/consents/{purpose}",
    dependencies=CONSENT,
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
    dependencies=CONSENT,
    responses=problems(ChildNotFound),
)
def withdraw_consent(
    child_id: UUID, purpose: ConsentPurpose, given_by: ConsentGiver, uow: Uow
) -> Response:
    """Record that a consent is taken back, from now on."""
    households.withdraw_consent(uow, child_id=ChildId(child_id), purpose=purpose, given_by=given_by)
    return Response(status_code=204)
