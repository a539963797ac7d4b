"""Scanners at providers' counters: announced by the office, paired once by a short code."""

from uuid import UUID

from fastapi import APIRouter, Depends, Response
from starlette.status import HTTP_201_CREATED, HTTP_204_NO_CONTENT

from services.api.deps import PublicUow, Uow, organisation_of, permit, public
from services.api.paging import Paging
from services.api.problems import problems, public_problems
from services.api.rate_limits import Limit, limited
from services.api.schemas.members import DeviceIn, DeviceOut, PairedOut, PairingIn, PairingOut
from services.core.identity import service as identity
from services.core.identity.errors import DeviceUnknown, PairingRefused
from services.core.identity.policies import Permission, Scope
from services.core.providers import service as providers
from services.core.providers.errors import ProviderNotFound

router = APIRouter(prefix="/devices", tags=["devices"])

READ = [Depends(permit(Permission.DEVICE_READ, Scope.OWN_PROVIDER))]
WRITE = [Depends(permit(Permission.DEVICE_WRITE, Scope.OWN_PROVIDER))]


@router.get("", dependencies=READ, responses=problems())
def list_devices(uow: Uow, paging: Paging) -> list[DeviceOut]:
    """List scanners, in use or not, oldest first."""
    found = identity.devices(
        uow, organisation_id=organisation_of(uow), provider_id=uow.actor.provider_id
    )
    return [DeviceOut.model_validate(device) for device in paging.of(found)]


@router.post(
    "", status_code=HTTP_201_CREATED, dependencies=WRITE, responses=problems(ProviderNotFound)
)
def announce_device(body: DeviceIn, uow: Uow) -> PairingOut:
    """Announce a scanner; the code is typed into it within a quarter of an hour."""
    provider_id = uow.actor.provider_id or body.provider_id
    if provider_id is None or body.provider_id not in {None, provider_id}:
        raise ProviderNotFound(pointer="/provider_id")
    providers.get(uow, provider_id=provider_id)
    pairing = identity.announce_device(
        uow,
        organisation_id=organisation_of(uow),
        provider_id=provider_id,
        site_id=body.site_id,
        name=body.name,
    )
    return PairingOut.model_validate(pairing)


@router.post(
    "/pair",
    status_code=HTTP_201_CREATED,
    dependencies=[Depends(public), Depends(limited(Limit.RECOVERY))],
    responses=public_problems(PairingRefused),
)
def pair_device(body: PairingIn, uow: PublicUow) -> PairedOut:
    """Pair the scanner that asks, by the code that was typed into it; its secret is told once."""
    paired = identity.pair_device(uow, code=body.code)
    return PairedOut(id=paired.id, secret=paired.text)


@router.post("/{device_id}/pairing", dependencies=WRITE, responses=problems(DeviceUnknown))
def pair_device_again(device_id: UUID, uow: Uow) -> PairingOut:
    """Let a scanner be paired anew, as when its browser forgot all."""
    pairing = identity.offer_pairing(uow, device_id=device_id, provider_id=uow.actor.provider_id)
    return PairingOut.model_validate(pairing)


@router.delete(
    "/{device_id}",
    status_code=HTTP_204_NO_CONTENT,
    dependencies=WRITE,
    responses=problems(DeviceUnknown),
)
def revoke_device(device_id: UUID, uow: Uow) -> Response:
    """Take a scanner out of use for good, as when it is lost."""
    identity.revoke_device(uow, device_id=device_id, provider_id=uow.actor.provider_id)
    return Response(status_code=HTTP_204_NO_CONTENT)
