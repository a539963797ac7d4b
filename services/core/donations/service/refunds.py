"""Give a gift back: from what is free of it, else at the organisation's cost; never a child's."""

from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import (
    DonationIdReused,
    DonationNotFound,
    DonationNotRefundable,
    RefundExceedsDonation,
)
from services.core.donations.events import DonationRefunded, RefundRequested, ShortfallArose
from services.core.donations.models import Donation, Refund
from services.core.donations.policies import Way
from services.core.donations.repository import DonationRepository, RefundRepository
from services.core.donations.service.booking import departure
from services.core.donations.types import RefundStatus
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import TransferCode


def refund(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    donation_id: UUID,
    amount: Money | None = None,
    id: UUID | None = None,
) -> Refund:
    """
    Give a donation back, wholly or in part.

    A bank, cash or crowdfunding gift counts as given back at once: record it when the money was
    sent. By card or konbini it is pending until the gateway has moved it. The same id again is
    the same refund.

    :param amount: all that is left of it, where it is left out.
    :raises DonationNotRefundable: its money never came.
    :raises RefundExceedsDonation: more than is left, refunds on their way included.
    :raises DonationIdReused: the id stands for another refund.
    """
    # Lock before looking: of two refunds at once, the second must see the first.
    donation = DonationRepository(uow).lock(programme_id, donation_id)
    if donation is None:
        raise DonationNotFound(donation_id=donation_id)
    refunds = RefundRepository(uow)
    if id is not None and (earlier := refunds.find(programme_id, id)):
        if earlier.donation_id != donation_id or amount not in {None, earlier.amount}:
            raise DonationIdReused(refund_id=id)
        return earlier
    if donation.status not in policies.ARRIVED:
        raise DonationNotRefundable(donation_id=donation_id, status=donation.status)
    on_its_way = Money(refunds.pending_minor(programme_id, donation_id))
    left = donation.parts.kept - on_its_way
    amount = amount or left
    if not Money(0) < amount <= left:
        raise RefundExceedsDonation(pointer="/amount", amount=amount, refundable=left)
    asked = new_refund(uow, donation, amount, id=id or uuid7())
    refunds.add(asked)
    audit.record(
        uow,
        action="donation.refund",
        object_type="donation",
        object_id=donation_id,
        facts={"refund_id": asked.id, "amount": amount.minor},
    )
    if donation.channel.through_gateway:
        uow.emit(
            RefundRequested(
                organisation_id=donation.organisation_id,
                programme_id=programme_id,
                donation_id=donation_id,
                refund_id=asked.id,
            )
        )
    else:
        settle_refund(uow, donation, asked, at=uow.now)
    return asked


def settle_refund(uow: UnitOfWork, donation: Donation, refund: Refund, *, at: datetime) -> None:
    """The money has left. The caller holds the lock on the donation."""
    parts, shares = donation.parts.leave(refund.amount, Way.REFUNDED, donation.overhead_terms)
    donation.parts = parts
    refund.status = RefundStatus.SETTLED
    refund.settled_at = at
    DonationRepository(uow).flush()
    refunded = TransferCode.DONATION_REFUNDED
    ledger.post_many(
        uow,
        programme_id=donation.programme_id,
        transfers=departure(donation, refunded, shares, of=refund.id, at=at),
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
    if shares.shortfall:
        uow.emit(
            ShortfallArose(
                organisation_id=donation.organisation_id,
                programme_id=donation.programme_id,
                donation_id=donation.id,
                fund_id=donation.fund_id,
                amount_minor=shares.shortfall.minor,
            )
        )


def new_refund(uow: UnitOfWork, donation: Donation, amount: Money, *, id: UUID) -> Refund:
    return Refund(
        programme_id=donation.programme_id,
        id=id,
        organisation_id=donation.organisation_id,
        donation_id=donation.id,
        status=RefundStatus.PENDING,
        amount=amount,
        requested_at=uow.now,
        requested_by=uow.actor.id,
    )
