"""What the office is told by mail: money that left, or that nobody knows what to do with."""

from collections.abc import Mapping
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.identity import service as identity
from services.core.identity.policies import Permission
from services.core.kit.ids import derived_id
from services.core.kit.outbox import Message
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.notifications.mails import Composed
from services.core.notifications.office import day_not_told, for_the_office

# Whose business it is: those who may give money back.
WHOSE = Permission.DONATION_REFUND

log = structlog.get_logger(__name__)


def tell_of_dispute(runtime: Runtime, message: Message) -> None:
    """A donor's bank asks about a payment, or has taken its money back."""
    kind = "dispute-inquiry" if message.payload["inquiry"] else "dispute-opened"
    _tell(runtime, message, kind)


def tell_of_dispute_due(runtime: Runtime, message: Message) -> None:
    """Evidence is due, and nobody has noted what is to be done."""
    _tell(runtime, message, "dispute-due")


def tell_of_dispute_closed(runtime: Runtime, message: Message) -> None:
    """How a dispute ended."""
    _tell(runtime, message, None)


def tell_of_refund_failed(runtime: Runtime, message: Message) -> None:
    """A refund did not reach the donor."""
    _tell(runtime, message, "refund-failed")


def tell_of_stray(runtime: Runtime, message: Message) -> None:
    """Money came that is not what its gift was started with."""
    _tell(runtime, message, "set-aside")


def tell_of_shortfall(runtime: Runtime, message: Message) -> None:
    """Money left that was promised already; the child keeps it (B3)."""
    _tell(runtime, message, "shortfall")


def _tell(runtime: Runtime, message: Message, kind: str | None) -> None:
    """
    Send each of them a mail in their language, without a word of who gave.

    Killed half-way some get it twice, under one id.

    :raises MailUnavailable, MailRefused: see `notifications.ports.Mail`.
    """
    composed = runtime.attempt(
        partial(_compose, message=message, kind=kind),
        organisation_id=UUID(message.payload["organisation_id"]),
    )
    if composed and runtime.mail is None:
        # What it says stands in the lists as well, so no message waits for a server to be set.
        log.error("office_not_told", topic=message.topic, reason="no_server")
        return
    for member_id, address, mail in composed:
        assert runtime.mail is not None, "seen above"
        runtime.mail.send(
            id=derived_id("mail", message.id, member_id),
            to=address,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            language=mail.language,
        )


def _compose(
    uow: UnitOfWork, *, message: Message, kind: str | None
) -> list[tuple[UUID, str, Composed]]:
    told: list[tuple[UUID, str, Composed]] = []
    for member in identity.members_who_may(uow, WHOSE):
        address = member.email(uow.vault)
        if address is not None:
            facts = _facts(uow, message.payload, member.language)
            mail = for_the_office(kind or facts["ended"], facts, language=member.language)
            told.append((member.id, address, mail))
    return told


def _facts(uow: UnitOfWork, payload: Mapping[str, Any], language: str) -> dict[str, str]:
    """What the event says, and of a dispute how it stands now: codes, amounts and days."""
    facts = {
        "amount": f"{payload['amount_minor']:,}",
        "donation": payload["donation_id"],
        "failure": payload.get("failure", ""),
        "because": payload.get("because", ""),
    }
    if "dispute_id" not in payload:
        return facts
    dispute = donations.get_dispute(
        uow,
        programme_id=UUID(payload["programme_id"]),
        dispute_id=UUID(payload["dispute_id"]),
    )
    until = dispute.respond_by and local_date(dispute.respond_by).isoformat()
    return facts | {
        "reason": dispute.reason,
        "until": until or day_not_told(language),
        # It may have been opened anew since.
        "ended": f"dispute-{dispute.state}" if dispute.state.over else "dispute-opened",
    }
