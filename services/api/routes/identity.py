"""Keys by which machines act."""

from datetime import timedelta
from uuid import UUID

from fastapi import APIRouter, Depends

from services.api.deps import Uow, organisation_of, permit
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.identity import ApiKeyIn, ApiKeyOut, NewApiKeyOut
from services.core.identity import service as identity
from services.core.identity.errors import (
    ApiKeyUnknown,
    KeyNotGrantableByKey,
    RoleNeedsMunicipality,
    RoleNeedsProvider,
    RoleNotGrantable,
    RolesIncompatible,
    StaffKeyNotGrantable,
    StepUpRequired,
)
from services.core.identity.policies import Permission
from services.core.providers import service as providers
from services.core.providers.errors import ProviderNotFound

router = APIRouter(tags=["identity"])


@router.get(
    "/api-keys", dependencies=[Depends(permit(Permission.API_KEY_READ))], responses=problems()
)
def list_api_keys(uow: Uow, paging: Paging) -> list[ApiKeyOut]:
    """List the organisation's keys, without their secrets."""
    keys = identity.api_keys(uow, organisation_id=organisation_of(uow))
    return [ApiKeyOut.model_validate(key) for key in paging.of(keys)]


@router.post(
    "/api-keys",
    status_code=201,
    dependencies=[Depends(permit(Permission.API_KEY_WRITE))],
    responses=problems(
        RoleNeedsProvider,
        RoleNeedsMunicipality,
        RoleNotGrantable,
        RolesIncompatible,
        StaffKeyNotGrantable,
        KeyNotGrantableByKey,
        ProviderNotFound,
        StepUpRequired,
    ),
)
def create_api_key(body: ApiKeyIn, uow: Uow) -> NewApiKeyOut:
    """
    Make a key for a provider, a municipality or an auditor; its text is in this answer only.

    Keys of the office itself are made at the host (`minori key create`): nobody can hand
    themselves the second pair of eyes.
    """
    if body.provider_id is not None:
        providers.get(uow, provider_id=body.provider_id)
    key = identity.create_api_key(
        uow,
        organisation_id=organisation_of(uow),
        name=body.name,
        roles=body.roles,
        verbs=body.verbs,
        provider_id=body.provider_id,
        municipality_code=body.municipality_code,
        lifetime=timedelta(days=body.days),
    )
    return NewApiKeyOut(id=key.id, key=key.text)


@router.post(
    "/api-keys/{key_id}/revoke",
    status_code=204,
    dependencies=[Depends(permit(Permission.API_KEY_WRITE))],
    responses=problems(ApiKeyUnknown),
)
def revoke_api_key(key_id: UUID, uow: Uow) -> None:
    """Revoke a key, from this moment on."""
    identity.revoke_api_key(uow, organisation_id=organisation_of(uow), key_id=key_id)
