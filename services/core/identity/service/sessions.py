"""
Sessions: open, carry on, prove oneself anew, end.

Kept on the server; the browser holds an id and a secret, of which a digest is kept. Limits follow
OWASP ASVS 5.0, 7.3: members 15 minutes idle and 8 hours in all, donors and families longer idle,
because they decide on less and read more slowly.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import NamedTuple
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import bearer
from services.core.identity.errors import NotAuthenticated, SessionUnknown
from services.core.identity.models import Session
from services.core.identity.repository import (
    MemberRepository,
    RoleGrantRepository,
    SessionRepository,
)
from services.core.identity.types import (
    PrincipalKind,
    Role,
    SessionEnd,
    SessionId,
    SignInMethod,
)
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

SESSION_PREFIX = "session"

# Told to the minute is enough, and spares a write at each request.
SEEN_WITHIN = timedelta(minutes=1)


class Limits(NamedTuple):
    idle: timedelta
    absolute: timedelta


LIMITS = {
    PrincipalKind.MEMBER: Limits(timedelta(minutes=15), timedelta(hours=8)),
    PrincipalKind.DONOR: Limits(timedelta(minutes=30), timedelta(hours=8)),
    PrincipalKind.FAMILY: Limits(timedelta(minutes=30), timedelta(hours=8)),
}

# Good for making a passkey, and for nothing else: a member's roles wait for it.
INCOMPLETE = {SignInMethod.LINK, SignInMethod.RECOVERY}
# What shows, for a few minutes, that the person is there.
PROVES = {SignInMethod.PASSKEY, SignInMethod.VISIT}


@dataclass(frozen=True, slots=True)
class NewSession:
    """A session just opened; `text` goes into the cookie and cannot be had again."""

    id: SessionId
    text: str
    expires_in: timedelta


def open_session(
    uow: UnitOfWork,
    *,
    kind: PrincipalKind,
    principal_id: UUID,
    method: SignInMethod,
    browser: str,
    household_id: UUID | None = None,
) -> NewSession:
    """
    Sign somebody of the entered organisation in, in one browser; from here on they act.

    :param browser: what it is called, so that its owner knows it again in the list.
    :param household_id: a guardian's family.
    """
    assert uow.organisation_id is not None, "who signs in belongs to an organisation"
    secret, limits = bearer.new_secret(), LIMITS[kind]
    session = Session(
        organisation_id=uow.organisation_id,
        id=uuid7(),
        principal_kind=kind,
        principal_id=principal_id,
        household_id=household_id,
        secret_digest=bearer.digest(secret),
        method=method,
        browser=browser,
        created_at=uow.now,
        last_seen_at=uow.now,
        idle_s=int(limits.idle.total_seconds()),
        expires_at=uow.now + limits.absolute,
        proved_at=uow.now if method in PROVES else None,
    )
    SessionRepository(uow).add(session)
    uow.actor = actor_of(uow, session)
    audit.record(
        uow,
        action="session.open",
        object_type="session",
        object_id=session.id,
        facts={"method": method},
    )
    return NewSession(
        SessionId(session.id),
        bearer.carry(SESSION_PREFIX, session.id, secret),
        limits.absolute,
    )


def resume(uow: UnitOfWork, *, text: str | None) -> Actor:
    """
    Tell who brings this cookie, and enter their organisation.

    :raises NotAuthenticated: there is no such session, or it is over; which, is not told.
    """
    carried = bearer.parse(SESSION_PREFIX, text)
    if carried is None:
        raise NotAuthenticated
    repository = SessionRepository(uow)
    session = repository.find(carried.id)
    matches = bearer.matches(carried.secret, session.secret_digest if session else None)
    if session is None or not matches or not session.is_open(uow.now):
        raise NotAuthenticated
    uow.enter(session.organisation_id)
    if uow.now - session.last_seen_at >= SEEN_WITHIN:
        session.last_seen_at = uow.now
    return actor_of(uow, session)


def actor_of(uow: UnitOfWork, session: Session) -> Actor:
    """
    Who acts in this session, as of now: roles are read anew at each request.

    :raises NotAuthenticated: a member who may not sign in any more.
    """
    kind = session.principal_kind
    if kind is PrincipalKind.MEMBER:
        return _member_actor(uow, session)
    role = {PrincipalKind.DONOR: Role.DONOR, PrincipalKind.FAMILY: Role.FAMILY}[kind]
    return Actor(
        id=session.principal_id,
        kind=ActorKind(kind.value),
        organisation_id=session.organisation_id,
        roles=frozenset({role.value}),
        household_id=session.household_id,
        session_id=session.id,
        proved_at=session.proved_at,
    )


def prove(uow: UnitOfWork) -> None:
    """
    Note that the one who acts was there just now: what needs a fresh proof may go on for a while.

    :raises SessionUnknown: they act by a key, which proves nothing of a person.
    """
    session = _own(uow, uow.actor.session_id)
    session.proved_at = uow.now
    audit.record(uow, action="session.prove", object_type="session", object_id=session.id)


def own_sessions(uow: UnitOfWork) -> Sequence[Session]:
    """The open sessions of the one who acts, newest first."""
    assert uow.organisation_id is not None, "who signs in belongs to an organisation"
    found = SessionRepository(uow).open_of(uow.organisation_id, uow.actor.id)
    return [session for session in found if session.is_open(uow.now)]


def end_session(uow: UnitOfWork, *, session_id: UUID, because: SessionEnd) -> None:
    """
    End one session of the one who acts.

    :raises SessionUnknown: they have no such session.
    """
    session = _own(uow, session_id)
    session.end(because, uow.now)
    audit.record(
        uow,
        action="session.end",
        object_type="session",
        object_id=session_id,
        facts={"because": because},
    )


def end_carried(uow: UnitOfWork, *, text: str | None, because: SessionEnd) -> None:
    """End the session that a browser still carried; one of another tenant ends by itself."""
    carried = bearer.parse(SESSION_PREFIX, text)
    session = SessionRepository(uow).find(carried.id) if carried else None
    if (
        carried is not None
        and session is not None
        and session.organisation_id == uow.organisation_id
        and bearer.matches(carried.secret, session.secret_digest)
    ):
        session.end(because, uow.now)


def end_all(
    uow: UnitOfWork, *, principal_id: UUID, because: SessionEnd, but: UUID | None = None
) -> int:
    """End somebody's sessions everywhere, `but` one; returns how many there were."""
    assert uow.organisation_id is not None, "who signs in belongs to an organisation"
    ended = SessionRepository(uow).end_all(
        uow.organisation_id, principal_id, because=because, at=uow.now, but=but
    )
    audit.record(
        uow,
        action="session.end_all",
        object_type="principal",
        object_id=principal_id,
        facts={"because": because, "sessions": ended},
    )
    return ended


def _member_actor(uow: UnitOfWork, session: Session) -> Actor:
    member = MemberRepository(uow, session.organisation_id).find(session.principal_id)
    if member is None or member.disabled_at is not None:
        raise NotAuthenticated
    roles = frozenset({Role.MEMBER})
    if session.method not in INCOMPLETE:
        roles |= RoleGrantRepository(uow, session.organisation_id).roles_of(member.id)
    return Actor(
        id=member.id,
        kind=ActorKind.MEMBER,
        organisation_id=session.organisation_id,
        roles=frozenset(role.value for role in roles),
        provider_id=member.provider_id,
        municipality_code=member.municipality_code,
        session_id=session.id,
        # Who came to make a passkey, and can do nothing else, may take the time that it takes.
        proved_at=uow.now if session.method in INCOMPLETE else session.proved_at,
    )


def _own(uow: UnitOfWork, session_id: UUID | None) -> Session:
    session = SessionRepository(uow).find(session_id) if session_id else None
    if (
        session is None
        or session.organisation_id != uow.organisation_id
        or session.principal_id != uow.actor.id
        or session.ended_at is not None
    ):
        raise SessionUnknown(session_id=session_id)
    return session
