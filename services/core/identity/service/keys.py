"""Keys by which machines act: make, list, revoke, and tell who brings one."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import bearer
from services.core.identity.errors import (
    ApiKeyUnknown,
    KeyNotGrantableByKey,
    NotAuthenticated,
    RoleNeedsMunicipality,
    RoleNeedsProvider,
    RoleNotGrantable,
    StaffKeyNotGrantable,
)
from services.core.identity.models import ApiKey
from services.core.identity.policies import Permission, must_fit_together
from services.core.identity.repository import ApiKeyRepository
from services.core.identity.service.devices import DEVICE_PREFIX, device_actor
from services.core.identity.types import Role
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

KEY_PREFIX = "minori"
KEY_LIFETIME = timedelta(days=365)

# Told to the minute is enough, and spares a write at each request.
LAST_USED_WITHIN = timedelta(minutes=1)

STAFF_ROLES = {Role.NPO_ADMIN, Role.NPO_APPROVER}
PROVIDER_ROLES = {Role.PROVIDER_OFFICE, Role.PROVIDER_COUNTER}
# What can be given; donors and families are what they are by what they did.
GRANTABLE = set(Role) - {Role.DONOR, Role.FAMILY, Role.MEMBER}


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key just made; `text` is shown once and cannot be had again."""

    id: UUID
    text: str


def create_api_key(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    name: str,
    roles: set[Role],
    verbs: Collection[Permission] | None = None,
    provider_id: UUID | None = None,
    municipality_code: str | None = None,
    lifetime: timedelta = KEY_LIFETIME,
) -> NewApiKey:
    """
    Make a key by which a machine acts in `roles` until its time is up.

    :param verbs: what the key is limited to; None: all that its roles include.
    :raises KeyNotGrantableByKey: keys are made by people: one that makes others outlives itself.
    :raises StaffKeyNotGrantable: a key of the office is made at the host only: whoever made it
        over the wire would hold a second person's place (I12).
    :raises RoleNotGrantable: donors and families have no keys.
    :raises RoleNeedsProvider: a provider's role without the provider it speaks for.
    :raises RoleNeedsMunicipality: a municipality's role without its municipality.
    :raises RolesIncompatible: the roles serve two sides.
    """
    if uow.actor.kind is ActorKind.API_KEY:
        raise KeyNotGrantableByKey
    if not uow.actor.may_reach_every_tenant and roles & STAFF_ROLES:
        raise StaffKeyNotGrantable(pointer="/roles")
    if not roles <= GRANTABLE:
        raise RoleNotGrantable(role=min(roles - GRANTABLE), pointer="/roles")
    if roles & PROVIDER_ROLES and provider_id is None:
        raise RoleNeedsProvider(pointer="/provider_id")
    if Role.MUNICIPALITY in roles and municipality_code is None:
        raise RoleNeedsMunicipality(pointer="/municipality_code")
    must_fit_together(roles)
    key_id, secret = uuid7(), bearer.new_secret()
    ApiKeyRepository(uow).add(
        ApiKey(
            organisation_id=organisation_id,
            id=key_id,
            name=name,
            secret_digest=bearer.digest(secret),
            roles=sorted(roles),
            verbs=None if verbs is None else sorted(verbs),
            provider_id=provider_id,
            municipality_code=municipality_code,
            created_at=uow.now,
            created_by=uow.actor.id,
            expires_at=uow.now + lifetime,
        )
    )
    audit.record(
        uow,
        action="api_key.create",
        object_type="api_key",
        object_id=key_id,
        facts={"roles": sorted(roles), "provider_id": provider_id},
    )
    return NewApiKey(id=key_id, text=bearer.carry(KEY_PREFIX, key_id, secret))


def api_keys(uow: UnitOfWork, *, organisation_id: UUID) -> Sequence[ApiKey]:
    """The organisation's keys, oldest first, in force or not."""
    return ApiKeyRepository(uow).of_organisation(organisation_id)


def revoke_api_key(uow: UnitOfWork, *, organisation_id: UUID, key_id: UUID) -> None:
    """:raises ApiKeyUnknown: the organisation has no such key."""
    key = ApiKeyRepository(uow).find(key_id)
    if key is None or key.organisation_id != organisation_id:
        raise ApiKeyUnknown(key_id=key_id)
    key.revoked_at = key.revoked_at or uow.now
    audit.record(uow, action="api_key.revoke", object_type="api_key", object_id=key_id)


def authenticate(uow: UnitOfWork, *, text: str | None) -> Actor:
    """
    Tell which machine brings this key, and enter its organisation.

    :raises NotAuthenticated: there is no key, or none known and in force; which, is not told.
    """
    if carried := bearer.parse(DEVICE_PREFIX, text):
        return device_actor(uow, carried)
    if (carried := bearer.parse(KEY_PREFIX, text)) is None:
        raise NotAuthenticated
    key = ApiKeyRepository(uow).find(carried.id)
    matches = bearer.matches(carried.secret, key.secret_digest if key else None)
    if key is None or not matches or not key.in_force(uow.now):
        raise NotAuthenticated
    uow.enter(key.organisation_id)
    if key.last_used_at is None or uow.now - key.last_used_at >= LAST_USED_WITHIN:
        key.last_used_at = uow.now
    return Actor(
        id=key.id,
        kind=ActorKind.API_KEY,
        organisation_id=key.organisation_id,
        roles=frozenset(key.roles),
        provider_id=key.provider_id,
        municipality_code=key.municipality_code,
        verbs=None if key.verbs is None else frozenset(key.verbs),
    )
