"""
Links that open one session, once.

A link is prepared without a secret; the secret is made when it is sent, by whoever sends it, and
only its digest is kept. So nobody who reads the database or a queue can use one.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import bearer
from services.core.identity.errors import SignInLinkSpent, VisitRefused
from services.core.identity.models import SignInLink
from services.core.identity.repository import SignInLinkRepository
from services.core.identity.types import LinkPurpose, PrincipalKind, SignInLinkId
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

LINK_PREFIX = "link"
LASTS = {
    LinkPurpose.INVITATION: timedelta(days=7),
    LinkPurpose.SIGN_IN: timedelta(minutes=15),
    LinkPurpose.VISIT: timedelta(days=1),
}


@dataclass(frozen=True, slots=True)
class SentLink:
    """What goes into the mail; `text` is shown once and cannot be had again."""

    text: str
    principal_kind: PrincipalKind
    principal_id: UUID
    purpose: LinkPurpose
    expires_at: datetime

    def address(self, base_url: str) -> str:
        """What somebody follows; the secret stands behind the #, which reaches no server's log."""
        return f"{base_url.rstrip('/')}/enter#{self.text}"


def prepare_link(
    uow: UnitOfWork,
    *,
    kind: PrincipalKind,
    principal_id: UUID,
    purpose: LinkPurpose,
    household_id: UUID | None = None,
    id: UUID | None = None,
) -> SignInLinkId:
    """
    Prepare a link for somebody of the organisation that was entered.

    :param household_id: a guardian's family.
    :param id: the link's own, where a repeat must find what the first time made.
    """
    assert uow.organisation_id is not None, "who signs in belongs to an organisation"
    link = SignInLink(
        organisation_id=uow.organisation_id,
        id=id or uuid7(),
        principal_kind=kind,
        principal_id=principal_id,
        household_id=household_id,
        purpose=purpose,
        created_at=uow.now,
        created_by=uow.actor.id,
        expires_at=uow.now + LASTS[purpose],
    )
    SignInLinkRepository(uow).add(link)
    audit.record(
        uow,
        action="sign_in_link.prepare",
        object_type=kind.value,
        object_id=principal_id,
        facts={"link_id": link.id, "purpose": purpose},
    )
    return SignInLinkId(link.id)


def send_link(uow: UnitOfWork, *, link_id: UUID) -> SentLink:
    """
    Give a prepared link its secret; the one it had before, from a send that failed, is void.

    :raises SignInLinkSpent: it was used, revoked, or is too old to be sent.
    """
    link = SignInLinkRepository(uow).find(link_id)
    if link is None or not link.opens(uow.now):
        raise SignInLinkSpent
    secret = bearer.new_secret()
    link.secret_digest = bearer.digest(secret)
    return SentLink(
        text=bearer.carry(LINK_PREFIX, link.id, secret),
        principal_kind=link.principal_kind,
        principal_id=link.principal_id,
        purpose=link.purpose,
        expires_at=link.expires_at,
    )


def use_link(uow: UnitOfWork, *, text: str) -> SignInLink:
    """
    Use a link up, and enter its organisation.

    :raises SignInLinkSpent: it was never given out, was used before, or is too old.
    """
    carried = bearer.parse(LINK_PREFIX, text)
    link = SignInLinkRepository(uow).find(carried.id) if carried else None
    matches = carried and bearer.matches(carried.secret, link.secret_digest if link else None)
    if link is None or not matches or not link.opens(uow.now):
        raise SignInLinkSpent
    uow.enter(link.organisation_id)
    link.used_at = uow.now
    return link


def visit(
    uow: UnitOfWork,
    *,
    kind: PrincipalKind,
    principal_id: UUID,
    in_development: bool,
    household_id: UUID | None = None,
) -> SentLink:
    """
    A link that opens an office without a passkey: for the demo, on one's own machine.

    :param household_id: a guardian's family.

    :raises VisitRefused: this is no development, or it is asked for over the wire.
    """
    if not in_development or not uow.actor.may_reach_every_tenant:
        raise VisitRefused
    id = prepare_link(
        uow,
        kind=kind,
        principal_id=principal_id,
        household_id=household_id,
        purpose=LinkPurpose.VISIT,
    )
    return send_link(uow, link_id=id)
