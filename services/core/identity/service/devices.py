"""
Scanners at providers' counters: announce one, pair it once, let it act, take it out of use.

The office announces a device and is told a short code; the device sends the code once and is told
a secret of its own. So nobody types a secret, and the office never sees it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import bearer
from services.core.identity.bearer import Carried
from services.core.identity.errors import DeviceUnknown, NotAuthenticated, PairingRefused
from services.core.identity.models import Device
from services.core.identity.repository import DeviceRepository
from services.core.identity.types import DeviceId, Role
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

DEVICE_PREFIX = "minoridevice"
PAIRING_LASTS = timedelta(minutes=15)
# Told to the minute is enough, and spares a write at each scan.
LAST_USED_WITHIN = timedelta(minutes=1)

# 40 bits, good once, for a quarter of an hour, behind a rate limit.
CODE_LETTERS = 8


@dataclass(frozen=True, slots=True)
class Pairing:
    """What the office is told: to be typed into the device before `until`."""

    device_id: DeviceId
    code: str
    until: datetime


@dataclass(frozen=True, slots=True)
class PairedDevice:
    """What the device is told, once: `text` is what it brings from then on."""

    id: DeviceId
    text: str


def announce_device(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    provider_id: UUID,
    name: str,
    site_id: UUID | None = None,
) -> Pairing:
    """Announce a scanner of `provider_id`; it acts only once it is paired."""
    device = Device(
        organisation_id=organisation_id,
        id=uuid7(),
        provider_id=provider_id,
        site_id=site_id,
        name=name,
        created_at=uow.now,
        created_by=uow.actor.id,
    )
    pairing = _offer(uow, device)
    DeviceRepository(uow).add(device)
    _record(uow, "device.announce", device)
    return pairing


def offer_pairing(uow: UnitOfWork, *, device_id: UUID, provider_id: UUID | None) -> Pairing:
    """
    Let a device be paired anew, as when its browser forgot all; the old secret ends with that.

    :param provider_id: whose device it has to be; None: any of the organisation's.
    :raises DeviceUnknown: there is none of this id that may be used.
    """
    device = _get(uow, device_id, provider_id)
    _record(uow, "device.offer_pairing", device)
    return _offer(uow, device)


def pair_device(uow: UnitOfWork, *, code: str) -> PairedDevice:
    """
    Take the code that was typed, give the device its secret, and enter its organisation.

    :raises PairingRefused: no device waits for this code, or not any more.
    """
    device = DeviceRepository(uow).waiting_for(bearer.code_digest(code))
    waits = device and device.revoked_at is None and device.pairing_until
    if device is None or not waits or uow.now >= waits:
        raise PairingRefused
    uow.enter(device.organisation_id)
    secret = bearer.new_secret()
    device.pair(bearer.digest(secret), uow.now)
    uow.actor = _actor(device)
    _record(uow, "device.pair", device)
    return PairedDevice(DeviceId(device.id), bearer.carry(DEVICE_PREFIX, device.id, secret))


def devices(
    uow: UnitOfWork, *, organisation_id: UUID, provider_id: UUID | None = None
) -> Sequence[Device]:
    """The devices of a provider, or of all of them, oldest first."""
    return DeviceRepository(uow).of_organisation(organisation_id, provider_id=provider_id)


def revoke_device(uow: UnitOfWork, *, device_id: UUID, provider_id: UUID | None) -> None:
    """
    Take a device out of use for good, as when it is lost.

    :raises DeviceUnknown: there is none of this id that may be used.
    """
    device = _get(uow, device_id, provider_id)
    device.revoked_at = uow.now
    _record(uow, "device.revoke", device)


def device_actor(uow: UnitOfWork, carried: Carried) -> Actor:
    """
    Tell which device brings this secret, and enter its organisation.

    :raises NotAuthenticated: it is unknown, out of use, or was paired anew since.
    """
    device = DeviceRepository(uow).find(carried.id)
    matches = bearer.matches(carried.secret, device.secret_digest if device else None)
    if device is None or not matches or not device.in_force(uow.now):
        raise NotAuthenticated
    uow.enter(device.organisation_id)
    if device.last_used_at is None or uow.now - device.last_used_at >= LAST_USED_WITHIN:
        device.last_used_at = uow.now
    return _actor(device)


def _actor(device: Device) -> Actor:
    return Actor(
        id=device.id,
        kind=ActorKind.DEVICE,
        organisation_id=device.organisation_id,
        roles=frozenset({Role.PROVIDER_COUNTER}),
        provider_id=device.provider_id,
    )


def _offer(uow: UnitOfWork, device: Device) -> Pairing:
    code = bearer.new_code(CODE_LETTERS)
    until = uow.now + PAIRING_LASTS
    device.offer_pairing(bearer.code_digest(code), until)
    return Pairing(DeviceId(device.id), code, until)


def _get(uow: UnitOfWork, device_id: UUID, provider_id: UUID | None) -> Device:
    device = DeviceRepository(uow).find(device_id)
    if (
        device is None
        or device.organisation_id != uow.organisation_id
        or device.revoked_at is not None
        or provider_id not in {None, device.provider_id}
    ):
        raise DeviceUnknown(device_id=device_id)
    return device


def _record(uow: UnitOfWork, action: str, device: Device) -> None:
    audit.record(
        uow,
        action=action,
        object_type="device",
        object_id=device.id,
        facts={"provider_id": device.provider_id},
    )
