"""
"Send me a link": taken in without a look at who is known, answered by the worker.

Whoever asks is told the same, in the same time, whoever they ask for. The address waits sealed, in
a row that knows no organisation, and is deleted as soon as it was looked for. The request travels
by the inbox, as all that comes from outside does: it is tried again, and parked, as anything else.
"""

from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from services.core.identity.events import SignInLinkRequested
from services.core.identity.models import SignInRequest
from services.core.identity.repository import (
    CeremonyRepository,
    OidcRepository,
    PasskeyRepository,
    RemainsRepository,
    SignInLinkRepository,
    SignInRequestRepository,
)
from services.core.identity.service import links
from services.core.identity.service.members import find_by_email
from services.core.identity.types import LinkPurpose, MemberId, PrincipalKind, SignInLinkId
from services.core.kit import inbox
from services.core.kit.ids import derived_id, uuid7
from services.core.kit.unit_of_work import UnitOfWork

SOURCE = "sign_in"
TOPIC = "sign_in.requested"

# Later nobody waits for the mail any more.
LASTS = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Wanted:
    """An address at which somebody asked for a link."""

    id: UUID
    email: str = field(repr=False)
    language: str | None


def request_sign_in(uow: UnitOfWork, *, email: str, language: str | None) -> None:
    """Have a link sent to this address, if it is somebody's; which, is not looked at here."""
    id = uuid7()
    SignInRequestRepository(uow).add(
        SignInRequest(
            id=id,
            email_sealed=uow.ring.seal(_purpose(id), email.encode()),
            language=language,
            created_at=uow.now,
            expires_at=uow.now + LASTS,
        )
    )
    inbox.store(
        uow.session, source=SOURCE, external_id=str(id), object_id=str(id), topic=TOPIC, payload={}
    )


def wanted(uow: UnitOfWork, *, request_id: UUID) -> Wanted | None:
    """The address of a request; None where it was answered, or came too long ago."""
    request = SignInRequestRepository(uow).find(request_id)
    if request is None or uow.now >= request.expires_at:
        return None
    email = uow.ring.unseal(_purpose(request.id), request.email_sealed).decode()
    return Wanted(request.id, email, request.language)


def answer(
    uow: UnitOfWork,
    wanted: Wanted,
    *,
    kind: PrincipalKind,
    principal_id: UUID,
    household_id: UUID | None = None,
) -> None:
    """
    Have a link sent to somebody of the organisation that was entered.

    A request that is worked on twice, sends one.
    """
    id = SignInLinkId(derived_id("sign_in_link", wanted.id, principal_id))
    if SignInLinkRepository(uow).find(id) is not None:
        return
    links.prepare_link(
        uow,
        kind=kind,
        principal_id=principal_id,
        household_id=household_id,
        purpose=LinkPurpose.SIGN_IN,
        id=id,
    )
    uow.emit(
        SignInLinkRequested(
            organisation_id=uow.organisation_id, link_id=id, language=wanted.language
        )
    )


def close_request(uow: UnitOfWork, *, request_id: UUID) -> None:
    """Forget the address that was looked for."""
    SignInRequestRepository(uow).delete(request_id)


def member_by_mail(uow: UnitOfWork, *, email: str) -> MemberId | None:
    """
    The member whom a link may be sent to: one who has nothing better to sign in with.

    Who has a passkey, or is known by the organisation's identity provider, is not let in by a
    mailbox: it would be a way round both.
    """
    member = find_by_email(uow, email=email)
    if member is None or member.disabled_at is not None:
        return None
    if PasskeyRepository(uow).of_member(member.organisation_id, member.id):
        return None
    if OidcRepository(uow, member.organisation_id).of_member(member.id):
        return None
    return MemberId(member.id)


def sweep(uow: UnitOfWork, *, kept: timedelta, limit: int) -> int:
    """
    Delete what signing in leaves behind, of the tenant that was entered or else of all.

    Challenges and addresses go when their time is up; links, letters and sessions that open nothing
    any more stay for `kept`, to be asked after. Who signed in when, the audit log keeps.

    :param limit: of each kind, so that a large rest waits for the next time.
    :returns: how many rows were deleted.
    """
    remains, before = RemainsRepository(uow), uow.now - kept
    return (
        CeremonyRepository(uow).delete_expired(before=uow.now, limit=limit)
        + SignInRequestRepository(uow).delete_expired(before=uow.now, limit=limit)
        + remains.delete_links(before=before, limit=limit)
        + remains.delete_letters(before=before, limit=limit)
        + remains.delete_sessions(before=before, limit=limit)
    )


def _purpose(request_id: UUID) -> str:
    return f"sign-in-request|{request_id}"
