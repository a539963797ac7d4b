"""The shapes of the gateway's objects, with every field that the real ones carry."""

from typing import Any

Object = dict[str, Any]

# Fields that are there but hold nothing for a one-time gift in yen.
_EMPTY = {
    "checkout.session": (
        "after_expiration allow_promotion_codes billing_address_collection client_reference_id "
        "client_secret consent consent_collection customer customer_creation customer_email "
        "invoice locale payment_intent payment_link payment_method_collection "
        "payment_method_configuration_details recovered_from saved_payment_method_options "
        "setup_intent shipping_address_collection shipping_cost submit_type subscription ui_mode "
        "discounts collected_information permissions wallet_options origin_context "
        "currency_conversion customer_account integration_identifier managed_payments"
    ),
    "payment_intent": (
        "application application_fee_amount automatic_payment_methods canceled_at "
        "cancellation_reason customer description last_payment_error latest_charge next_action "
        "on_behalf_of payment_method payment_method_configuration_details processing receipt_email "
        "review setup_future_usage shipping statement_descriptor statement_descriptor_suffix "
        "transfer_data transfer_group source excluded_payment_method_types customer_account "
        "managed_payments"
    ),
    "charge": (
        "application application_fee application_fee_amount balance_transaction "
        "calculated_statement_descriptor customer description failure_balance_transaction "
        "failure_code failure_message on_behalf_of payment_method receipt_email receipt_number "
        "receipt_url review shipping source_transfer statement_descriptor "
        "statement_descriptor_suffix transfer_data transfer_group source"
    ),
    "refund": (
        "reason receipt_number source_transfer_reversal transfer_reversal customer "
        "customer_account payment_method"
    ),
    "balance_transaction": "description exchange_rate",
    "payout": (
        "application_fee application_fee_amount failure_balance_transaction failure_code "
        "failure_message original_payout reversed_by statement_descriptor payout_method"
    ),
}


# Kinds of movement that reports count under the name of another.
_CATEGORIES = {"payment": "charge", "payment_refund": "refund"}


def _empty(kind: str) -> Object:
    return {"object": kind} | dict.fromkeys(_EMPTY[kind].split())


def checkout_session(*, id: str, created: int, expires_at: int, asked: Object) -> Object:
    """An open session for what `asked` (the request's parameters) puts on sale."""
    amount = sum(
        int(item["price_data"]["unit_amount"]) * int(item.get("quantity", 1))
        for item in asked["line_items"]
    )
    return _empty("checkout.session") | {
        "id": id,
        "amount_subtotal": amount,
        "amount_total": amount,
        "automatic_tax": {"enabled": False, "liability": None, "status": None, "provider": None},
        "cancel_url": asked.get("cancel_url"),
        "client_reference_id": asked.get("client_reference_id"),
        "created": created,
        "currency": asked["line_items"][0]["price_data"]["currency"],
        "custom_fields": [],
        "custom_text": {},
        "customer_details": None,
        "customer_email": asked.get("customer_email"),
        "expires_at": expires_at,
        "invoice_creation": None,
        "livemode": False,
        "metadata": asked.get("metadata", {}),
        "mode": "payment",
        "payment_method_options": asked.get("payment_method_options", {}),
        "allowed_payment_method_types": asked.get("allowed_payment_method_types"),
        "payment_method_types": asked.get("allowed_payment_method_types", ["card"]),
        "payment_status": "unpaid",
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "success_url": asked.get("success_url"),
        "total_details": {"amount_discount": 0, "amount_shipping": 0, "amount_tax": 0},
        "url": f"https://checkout.stripe.com/c/pay/{id}",
        "adaptive_pricing": {"enabled": False},
    }


def payment_intent(*, id: str, created: int, session: Object, metadata: Object) -> Object:
    return _empty("payment_intent") | {
        "id": id,
        "amount": session["amount_total"],
        "amount_capturable": 0,
        "amount_details": {"tip": {}},
        "amount_received": 0,
        "capture_method": "automatic",
        "client_secret": f"{id}_secret",
        "confirmation_method": "automatic",
        "created": created,
        "currency": session["currency"],
        "livemode": False,
        "metadata": metadata,
        "payment_method_options": session["payment_method_options"],
        "payment_method_types": session["payment_method_types"],
        "status": "requires_payment_method",
    }


def charge(*, id: str, created: int, intent: Object, method: str, paid: bool) -> Object:
    details = (
        {"type": "card", "card": {"brand": "visa", "last4": "4242", "country": "JP"}}
        if method == "card"
        else {"type": "konbini", "konbini": {"store": {"chain": "lawson"}}}
    )
    return _empty("charge") | {
        "id": id,
        "amount": intent["amount"],
        "amount_captured": intent["amount"] if paid else 0,
        "amount_refunded": 0,
        "billing_details": {"address": {}, "email": None, "name": None, "phone": None},
        "captured": paid,
        "created": created,
        "currency": intent["currency"],
        "disputed": False,
        "fraud_details": {},
        "livemode": False,
        "metadata": intent["metadata"],
        "outcome": {"type": "authorized" if paid else "issuer_declined"},
        "paid": paid,
        "payment_intent": intent["id"],
        "payment_method_details": details,
        "refunded": False,
        "status": "succeeded" if paid else "failed",
    }


def refund(*, id: str, created: int, of: Object, amount: int, metadata: Object) -> Object:
    return _empty("refund") | {
        "id": id,
        "amount": amount,
        "balance_transaction": None,
        "charge": of["id"],
        "created": created,
        "currency": of["currency"],
        "destination_details": {"type": of["payment_method_details"]["type"]},
        "metadata": metadata,
        "payment_intent": of["payment_intent"],
        "status": "succeeded",
    }


def balance_transaction(
    *, id: str, created: int, available_on: int, kind: str, source: Object, amount: int, fee: int
) -> Object:
    """A movement of the balance; a fee is the gateway's, in yen, tax included."""
    fees = [
        {
            "amount": fee,
            "application": None,
            "currency": source["currency"],
            "description": "Stripe processing fees",
            "type": "stripe_fee",
        }
    ]
    return _empty("balance_transaction") | {
        "id": id,
        "amount": amount,
        "available_on": available_on,
        "balance_type": "payments",
        "created": created,
        "currency": source["currency"],
        "fee": fee,
        "fee_details": fees if fee else [],
        "net": amount - fee,
        "reporting_category": _CATEGORIES.get(kind, kind),
        "source": source["id"],
        "status": "available" if available_on <= created else "pending",
        "type": kind,
    }


def payout(*, id: str, created: int, arrival_date: int, amount: int) -> Object:
    return _empty("payout") | {
        "id": id,
        "amount": amount,
        "arrival_date": arrival_date,
        "automatic": True,
        "balance_transaction": None,
        "created": created,
        "currency": "jpy",
        "description": "STRIPE PAYOUT",
        "destination": "ba_fake",
        "livemode": False,
        "metadata": {},
        "method": "standard",
        "reconciliation_status": "in_progress",
        "source_type": "card",
        "status": "in_transit",
        "trace_id": None,
        "type": "bank_account",
    }


def event(*, id: str, created: int, kind: str, about: Object, api_version: str) -> Object:
    return {
        "id": id,
        "object": "event",
        "api_version": api_version,
        "created": created,
        "data": {"object": about},
        "livemode": False,
        "pending_webhooks": 1,
        "request": {"id": None, "idempotency_key": None},
        "type": kind,
    }
