"""Campaigns that end: decided once, followed gift by gift; and those who are told of it."""

from collections.abc import Sequence
from functools import partial
from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.service import CampaignNotice
from services.core.donations.types import Notice, Outcome
from services.core.identity import service as identity
from services.core.identity.policies import Permission
from services.core.kit.ids import derived_id
from services.core.kit.outbox import Message
from services.core.kit.unit_of_work import UnitOfWork
from services.core.notifications import campaign_mails
from services.core.notifications.errors import MailUnavailable
from services.core.notifications.mails import Composed
from services.core.programmes import service as programmes

# Gifts of one transaction: few enough that nobody waits long for one of them.
BATCH = 200

log = structlog.get_logger(__name__)


def close_due(runtime: Runtime) -> int:
    """
    Close the campaigns that are over, decide those that can be, and see to their gifts.

    Gifts that reached a campaign after it had missed its goal are seen to as well. Killed at any
    point it goes on with the next call; two at once do no harm.

    :returns: how many gifts were let go or are given back.
    :raises ExceptionGroup: for some programmes it failed; the others had their turn.
    """
    with runtime.unit_of_work() as uow:
        found = [(one.id, one.organisation_id) for one in programmes.all_programmes(uow)]
    done, failures = 0, []
    for programme_id, organisation_id in found:
        try:
            done += _close_in(runtime, programme_id, organisation_id)
        except Exception as error:
            log.error("job_failed_for", programme_id=str(programme_id), error=type(error).__name__)
            failures.append(error)
    if failures:
        raise ExceptionGroup("some programmes failed", failures)
    return done


def close_one(
    runtime: Runtime, *, programme_id: UUID, organisation_id: UUID, campaign_id: UUID
) -> int:
    """Close one campaign if it is over, and see to its gifts; returns to how many."""
    outcome = runtime.attempt(
        partial(_close, programme_id=programme_id, campaign_id=campaign_id),
        organisation_id=organisation_id,
    )
    if outcome is Outcome.MISSED:
        log.warning("campaign_missed", campaign_id=str(campaign_id))
    return _follow(runtime, programme_id, organisation_id, campaign_id)


def announce_outcome(uow: UnitOfWork, message: Message) -> None:
    """An All-or-Nothing campaign was decided: each of its donors is written to."""
    outcome = message.payload.get("outcome")
    if outcome is None:
        return
    campaign = donations.get_campaign(
        uow,
        programme_id=UUID(message.payload["programme_id"]),
        campaign_id=UUID(message.payload["campaign_id"]),
    )
    donations.announce(uow, campaign=campaign, notice=Notice(outcome))


def announce_update(uow: UnitOfWork, message: Message) -> None:
    """There is news of a campaign: each of its donors who wants it is written to."""
    campaign = donations.get_campaign(
        uow,
        programme_id=UUID(message.payload["programme_id"]),
        campaign_id=UUID(message.payload["campaign_id"]),
    )
    donations.announce(
        uow,
        campaign=campaign,
        notice=Notice.UPDATE,
        update_id=UUID(message.payload["update_id"]),
    )


def tell_donor(runtime: Runtime, message: Message) -> None:
    """:raises MailUnavailable, MailRefused: see `notifications.ports.Mail`."""
    payload = message.payload
    donor_id, organisation_id = UUID(payload["donor_id"]), UUID(payload["organisation_id"])

    def look(uow: UnitOfWork) -> tuple[str, CampaignNotice] | None:
        notice = _notice(uow, message, Notice(payload["notice"]))
        address = donations.where_to_write(uow, donor_id=donor_id, kind=Notice(payload["notice"]))
        return None if notice is None or address is None else (address, notice)

    found = runtime.attempt(look, organisation_id=organisation_id)
    if found is None:
        return
    address, notice = found
    token = donations.unsubscribe_token(
        runtime.ring, organisation_id=organisation_id, donor_id=donor_id
    )
    mail = campaign_mails.to_donor(notice, base_url=runtime.settings.base_url, stop_token=token)
    _send(runtime, message, donor_id, address, mail)


def tell_office(runtime: Runtime, message: Message) -> None:
    """:raises MailUnavailable, MailRefused: see `notifications.ports.Mail`."""
    outcome = message.payload.get("outcome")
    if outcome is None:
        return
    base_url = runtime.settings.base_url

    def look(uow: UnitOfWork) -> Sequence[tuple[UUID, str, Composed]]:
        notice = _notice(uow, message, Notice(outcome))
        if notice is None:
            return []
        return [
            (
                member.id,
                address,
                campaign_mails.to_office(notice, base_url=base_url, language=member.language),
            )
            for member in identity.members_who_may(uow, Permission.CAMPAIGN_WRITE)
            if (address := member.email(uow.vault)) is not None
        ]

    organisation_id = UUID(message.payload["organisation_id"])
    for member_id, address, mail in runtime.attempt(look, organisation_id=organisation_id):
        _send(runtime, message, member_id, address, mail)


def _close_in(runtime: Runtime, programme_id: UUID, organisation_id: UUID) -> int:
    def look(uow: UnitOfWork) -> list[UUID]:
        decided = donations.decided_campaigns(uow, programme_id=programme_id)
        due = donations.due_campaigns(uow, programme_id=programme_id)
        return [*due, *(one.id for one in decided)]

    ids = runtime.attempt(look, organisation_id=organisation_id)
    return sum(
        close_one(
            runtime,
            programme_id=programme_id,
            organisation_id=organisation_id,
            campaign_id=campaign_id,
        )
        for campaign_id in ids
    )


def _close(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> Outcome | None:
    """What it came to, if that was decided now."""
    before = donations.get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id).outcome
    closed = donations.close_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    return closed.outcome if before is None else None


def _follow(runtime: Runtime, programme_id: UUID, organisation_id: UUID, campaign_id: UUID) -> int:
    verb = partial(
        donations.follow_decision, programme_id=programme_id, campaign_id=campaign_id, limit=BATCH
    )
    done = 0
    while not (followed := runtime.attempt(verb, organisation_id=organisation_id)).nothing:
        done += followed.released + followed.refunds
    return done


def _notice(uow: UnitOfWork, message: Message, kind: Notice) -> CampaignNotice | None:
    update_id = message.payload.get("update_id")
    return donations.campaign_notice(
        uow,
        programme_id=UUID(message.payload["programme_id"]),
        campaign_id=UUID(message.payload["campaign_id"]),
        kind=kind,
        update_id=None if update_id is None else UUID(update_id),
    )


def _send(runtime: Runtime, message: Message, to: UUID, address: str, mail: Composed) -> None:
    if runtime.mail is None:
        raise MailUnavailable(reason="no_server")
    runtime.mail.send(
        # What is sent again, since a process died in between, is the same message.
        id=derived_id("mail", message.id, to),
        to=address,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        language=mail.language,
    )
