"""Stripe's objects, read as ours."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import stripe

from services.core.donations.errors import GatewayRefused
from services.core.donations.ports import (
    GatewayDispute,
    GatewayEntry,
    GatewayRefund,
    PaymentState,
)
from services.core.donations.types import DisputeState, EntryKind, RefundId
from services.core.kit.money import Money

# Types of balance transactions (docs.stripe.com/reports/balance-transaction-types).
_KINDS = {
    "charge": EntryKind.CHARGE,
    "payment": EntryKind.CHARGE,  # what delayed methods, konbini among them, are booked as
    "refund": EntryKind.REFUND,
    "payment_refund": EntryKind.REFUND,
    "refund_failure": EntryKind.REFUND_FAILURE,
    "payment_failure_refund": EntryKind.REFUND_FAILURE,
    "payout": EntryKind.PAYOUT,
    "payout_failure": EntryKind.PAYOUT_FAILURE,
    "stripe_fee": EntryKind.FEE,
}
# Disputes are booked as adjustments; their reporting category tells them from others.
_ADJUSTMENTS = {
    "dispute": EntryKind.DISPUTE,
    "dispute_reversal": EntryKind.DISPUTE_REVERSAL,
}
_REFUND_STATES = {
    "succeeded": PaymentState.PAID,
    "failed": PaymentState.FAILED,
    "canceled": PaymentState.FAILED,
}
_DISPUTE_STATES = {
    "needs_response": DisputeState.OPEN,
    "under_review": DisputeState.OPEN,
    "won": DisputeState.WON,
    "lost": DisputeState.LOST,
    "prevented": DisputeState.DROPPED,
    "warning_closed": DisputeState.DROPPED,
}


def refund(told: stripe.Refund) -> GatewayRefund:
    """Of a refund, its two movements expanded; most have no second, and not even the field."""
    ours = metadata(told).get("refund_id")
    moved: Any = told.balance_transaction
    back: Any = getattr(told, "failure_balance_transaction", None)
    return GatewayRefund(
        id=told.id,
        refund_id=RefundId(UUID(ours)) if ours else None,
        amount=money(told.amount, told.currency),
        state=_REFUND_STATES.get(told.status or "", PaymentState.OPEN),
        entry=entry(moved) if moved is not None else None,
        failure=entry(back) if back is not None else None,
        failure_reason=getattr(told, "failure_reason", None),
    )


def dispute(told: stripe.Dispute) -> GatewayDispute:
    entries = sorted(
        (entry(moved) for moved in told.balance_transactions),
        key=lambda one: (one.occurred_at, one.amount.minor, one.id),
    )
    due = told.evidence_details.due_by
    return GatewayDispute(
        id=told.id,
        amount=money(told.amount, told.currency),
        state=_DISPUTE_STATES.get(told.status, DisputeState.INQUIRY),
        reason=told.reason,
        entries=entries,
        respond_by=instant(due) if due else None,
    )


def entry_of(paid: stripe.Charge) -> GatewayEntry | None:
    """By which movement a charge came; None until the gateway has booked it."""
    moved: Any = paid.balance_transaction
    return entry(moved) if moved is not None else None


def card_country(paid: stripe.Charge) -> str | None:
    """Where the card was issued; None where no card was used."""
    details: Any = paid.payment_method_details
    card = details.card if details is not None and details.type == "card" else None
    return card.country if card is not None else None


def entry(moved: stripe.BalanceTransaction) -> GatewayEntry:
    """:raises GatewayRefused: a kind of movement that gifts do not know."""
    kind = _KINDS.get(moved.type)
    if moved.type == "adjustment":
        kind = _ADJUSTMENTS.get(moved.reporting_category)
    if kind is None:
        raise GatewayRefused(reason=f"balance_transaction_{moved.type}")
    source = moved.source
    return GatewayEntry(
        id=moved.id,
        kind=kind,
        source_id=source if isinstance(source, str) else source.id if source else "",
        amount=money(moved.amount, moved.currency),
        fee=money(moved.fee, moved.currency),
        occurred_at=instant(moved.created),
    )


def metadata(
    of: stripe.checkout.Session
    | stripe.Customer
    | stripe.PaymentIntent
    | stripe.Refund
    | stripe.Subscription,
) -> dict[str, str]:
    """What we wrote on the object ourselves."""
    found: Any = of.metadata
    return dict(found.to_dict()) if found else {}


def money(minor: int, currency: str) -> Money:
    """Stripe's amounts are in minor units too; JPY has none below the yen."""
    return Money(minor, currency.upper())


def instant(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
