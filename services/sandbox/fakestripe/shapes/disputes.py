"""Disputes: a payer tells the bank that the payment was not theirs."""

from services.sandbox.fakestripe.things import Object, Thing, blank

_EVIDENCE = (
    "access_activity_log billing_address cancellation_policy cancellation_policy_disclosure "
    "cancellation_rebuttal customer_communication customer_email_address customer_name "
    "customer_purchase_ip customer_signature duplicate_charge_documentation "
    "duplicate_charge_explanation duplicate_charge_id product_description receipt refund_policy "
    "refund_policy_disclosure refund_refusal_explanation service_date service_documentation "
    "shipping_address shipping_carrier shipping_date shipping_documentation "
    "shipping_tracking_number uncategorized_file uncategorized_text"
)

blank(
    "dispute",
    currency="jpy",
    enhanced_eligibility_types=[],
    evidence=dict.fromkeys(_EVIDENCE.split()) | {"enhanced_evidence": {}},
    livemode=False,
    metadata={},
)


def dispute(
    *, id: str, created: int, of: Thing, amount: int, reason: str, status: str, due_by: int
) -> Thing:
    inquiry = status.startswith("warning")
    return Thing(
        object="dispute",
        id=id,
        amount=amount,
        balance_transactions=[],
        charge=of["id"],
        created=created,
        evidence_details={
            "due_by": due_by,
            "enhanced_eligibility": {},
            "has_evidence": False,
            "past_due": False,
            "submission_count": 0,
        },
        is_charge_refundable=inquiry,
        payment_intent=of["payment_intent"],
        payment_method_details=_card(of["payment_method_details"], inquiry),
        reason=reason,
        status=status,
    )


def _card(details: Object, inquiry: bool) -> Object:
    brand = details["card"]["brand"]
    return {
        "type": "card",
        "card": {
            "brand": brand,
            "case_type": "inquiry" if inquiry else "chargeback",
            "network": brand,
            "network_reason_code": "10.4",
        },
    }
