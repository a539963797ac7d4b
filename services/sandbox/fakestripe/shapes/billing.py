"""Monthly payments: what is sold, the subscription to it, and the invoice of each month."""

from services.sandbox.fakestripe.things import Object, Thing, blank, list_of

blank(
    "product",
    empty=(
        "default_price description package_dimensions shippable statement_descriptor tax_code "
        "unit_label url"
    ),
    active=True,
    images=[],
    livemode=False,
    marketing_features=[],
    metadata={},
    type="service",
)
blank(
    "price",
    empty="custom_unit_amount lookup_key nickname tiers_mode transform_quantity",
    active=True,
    billing_scheme="per_unit",
    currency="jpy",
    livemode=False,
    metadata={},
    tax_behavior="unspecified",
    type="recurring",
)
blank(
    "plan",
    empty="meter nickname tiers_mode transform_usage trial_period_days",
    active=True,
    billing_scheme="per_unit",
    currency="jpy",
    interval="month",
    interval_count=1,
    livemode=False,
    metadata={},
    usage_type="licensed",
)
blank("subscription_item", empty="billing_thresholds", discounts=[], metadata={}, tax_rates=[])

_PAYMENT_SETTINGS = {"payment_method_options": None, "payment_method_types": None}

blank(
    "subscription",
    empty=(
        "application application_fee_percent billing_cycle_anchor_config billing_schedules "
        "billing_thresholds cancel_at canceled_at customer_account days_until_due "
        "default_payment_method default_source description ended_at latest_invoice "
        "managed_payments next_pending_invoice_item_invoice on_behalf_of pause_collection "
        "pending_invoice_item_interval pending_setup_intent pending_update schedule test_clock "
        "transfer_data trial_end trial_start"
    ),
    automatic_tax={"disabled_reason": None, "enabled": False, "liability": None},
    billing_mode={"type": "flexible", "flexible": {"proration_discounts": "included"}},
    cancel_at_period_end=False,
    cancellation_details={"comment": None, "feedback": None, "reason": None},
    collection_method="charge_automatically",
    currency="jpy",
    default_tax_rates=[],
    discounts=[],
    invoice_settings={
        "account_tax_ids": None,
        "custom_fields": None,
        "description": None,
        "footer": None,
        "issuer": {"type": "self"},
    },
    livemode=False,
    metadata={},
    payment_settings=_PAYMENT_SETTINGS | {"save_default_payment_method": "off"},
    trial_settings={"end_behavior": {"missing_payment_method": "create_invoice"}},
)
blank(
    "invoice",
    empty=(
        "account_name account_tax_ids application automatically_finalizes_at custom_fields "
        "customer_account customer_address customer_email customer_name customer_phone "
        "customer_shipping default_payment_method default_source description due_date effective_at "
        "ending_balance footer from_invoice hosted_invoice_url invoice_pdf last_finalization_error "
        "latest_revision next_payment_attempt number on_behalf_of receipt_number rendering "
        "shipping_cost shipping_details statement_descriptor subscription test_clock "
        "total_pretax_credit_amounts total_taxes webhooks_delivered_at"
    ),
    account_country="JP",
    amount_overpaid=0,
    amount_paid=0,
    amount_shipping=0,
    attempt_count=0,
    attempted=False,
    auto_advance=True,
    automatic_tax={
        "disabled_reason": None,
        "enabled": False,
        "liability": None,
        "provider": None,
        "status": None,
    },
    collection_method="charge_automatically",
    currency="jpy",
    customer_tax_exempt="none",
    customer_tax_ids=[],
    default_tax_rates=[],
    discounts=[],
    issuer={"type": "self"},
    livemode=False,
    metadata={},
    payment_settings=_PAYMENT_SETTINGS | {"default_mandate": None},
    post_payment_credit_notes_amount=0,
    pre_payment_credit_notes_amount=0,
    starting_balance=0,
    total_discount_amounts=[],
)
blank(
    "line_item",
    empty="pretax_credit_amounts quantity_decimal taxes",
    currency="jpy",
    discount_amounts=[],
    discountable=True,
    discounts=[],
    livemode=False,
    metadata={},
)
blank("invoice_payment", empty="amount_paid", currency="jpy", is_default=True, livemode=False)


def product(*, id: str, created: int, name: str, metadata: Object) -> Thing:
    return Thing(
        object="product", id=id, created=created, metadata=metadata, name=name, updated=created
    )


def price(*, id: str, created: int, product: str, yen: int) -> Thing:
    """So many yen a month."""
    return Thing(
        object="price",
        id=id,
        created=created,
        product=product,
        recurring={
            "interval": "month",
            "interval_count": 1,
            "meter": None,
            "trial_period_days": None,
            "usage_type": "licensed",
        },
        unit_amount=yen,
        unit_amount_decimal=str(yen),
    )


def subscription_item(*, id: str, created: int, subscription: str, price: Thing) -> Thing:
    item = Thing(
        object="subscription_item",
        id=id,
        created=created,
        quantity=1,
        subscription=subscription,
    )
    set_price(item, price)
    return item


def set_price(item: Thing, price: Thing) -> None:
    """From now on, this is what the item costs; `plan` tells the same in the older words."""
    yen = price["unit_amount"]
    item["price"] = price
    item["plan"] = Thing(
        object="plan",
        id=price["id"],
        amount=yen,
        amount_decimal=str(yen),
        created=price["created"],
        product=price["product"],
    )


def subscription(
    *, id: str, created: int, customer: str, items: list[Thing], **said: object
) -> Thing:
    """
    :param said: fields that the one who asks for it sets.
    """
    return Thing(
        said,
        object="subscription",
        id=id,
        billing_cycle_anchor=created,
        created=created,
        customer=customer,
        items=list_of(items, f"/v1/subscription_items?subscription={id}"),
        start_date=created,
        status="incomplete",
    )


def line(*, id: str, invoice: str, item: Thing, period: Object) -> Thing:
    """A line of an invoice: one item of a subscription for one month."""
    yen = item["price"]["unit_amount"] * item["quantity"]
    return Thing(
        object="line_item",
        id=id,
        amount=yen,
        description=f"{item['quantity']} × {item['price']['unit_amount']} JPY / month",
        invoice=invoice,
        parent={
            "invoice_item_details": None,
            "subscription_item_details": {
                "invoice_item": None,
                "proration": False,
                "proration_details": {"credited_items": None},
                "subscription": item["subscription"],
                "subscription_item": item["id"],
            },
            "type": "subscription_item_details",
        },
        period=period,
        pricing={
            "price_details": {"price": item["price"]["id"], "product": item["price"]["product"]},
            "type": "price_details",
            "unit_amount_decimal": str(item["price"]["unit_amount"]),
        },
        quantity=item["quantity"],
        subscription=item["subscription"],
        subtotal=yen,
    )


def invoice(
    *, id: str, created: int, of: Thing, lines: list[Thing], reason: str, period: Object
) -> Thing:
    """
    A draft for one period of a subscription.

    :param reason: `subscription_create` for the first, `subscription_cycle` for those after it.
    :param period: `start` and `end`, in seconds of the epoch.
    """
    yen = sum(line["amount"] for line in lines)
    return Thing(
        object="invoice",
        id=id,
        _subscription=of["id"],
        amount_due=yen,
        amount_remaining=yen,
        billing_reason=reason,
        created=created,
        customer=of["customer"],
        lines=list_of(lines, f"/v1/invoices/{id}/lines"),
        parent={
            "quote_details": None,
            "subscription_details": {"metadata": dict(of["metadata"]), "subscription": of["id"]},
            "type": "subscription_details",
        },
        period_end=period["end"],
        period_start=period["start"],
        status="draft",
        status_transitions=dict.fromkeys(
            ["finalized_at", "marked_uncollectible_at", "paid_at", "voided_at"]
        ),
        subtotal=yen,
        subtotal_excluding_tax=yen,
        total=yen,
        total_excluding_tax=yen,
    )


def invoice_payment(*, id: str, created: int, invoice: Thing, intent_id: str) -> Thing:
    return Thing(
        object="invoice_payment",
        id=id,
        _payment_intent=intent_id,
        amount_requested=invoice["amount_due"],
        created=created,
        invoice=invoice["id"],
        payment={"payment_intent": intent_id, "type": "payment_intent"},
        status="open",
        status_transitions={"canceled_at": None, "paid_at": None},
    )
