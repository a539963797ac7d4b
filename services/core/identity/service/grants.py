"""
Roles: asked for by one person, given by another (I12).

Two exceptions. The first members of an organisation are made at the host, where nobody is there
yet to be the second person. And a provider's counter, which decides on no money and no person,
is staffed by the provider's own office.
"""

from collections.abc import Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity.errors import (
    RoleGrantUnknown,
    RoleHeldAlready,
    RoleNeedsMunicipality,
    RoleNeedsProvider,
    RoleNotGrantable,
)
from services.core.identity.models import Member, RoleGrant
from services.core.identity.policies import must_fit_together
from services.core.identity.repository import RoleGrantRepository
from services.core.identity.service import sessions
from services.core.identity.service.keys import GRANTABLE, PROVIDER_ROLES, STAFF_ROLES
from services.core.identity.service.members import able, get_member
from services.core.identity.service.second_person import require_second_person
from services.core.identity.types import Role, SessionEnd
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork


def request_grant(uow: UnitOfWork, *, member_id: UUID, role: Role) -> RoleGrant:
    """
    Ask for a role; it is given when a second person approves, or at once (see above).

    :raises MemberUnknown, MemberDisabled: there is nobody to give it to.
    :raises RoleNotGrantable: not a member's role, or not one for a provider's staff.
    :raises RoleNeedsProvider, RoleNeedsMunicipality: the member is nobody's who has this role.
    :raises RolesIncompatible: the member would serve two sides.
    :raises RoleHeldAlready: the member has it, or it was asked for already.
    """
    member = able(uow, member_id)
    _fits(member, role)
    grants = RoleGrantRepository(uow, member.organisation_id)
    must_fit_together({*grants.roles_of(member.id), role})
    if grants.standing(member.id, role) is not None:
        raise RoleHeldAlready(member_id=member.id, role=role)
    grant = RoleGrant(
        organisation_id=member.organisation_id,
        id=uuid7(),
        member_id=member.id,
        role=role,
        alone=_needs_nobody(uow, grants, role),
        requested_at=uow.now,
        requested_by=uow.actor.id,
    )
    if grant.alone:
        grant.approve(by=uow.actor.id, at=uow.now)
    grants.add(grant)
    _record(uow, "role.request", grant)
    return grant


def approve_grant(uow: UnitOfWork, *, grant_id: UUID) -> RoleGrant:
    """
    Give the role that somebody else asked for.

    :raises RoleGrantUnknown: there is no such grant.
    :raises SecondPersonRequired: who approves is who asked, or who would have the role.
    :raises RolesIncompatible: the member was given a role of another side meanwhile.
    :raises RoleGrantDecided: it does not wait any more.
    """
    grant = _get(uow, grant_id)
    require_second_person(uow, created_by=grant.requested_by)
    require_second_person(uow, created_by=grant.member_id)
    member = able(uow, grant.member_id)
    grants = RoleGrantRepository(uow, member.organisation_id)
    must_fit_together({*grants.roles_of(member.id), grant.role})
    grant.approve(by=uow.actor.id, at=uow.now)
    _record(uow, "role.approve", grant)
    return grant


def refuse_grant(uow: UnitOfWork, *, grant_id: UUID) -> RoleGrant:
    """
    :raises RoleGrantUnknown: there is no such grant.
    :raises RoleGrantDecided: it does not wait any more.
    """
    grant = _get(uow, grant_id)
    grant.refuse(by=uow.actor.id, at=uow.now)
    _record(uow, "role.refuse", grant)
    return grant


def revoke_grant(uow: UnitOfWork, *, grant_id: UUID, provider_id: UUID | None = None) -> RoleGrant:
    """
    Take a role back, at once and alone: less right needs no second person.

    The member's sessions end, so that no page stays open that they may not see any more.

    :param provider_id: whose staff it has to be; None: anybody of the organisation.
    :raises RoleGrantUnknown: there is no such grant.
    """
    grant = _get(uow, grant_id)
    if provider_id not in {None, get_member(uow, grant.member_id).provider_id}:
        raise RoleGrantUnknown(role_grant_id=grant_id)
    if grant.revoked_at is None:
        grant.revoke(by=uow.actor.id, at=uow.now)
        sessions.end_all(uow, principal_id=grant.member_id, because=SessionEnd.DISABLED)
        _record(uow, "role.revoke", grant)
    return grant


def roles_of(uow: UnitOfWork, *, member_id: UUID) -> frozenset[Role]:
    """What the member is, now."""
    member = get_member(uow, member_id)
    return RoleGrantRepository(uow, member.organisation_id).roles_of(member.id)


def grants_of(uow: UnitOfWork, *, member_id: UUID) -> Sequence[RoleGrant]:
    """All that was ever asked for the member, oldest first."""
    member = get_member(uow, member_id)
    return RoleGrantRepository(uow, member.organisation_id).of_member(member.id)


def awaiting_approval(uow: UnitOfWork, *, organisation_id: UUID) -> Sequence[RoleGrant]:
    """What waits for a second person, oldest first."""
    return RoleGrantRepository(uow, organisation_id).waiting()


def _fits(member: Member, role: Role) -> None:
    if role not in GRANTABLE or (member.provider_id is not None and role not in PROVIDER_ROLES):
        raise RoleNotGrantable(role=role, pointer="/role")
    if role in PROVIDER_ROLES and member.provider_id is None:
        raise RoleNeedsProvider(pointer="/role")
    if role is Role.MUNICIPALITY and member.municipality_code is None:
        raise RoleNeedsMunicipality(pointer="/role")


def _needs_nobody(uow: UnitOfWork, grants: RoleGrantRepository, role: Role) -> bool:
    if role is Role.PROVIDER_COUNTER:
        return True
    # At the host, as long as there are no two people who can be each other's second person.
    founding = grants.holders({Role.NPO_APPROVER}) < 1 or grants.holders(STAFF_ROLES) < 2
    return founding and uow.actor.may_reach_every_tenant


def _get(uow: UnitOfWork, grant_id: UUID) -> RoleGrant:
    assert uow.organisation_id is not None, "roles belong to an organisation"
    grant = RoleGrantRepository(uow, uow.organisation_id).find(grant_id)
    if grant is None:
        raise RoleGrantUnknown(role_grant_id=grant_id)
    return grant


def _record(uow: UnitOfWork, action: str, grant: RoleGrant) -> None:
    audit.record(
        uow,
        action=action,
        object_type="role_grant",
        object_id=grant.id,
        facts={"member_id": grant.member_id, "role": grant.role, "alone": grant.alone},
    )
