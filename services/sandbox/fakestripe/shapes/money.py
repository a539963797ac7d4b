"""The account's own money: movements of the balance, payouts, the balance itself."""

from services.sandbox.fakestripe.things import Object, Thing, blank

blank("balance_transaction", empty="description exchange_rate source", balance_type="payments")
blank(
    "payout",
    empty=(
        "application_fee application_fee_amount failure_balance_transaction failure_code "
        "failure_message original_payout reversed_by statement_descriptor payout_method trace_id"
    ),
    automatic=True,
    currency="jpy",
    description="STRIPE PAYOUT",
    destination="ba_fake",
    livemode=False,
    metadata={},
    method="standard",
    source_type="card",
    status="in_transit",
    type="bank_account",
)

# Kinds of movement that reports count under the name of another; those of disputes are told by
# what they are for (stripe.com/docs/reports/reporting-categories).
_CATEGORIES = {
    "payment": "charge",
    "payment_refund": "refund",
    "stripe_fee": "fee",
    "payout_failure": "payout_reversal",
    "payout_cancel": "payout_reversal",
}


def balance_transaction(
    *,
    id: str,
    created: int,
    available_on: int,
    kind: str,
    source: Object | None,
    amount: int,
    fee: int = 0,
    category: str | None = None,
    description: str | None = None,
) -> Thing:
    """A movement of the balance in yen; a fee is the gateway's, tax included."""
    moved = Thing(
        object="balance_transaction",
        id=id,
        amount=amount,
        available_on=available_on,
        created=created,
        currency="jpy",
        fee=fee,
        fee_details=[_fee(fee, kind)] if fee else [],
        net=amount - fee,
        reporting_category=category or _CATEGORIES.get(kind, kind),
        source=source["id"] if source is not None else None,
        status="available" if available_on <= created else "pending",
        type=kind,
    )
    if description is not None:
        moved["description"] = description
    return moved


def _fee(yen: int, kind: str) -> Object:
    return {
        "amount": yen,
        "application": None,
        "currency": "jpy",
        "description": "Dispute fee" if kind == "adjustment" else "Stripe processing fees",
        "type": "stripe_fee",
    }


def payout(*, id: str, created: int, arrival_date: int, amount: int, automatic: bool) -> Thing:
    return Thing(
        object="payout",
        id=id,
        amount=amount,
        arrival_date=arrival_date,
        automatic=automatic,
        balance_transaction=None,
        created=created,
        reconciliation_status="in_progress" if automatic else "not_applicable",
        status="in_transit",
    )


def balance(*, available: int, pending: int) -> Object:
    """What the account holds, in yen; either may be below zero."""

    def part(yen: int) -> list[Object]:
        return [{"amount": yen, "currency": "jpy", "source_types": {"card": yen}}]

    return {
        "object": "balance",
        "available": part(available),
        "connect_reserved": [{"amount": 0, "currency": "jpy"}],
        "livemode": False,
        "pending": part(pending),
    }
