"""Which address of the API does what."""

from collections.abc import Callable

from services.sandbox.fakestripe.rooms.subscriptions import ENDED
from services.sandbox.fakestripe.things import Object, Thing
from services.sandbox.fakestripe.web.lists import Listed
from services.sandbox.fakestripe.world import FakeStripe

Make = Callable[[Object], Object]
Act = Callable[[str, Object], Object]

# Addresses at which an object is looked up by its id.
OBJECTS = {
    "balance_transactions": "balance_transaction",
    "charges": "charge",
    "checkout/sessions": "checkout.session",
    "disputes": "dispute",
    "events": "event",
    "invoice_payments": "invoice_payment",
    "invoices": "invoice",
    "payment_intents": "payment_intent",
    "payment_methods": "payment_method",
    "payouts": "payout",
    "prices": "price",
    "products": "product",
    "refunds": "refund",
    "setup_intents": "setup_intent",
    "subscriptions": "subscription",
}


def _of_wished_status(subscription: Thing, asked: Object) -> bool:
    """Without a wish, all that are not cancelled."""
    wish, status = asked.get("status"), subscription["status"]
    if wish is None:
        return bool(status != "canceled")
    ended = wish == "ended" and status in ENDED
    return ended or wish in {"all", status}


_OF_PAYMENT = {"payment_intent": "payment_intent", "charge": "charge"}

LISTS = {
    "balance_transactions": Listed(
        "balance_transaction", {"type": "type", "source": "source", "currency": "currency"}
    ),
    "charges": Listed("charge", {"payment_intent": "payment_intent", "customer": "customer"}),
    "checkout/sessions": Listed(
        "checkout.session",
        {"payment_intent": "payment_intent", "subscription": "subscription", "status": "status"},
    ),
    "customers": Listed(
        "customer", {"email": "email"}, only=lambda one, _: not one.get("_deleted", False)
    ),
    "disputes": Listed("dispute", _OF_PAYMENT),
    "events": Listed("event", {"type": "type"}, {"types": "type"}),
    "invoice_payments": Listed(
        "invoice_payment",
        {"invoice": "invoice", "status": "status", "_payment_intent": "_payment_intent"},
    ),
    "invoices": Listed(
        "invoice", {"subscription": "_subscription", "customer": "customer", "status": "status"}
    ),
    "payment_intents": Listed("payment_intent", {"customer": "customer"}),
    "payment_methods": Listed("payment_method", {"customer": "customer", "type": "type"}),
    "payouts": Listed("payout", {"status": "status"}, spans=("arrival_date",)),
    "refunds": Listed("refund", _OF_PAYMENT),
    "subscriptions": Listed("subscription", {"customer": "customer"}, only=_of_wished_status),
}


def _by_id(act: Callable[[str], Object]) -> Act:
    """An action that asks for nothing but on what."""
    return lambda one, _: act(one)


def _made_by(make: Make) -> Act:
    return lambda _, asked: make(asked)


def makers(world: FakeStripe) -> dict[str, Act]:
    """What a POST to an address without an id makes."""
    makes: dict[str, Make] = {
        "checkout/sessions": world.checkout.create,
        "customers": world.customers.create,
        "payment_intents": world.payments.create,
        "payment_methods": world.methods.create,
        "payouts": world.payouts.create,
        "prices": world.products.create_price,
        "products": world.products.create,
        "refunds": world.refunds.create,
        "subscriptions": world.subscriptions.create,
    }
    return {path: _made_by(make) for path, make in makes.items()}


def actions(world: FakeStripe) -> dict[str, Act]:
    """What a POST to an address with an id does."""
    return {
        "checkout/sessions/{id}/expire": _by_id(world.checkout.expire),
        "customers/{id}": world.customers.update,
        "customers/{id}/cash_balance": world.cash.update,
        "customers/{id}/funding_instructions": _by_id(world.cash.instructions),
        "disputes/{id}": world.disputes.update,
        "disputes/{id}/close": _by_id(world.disputes.accept),
        "invoices/{id}/pay": world.invoices.pay,
        "invoices/{id}/void": _by_id(world.invoices.void),
        "payment_intents/{id}": world.payments.update,
        "payment_intents/{id}/apply_customer_balance": world.cash.apply,
        "payment_intents/{id}/cancel": world.payments.cancel,
        "payment_intents/{id}/confirm": world.payments.confirm,
        "payment_methods/{id}/attach": world.methods.attach,
        "payment_methods/{id}/detach": _by_id(world.methods.detach),
        "refunds/{id}": world.refunds.update,
        "refunds/{id}/cancel": _by_id(world.refunds.cancel),
        "subscriptions/{id}": world.subscriptions.update,
        # docs.stripe.com/api/test_helpers: what stands in for people and banks in test mode.
        "test_helpers/customers/{id}/fund_cash_balance": world.cash.fund,
        "test_helpers/refunds/{id}/expire": _by_id(world.refunds.expire),
    }


def endings(world: FakeStripe) -> dict[str, Act]:
    """What a DELETE does."""
    return {
        "customers/{id}": _by_id(world.customers.delete),
        "subscriptions/{id}": world.subscriptions.cancel,
    }
