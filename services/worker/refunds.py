"""Refunds that were decided, asked of the gateway: each once, however often it is tried."""

from functools import partial

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.errors import GatewayRefused
from services.core.donations.models import Refund, StrayPayment
from services.core.donations.ports import GatewayPayment
from services.core.donations.types import RefundId
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.worker.stripe import gateway

log = structlog.get_logger(__name__)


def ask(runtime: Runtime, refund: Refund, payment_id: str) -> bool:
    """
    Ask the gateway for a refund; whether it took it. A refusal makes it somebody's task.

    :raises GatewayUnavailable: it did not answer; asking again is asking once.
    """
    refused: str | None = None
    told: GatewayPayment | None = None
    try:
        email = runtime.attempt(
            partial(
                donations.address_for_refund,
                programme_id=refund.programme_id,
                donation_id=refund.donation_id,
            ),
            organisation_id=refund.organisation_id,
        )
        told = _ask_once(runtime, RefundId(refund.id), payment_id, refund.amount, email)
    except GatewayRefused as refusal:
        refused = str(refusal.context["reason"])
        log.error("refund_refused", refund_id=str(refund.id), reason=refused)

    def note(uow: UnitOfWork) -> None:
        of = {"programme_id": refund.programme_id, "refund_id": refund.id}
        if refused is not None:
            donations.note_refund_refused(uow, **of, reason=refused)
        elif told is not None:
            donations.accept_payment(uow, told)
        else:
            donations.note_refund_asked(uow, **of)

    runtime.attempt(note, organisation_id=refund.organisation_id)
    return refused is None


def ask_for_stray(runtime: Runtime, stray: StrayPayment) -> bool:
    """
    Ask the gateway to give back a payment that was set aside; whether it took it.

    :raises GatewayUnavailable: it did not answer; asking again is asking once.
    """
    refused: str | None = None
    told: GatewayPayment | None = None
    # Another try is another request: under the old id the gateway would give its old answer.
    id = RefundId(derived_id("stray refund", stray.id, stray.tries))
    try:
        email = runtime.attempt(
            partial(
                donations.address_for_refund,
                programme_id=stray.programme_id,
                donation_id=stray.donation_id,
            ),
            organisation_id=stray.organisation_id,
        )
        told = _ask_once(runtime, id, stray.payment_id, stray.amount, email)
    except GatewayRefused as refusal:
        refused = str(refusal.context["reason"])
        log.error("refund_refused", stray_payment_id=str(stray.id), reason=refused)

    def note(uow: UnitOfWork) -> None:
        if told is not None:
            donations.accept_payment(uow, told)
        donations.note_stray_asked(
            uow, programme_id=stray.programme_id, stray_id=stray.id, refused=refused
        )

    runtime.attempt(note, organisation_id=stray.organisation_id)
    return refused is None


def _ask_once(
    runtime: Runtime, id: RefundId, payment_id: str, amount: Money, email: str | None
) -> GatewayPayment | None:
    """
    Ask, unless the gateway has it already: it knows a request again for a day and no longer, and
    the answer to an earlier one may have been lost (docs.stripe.com/api/idempotent_requests).

    :returns: the payment, if it bears this refund already.
    """
    told = gateway(runtime).payment(payment_id)
    if told is not None and any(one.refund_id == id for one in told.refunds):
        return told
    gateway(runtime).refund(id, payment_id, amount, email=email)
    return None
