"""Checkout Sessions: a page on which somebody pays, subscribes or leaves a card."""

from functools import lru_cache

from services.sandbox.fakestripe.shapes.payments import NO_ADDRESS
from services.sandbox.fakestripe.things import Object, Thing, blank

blank(
    "checkout.session",
    empty=(
        "after_expiration allow_promotion_codes allowed_payment_method_types amount_subtotal "
        "amount_total "
        "billing_address_collection cancel_url client_reference_id "
        "client_secret consent consent_collection customer customer_creation customer_details "
        "customer_email invoice invoice_creation locale payment_intent payment_link "
        "payment_method_collection payment_method_configuration_details recovered_from "
        "saved_payment_method_options setup_intent shipping_address_collection shipping_cost "
        "submit_type subscription success_url ui_mode discounts collected_information permissions "
        "wallet_options origin_context currency_conversion customer_account integration_identifier "
        "managed_payments"
    ),
    adaptive_pricing={"enabled": False},
    automatic_tax={"enabled": False, "liability": None, "status": None, "provider": None},
    currency="jpy",
    custom_fields=[],
    custom_text=dict.fromkeys(
        ["after_submit", "shipping_address", "submit", "terms_of_service_acceptance"]
    ),
    livemode=False,
    metadata={},
    payment_method_options={},
    phone_number_collection={"enabled": False},
    shipping_options=[],
    total_details={"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
)
blank(
    "setup_intent",
    empty=(
        "application automatic_payment_methods cancellation_reason customer description "
        "flow_directions last_setup_error latest_attempt mandate next_action on_behalf_of "
        "payment_method payment_method_configuration_details single_use_mandate "
        "excluded_payment_method_types"
    ),
    livemode=False,
    metadata={},
    payment_method_options={},
    payment_method_types=["card"],
    status="requires_payment_method",
    usage="off_session",
)

_SAID = (
    "cancel_url",
    "client_reference_id",
    "customer",
    "customer_creation",
    "customer_email",
    "locale",
    "metadata",
    "payment_method_options",
    "success_url",
)


def checkout_session(
    *, id: str, created: int, expires_at: int, asked: Object, amount: int | None, url: str
) -> Thing:
    """
    An open session for what `asked` (the request's parameters) puts on sale.

    :param amount: what is to be paid at once, in yen; None if nothing is.
    """
    said = {name: asked[name] for name in _SAID if asked.get(name)}
    if amount is not None:
        said |= {"amount_subtotal": amount, "amount_total": amount}
    if methods := asked.get("allowed_payment_method_types"):
        said["allowed_payment_method_types"] = methods
    return Thing(
        said,
        object="checkout.session",
        id=id,
        created=created,
        expires_at=expires_at,
        mode=asked["mode"],
        payment_method_types=methods or ["card"],
        payment_status="unpaid" if amount is not None else "no_payment_required",
        status="open",
        url=url,
    )


@lru_cache(maxsize=256)
def details_of_payer(email: str | None, name: str | None) -> Object:
    """Who filled in the page; shared, never to be changed."""
    return {
        "address": NO_ADDRESS | {"country": "JP"},
        "business_name": None,
        "email": email,
        "individual_name": None,
        "name": name,
        "phone": None,
        "tax_exempt": "none",
        "tax_ids": [],
    }


def setup_intent(*, id: str, created: int, customer: str | None, metadata: Object) -> Thing:
    return Thing(
        object="setup_intent",
        id=id,
        client_secret=f"{id}_secret",
        created=created,
        customer=customer,
        metadata=metadata,
        status="requires_payment_method",
    )
