"""What a request for a payment page must be like."""

from services.sandbox.fakestripe.refusals import Refused, missing, unplayed
from services.sandbox.fakestripe.things import Object

KONBINI_DAYS_MAX = 60
KONBINI_DAYS = 3
SMALLEST_YEN = 50

_METHODS = {
    "payment": {"card", "konbini", "customer_balance"},
    "subscription": {"card"},
    "setup": {"card"},
}


def konbini_days(session: Object) -> int:
    """For how many days a number for the konbini is good."""
    options = session["payment_method_options"].get("konbini", {})
    return int(options.get("expires_after_days", KONBINI_DAYS))


def must_be_yen(asked: Object, param: str) -> None:
    """:raises Refused: no amount, too small a one, or another currency."""
    for name in (param, "currency"):
        if name not in asked:
            raise missing(name)
    if asked["currency"] != "jpy":
        raise Refused("The currency must be jpy.", param="currency")
    if not str(asked[param]).isdigit():
        raise Refused(f"Invalid integer: {asked[param]}", code="parameter_invalid_integer")
    if int(asked[param]) < SMALLEST_YEN:
        raise Refused(
            "The amount must convert to at least 50 cents.", code="amount_too_small", param=param
        )


def must_name_no_types(asked: Object) -> None:
    """:raises Refused: as it was done before the API's version 2026-09-30."""
    if "payment_method_types" in asked:
        raise Refused(
            "payment_method_types cannot be set; use allowed_payment_method_types.",
            code="payment_method_types_no_longer_supported",
            param="payment_method_types",
        )


def must_be_askable(asked: Object) -> None:
    """:raises Refused: something is missing, or cannot be had in this mode."""
    for param in ("mode", "success_url"):
        if not asked.get(param):
            raise missing(param)
    must_name_no_types(asked)
    if asked["mode"] not in _METHODS:
        raise Refused(f"Invalid mode: {asked['mode']}", param="mode")
    _must_have_methods(asked)
    if asked["mode"] == "setup":
        return
    if not asked.get("line_items"):
        raise missing("line_items")
    for ordinal, item in enumerate(asked["line_items"]):
        _must_be_on_sale(item, f"line_items[{ordinal}]", monthly=asked["mode"] == "subscription")


def _must_have_methods(asked: Object) -> None:
    methods = set(asked.get("allowed_payment_method_types", ["card"]))
    if not methods & _METHODS[asked["mode"]]:
        raise Refused(
            f"No payment method type of {sorted(methods)} can be used in `{asked['mode']}` mode.",
            param="allowed_payment_method_types",
        )
    if len(methods) > 1:
        raise unplayed("pages with several methods", "allowed_payment_method_types")
    options = asked.get("payment_method_options", {})
    if not 1 <= konbini_days({"payment_method_options": options}) <= KONBINI_DAYS_MAX:
        raise Refused(
            "Expiry must be within 1 to 60 days.",
            param="payment_method_options[konbini][expires_after_days]",
        )
    if "customer_balance" in methods:
        _must_be_a_bank_transfer(asked, options.get("customer_balance", {}))


def _must_be_a_bank_transfer(asked: Object, options: Object) -> None:
    if not asked.get("customer"):
        raise Refused(
            "The `customer_balance` payment method type requires a `customer`.", param="customer"
        )
    where = "payment_method_options[customer_balance]"
    if options.get("funding_type") != "bank_transfer":
        raise missing(f"{where}[funding_type]")
    if options.get("bank_transfer", {}).get("type") != "jp_bank_transfer":
        raise missing(f"{where}[bank_transfer][type]")


def _must_be_on_sale(item: Object, where: str, *, monthly: bool) -> None:
    price = item.get("price_data", {})
    for param in ("currency", "unit_amount"):
        if param not in price:
            raise missing(f"{where}[price_data][{param}]")
    if price["currency"] != "jpy":
        raise Refused("The currency must be jpy.", param=f"{where}[price_data][currency]")
    if not str(price["unit_amount"]).isdigit() or int(price["unit_amount"]) < SMALLEST_YEN:
        raise Refused(
            "The amount must convert to at least 50 cents.",
            code="amount_too_small",
            param=f"{where}[price_data][unit_amount]",
        )
    if monthly:
        must_be_monthly(price, where)
    elif "recurring" in price:
        raise Refused(
            "You must use `subscription` mode with recurring prices.", param=f"{where}[price_data]"
        )


def must_be_monthly(price: Object, where: str) -> None:
    """:raises Refused: the price is not for each month."""
    recurring = price.get("recurring", {})
    if "interval" not in recurring:
        raise missing(f"{where}[price_data][recurring][interval]")
    if recurring["interval"] != "month" or str(recurring.get("interval_count", "1")) != "1":
        raise unplayed("other rhythms than every month", f"{where}[price_data][recurring]")
