"""Refunds that a person sees to: sent by hand, tried once more, or left at that."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import (
    DonationIdReused,
    RefundExceedsDonation,
    RefundNotFound,
    RefundNotOpen,
    SentOnImpossible,
)
from services.core.donations.models import Donation, Refund
from services.core.donations.repository import RefundRepository
from services.core.donations.service.locks import lock_gift
from services.core.donations.service.refunds import (
    become,
    new_refund,
    refundable,
    request,
    return_refund,
    settle_refund,
)
from services.core.donations.types import RefundId, RefundStatus
from services.core.kit.ids import uuid7
from services.core.kit.periods import local_date, start_of
from services.core.kit.unit_of_work import UnitOfWork

# Why a refund sent by hand failed: the account was closed, say.
RETURNED_BY_BANK = "returned_by_bank"


def refund_tasks(
    uow: UnitOfWork, *, programme_id: UUID, limit: int, after: UUID | None = None
) -> Sequence[Refund]:
    """By id: refunds to be sent by hand, and those that failed and nobody has seen to."""
    return RefundRepository(uow).tasks(programme_id, after=after, limit=limit)


def get_refund(uow: UnitOfWork, *, programme_id: UUID, refund_id: UUID) -> Refund:
    """:raises RefundNotFound: the programme has no such refund."""
    found = RefundRepository(uow).find(programme_id, refund_id)
    if found is None:
        raise RefundNotFound(refund_id=refund_id)
    return found


def refunds_of(uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID) -> Sequence[Refund]:
    """All refunds of one gift, in the order in which they were asked for."""
    return RefundRepository(uow).of_donation(programme_id, donation_id)


def confirm_refund(
    uow: UnitOfWork, *, programme_id: UUID, refund_id: UUID, sent_on: date
) -> Refund:
    """
    The money was sent by hand: book it. Again for the same day changes nothing.

    :param sent_on: the day in Japan on which it left, as the bank's book has it.
    :raises RefundNotFound: the programme has no such refund.
    :raises RefundNotOpen: it is the gateway's to send, or was cancelled or confirmed before.
    :raises SentOnImpossible: the day lies ahead, or before the gift itself.
    :raises RefundExceedsDonation: the gift's money has left by another way since.
    """
    donation, refund = _lock(uow, programme_id, refund_id)
    if refund.status is RefundStatus.SETTLED and refund.sent_on == sent_on:
        return refund
    open_ = refund.status is RefundStatus.PENDING and refund.by_hand
    # What was no gift after all is not given back as one: its deposit was undone.
    if not open_ or donation.settled_at is None:
        raise RefundNotOpen(refund_id=refund_id, status=refund.status)
    if refund.amount > donation.parts.kept:
        raise RefundExceedsDonation(amount=refund.amount, refundable=donation.parts.kept)
    if not local_date(donation.settled_at) <= sent_on <= local_date(uow.now):
        raise SentOnImpossible(pointer="/sent_on", sent_on=sent_on)
    refund.sent_on = sent_on
    # A day has no hour: on that of the gift itself, after the gift.
    settle_refund(uow, donation, refund, at=max(start_of(sent_on), donation.settled_at))
    _record(uow, refund, "refund.confirm")
    return refund


def cancel_refund(uow: UnitOfWork, *, programme_id: UUID, refund_id: UUID) -> Refund:
    """
    Take back a refund of which nothing has left, or leave it at that a refund has failed.

    :raises RefundNotFound: the programme has no such refund.
    :raises RefundNotOpen: it was sent, or the gateway was asked for it already.
    """
    donation, refund = _lock(uow, programme_id, refund_id)
    if refund.status is RefundStatus.CANCELLED:
        return refund
    if refund.status is RefundStatus.FAILED:
        refund.closed_at = refund.closed_at or uow.now
    elif refund.status is RefundStatus.PENDING and refund.asked_at is None:
        become(donation, refund, RefundStatus.CANCELLED)
    else:
        raise RefundNotOpen(refund_id=refund_id, status=refund.status)
    RefundRepository(uow).flush()
    _record(uow, refund, "refund.cancel")
    return refund


def retry_refund(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    refund_id: UUID,
    by_hand: bool,
    id: UUID | None = None,
) -> Refund:
    """
    Try a failed refund once more: a new one in its place, by the gateway or by hand.

    :raises RefundNotFound: the programme has no such refund.
    :raises RefundNotOpen: it has not failed, or somebody has seen to it; or it never went by the
        gateway and cannot now.
    :raises RefundExceedsDonation: so much is not left of the gift any more.
    :raises DonationIdReused: the id stands for another refund.
    """
    donation, failed = _lock(uow, programme_id, refund_id)
    repository = RefundRepository(uow)
    if id is not None and (earlier := repository.find(programme_id, id)):
        if (earlier.retry_of, earlier.by_hand) != (failed.id, by_hand):
            raise DonationIdReused(refund_id=id)
        return earlier
    may = by_hand or donation.channel.through_gateway
    if failed.status is not RefundStatus.FAILED or failed.closed_at is not None or not may:
        raise RefundNotOpen(refund_id=refund_id, status=failed.status)
    left = refundable(donation)
    if failed.amount > left:
        raise RefundExceedsDonation(amount=failed.amount, refundable=left)
    failed.closed_at = uow.now
    again = new_refund(uow, donation, failed.amount, id=id or uuid7(), reason=failed.reason)
    again.by_hand, again.retry_of = by_hand, failed.id
    return request(uow, donation, again)


def note_refund_returned(
    uow: UnitOfWork, *, programme_id: UUID, refund_id: UUID, returned_on: date
) -> Refund:
    """
    What was sent by hand came back from the bank: the gift is whole, the donor waits again.

    :param returned_on: the day in Japan on which it came back, as the bank's book has it.
    :raises RefundNotFound: the programme has no such refund.
    :raises RefundNotOpen: it was not sent by hand.
    :raises SentOnImpossible: the day lies ahead, or before the one on which it was sent.
    """
    donation, refund = _lock(uow, programme_id, refund_id)
    if refund.by_hand and refund.returned_at is not None:
        return refund
    if refund.sent_on is None or refund.settled_at is None:
        raise RefundNotOpen(refund_id=refund_id, status=refund.status)
    if not refund.sent_on <= returned_on <= local_date(uow.now):
        raise SentOnImpossible(pointer="/returned_on", sent_on=returned_on)
    return_refund(
        uow,
        donation,
        refund,
        of=refund.id,
        at=max(start_of(returned_on), refund.settled_at),
        failure=RETURNED_BY_BANK,
    )
    return refund


def refunds_to_ask_for(uow: UnitOfWork, *, limit: int) -> Sequence[tuple[Refund, str]]:
    """Refunds decided here that the gateway knows nothing of, with its id of each payment."""
    return RefundRepository(uow).to_ask_for(limit)


def _lock(uow: UnitOfWork, programme_id: UUID, refund_id: UUID) -> tuple[Donation, Refund]:
    """The gift first, as everywhere; then the refund as it is under that lock."""
    known = get_refund(uow, programme_id=programme_id, refund_id=refund_id)
    donation = lock_gift(uow, programme_id, known.donation_id)
    return donation, get_refund(uow, programme_id=programme_id, refund_id=RefundId(refund_id))


def _record(uow: UnitOfWork, refund: Refund, action: str) -> None:
    audit.record(
        uow,
        action=action,
        object_type="refund",
        object_id=refund.id,
        facts={"amount": refund.amount.minor, "donation_id": refund.donation_id},
    )
