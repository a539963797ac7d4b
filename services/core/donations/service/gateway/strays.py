"""Payments that are not what their gift was started with: set aside, for a person to decide on."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import StrayPaymentDecided, StrayPaymentNotFound
from services.core.donations.events import PaymentSetAside
from services.core.donations.models import Donation, StrayPayment
from services.core.donations.ports import GatewayEntry, GatewayPayment
from services.core.donations.repository import GatewayMovementRepository, StrayPaymentRepository
from services.core.donations.service.booking import astray
from services.core.donations.service.gateway.disputes import note_state
from services.core.donations.service.gateway.movements import by_when_it_moved, note_movement
from services.core.donations.types import EntryKind, StrayBecause, StrayState
from services.core.kit.ids import derived_id
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger


def why_astray(donation: Donation, payment: GatewayPayment) -> StrayBecause | None:
    """Why a payment's money is not the gift's, or None if it is."""
    if payment.amount.currency != donation.amount.currency:
        return StrayBecause.OTHER_CURRENCY
    if donation.payment_id not in {None, payment.id}:
        return StrayBecause.SECOND_PAYMENT
    if payment.amount != donation.amount:
        return StrayBecause.OTHER_AMOUNT
    return None


def accept_stray(
    uow: UnitOfWork, donation: Donation, payment: GatewayPayment, because: StrayBecause
) -> None:
    """
    Keep a payment apart: its money waits in suspense, where nobody can promise it to a child.

    Whatever the gateway moves of it later (a refund, a dispute) moves it there.
    """
    strays = StrayPaymentRepository(uow)
    id = derived_id("stripe", payment.id, "stray")
    stray = strays.lock(donation.programme_id, id)
    if stray is None:
        stray = strays.add(
            StrayPayment(
                programme_id=donation.programme_id,
                id=id,
                organisation_id=donation.organisation_id,
                donation_id=donation.id,
                payment_id=payment.id,
                because=because,
                state=StrayState.WAITING,
                amount=payment.amount,
                found_at=uow.now,
            )
        )
        _tell(uow, stray)
    entries = sorted(_entries(payment), key=by_when_it_moved)
    known = GatewayMovementRepository(uow).known(donation.programme_id, [e.id for e in entries])
    for entry in entries:
        # Money of another currency has no account here: the row alone tells of it.
        if entry.id not in known and entry.amount.currency == donation.amount.currency:
            _book(uow, donation, stray, entry)
    # Its evidence is due as any other's, and somebody must be told.
    for dispute in payment.disputes:
        note_state(uow, donation, dispute)


def strays_page(
    uow: UnitOfWork, *, programme_id: UUID, limit: int, after: UUID | None = None
) -> Sequence[StrayPayment]:
    """Payments that were set aside, by id, those that were decided on too."""
    return StrayPaymentRepository(uow).page(programme_id, after=after, limit=limit)


def get_stray(uow: UnitOfWork, *, programme_id: UUID, stray_id: UUID) -> StrayPayment:
    """:raises StrayPaymentNotFound: the programme has no such payment."""
    found = StrayPaymentRepository(uow).find(programme_id, stray_id)
    if found is None:
        raise StrayPaymentNotFound(stray_payment_id=stray_id)
    return found


def decide_stray(
    uow: UnitOfWork, *, programme_id: UUID, stray_id: UUID, refund: bool
) -> StrayPayment:
    """
    Say what becomes of a payment that was set aside. The same decision again changes nothing.

    :param refund: have the gateway give it back; else it is kept in suspense, from where two
        people may assign it to a fund.
    :raises StrayPaymentNotFound: the programme has no such payment.
    :raises StrayPaymentDecided: it was decided otherwise before.
    """
    stray = StrayPaymentRepository(uow).lock(programme_id, stray_id)
    if stray is None:
        raise StrayPaymentNotFound(stray_payment_id=stray_id)
    decision = StrayState.REFUNDING if refund else StrayState.KEPT
    done = {decision, StrayState.REFUNDED} if refund else {decision}
    if stray.state in done:
        return stray
    if stray.state is not StrayState.WAITING:
        raise StrayPaymentDecided(stray_payment_id=stray_id, state=stray.state)
    stray.state, stray.failure, stray.asked_at = decision, None, None
    stray.decided_at, stray.decided_by = uow.now, uow.actor.id
    stray.tries += refund
    _record(uow, stray, "stray_payment.decide")
    return stray


def strays_to_refund(uow: UnitOfWork, *, limit: int) -> Sequence[StrayPayment]:
    """Those whose refund was decided and the gateway has not been asked for."""
    return StrayPaymentRepository(uow).to_refund(limit)


def note_stray_asked(
    uow: UnitOfWork, *, programme_id: UUID, stray_id: UUID, refused: str | None = None
) -> None:
    """The gateway has taken our request, or refused it with this code; then it waits again."""
    stray = StrayPaymentRepository(uow).lock(programme_id, stray_id)
    if stray is None or stray.state is not StrayState.REFUNDING:
        return
    stray.asked_at = uow.now
    if refused is not None:
        _wait_again(uow, stray, refused)


def _book(uow: UnitOfWork, donation: Donation, stray: StrayPayment, entry: GatewayEntry) -> None:
    of = derived_id("stripe", entry.id, "stray")
    moves = astray(donation, entry, of=of)
    ledger.post_many(uow, programme_id=donation.programme_id, transfers=moves)
    note_movement(uow, donation, entry, of=of)
    if entry.kind is EntryKind.REFUND:
        stray.state = StrayState.REFUNDED
    elif entry.kind is EntryKind.REFUND_FAILURE:
        _wait_again(uow, stray, entry.kind)


def _wait_again(uow: UnitOfWork, stray: StrayPayment, failure: str) -> None:
    stray.state, stray.failure = StrayState.WAITING, failure
    _tell(uow, stray)


def _entries(payment: GatewayPayment) -> Iterator[GatewayEntry]:
    if payment.charge is not None:
        yield payment.charge
    for refund in payment.refunds:
        yield from (moved for moved in (refund.entry, refund.failure) if moved is not None)
    for dispute in payment.disputes:
        yield from dispute.entries


def _tell(uow: UnitOfWork, stray: StrayPayment) -> None:
    uow.emit(
        PaymentSetAside(
            organisation_id=stray.organisation_id,
            programme_id=stray.programme_id,
            donation_id=stray.donation_id,
            stray_payment_id=stray.id,
            amount_minor=stray.amount.minor,
            because=stray.because,
        )
    )


def _record(uow: UnitOfWork, stray: StrayPayment, action: str) -> None:
    audit.record(
        uow,
        action=action,
        object_type="stray_payment",
        object_id=stray.id,
        facts={"state": stray.state, "amount": stray.amount.minor, "because": stray.because},
    )
