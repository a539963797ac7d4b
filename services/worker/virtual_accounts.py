"""Cash at the gateway: what lies there, and carrying out what was decided about it."""

from collections.abc import Sequence
from functools import partial
from typing import Any
from uuid import UUID

import structlog

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.errors import DONOR_UNREACHABLE, GatewayRefused
from services.core.donations.models import CashDecision
from services.core.donations.ports import GatewayCash
from services.core.donations.service import CashErrand
from services.core.donations.types import CashDecisionKind
from services.core.kit.outbox import Message
from services.worker.in_turn import in_turn

BATCH = 100

log = structlog.get_logger(__name__)


def cash_of(runtime: Runtime, customer_id: str) -> Sequence[GatewayCash]:
    """What lies on a customer's account; nothing where the customer is none of ours."""
    told = runtime.virtual_accounts.cash(customer_id, at=runtime.clock.now())
    return [told] if told is not None else []


def carry_out_decisions(runtime: Runtime) -> int:
    """
    Have the gateway do what was decided about cash.

    :returns: how many decisions it carried out.
    :raises ExceptionGroup: for some there was no answer; the others were carried out.
    """
    with runtime.unit_of_work() as uow:
        due = donations.decisions_due(uow, limit=BATCH)
    return sum(in_turn({str(one.id): partial(_carry_out, runtime, one) for one in due}))


def forget_customers(runtime: Runtime, message: Message) -> None:
    """A donor was forgotten: the gateway deletes what it keeps; once more it changes nothing."""
    for customer_id in message.payload["customer_ids"]:
        runtime.virtual_accounts.forget_customer(str(customer_id))


def _carry_out(runtime: Runtime, decision: CashDecision) -> bool:
    """One decision, whose steps may each be taken again; whether the gateway did it."""
    of: dict[str, Any] = {
        "organisation_id": decision.organisation_id,
        "decision_id": decision.id,
    }
    in_tenant = partial(runtime.attempt, organisation_id=decision.organisation_id)
    errand = in_tenant(partial(donations.begin_errand, **of))
    if errand is None:
        return False
    refusal = None
    try:
        if errand.to_return and errand.email is None:
            raise GatewayRefused(reason=DONOR_UNREACHABLE)
        _put_to_gift(runtime, errand, decision.organisation_id)
        _send_back(runtime, errand)
    except GatewayRefused as refused:
        refusal = str(refused.context["reason"])
        log.error("cash_decision_refused", decision_id=str(decision.id), reason=refusal)
    in_tenant(partial(donations.finish_errand, **of, refusal=refusal))
    # What lies there now: nothing, or what came meanwhile, or what was to be moved and was not.
    for told in cash_of(runtime, errand.customer_id):
        in_tenant(partial(donations.note_cash, told=told))
    return refusal is None


def _put_to_gift(runtime: Runtime, errand: CashErrand, organisation_id: UUID) -> None:
    if not errand.to_gift or errand.payment_id is None:
        return
    gateway = runtime.virtual_accounts
    if errand.kind is CashDecisionKind.ALL_AS_GIFT:
        gateway.set_amount(errand.payment_id, errand.to_gift)
        # Before the money moves: what is paid must be what our books expect.
        runtime.attempt(
            partial(
                donations.change_gift,
                organisation_id=organisation_id,
                decision_id=errand.decision_id,
            ),
            organisation_id=organisation_id,
        )
    gateway.put_to_payment(errand.decision_id, errand.payment_id, errand.to_gift)


def _send_back(runtime: Runtime, errand: CashErrand) -> None:
    if not errand.to_return or errand.email is None:
        return
    gateway = runtime.virtual_accounts
    if errand.kind is CashDecisionKind.RETURN_ALL and errand.payment_id is not None:
        gateway.give_up(errand.payment_id)
    gateway.return_cash(
        errand.decision_id, errand.customer_id, errand.to_return, email=errand.email
    )
