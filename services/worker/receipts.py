"""Receipts in the background: the runs that issue them, and the mails that tell of them."""

from functools import partial
from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.events import ReceiptIssued
from services.core.donations.service import Progress, ReceiptNotice
from services.core.identity import service as identity
from services.core.kit.ids import derived_id
from services.core.kit.outbox import Message
from services.core.kit.unit_of_work import UnitOfWork
from services.core.notifications.receipt_mails import receipt_mail

log = structlog.get_logger(__name__)


def carry_out_run(runtime: Runtime, message: Message) -> None:
    """
    Issue a year's receipts, part by part, each in a transaction of its own.

    Begun again after it was cut off, it goes on where it was: what was issued is issued.
    """
    run_id, progress = UUID(message.payload["run_id"]), Progress()
    while not progress.over:
        progress = runtime.attempt(
            partial(donations.advance_run, run_id=run_id, progress=progress),
            organisation_id=UUID(message.payload["organisation_id"]),
        )
    log.info("receipts_issued", run_id=str(run_id), issued=progress.issued)


def tell_of_receipt(runtime: Runtime, message: Message) -> None:
    """
    Mail the donor that a receipt is there, or that it counts no more; an installation without
    mail tells nobody, and loses nothing: it stands in the donor's account.

    :raises MailUnavailable, MailRefused: see `notifications.ports.Mail`.
    """
    organisation_id = UUID(message.payload["organisation_id"])
    receipt_id = UUID(message.payload["receipt_id"])

    def look(uow: UnitOfWork) -> tuple[ReceiptNotice, str] | None:
        notice = donations.receipt_notice(uow, receipt_id=receipt_id)
        name = identity.get_organisation(uow, organisation_id).name_ja
        return None if notice is None else (notice, name)

    found = runtime.attempt(look, organisation_id=organisation_id)
    if found is None or runtime.mail is None:
        log.info("receipt_mail_not_sent", receipt_id=str(receipt_id), topic=message.topic)
        return
    notice, organisation = found
    if message.topic == ReceiptIssued.topic and (notice.replaces or notice.cancelled):
        return  # the mail about the one in whose place it stands says both
    mail = receipt_mail(notice, organisation, runtime.settings.base_url)
    runtime.mail.send(
        id=derived_id("mail", message.id),
        to=notice.address,
        subject=mail.subject,
        text=mail.text,
        html=mail.html,
        language=mail.language,
    )
