"""Found an organisation, give out keys, tell who brings one."""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity.errors import (
    ApiKeyUnknown,
    NotAuthenticated,
    OrganisationUnknown,
    RoleNeedsProvider,
    SecondPersonRequired,
    StaffKeyNotGrantable,
)
from services.core.identity.models import ApiKey, Organisation
from services.core.identity.repository import ApiKeyRepository, OrganisationRepository
from services.core.identity.types import Role
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

KEY_PREFIX = "minori"
SECRET_BYTES = 32
KEY_LIFETIME = timedelta(days=365)

STAFF_ROLES = {Role.NPO_ADMIN, Role.NPO_APPROVER}
PROVIDER_ROLES = {Role.PROVIDER_OFFICE, Role.PROVIDER_COUNTER}


@dataclass(frozen=True, slots=True)
class NewApiKey:
    """A key just made; `text` is shown once and cannot be had again."""

    id: UUID
    text: str


def found_organisation(
    uow: UnitOfWork,
    *,
    name_ja: str,
    name_en: str,
    legal_name_kana: str,
    address: str,
    certification_number: str | None = None,
    id: UUID | None = None,
) -> Organisation:
    """Found the organisation that will own programmes, people and money."""
    organisation = Organisation(
        id=id or uuid7(),
        name_ja=name_ja,
        name_en=name_en,
        legal_name_kana=legal_name_kana,
        address=address,
        certification_number=certification_number,
    )
    OrganisationRepository(uow).add(organisation)
    uow.enter(organisation.id)
    audit.record(
        uow,
        action="organisation.found",
        object_type="organisation",
        object_id=organisation.id,
    )
    return organisation


def get_organisation(uow: UnitOfWork, organisation_id: UUID) -> Organisation:
    """:raises OrganisationUnknown: there is none of this id."""
    organisation = OrganisationRepository(uow).find(organisation_id)
    if organisation is None:
        raise OrganisationUnknown(organisation_id=organisation_id)
    return organisation


def organisations(uow: UnitOfWork) -> Sequence[Organisation]:
    return OrganisationRepository(uow).all()


def create_api_key(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    name: str,
    roles: set[Role],
    provider_id: UUID | None = None,
    lifetime: timedelta = KEY_LIFETIME,
) -> NewApiKey:
    """
    Make a key by which somebody acts in `roles` until its time is up.

    :raises StaffKeyNotGrantable: a key of the office is asked for by means of a key.
    :raises RoleNeedsProvider: a provider's role without the provider it speaks for.
    """
    if uow.actor.kind is ActorKind.API_KEY and roles & STAFF_ROLES:
        raise StaffKeyNotGrantable(pointer="/roles")
    if roles & PROVIDER_ROLES and provider_id is None:
        raise RoleNeedsProvider(pointer="/provider_id")
    key_id, secret = uuid7(), secrets.token_urlsafe(SECRET_BYTES)
    ApiKeyRepository(uow).add(
        ApiKey(
            organisation_id=organisation_id,
            id=key_id,
            name=name,
            secret_digest=_digest(secret),
            roles=sorted(roles),
            provider_id=provider_id,
            created_at=uow.now,
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
    return NewApiKey(id=key_id, text=f"{KEY_PREFIX}_{key_id.hex}_{secret}")


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
    Tell who brings this key.

    :raises NotAuthenticated: there is no key, or none known and in force; which, is not told.
    """
    key_id, secret = _parse(text)
    key = ApiKeyRepository(uow).find(key_id)
    # Compare in any case, so that the time taken does not tell whether the id is known.
    expected = key.secret_digest if key else _digest("")
    matches = hmac.compare_digest(expected, _digest(secret))
    if key is None or not matches or not key.in_force(uow.now):
        raise NotAuthenticated
    return Actor(
        id=key.id,
        kind=ActorKind.API_KEY,
        organisation_id=key.organisation_id,
        roles=frozenset(key.roles),
        provider_id=key.provider_id,
    )


def require_second_person(uow: UnitOfWork, *, created_by: UUID) -> None:
    """:raises SecondPersonRequired: the one who approves is the one who created (I12)."""
    if uow.actor.id == created_by:
        raise SecondPersonRequired(created_by=created_by)


def _parse(text: str | None) -> tuple[UUID, str]:
    prefix, _, rest = (text or "").partition("_")
    key_id, _, secret = rest.partition("_")
    if prefix != KEY_PREFIX or not secret:
        raise NotAuthenticated
    try:
        return UUID(hex=key_id), secret
    except ValueError:
        raise NotAuthenticated from None


def _digest(secret: str) -> bytes:
    # A plain digest is enough: the secret is 256 random bits, not a password.
    return hashlib.sha256(secret.encode()).digest()
