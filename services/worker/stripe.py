"""Stripe's messages, looked into: ask for the object as it is now, then bring the books there."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.ports import Gateway, GatewayPayment, GatewayPayout
from services.core.integrations import stripe
from services.core.kit.inbox import Received
from services.core.kit.unit_of_work import UnitOfWork

# The beginnings of ids of objects that belong to a payment.
_OF_A_PAYMENT = ("cs_", "pi_", "ch_", "py_", "re_", "pyr_")


@dataclass(frozen=True, slots=True)
class Present:
    """What the gateway says now; payments come before the payout that is made of them."""

    payments: Sequence[GatewayPayment] = ()
    payout: GatewayPayout | None = None


def gateway(runtime: Runtime) -> Gateway:
    """:raises GatewayUnavailable: no key is set."""
    settings = runtime.settings
    key = settings.stripe_api_key
    return stripe.connect(key.get_secret_value() if key else None, settings.stripe_api_base)


def fetch(runtime: Runtime, received: Received) -> Present:
    """Ask for the present state of what the message is about; outside any transaction."""
    if received.object_id.startswith("po_"):
        return _payout(runtime, received.object_id)
    if received.object_id.startswith(_OF_A_PAYMENT):
        payment = gateway(runtime).payment(received.object_id)
        return Present([payment] if payment else [])
    return Present()


def apply(uow: UnitOfWork, _: Received, present: Present) -> None:
    """Bring the books to that state. Any message, any number of times, in any order."""
    for payment in present.payments:
        uow.enter(payment.organisation_id)
        donations.accept_payment(uow, payment)
    if present.payout is not None and present.payout.complete:
        donations.record_gateway_payout(uow, present.payout)


def _payout(runtime: Runtime, payout_id: str) -> Present:
    payout = gateway(runtime).payout(payout_id)
    # A payout may be told of before its payments are, or a message may have been lost for good.
    unknown = runtime.attempt(lambda uow: donations.unknown_entries(uow, entries=payout.entries))
    sources = dict.fromkeys(entry.source_id for entry in unknown)
    found = [gateway(runtime).payment(source) for source in sources]
    return Present([payment for payment in found if payment], payout)
