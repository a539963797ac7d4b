"""Give a gift back: from what is free of it, else at the organisation's cost; never a child's."""

from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import (
    DonationIdReused,
    DonationNotRefundable,
    RefundExceedsDonation,
)
from services.core.donations.events import DonationRefunded, RefundFailed, RefundRequested
from services.core.donations.models import Donation, Refund
from services.core.donations.policies import Way
from services.core.donations.repository import RefundRepository
from services.core.donations.service.leaving import money_came_back, money_left
from services.core.donations.service.locks import lock_gift
from services.core.donations.types import RefundReason, RefundStatus
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.types import TransferCode


def refund(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    donation_id: UUID,
    amount: Money | None = None,
    id: UUID | None = None,
    reason: RefundReason = RefundReason.DONOR_ASKED,
) -> Refund:
    """
    Decide that a donation is given back, wholly or in part. The same id again is the same refund.

    What the gateway holds or held, it is asked to give back; what came by the bank, in cash or
    from a crowdfunding site is sent by hand: a task until `confirm_refund` says that it was done.

    :param amount: all that is left of it, where it is left out.
    :raises DonationNotRefundable: its money never came.
    :raises RefundExceedsDonation: more than is left, refunds on their way included.
    :raises DonationIdReused: the id stands for another refund.
    """
    # Lock before looking: of two refunds at once, the second must see the first.
    donation = lock_gift(uow, programme_id, donation_id)
    if id is not None and (earlier := RefundRepository(uow).find(programme_id, id)):
        if earlier.donation_id != donation_id or amount not in {None, earlier.amount}:
            raise DonationIdReused(refund_id=id)
        return earlier
    if donation.status not in policies.ARRIVED:
        raise DonationNotRefundable(donation_id=donation_id, status=donation.status)
    left = refundable(donation)
    amount = amount or left
    if not Money(0) < amount <= left:
        raise RefundExceedsDonation(pointer="/amount", amount=amount, refundable=left)
    asked = new_refund(uow, donation, amount, id=id or uuid7(), reason=reason)
    asked.by_hand = not donation.channel.through_gateway
    return request(uow, donation, asked)


def refundable(donation: Donation) -> Money:
    """
    What may still be given back of a gift, refunds on their way apart; negative where its money
    has left by another way meanwhile.
    """
    return donation.parts.kept - donation.refunding


def request(uow: UnitOfWork, donation: Donation, asked: Refund) -> Refund:
    """Note it as decided, and have the gateway asked if it is the gateway's to send."""
    RefundRepository(uow).add(asked)
    audit.record(
        uow,
        action="donation.refund",
        object_type="donation",
        object_id=donation.id,
        facts={
            "refund_id": asked.id,
            "amount": asked.amount.minor,
            "reason": asked.reason,
            "by_hand": asked.by_hand,
        },
    )
    if not asked.by_hand:
        uow.emit(
            RefundRequested(
                organisation_id=donation.organisation_id,
                programme_id=donation.programme_id,
                donation_id=donation.id,
                refund_id=asked.id,
            )
        )
    return asked


def settle_refund(uow: UnitOfWork, donation: Donation, refund: Refund, *, at: datetime) -> None:
    """The money has left. The caller holds the lock on the donation."""
    become(donation, refund, RefundStatus.SETTLED)
    refund.settled_at, refund.failure = at, None
    money_left(
        uow,
        donation,
        refund.amount,
        Way.REFUNDED,
        TransferCode.DONATION_REFUNDED,
        of=refund.id,
        at=at,
        by_hand=refund.by_hand,
    )
    uow.emit(
        DonationRefunded(
            organisation_id=donation.organisation_id,
            programme_id=donation.programme_id,
            donation_id=donation.id,
            refund_id=refund.id,
            amount_minor=refund.amount.minor,
        )
    )


def return_refund(
    uow: UnitOfWork, donation: Donation, refund: Refund, *, of: UUID, at: datetime, failure: str
) -> None:
    """What had left came back: the gift is whole again, and somebody must see to the donor."""
    become(donation, refund, RefundStatus.FAILED)
    refund.returned_at, refund.failure = at, failure
    money_came_back(
        uow,
        donation,
        refund.amount,
        Way.REFUNDED,
        TransferCode.REFUND_RETURNED,
        of=of,
        at=at,
        by_hand=refund.by_hand,
    )
    _tell_failed(uow, refund, failure)


def fail_refund(uow: UnitOfWork, donation: Donation, refund: Refund, failure: str) -> None:
    """
    It has not reached the donor. The caller holds the lock on the donation.

    :param failure: a code, the gateway's where it has one.
    """
    become(donation, refund, RefundStatus.FAILED)
    refund.failure = failure
    RefundRepository(uow).flush()
    _tell_failed(uow, refund, failure)


def stop_refunds(uow: UnitOfWork, donation: Donation, because: str) -> None:
    """
    Let those fail that have not left, the newest first, as far as the gift's money has left by
    another way: nobody is to send a donor what they have.
    """
    waiting = RefundRepository(uow).not_left_yet(donation.programme_id, donation.id)
    for refund in reversed(waiting):
        if refundable(donation) >= Money(0, donation.amount.currency):
            return
        fail_refund(uow, donation, refund, because)


def become(donation: Donation, refund: Refund, status: RefundStatus) -> None:
    """Change how a refund stands, and with it what its gift is about to lose."""
    was, is_ = (one is RefundStatus.PENDING for one in (refund.status, status))
    donation.refunding_minor += (is_ - was) * refund.amount.minor
    refund.status = status


def new_refund(
    uow: UnitOfWork, donation: Donation, amount: Money, *, id: UUID, reason: RefundReason
) -> Refund:
    """A refund on its way, counted with its gift; the caller adds it, and locks the donation."""
    donation.refunding_minor += amount.minor
    return Refund(
        programme_id=donation.programme_id,
        id=id,
        organisation_id=donation.organisation_id,
        donation_id=donation.id,
        status=RefundStatus.PENDING,
        amount=amount,
        reason=reason,
        by_hand=False,
        requested_at=uow.now,
        requested_by=uow.actor.id,
    )


def _tell_failed(uow: UnitOfWork, refund: Refund, failure: str) -> None:
    uow.emit(
        RefundFailed(
            organisation_id=refund.organisation_id,
            programme_id=refund.programme_id,
            donation_id=refund.donation_id,
            refund_id=refund.id,
            amount_minor=refund.amount.minor,
            failure=failure,
        )
    )
    audit.record(
        uow,
        action="refund.fail",
        object_type="refund",
        object_id=refund.id,
        facts={"failure": failure},
    )
