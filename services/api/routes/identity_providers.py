"""An organisation's own identity provider: name it, look whether it works, take it away."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from starlette.status import HTTP_204_NO_CONTENT

from services.api.apart import Apart, permit_apart
from services.api.deps import CurrentRuntime, Uow, permit
from services.api.problems import problems
from services.api.routes.sign_in_doors import redirect_uri
from services.api.schemas.sign_in_doors import (
    IdentityProviderCheckOut,
    IdentityProviderIn,
    IdentityProviderOut,
)
from services.core.bootstrap import Runtime
from services.core.identity import service as identity
from services.core.identity.errors import (
    MemberDisabled,
    MemberUnknown,
    OidcIssuerRefused,
    OidcProviderUnavailable,
    OidcProviderUnknown,
    StepUpRequired,
)
from services.core.identity.models import OidcProvider
from services.core.identity.policies import Permission

router = APIRouter(tags=["identity-provider"])

READ = [Depends(permit(Permission.IDENTITY_PROVIDER_READ))]
WRITE = [Depends(permit(Permission.IDENTITY_PROVIDER_WRITE))]


@router.get("/identity-provider", dependencies=READ, responses=problems(OidcProviderUnknown))
def get_identity_provider(runtime: CurrentRuntime, uow: Uow) -> IdentityProviderOut:
    """Tell by which provider members sign in; its secret is not told."""
    return _told(runtime, identity.get_oidc_provider(uow))


@router.put(
    "/identity-provider",
    dependencies=WRITE,
    responses=problems(OidcIssuerRefused, OidcProviderUnknown, StepUpRequired),
)
def keep_identity_provider(
    body: IdentityProviderIn, runtime: CurrentRuntime, uow: Uow
) -> IdentityProviderOut:
    """Let members sign in by this provider, in the place of the one before it."""
    # As it was typed, but for the slash that a URL without a path is given.
    issuer = str(body.issuer).rstrip("/") if body.issuer.path == "/" else str(body.issuer)
    provider = identity.keep_oidc_provider(
        uow,
        runtime.oidc_providers,
        issuer=issuer,
        client_id=body.client_id,
        client_secret=body.client_secret.get_secret_value() if body.client_secret else None,
        scopes=body.scopes,
        email_domains=body.email_domains,
        strong_acr=body.strong_acr,
    )
    return _told(runtime, provider)


@router.delete(
    "/identity-provider",
    status_code=HTTP_204_NO_CONTENT,
    dependencies=WRITE,
    responses=problems(OidcProviderUnknown, StepUpRequired),
)
def remove_identity_provider(uow: Uow) -> Response:
    """Let nobody sign in by the provider any more."""
    identity.remove_oidc_provider(uow)
    return Response(status_code=HTTP_204_NO_CONTENT)


@router.post(
    "/identity-provider/check",
    responses=problems(OidcProviderUnknown, OidcProviderUnavailable),
)
def check_identity_provider(
    runtime: CurrentRuntime,
    apart: Annotated[Apart, Depends(permit_apart(Permission.IDENTITY_PROVIDER_READ))],
) -> IdentityProviderCheckOut:
    """Ask the provider now whether signing in by it could work."""
    with apart.unit_of_work() as uow:
        client = identity.oidc_client(uow)
    found = runtime.oidc_providers.examine(client, redirect_uri=redirect_uri(runtime))
    return IdentityProviderCheckOut.model_validate(found)


@router.delete(
    "/members/{member_id}/identity",
    status_code=HTTP_204_NO_CONTENT,
    dependencies=WRITE,
    responses=problems(MemberUnknown, MemberDisabled, StepUpRequired),
)
def unlink_member(member_id: UUID, uow: Uow) -> Response:
    """
    Forget by which name the provider knows a member: their verified address tells anew, as when
    the provider has given them another account.
    """
    identity.unlink_oidc(uow, member_id=member_id)
    return Response(status_code=HTTP_204_NO_CONTENT)


def _told(runtime: Runtime, provider: OidcProvider) -> IdentityProviderOut:
    base_url = runtime.settings.base_url.rstrip("/")
    return IdentityProviderOut(
        issuer=provider.issuer,
        client_id=provider.client_id,
        scopes=provider.scopes,
        email_domains=provider.email_domains,
        strong_acr=provider.strong_acr,
        redirect_uri=redirect_uri(runtime),
        sign_in_url=f"{base_url}/api/v1/sign-in/oidc/{provider.organisation_id}",
        changed_at=provider.changed_at,
        changed_by=provider.changed_by,
    )
