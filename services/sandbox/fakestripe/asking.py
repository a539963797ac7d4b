"""What a request for a payment page must be like."""

from services.sandbox.fakestripe.refusals import Refused, missing
from services.sandbox.fakestripe.shapes import Object

KONBINI_DAYS_MAX = 60
SMALLEST_YEN = 50


def konbini_options(asked: Object) -> Object:
    """What a request says about payment at a konbini."""
    options: Object = asked.get("payment_method_options", {}).get("konbini", {})
    return options


def must_be_askable(asked: Object) -> None:
    """:raises Refused: something is missing, or is not for one-time payments in yen."""
    for param in ("mode", "success_url", "line_items"):
        if not asked.get(param):
            raise missing(param)
    if "payment_method_types" in asked:
        raise Refused(
            "payment_method_types cannot be set; use allowed_payment_method_types.",
            code="payment_method_types_no_longer_supported",
            param="payment_method_types",
        )
    if asked["mode"] != "payment":
        raise Refused("Only one-time payments are played here.", param="mode")
    for item in asked["line_items"]:
        price = item.get("price_data", {})
        if price.get("currency") != "jpy":
            raise Refused("The currency must be jpy.", param="line_items[0][price_data][currency]")
        if (
            not str(price.get("unit_amount", "")).isdigit()
            or int(price["unit_amount"]) < SMALLEST_YEN
        ):
            raise Refused(
                "The amount must convert to at least 50 cents.",
                code="amount_too_small",
                param="line_items[0][price_data][unit_amount]",
            )
    if not 1 <= int(konbini_options(asked).get("expires_after_days", 3)) <= KONBINI_DAYS_MAX:
        raise Refused(
            "Expiry must be within 1 to 60 days.",
            param="payment_method_options[konbini][expires_after_days]",
        )
