"""Customers, what they pay with, and the money that they have sent ahead."""

from services.sandbox.fakestripe.shapes.payments import billing
from services.sandbox.fakestripe.things import Object, Thing, blank

blank(
    "customer",
    empty=(
        "address currency default_source description discount email name phone shipping test_clock"
    ),
    balance=0,
    delinquent=False,
    livemode=False,
    metadata={},
    next_invoice_sequence=1,
    preferred_locales=[],
    tax_exempt="none",
)
blank(
    "payment_method",
    empty="customer customer_account",
    allow_redisplay="unspecified",
    billing_details=billing(None),
    livemode=False,
    metadata={},
    type="card",
)
blank("cash_balance", empty="available customer_account", livemode=False)
blank("customer_cash_balance_transaction", empty="customer_account", currency="jpy", livemode=False)

CUSTOMER_MAY_SET = ("address", "description", "email", "name", "phone", "preferred_locales")


def customer(*, id: str, created: int, invoice_prefix: str, asked: Object) -> Thing:
    said = {name: asked[name] for name in CUSTOMER_MAY_SET if asked.get(name)}
    return Thing(
        said,
        object="customer",
        id=id,
        created=created,
        invoice_prefix=invoice_prefix,
        invoice_settings={
            "custom_fields": None,
            "default_payment_method": None,
            "footer": None,
            "rendering_options": None,
        },
        metadata=dict(asked.get("metadata", {})),
    )


def payment_method(*, id: str, created: int, card: Object, customer: str | None) -> Thing:
    made = Thing(object="payment_method", id=id, card=card, created=created)
    if customer is not None:
        made["customer"] = customer
    return made


def cash_balance(*, customer: str, mode: str) -> Thing:
    return Thing(
        object="cash_balance",
        available=None,
        customer=customer,
        settings={"reconciliation_mode": mode, "using_merchant_default": True},
    )


def cash_movement(
    *, id: str, created: int, customer: str, kind: str, amount: int, left: int, **why: Object
) -> Thing:
    """
    :param amount: by how much the cash balance changed, in yen.
    :param left: what was there afterwards.
    :param why: the field named after the kind, with what the movement is of.
    """
    return Thing(
        why,
        object="customer_cash_balance_transaction",
        id=id,
        created=created,
        customer=customer,
        ending_balance=left,
        net_amount=amount,
        type=kind,
    )
