"""Who signs in for an organisation: enlist, invite, disable, enable, forget."""

from collections.abc import Collection, Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity.errors import MemberDisabled, MemberEmailTaken, MemberUnknown
from services.core.identity.events import SignInLinkRequested
from services.core.identity.models import Member
from services.core.identity.policies import POLICY, Permission
from services.core.identity.repository import (
    MemberRepository,
    RoleGrantRepository,
    SignInLinkRepository,
)
from services.core.identity.service import links, sessions
from services.core.identity.types import LinkPurpose, MemberId, PrincipalKind, SessionEnd
from services.core.kit.crypto import comparable
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork


def enlist(
    uow: UnitOfWork,
    *,
    name: str,
    email: str,
    language: str = "ja",
    provider_id: UUID | None = None,
    municipality_code: str | None = None,
    id: UUID | None = None,
) -> Member:
    """
    Make somebody a member. What they may do is asked for apart (`request_grant`).

    :param provider_id: whose staff they are; None: the organisation's own, or a municipality's.
    :raises MemberEmailTaken: another member is reached by this address.
    """
    organisation_id = _tenant(uow)
    if find_by_email(uow, email=email) is not None:
        raise MemberEmailTaken(pointer="/email")
    member = Member(
        organisation_id=organisation_id,
        id=id or uuid7(),
        language=language,
        provider_id=provider_id,
        municipality_code=municipality_code,
        created_at=uow.now,
        created_by=uow.actor.id,
    )
    member.write(uow.vault, name=name, email=email)
    MemberRepository(uow, organisation_id).add(member)
    _record(uow, "member.enlist", member)
    return member


def send_invitation(uow: UnitOfWork, *, member_id: UUID) -> None:
    """
    Have an invitation sent: a link, good once, for a week. Those sent before open nothing any more.

    :raises MemberUnknown: there is no such member.
    :raises MemberDisabled: the member may not sign in.
    """
    member = able(uow, member_id)
    SignInLinkRepository(uow).revoke_all(member.organisation_id, member.id, at=uow.now)
    link = links.prepare_link(
        uow,
        kind=PrincipalKind.MEMBER,
        principal_id=member.id,
        purpose=LinkPurpose.INVITATION,
    )
    uow.emit(SignInLinkRequested(organisation_id=member.organisation_id, link_id=link))


def get_member(uow: UnitOfWork, member_id: UUID) -> Member:
    """:raises MemberUnknown: the organisation has no such member."""
    member = MemberRepository(uow, _tenant(uow)).find(member_id)
    if member is None or member.forgotten_at is not None:
        raise MemberUnknown(member_id=member_id)
    return member


def able(uow: UnitOfWork, member_id: UUID) -> Member:
    """
    The member, who may sign in.

    :raises MemberUnknown: the organisation has no such member.
    :raises MemberDisabled: they may not sign in any more.
    """
    member = get_member(uow, member_id)
    if member.disabled_at is not None:
        raise MemberDisabled(member_id=member_id)
    return member


def members(
    uow: UnitOfWork, *, after: UUID | None, limit: int, provider_id: UUID | None = None
) -> Sequence[Member]:
    """A page of members, oldest first; of one provider's staff where it is named."""
    repository = MemberRepository(uow, _tenant(uow))
    return repository.page(after=after, limit=limit, provider_id=provider_id)


def members_who_may(uow: UnitOfWork, permission: Permission) -> list[Member]:
    """Those of the organisation who are not shut out and have a role that is permitted this."""
    organisation_id = _tenant(uow)
    grants = RoleGrantRepository(uow, organisation_id)
    roles = POLICY[permission].keys()
    return [
        member
        for member in MemberRepository(uow, organisation_id).able()
        if roles & grants.roles_of(member.id)
    ]


def find_by_email(uow: UnitOfWork, *, email: str) -> Member | None:
    """The member whom the address reaches: found by index, known by opening."""
    candidates = MemberRepository(uow, _tenant(uow)).by_email_index(
        uow.vault.lookups("members.email", email)
    )
    readable = uow.vault.readable(member.id for member in candidates)
    wanted = email.strip().casefold()
    for member in candidates:
        if member.id in readable and (member.email(uow.vault) or "").strip().casefold() == wanted:
            return member
    return None


def provider_addresses(uow: UnitOfWork, *, emails: Collection[str]) -> set[str]:
    """Those of the addresses that reach somebody who signs in for a provider: by opening."""
    lookups = {index for email in emails for index in uow.vault.lookups("members.email", email)}
    found = MemberRepository(uow, _tenant(uow)).by_email_index(lookups) if lookups else []
    candidates = [one for one in found if one.provider_id is not None]
    readable = uow.vault.readable(member.id for member in candidates)
    known = {comparable(one.email(uow.vault) or "") for one in candidates if one.id in readable}
    return {email for email in emails if comparable(email) in known}


def disable(uow: UnitOfWork, *, member_id: UUID) -> Member:
    """
    Let somebody not sign in any more, and end what they have open (ASVS 7.4.2).

    :raises MemberUnknown: there is no such member.
    """
    member = get_member(uow, member_id)
    if member.disabled_at is None:
        member.disabled_at = uow.now
        SignInLinkRepository(uow).revoke_all(member.organisation_id, member.id, at=uow.now)
        sessions.end_all(uow, principal_id=member.id, because=SessionEnd.DISABLED)
        _record(uow, "member.disable", member)
    return member


def enable(uow: UnitOfWork, *, member_id: UUID) -> Member:
    """:raises MemberUnknown: there is no such member."""
    member = get_member(uow, member_id)
    if member.disabled_at is not None:
        member.disabled_at = None
        _record(uow, "member.enable", member)
    return member


def forget_member(uow: UnitOfWork, *, member_id: UUID) -> None:
    """
    Forget who a member was, once they are gone; their acts stay told apart by their id.

    :raises MemberUnknown: there is no such member.
    """
    member = disable(uow, member_id=member_id)
    member.forget(uow.now)
    uow.vault.forget(member.id)
    _record(uow, "member.forget", member)


def _tenant(uow: UnitOfWork) -> UUID:
    assert uow.organisation_id is not None, "members belong to an organisation"
    return uow.organisation_id


def _record(uow: UnitOfWork, action: str, member: Member) -> None:
    audit.record(
        uow,
        action=action,
        object_type="member",
        object_id=MemberId(member.id),
        facts={"provider_id": member.provider_id, "municipality_code": member.municipality_code},
    )
