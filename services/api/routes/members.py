"""
Members of an organisation and their roles.

A role is given by a second person; a provider's office staffs its own counter by itself, and
sees and changes nobody but its own staff.
"""

from uuid import UUID

from fastapi import APIRouter, Depends, Response
from starlette.status import HTTP_201_CREATED, HTTP_202_ACCEPTED, HTTP_204_NO_CONTENT

from services.api.deps import Uow, organisation_of, permit
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.members import MemberIn, MemberOut, RoleGrantOut, RoleIn
from services.core.identity import service as identity
from services.core.identity.errors import (
    MemberDisabled,
    MemberEmailTaken,
    MemberUnknown,
    RoleGrantDecided,
    RoleGrantUnknown,
    RoleHeldAlready,
    RoleNeedsMunicipality,
    RoleNeedsProvider,
    RoleNotGrantable,
    RolesIncompatible,
    SecondPersonRequired,
    StepUpRequired,
)
from services.core.identity.models import Member
from services.core.identity.policies import Permission, Scope
from services.core.identity.types import Role
from services.core.kit.unit_of_work import UnitOfWork
from services.core.providers import service as providers
from services.core.providers.errors import ProviderNotFound

router = APIRouter(tags=["members"])

READ = [Depends(permit(Permission.MEMBER_READ, Scope.OWN_PROVIDER))]
WRITE = [Depends(permit(Permission.MEMBER_WRITE, Scope.OWN_PROVIDER))]
ASK = [Depends(permit(Permission.ROLE_GRANT, Scope.OWN_PROVIDER))]
DECIDE = [Depends(permit(Permission.ROLE_APPROVE))]


@router.get("/members", dependencies=READ, responses=problems())
def list_members(uow: Uow, paging: Paging) -> list[MemberOut]:
    """List who signs in: a provider's office sees its own staff, the office everybody."""
    found = identity.members(
        uow, after=paging.after, limit=paging.and_one_more, provider_id=uow.actor.provider_id
    )
    return [_told(uow, member) for member in paging.cut(found)]


@router.post(
    "/members",
    status_code=HTTP_201_CREATED,
    dependencies=WRITE,
    responses=problems(MemberEmailTaken, ProviderNotFound, StepUpRequired),
)
def invite_member(body: MemberIn, uow: Uow) -> MemberOut:
    """Make somebody a member, without a role yet; an invitation is sent to them."""
    own = uow.actor.provider_id
    if own is not None and body.provider_id not in {None, own}:
        raise ProviderNotFound(pointer="/provider_id")
    if body.provider_id is not None:
        providers.get(uow, provider_id=body.provider_id)
    member = identity.enlist(
        uow,
        name=body.name,
        email=body.email,
        language=body.language,
        provider_id=own or body.provider_id,
        municipality_code=body.municipality_code,
    )
    identity.send_invitation(uow, member_id=member.id)
    return _told(uow, member)


@router.get("/members/{member_id}", dependencies=READ, responses=problems(MemberUnknown))
def get_member(member_id: UUID, uow: Uow) -> MemberOut:
    """Tell who a member is, and what they may do."""
    return _told(uow, _reached(uow, member_id))


@router.post(
    "/members/{member_id}/invitation",
    status_code=HTTP_202_ACCEPTED,
    dependencies=WRITE,
    responses=problems(MemberUnknown, MemberDisabled, StepUpRequired),
)
def invite_again(member_id: UUID, uow: Uow) -> MemberOut:
    """Send another invitation; the one before opens nothing any more."""
    member = _reached(uow, member_id)
    identity.send_invitation(uow, member_id=member.id)
    return _told(uow, member)


@router.post(
    "/members/{member_id}/disable",
    dependencies=WRITE,
    responses=problems(MemberUnknown, StepUpRequired),
)
def disable_member(member_id: UUID, uow: Uow) -> MemberOut:
    """Let somebody not sign in any more, and sign them out everywhere."""
    member = _reached(uow, member_id)
    return _told(uow, identity.disable(uow, member_id=member.id))


@router.post(
    "/members/{member_id}/enable",
    dependencies=WRITE,
    responses=problems(MemberUnknown, StepUpRequired),
)
def enable_member(member_id: UUID, uow: Uow) -> MemberOut:
    """Let somebody sign in again, in the roles they had."""
    member = _reached(uow, member_id)
    return _told(uow, identity.enable(uow, member_id=member.id))


@router.delete(
    "/members/{member_id}",
    status_code=HTTP_204_NO_CONTENT,
    dependencies=WRITE,
    responses=problems(MemberUnknown, StepUpRequired),
)
def forget_member(member_id: UUID, uow: Uow) -> Response:
    """Forget who somebody was, for good; their acts stay told apart by their id."""
    member = _reached(uow, member_id)
    identity.forget_member(uow, member_id=member.id)
    return Response(status_code=HTTP_204_NO_CONTENT)


@router.get("/members/{member_id}/roles", dependencies=READ, responses=problems(MemberUnknown))
def list_roles(member_id: UUID, uow: Uow, paging: Paging) -> list[RoleGrantOut]:
    """List all that was ever asked for a member, and what became of it."""
    member = _reached(uow, member_id)
    grants = identity.grants_of(uow, member_id=member.id)
    return [RoleGrantOut.model_validate(grant) for grant in paging.of(grants)]


@router.post(
    "/members/{member_id}/roles",
    status_code=HTTP_201_CREATED,
    dependencies=ASK,
    responses=problems(
        MemberUnknown,
        MemberDisabled,
        RoleHeldAlready,
        RoleNotGrantable,
        RolesIncompatible,
        RoleNeedsProvider,
        RoleNeedsMunicipality,
        StepUpRequired,
    ),
)
def ask_for_role(member_id: UUID, body: RoleIn, uow: Uow) -> RoleGrantOut:
    """Ask for a role; a second person gives it (a counter's is given at once)."""
    member = _reached(uow, member_id)
    if uow.actor.provider_id is not None and body.role is not Role.PROVIDER_COUNTER:
        raise RoleNotGrantable(role=body.role, pointer="/role")
    grant = identity.request_grant(uow, member_id=member.id, role=body.role)
    return RoleGrantOut.model_validate(grant)


@router.get("/role-grants", dependencies=DECIDE, responses=problems(StepUpRequired))
def list_waiting_grants(uow: Uow, paging: Paging) -> list[RoleGrantOut]:
    """List the roles that wait for a second person, oldest first."""
    waiting = identity.awaiting_approval(uow, organisation_id=organisation_of(uow))
    return [RoleGrantOut.model_validate(grant) for grant in paging.of(waiting)]


@router.post(
    "/role-grants/{grant_id}/approve",
    dependencies=DECIDE,
    responses=problems(
        RoleGrantUnknown,
        RoleGrantDecided,
        RolesIncompatible,
        SecondPersonRequired,
        MemberUnknown,
        MemberDisabled,
        StepUpRequired,
    ),
)
def approve_role(grant_id: UUID, uow: Uow) -> RoleGrantOut:
    """Give a role that somebody else asked for, to somebody else."""
    return RoleGrantOut.model_validate(identity.approve_grant(uow, grant_id=grant_id))


@router.post(
    "/role-grants/{grant_id}/refuse",
    dependencies=DECIDE,
    responses=problems(RoleGrantUnknown, RoleGrantDecided, StepUpRequired),
)
def refuse_role(grant_id: UUID, uow: Uow) -> RoleGrantOut:
    """Refuse a role that somebody asked for."""
    return RoleGrantOut.model_validate(identity.refuse_grant(uow, grant_id=grant_id))


@router.post(
    "/role-grants/{grant_id}/revoke",
    dependencies=ASK,
    responses=problems(RoleGrantUnknown, StepUpRequired),
)
def revoke_role(grant_id: UUID, uow: Uow) -> RoleGrantOut:
    """Take a role back, at once: less right needs no second person."""
    own = uow.actor.provider_id
    grant = identity.revoke_grant(uow, grant_id=grant_id, provider_id=own)
    return RoleGrantOut.model_validate(grant)


def _reached(uow: UnitOfWork, member_id: UUID) -> Member:
    """:raises MemberUnknown: there is none, or it is not the actor's to know of."""
    member = identity.get_member(uow, member_id)
    if uow.actor.provider_id not in {None, member.provider_id}:
        raise MemberUnknown(member_id=member_id)
    return member


def _told(uow: UnitOfWork, member: Member) -> MemberOut:
    return MemberOut(
        id=member.id,
        name=member.name(uow.vault) or "",
        email=member.email(uow.vault) or "",
        language=member.language,
        provider_id=member.provider_id,
        municipality_code=member.municipality_code,
        created_at=member.created_at,
        disabled_at=member.disabled_at,
        roles=sorted(identity.roles_of(uow, member_id=member.id)),
    )
