"""What a shop asks of the played gateway."""

MONDAY = 1_775_444_400  # 2026-04-06 12:00 in Japan
DAY_S = 86_400


def page(*, yen=3_000, **changes):
    """The parameters of a page on which so many yen are paid by card."""
    return {
        "mode": "payment",
        "success_url": "https://example.org/thanks?session={CHECKOUT_SESSION_ID}",
        "cancel_url": "https://example.org/",
        "line_items": [
            {"quantity": "1", "price_data": {"currency": "jpy", "unit_amount": str(yen)}}
        ],
        "metadata": {"donation_id": "d1"},
        "payment_intent_data": {"metadata": {"donation_id": "d1"}},
    } | changes


def konbini_page(**changes):
    return page(allowed_payment_method_types=["konbini"], **changes)


def transfer_page(customer, **changes):
    """A page on which a customer is told to which account to send money."""
    options = {"funding_type": "bank_transfer", "bank_transfer": {"type": "jp_bank_transfer"}}
    return page(
        customer=customer,
        allowed_payment_method_types=["customer_balance"],
        payment_method_options={"customer_balance": options},
        **changes,
    )


def monthly_page(*, yen=1_000, **changes):
    """A page on which so many yen are promised each month."""
    asked = page(yen=yen, mode="subscription", **changes)
    asked["line_items"][0]["price_data"] |= {
        "recurring": {"interval": "month"},
        "product_data": {"name": "Monthly gift"},
    }
    asked["subscription_data"] = {"metadata": {"monthly_gift_id": "m1"}}
    return asked


def card_page(customer, **changes):
    """A page on which a customer leaves a card."""
    asked = page(mode="setup", customer=customer, currency="jpy", **changes)
    del asked["line_items"]
    return asked


def topics(world, since=0):
    """The types of all events from an ordinal on, in order."""
    return [event["type"] for event in world.events[since:]]
