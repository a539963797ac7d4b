"""Payments: the intent to pay, the charge that carries it out, the refund that takes it back."""

from functools import lru_cache

from services.sandbox.fakestripe.things import Object, Thing, blank

NO_ADDRESS = dict.fromkeys(["city", "country", "line1", "line2", "postal_code", "state"])


@lru_cache(maxsize=256)
def billing(email: str | None) -> Object:
    """Who pays, as far as it is known; shared, never to be changed."""
    return {"address": NO_ADDRESS, "email": email, "name": None, "phone": None, "tax_id": None}


blank(
    "payment_intent",
    empty=(
        "application application_fee_amount automatic_payment_methods canceled_at "
        "cancellation_reason customer description last_payment_error latest_charge next_action "
        "on_behalf_of payment_method payment_method_configuration_details processing receipt_email "
        "review setup_future_usage shipping statement_descriptor statement_descriptor_suffix "
        "transfer_data transfer_group source excluded_payment_method_types customer_account "
        "managed_payments"
    ),
    amount_capturable=0,
    amount_details={"tip": {}},
    amount_received=0,
    capture_method="automatic",
    confirmation_method="automatic",
    currency="jpy",
    livemode=False,
    metadata={},
    payment_method_options={},
    payment_method_types=["card"],
    status="requires_payment_method",
)
blank(
    "charge",
    empty=(
        "application application_fee application_fee_amount balance_transaction "
        "calculated_statement_descriptor customer description failure_balance_transaction "
        "failure_code failure_message on_behalf_of payment_method receipt_email receipt_number "
        "receipt_url review shipping source_transfer statement_descriptor "
        "statement_descriptor_suffix transfer_data transfer_group source"
    ),
    amount_refunded=0,
    billing_details=billing(None),
    currency="jpy",
    disputed=False,
    fraud_details={},
    livemode=False,
    metadata={},
    refunded=False,
)
blank(
    "refund",
    empty=(
        "balance_transaction charge customer customer_account payment_intent payment_method reason "
        "receipt_number source_transfer_reversal transfer_reversal"
    ),
    currency="jpy",
    metadata={},
)

_OUTCOME = {
    "advice_code": None,
    "network_advice_code": None,
    "network_decline_code": None,
    "network_status": "approved_by_network",
    "reason": None,
    "risk_level": "normal",
    "seller_message": "Payment complete.",
    "type": "authorized",
}


def payment_intent(*, id: str, created: int, amount: int, **said: object) -> Thing:
    """
    :param said: fields that the one who asks for it sets.
    """
    return Thing(
        said,
        object="payment_intent",
        id=id,
        amount=amount,
        client_secret=f"{id}_secret",
        created=created,
        status="requires_payment_method",
    )


def charge(
    *, id: str, created: int, intent: Thing, details: Object, refusal: str | None = None
) -> Thing:
    """
    :param details: by which method, as the charge tells it.
    :param refusal: why the bank declined it, if it did.
    """
    made = Thing(
        object="charge",
        id=id,
        amount=intent["amount"],
        amount_captured=0 if refusal else intent["amount"],
        captured=refusal is None,
        created=created,
        metadata=intent["metadata"],
        outcome=_OUTCOME,
        paid=refusal is None,
        payment_intent=intent["id"],
        payment_method=intent["payment_method"],
        payment_method_details=details,
        status="failed" if refusal else "succeeded",
    )
    if email := intent.get("_email") or intent["receipt_email"]:
        made["billing_details"] = billing(email)
    if intent["customer"] is not None:
        made["customer"] = intent["customer"]
    if refusal is not None:
        made["failure_code"] = "card_declined"
        made["failure_message"] = "Your card was declined."
        made["outcome"] = _OUTCOME | {
            "network_status": "declined_by_network",
            "network_decline_code": "05",
            "reason": refusal,
            "seller_message": "The bank did not return any further details with this decline.",
            "type": "issuer_declined",
        }
    return made


def refund(*, id: str, created: int, amount: int, destination: Object, **said: object) -> Thing:
    """
    :param destination: where the money goes, as `destination_details`.
    :param said: of which payment or whose cash balance, and what the request sets.
    """
    return Thing(
        said,
        object="refund",
        id=id,
        amount=amount,
        created=created,
        destination_details=destination,
        status="succeeded",
    )
