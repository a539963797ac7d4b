"""A gift, brought to the state of its payment: charge, refunds, disputes."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import NamedTuple

from services.core.donations.models import Donation
from services.core.donations.ports import GatewayEntry, GatewayPayment, PaymentState
from services.core.donations.repository import GatewayMovementRepository
from services.core.donations.service.flagging import flag_on_settlement
from services.core.donations.service.gateway import disputes, refunds
from services.core.donations.service.gateway.movements import by_when_it_moved, note_movement
from services.core.donations.service.gateway.strays import accept_stray, why_astray
from services.core.donations.service.gifts import fail, settle
from services.core.donations.service.locks import lock_gift
from services.core.kit.unit_of_work import UnitOfWork


class Movement(NamedTuple):
    """Something that moved the gateway's balance, and how it is booked."""

    entry: GatewayEntry
    book: Callable[[], object]


def accept_payment(uow: UnitOfWork, payment: GatewayPayment) -> Donation:
    """
    Bring a gift to the state of its payment: charge, refunds and disputes, by when they moved.

    What is told of is always a state, and older ones are beginnings of newer ones: so whichever
    is heard of first, the same movements are booked in the same order. Money that is not what
    the gift was started with is set aside for a person to decide on (`StrayPayment`).

    :raises GatewayMismatch: a refund is told of that is another one in our books.
    """
    donation = lock_gift(uow, payment.programme_id, payment.donation_id)
    if payment.state is PaymentState.FAILED:
        return fail(uow, programme_id=payment.programme_id, donation_id=donation.id)
    # Paid and not booked by the gateway yet: it will tell once it is.
    if payment.state is PaymentState.OPEN or payment.charge is None:
        return donation
    if because := why_astray(donation, payment):
        accept_stray(uow, donation, payment, because)
        return donation
    moved = [
        Movement(payment.charge, partial(_accept_charge, uow, donation, payment)),
        *sorted(_movements(uow, donation, payment), key=lambda one: by_when_it_moved(one.entry)),
    ]
    known = GatewayMovementRepository(uow).known(donation.programme_id, [m.entry.id for m in moved])
    for movement in moved:
        if movement.entry.id not in known:
            movement.book()
    for told in payment.refunds:
        refunds.note_state(uow, donation, told)
    for dispute in payment.disputes:
        disputes.note_state(uow, donation, dispute)
    return donation


def _accept_charge(uow: UnitOfWork, donation: Donation, payment: GatewayPayment) -> None:
    assert payment.charge is not None, "only what is booked is accepted"
    donation.payment_id = payment.id
    settle(
        uow,
        programme_id=donation.programme_id,
        donation_id=donation.id,
        charge=payment.charge,
    )
    note_movement(uow, donation, payment.charge, of=donation.id)
    if payment.card_country is not None:  # which only the gateway knows
        flag_on_settlement(uow, donation, card_country=payment.card_country)


def _movements(uow: UnitOfWork, donation: Donation, payment: GatewayPayment) -> Iterator[Movement]:
    for told in payment.refunds:
        if told.entry is not None:
            yield Movement(
                told.entry, partial(refunds.book_departure, uow, donation, told, told.entry)
            )
        if told.entry is not None and told.failure is not None:
            yield Movement(
                told.failure, partial(refunds.book_return, uow, donation, told, told.failure)
            )
    for dispute in payment.disputes:
        for entry in dispute.entries:
            yield Movement(entry, partial(disputes.book, uow, donation, entry))
