"""Links to sign in with: who asked for one, where it goes, and its way there."""

from collections.abc import Iterator
from functools import partial
from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.households import service as households
from services.core.identity import service as identity
from services.core.identity.errors import MemberUnknown, SignInLinkSpent
from services.core.identity.service import SentLink, Wanted
from services.core.identity.types import PrincipalKind
from services.core.kit.ids import derived_id
from services.core.kit.inbox import Received
from services.core.kit.outbox import Message
from services.core.kit.unit_of_work import UnitOfWork
from services.core.notifications import mails
from services.core.notifications.errors import MailUnavailable
from services.core.notifications.mails import Composed

log = structlog.get_logger(__name__)


def find_people(runtime: Runtime, received: Received) -> UUID:
    """
    Prepare a link for everybody whom an address reaches, in whichever organisation.

    An organisation a unit of work. Nobody is told where nobody is found: what would be sent then,
    strangers could have sent to anybody (docs/decisions/0064).

    :returns: the request, to be closed.
    """
    request_id = UUID(received.object_id)
    wanted = runtime.attempt(partial(identity.wanted, request_id=request_id))
    if wanted is not None:
        organisations = runtime.attempt(identity.organisations)
        for organisation in organisations:
            runtime.attempt(partial(_answer, wanted=wanted), organisation_id=organisation.id)
    return request_id


def close(uow: UnitOfWork, _: Received, request_id: UUID) -> None:
    """Forget the address."""
    identity.close_request(uow, request_id=request_id)


def send_link(runtime: Runtime, message: Message) -> None:
    """
    Give a link its secret and send it; what a try before this one sent opens nothing any more.

    The secret is in this process and in the mail, and nowhere else.

    :raises MailUnavailable, MailRefused: see `notifications.ports.Mail`.
    """
    link_id = UUID(message.payload["link_id"])
    made = runtime.attempt(
        partial(
            _compose,
            link_id=link_id,
            language=message.payload.get("language"),
            base_url=runtime.settings.base_url,
        ),
        organisation_id=UUID(message.payload["organisation_id"]),
    )
    if made is None:
        log.info("sign_in_link_not_sent", link_id=str(link_id))
        return
    if runtime.mail is None:
        raise MailUnavailable(reason="no_server")
    address, mail = made
    runtime.mail.send(
        # Each try has a secret of its own: a mailbox that shows equal messages once must not keep
        # the older one.
        id=derived_id("mail", link_id, message.attempts),
        to=address,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        language=mail.language,
    )


def _answer(uow: UnitOfWork, *, wanted: Wanted) -> None:
    for kind, principal_id, household_id in _reached(uow, wanted.email):
        identity.answer(
            uow, wanted, kind=kind, principal_id=principal_id, household_id=household_id
        )


def _reached(uow: UnitOfWork, email: str) -> Iterator[tuple[PrincipalKind, UUID, UUID | None]]:
    """Those of an organisation whom the address reaches and a mail may let in."""
    if (member := identity.member_by_mail(uow, email=email)) is not None:
        yield PrincipalKind.MEMBER, member, None
    if (donor := donations.find_donor_by_email(uow, email=email)) is not None:
        yield PrincipalKind.DONOR, donor, None
    for found in households.find_guardians_by_email(uow, email=email):
        yield PrincipalKind.FAMILY, found.guardian_id, found.household_id


def _compose(
    uow: UnitOfWork, *, link_id: UUID, language: str | None, base_url: str
) -> tuple[str, Composed] | None:
    """Where the mail goes, and what it says; None where nobody is to be told any more."""
    try:
        sent = identity.send_link(uow, link_id=link_id)
    except SignInLinkSpent:
        return None
    address, own_language = _address(uow, sent)
    if address is None:
        return None
    assert uow.organisation_id is not None, "a link is of an organisation"
    organisation = identity.get_organisation(uow, uow.organisation_id)
    mail = mails.sign_in_link(
        sent, organisation, base_url=base_url, language=language or own_language
    )
    return address, mail


def _address(uow: UnitOfWork, sent: SentLink) -> tuple[str | None, str | None]:
    """Where mail reaches whom the link is for, and the language they have told."""
    match sent.principal_kind:
        case PrincipalKind.MEMBER:
            try:
                member = identity.get_member(uow, sent.principal_id)
            except MemberUnknown:
                return None, None
            return member.email(uow.vault), member.language
        case PrincipalKind.DONOR:
            return donations.donor_email(uow, donor_id=sent.principal_id), None
        case PrincipalKind.FAMILY:
            return households.guardian_email(uow, guardian_id=sent.principal_id), None
