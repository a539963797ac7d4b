"""The shapes of the gateway's objects, with every field that the real ones carry."""

from services.sandbox.fakestripe.shapes.billing import (
    invoice,
    invoice_payment,
    line,
    price,
    product,
    subscription,
    subscription_item,
)
from services.sandbox.fakestripe.shapes.checkout import checkout_session, setup_intent
from services.sandbox.fakestripe.shapes.customers import (
    cash_balance,
    cash_movement,
    customer,
    payment_method,
)
from services.sandbox.fakestripe.shapes.disputes import dispute
from services.sandbox.fakestripe.shapes.events import event
from services.sandbox.fakestripe.shapes.money import balance, balance_transaction, payout
from services.sandbox.fakestripe.shapes.payments import charge, payment_intent, refund

__all__ = [
    "balance",
    "balance_transaction",
    "cash_balance",
    "cash_movement",
    "charge",
    "checkout_session",
    "customer",
    "dispute",
    "event",
    "invoice",
    "invoice_payment",
    "line",
    "payment_intent",
    "payment_method",
    "payout",
    "price",
    "product",
    "refund",
    "setup_intent",
    "subscription",
    "subscription_item",
]
