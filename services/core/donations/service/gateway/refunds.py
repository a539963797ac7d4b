"""Refunds as the gateway tells of them: on their way, left, failed, come back."""

from uuid import UUID

from services.core.donations.errors import DONOR_UNREACHABLE, GatewayMismatch, GatewayRefused
from services.core.donations.models import Donation, Refund
from services.core.donations.ports import GatewayEntry, GatewayRefund, PaymentState
from services.core.donations.repository import RefundRepository
from services.core.donations.service.gateway.movements import note_movement
from services.core.donations.service.gifts import get
from services.core.donations.service.locks import lock_gift
from services.core.donations.service.reach import donor_email
from services.core.donations.service.refunds import (
    become,
    fail_refund,
    new_refund,
    return_refund,
    settle_refund,
    stop_refunds,
)
from services.core.donations.types import RefundReason, RefundStatus
from services.core.kit.ids import derived_id
from services.core.kit.unit_of_work import UnitOfWork

# Why a refund failed, where the gateway has no word for it.
UNKNOWN = "unknown"

# Why one fails that was decided here, when somebody gave the money back at the gateway itself.
GIVEN_BACK = "given_back_otherwise"


def book_departure(
    uow: UnitOfWork, donation: Donation, told: GatewayRefund, entry: GatewayEntry
) -> None:
    """
    It has left the gateway; whatever was decided here and not sent yet must not exceed the rest.
    """
    refund = _ours(uow, donation, told)
    refund.external_id = told.id
    settle_refund(uow, donation, refund, at=entry.occurred_at)
    note_movement(uow, donation, entry, of=refund.id)
    stop_refunds(uow, donation, GIVEN_BACK)


def book_return(
    uow: UnitOfWork, donation: Donation, told: GatewayRefund, entry: GatewayEntry
) -> None:
    """It could not be delivered, and came back to the gateway."""
    of = derived_id("stripe", told.id, "refund_returned")
    return_refund(
        uow,
        donation,
        _ours(uow, donation, told),
        of=of,
        at=entry.occurred_at,
        failure=told.failure_reason or UNKNOWN,
    )
    note_movement(uow, donation, entry, of=of)


def note_state(uow: UnitOfWork, donation: Donation, told: GatewayRefund) -> None:
    """What is known of a refund besides its movements: that it is under way, or never left."""
    refund = _ours(uow, donation, told)
    heard_of = refund.external_id is not None
    refund.external_id = told.id
    refund.asked_at = refund.asked_at or uow.now
    if refund.settled_at is not None:
        return
    if told.state is PaymentState.FAILED and told.entry is None:
        if refund.status is not RefundStatus.FAILED or not heard_of:
            fail_refund(uow, donation, refund, told.failure_reason or UNKNOWN)
    elif not heard_of and told.state is PaymentState.OPEN:
        # The gateway does have it, whatever we had believed: refused, or cancelled in time.
        become(donation, refund, RefundStatus.PENDING)
        refund.failure = None


def address_for_refund(uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID) -> str | None:
    """
    Where the gateway is to ask to which account a refund may go; None where it need not.

    :raises GatewayRefused: it must, and nobody knows an address: a person must find a way.
    """
    donation = get(uow, programme_id=programme_id, donation_id=donation_id)
    if not donation.channel.asks_where_to_refund:
        return None
    known = None if donation.donor_id is None else donor_email(uow, donor_id=donation.donor_id)
    if known is None:
        raise GatewayRefused(reason=DONOR_UNREACHABLE)
    return known


def note_refund_asked(uow: UnitOfWork, *, programme_id: UUID, refund_id: UUID) -> None:
    """The gateway has taken our request; what became of it, its messages will tell."""
    refund = RefundRepository(uow).find(programme_id, refund_id)
    if refund is not None and refund.asked_at is None:
        refund.asked_at = uow.now


def note_refund_refused(
    uow: UnitOfWork, *, programme_id: UUID, refund_id: UUID, reason: str
) -> None:
    """The gateway will not send it: a person must, or let it be. `reason` is the gateway's code."""
    refunds = RefundRepository(uow)
    known = refunds.find(programme_id, refund_id)
    if known is None:
        return
    donation = lock_gift(uow, programme_id, known.donation_id)
    refund = refunds.find(programme_id, refund_id)
    if refund is not None and refund.status is RefundStatus.PENDING and refund.external_id is None:
        fail_refund(uow, donation, refund, reason)


def _ours(uow: UnitOfWork, donation: Donation, told: GatewayRefund) -> Refund:
    """:raises GatewayMismatch: in our books it is of another gift or amount."""
    refunds = RefundRepository(uow)
    # One that was made at the gateway itself gets the id that its own id always gives.
    own_id = derived_id("stripe", told.id, "refund")
    refund = refunds.find(donation.programme_id, told.refund_id or own_id)
    # Asked for twice under one name, when the gateway had forgotten the first time: it has left
    # twice, and the second is a refund of its own.
    is_another = refund is not None and refund.external_id not in {None, told.id}
    if is_another:
        refund = refunds.find(donation.programme_id, own_id)
    if refund is None:
        id = own_id if is_another else told.refund_id or own_id
        refund = new_refund(uow, donation, told.amount, id=id, reason=RefundReason.AT_THE_GATEWAY)
        refunds.add(refund)
    if refund.donation_id != donation.id or refund.amount != told.amount:
        raise GatewayMismatch(donation_id=donation.id, found=told.amount, expected=refund.amount)
    return refund
