"""Stripe's messages, looked into: ask for the object as it is now, then bring the books there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.ports import (
    Gateway,
    GatewayCash,
    GatewayMonth,
    GatewayMonthlyGift,
    GatewayPayment,
    GatewayPayout,
)
from services.core.kit.inbox import Received
from services.core.kit.unit_of_work import UnitOfWork
from services.worker.monthly import OF_A_SUBSCRIPTION, months_of, states_of
from services.worker.virtual_accounts import cash_of

# The beginnings of ids of objects that belong to a payment.
_OF_A_PAYMENT = ("cs_", "pi_", "ch_", "py_", "re_", "pyr_", "dp_", "du_")


@dataclass(frozen=True, slots=True)
class Present:
    """
    What the gateway says now; payments come before the payout that is made of them.

    :param earlier: of payouts that failed, and whose money the payout takes along.
    """

    payments: Sequence[GatewayPayment] = ()
    payout: GatewayPayout | None = None
    earlier: Sequence["Present"] = ()
    monthly_gifts: Sequence[GatewayMonthlyGift] = ()
    months: Sequence[GatewayMonth] = ()
    cash: Sequence[GatewayCash] = ()


def gateway(runtime: Runtime) -> Gateway:
    """:raises GatewayUnavailable: no key is set."""
    return runtime.gateway


def fetch(runtime: Runtime, received: Received) -> Present:
    """Ask for the present state of what the message is about; outside any transaction."""
    if received.object_id.startswith("po_"):
        return _payout(runtime, received.object_id)
    if received.object_id.startswith("cus_"):
        return Present(cash=cash_of(runtime, received.object_id))
    if received.object_id.startswith("in_"):
        return _month(runtime, received.object_id)
    monthly_gifts: Sequence[GatewayMonthlyGift] = ()
    payments: Sequence[GatewayPayment] = ()
    if received.object_id.startswith(OF_A_SUBSCRIPTION):
        monthly_gifts = states_of(runtime, received.object_id)
    if not monthly_gifts and received.object_id.startswith(_OF_A_PAYMENT):
        payments = _payments(runtime, [received.object_id])
    return Present(payments, monthly_gifts=monthly_gifts)


def apply(uow: UnitOfWork, received: Received | None, present: Present) -> None:
    """Bring the books to that state. Any message, any number of times, in any order."""
    for before in present.earlier:
        apply(uow, received, before)
    for monthly_gift in present.monthly_gifts:
        uow.enter(monthly_gift.organisation_id)
        donations.accept_monthly(uow, monthly_gift)
    for month in present.months:
        uow.enter(month.organisation_id)
        donations.expect_month(uow, month)
    for cash in present.cash:
        uow.enter(cash.organisation_id)
        donations.note_cash(uow, cash)
    for payment in present.payments:
        uow.enter(payment.organisation_id)
        donations.accept_payment(uow, payment)
    if present.payout is not None and present.payout.complete:
        donations.record_gateway_payout(uow, present.payout)


def _payout(runtime: Runtime, payout_id: str) -> Present:
    payout = gateway(runtime).payout(payout_id)
    # A payout may be told of before its payments are, or a message may have been lost for good.
    unknown = runtime.attempt(lambda uow: donations.unknown_entries(uow, entries=payout.entries))
    sources = dict.fromkeys(entry.source_id for entry in unknown if entry.kind.of_a_gift)
    failed = dict.fromkeys(entry.source_id for entry in unknown if not entry.kind.of_a_gift)
    earlier = [_payout(runtime, id) for id in failed]
    return Present(_payments(runtime, sources), payout, earlier)


def _month(runtime: Runtime, invoice_id: str) -> Present:
    months = months_of(runtime, invoice_id)
    return Present(_payments(runtime, [one.payment_id for one in months]), months=months)


def _payments(runtime: Runtime, object_ids: Iterable[str]) -> Sequence[GatewayPayment]:
    found = [gateway(runtime).payment(id) for id in object_ids]
    return [payment for payment in found if payment]
