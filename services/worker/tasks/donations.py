"""Gifts by the clock: refunds that the gateway has yet to be asked for."""

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.errors import GatewayRefused
from services.core.donations.models import Refund
from services.core.donations.types import RefundId
from services.worker.job import job
from services.worker.stripe import gateway

BATCH = 100

log = structlog.get_logger(__name__)


@job("donations.ask_for_refunds")
def ask_for_refunds(runtime: Runtime) -> int:
    """
    Ask the gateway for the refunds that were decided; each by its own id, so asking twice is one.

    :returns: how many it took.
    """
    with runtime.unit_of_work() as uow:
        due = donations.refunds_to_ask_for(uow, limit=BATCH)
    taken = 0
    for refund, payment_id in due:
        try:
            gateway(runtime).refund(RefundId(refund.id), payment_id, refund.amount)
        except GatewayRefused as refusal:
            # It stays in the list, and in sight, until a person has looked at it.
            reason = refusal.context["reason"]
            log.error("refund_refused", refund_id=str(refund.id), reason=reason)
            continue
        _note(runtime, refund)
        taken += 1
    return taken


def _note(runtime: Runtime, refund: Refund) -> None:
    runtime.attempt(
        lambda uow: donations.note_refund_asked(
            uow, programme_id=refund.programme_id, refund_id=refund.id
        ),
        organisation_id=refund.organisation_id,
    )
