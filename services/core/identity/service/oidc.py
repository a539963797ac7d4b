"""
Sign-in at an organisation's own identity provider (OpenID Connect Core 1.0, code flow with PKCE).

Three steps, the network between them and never within a transaction: `begin_oidc` gives a question
for the provider; `answer_oidc` takes the browser back, once; `sign_in_with_oidc` or
`prove_with_oidc` looks at what the provider said. Nobody becomes a member by this: the provider
only tells which member it is (docs/decisions/0066).
"""

import base64
import hashlib
import hmac
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import bearer
from services.core.identity.errors import (
    CeremonyOver,
    OidcRefused,
)
from services.core.identity.models import Ceremony, Member, OidcIdentity
from services.core.identity.ports import OidcClaims, OidcClient, OidcQuestion
from services.core.identity.repository import (
    CeremonyRepository,
    MemberRepository,
    OidcRepository,
    SessionRepository,
    SignInLinkRepository,
)
from services.core.identity.service import sessions
from services.core.identity.service.members import able, find_by_email
from services.core.identity.service.oidc_providers import get_oidc_provider, oidc_client
from services.core.identity.service.sessions import NewSession
from services.core.identity.types import CeremonyKind, PrincipalKind, SignInMethod
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

STATE_PREFIX = "oidc"
LASTS = timedelta(minutes=10)

# Two factors, or a key in hardware, by the names of RFC 8176.
STRONG_AMR = {"mfa", "hwk", "sc"}
# A provider's clock may be so far from ours.
CLOCKS_APART = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class OidcStart:
    """
    A question for the provider.

    :param browser: for a cookie of the browser that is sent there: who comes back with another
        browser, or with none, was sent by somebody else.
    """

    client: OidcClient
    question: OidcQuestion
    strong_acr: tuple[str, ...]
    browser: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class OidcReturn:
    """A browser that came back from the provider that it was sent to."""

    organisation_id: UUID
    client: OidcClient
    question: OidcQuestion
    asked_at: datetime
    strong_acr: tuple[str, ...]
    session_id: UUID | None  # whose bearer is to prove to be there; None: somebody signs in


def begin_oidc(uow: UnitOfWork, *, organisation_id: UUID, prove: bool = False) -> OidcStart:
    """
    Ask an organisation's provider who somebody is.

    :param prove: whether the member who acts is to prove anew to be there.
    :raises OidcProviderUnknown: the organisation has none.
    """
    uow.enter(organisation_id)
    provider = get_oidc_provider(uow)
    secret, browser = bearer.new_secret(), bearer.new_secret()
    ceremony = Ceremony(
        id=uuid7(),
        kind=CeremonyKind.OIDC,
        challenge=bearer.digest(secret),
        principal_id=uow.actor.id if prove else None,
        facts={
            "organisation_id": str(organisation_id),
            "browser": bearer.digest(browser).hex(),
            "session_id": str(uow.actor.session_id) if prove else None,
        },
        created_at=uow.now,
        expires_at=uow.now + LASTS,
    )
    CeremonyRepository(uow).add(ceremony)
    return OidcStart(
        client=oidc_client(uow),
        question=_question(uow, ceremony.id, secret),
        strong_acr=tuple(provider.strong_acr),
        browser=browser,
    )


def answer_oidc(uow: UnitOfWork, *, state: str, browser: str | None) -> OidcReturn:
    """
    Take the browser back that was sent to a provider, once. The caller commits before it asks on.

    :raises CeremonyOver: nobody was sent with this state, they came back before, or too late, or
        this is another browser.
    :raises OidcProviderUnknown: the organisation has no provider any more.
    """
    carried = bearer.parse(STATE_PREFIX, state)
    ceremony = CeremonyRepository(uow).take(carried.id) if carried else None
    if (
        carried is None
        or ceremony is None
        or ceremony.kind is not CeremonyKind.OIDC
        or not bearer.matches(carried.secret, ceremony.challenge)
        or not bearer.matches(browser or "", bytes.fromhex(ceremony.facts["browser"]))
        or ceremony.used_at is not None
        or uow.now >= ceremony.expires_at
    ):
        raise CeremonyOver
    ceremony.used_at = uow.now
    organisation_id = UUID(ceremony.facts["organisation_id"])
    uow.enter(organisation_id)
    provider, session_id = get_oidc_provider(uow), ceremony.facts["session_id"]
    return OidcReturn(
        organisation_id=organisation_id,
        client=oidc_client(uow),
        question=_question(uow, ceremony.id, carried.secret),
        asked_at=ceremony.created_at,
        strong_acr=tuple(provider.strong_acr),
        session_id=UUID(session_id) if session_id else None,
    )


def sign_in_with_oidc(
    uow: UnitOfWork, back: OidcReturn, claims: OidcClaims, *, browser: str
) -> NewSession:
    """
    Sign in the member whom the provider means; the first time they are known by verified e-mail.

    :param browser: what it is called; see `open_session`.
    :raises OidcRefused: the provider means nobody who is known here, or may sign in.
    """
    uow.enter(back.organisation_id)
    member = _known(uow, claims) or _linked(uow, claims)
    session = sessions.open_session(
        uow,
        kind=PrincipalKind.MEMBER,
        principal_id=member.id,
        method=SignInMethod.OIDC,
        browser=browser,
    )
    if _shows_presence(back, claims):
        sessions.prove(uow)
    return session


def prove_with_oidc(uow: UnitOfWork, back: OidcReturn, claims: OidcClaims) -> None:
    """
    Note that the bearer of the session that asked has proved anew to be there.

    :raises OidcRefused: the provider means somebody else, has not asked them anew, or not for a
        second factor; or the session is over.
    """
    uow.enter(back.organisation_id)
    session = SessionRepository(uow).find(back.session_id) if back.session_id else None
    member = _known(uow, claims)
    if (
        session is None
        or member is None
        or session.organisation_id != back.organisation_id
        or session.principal_id != member.id
        or not session.is_open(uow.now)
        or not _shows_presence(back, claims)
    ):
        raise OidcRefused
    uow.actor = sessions.actor_of(uow, session)
    sessions.prove(uow)


def unlink_oidc(uow: UnitOfWork, *, member_id: UUID) -> None:
    """
    Forget by which name the provider knows a member; by their e-mail they may be known again.

    :raises MemberUnknown, MemberDisabled: there is nobody who may sign in.
    """
    member = able(uow, member_id)
    if OidcRepository(uow, member.organisation_id).forget(member.id):
        audit.record(uow, action="oidc.unlink", object_type="member", object_id=member.id)


def _known(uow: UnitOfWork, claims: OidcClaims) -> Member | None:
    """
    The member who was signed in by this subject before.

    :raises OidcRefused: they may not sign in any more.
    """
    assert uow.organisation_id is not None, "a provider is an organisation's"
    repository = OidcRepository(uow, uow.organisation_id)
    found = repository.by_subject(_subject_digest(claims))
    if found is None:
        return None
    member = MemberRepository(uow, uow.organisation_id).find(found.member_id)
    if member is None or member.disabled_at is not None:
        raise OidcRefused
    found.last_used_at = uow.now
    return member


def _linked(uow: UnitOfWork, claims: OidcClaims) -> Member:
    """
    The member whom the provider knows by a verified address, kept by subject from now on.

    An address that another subject was known by is another person's now: somebody of the office
    has to say so (`unlink_oidc`).
    """
    provider = get_oidc_provider(uow)
    domains = {domain.casefold() for domain in provider.email_domains}
    if claims.email is None:
        raise OidcRefused
    if domains and claims.email.rpartition("@")[2].casefold() not in domains:
        raise OidcRefused
    member = find_by_email(uow, email=claims.email)
    if member is None or member.disabled_at is not None:
        raise OidcRefused
    repository = OidcRepository(uow, member.organisation_id)
    if any(one.issuer == claims.issuer for one in repository.of_member(member.id)):
        raise OidcRefused
    repository.add(
        OidcIdentity(
            organisation_id=member.organisation_id,
            id=uuid7(),
            member_id=member.id,
            issuer=claims.issuer,
            subject_digest=_subject_digest(claims),
            created_at=uow.now,
            last_used_at=uow.now,
        )
    )
    # From now on a mailbox is no way in: what lies unopened in it, opens nothing.
    SignInLinkRepository(uow).revoke_all(member.organisation_id, member.id, at=uow.now)
    audit.record(uow, action="oidc.link", object_type="member", object_id=member.id)
    return member


def _shows_presence(back: OidcReturn, claims: OidcClaims) -> bool:
    """Whether the provider has asked the person just now, and for more than a password."""
    asked_now = (
        claims.authenticated_at is not None
        and claims.authenticated_at >= back.asked_at - CLOCKS_APART
    )
    return asked_now and (claims.acr in back.strong_acr or bool(claims.amr & STRONG_AMR))


def _question(uow: UnitOfWork, ceremony_id: UUID, secret: str) -> OidcQuestion:
    """Nonce and verifier follow from state and a key of ours, so that no row holds them."""
    state = bearer.carry(STATE_PREFIX, ceremony_id, secret)
    key = uow.ring.derive("oidc-question")
    nonce, verifier = (
        base64.urlsafe_b64encode(hmac.digest(key, f"{name}|{state}".encode(), "sha256"))
        .decode()
        .rstrip("=")
        for name in ("nonce", "verifier")
    )
    return OidcQuestion(state=state, nonce=nonce, verifier=verifier)


def _subject_digest(claims: OidcClaims) -> bytes:
    return hashlib.sha256(f"{claims.issuer}\0{claims.subject}".encode()).digest()
