"""Stripe, behind the port `donations.ports.Gateway`. The one place that knows the library."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, Literal, cast
from uuid import UUID

import stripe
from stripe import StripeClient
from stripe.params.checkout import SessionCreateParams

from services.core.donations.errors import (
    GatewayRefused,
    GatewayUnavailable,
    SignatureRefused,
)
from services.core.donations.ports import (
    Checkout,
    CheckoutRequest,
    GatewayEntry,
    GatewayMessage,
    GatewayPayment,
    GatewayPayout,
    GatewayRefund,
    PaymentState,
)
from services.core.donations.types import Channel, DonationId, EntryKind, RefundId
from services.core.kit.money import Money

SOURCE = "stripe"

# How far a message's signature may lie from our clock (docs.stripe.com/webhooks, default).
TOLERANCE = timedelta(seconds=300)

# Of a message, what is kept; see `_kept`.
KEPT_OF_EVENT = ("id", "object", "type", "created", "livemode", "account", "api_version")
KEPT_OF_OBJECT = ("id", "object", "status", "created")

REQUEST_TIMEOUT_S = 20
NETWORK_RETRIES = 2
PAGE = 100

_KINDS = {
    "charge": EntryKind.CHARGE,
    "payment": EntryKind.CHARGE,  # what delayed methods, konbini among them, are booked as
    "refund": EntryKind.REFUND,
    "payment_refund": EntryKind.REFUND,
    "payout": EntryKind.PAYOUT,
}
_CHARGE = "latest_charge.balance_transaction"


class StripeGateway:
    """
    :param base_url: where the API is; None means Stripe's own. The sandbox gives its loopback.
    """

    def __init__(self, api_key: str, *, base_url: str | None = None) -> None:
        client = StripeClient(
            api_key,
            base_addresses={"api": base_url} if base_url else {},
            max_network_retries=NETWORK_RETRIES,
            http_client=stripe.RequestsClient(timeout=REQUEST_TIMEOUT_S),
        )
        self._api = client.v1

    def open_checkout(self, request: CheckoutRequest) -> Checkout:
        metadata = {
            "organisation_id": str(request.organisation_id),
            "programme_id": str(request.programme_id),
            "campaign_id": str(request.campaign_id),
            "donation_id": str(request.donation_id),
        }
        method: Literal["card", "konbini"] = (
            "konbini" if request.channel is Channel.KONBINI else "card"
        )
        params: SessionCreateParams = {
            "mode": "payment",
            "client_reference_id": str(request.donation_id),
            "allowed_payment_method_types": [method],
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": request.amount.currency.lower(),
                        "unit_amount": request.amount.minor,
                        "product_data": {"name": request.item},
                    },
                }
            ],
            "metadata": metadata,
            "payment_intent_data": {"metadata": metadata},
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
        }
        with _translated():
            session = self._api.checkout.sessions.create(
                params, {"idempotency_key": f"checkout-{request.donation_id}"}
            )
        return Checkout(session.id, session.url or "")

    def refund(self, refund_id: RefundId, payment_id: str, amount: Money) -> None:
        with _translated():
            self._api.refunds.create(
                {
                    "payment_intent": payment_id,
                    "amount": amount.minor,
                    "metadata": {"refund_id": str(refund_id)},
                },
                {"idempotency_key": f"refund-{refund_id}"},
            )

    def payment(self, object_id: str) -> GatewayPayment | None:
        with _translated():
            if object_id.startswith("cs_"):
                return self._payment_of_session(object_id)
            intent_id = self._intent_id(object_id)
            if intent_id is None:
                return None
            intent = self._api.payment_intents.retrieve(intent_id, {"expand": [_CHARGE]})
            return self._payment(intent.id, _metadata(intent), intent, expired=False)

    def payout(self, payout_id: str) -> GatewayPayout:
        with _translated():
            payout = self._api.payouts.retrieve(payout_id)
            found = self._api.balance_transactions.list({"payout": payout_id, "limit": PAGE})
            entries = [_entry(entry) for entry in found.auto_paging_iter()]
        return GatewayPayout(
            id=payout.id,
            amount=_money(payout.amount, payout.currency),
            occurred_at=_instant(payout.created),
            entries=entries,
            complete=payout.reconciliation_status == "completed",
        )

    def _payment_of_session(self, session_id: str) -> GatewayPayment | None:
        session = self._api.checkout.sessions.retrieve(
            session_id, {"expand": [f"payment_intent.{_CHARGE}"]}
        )
        intent = cast("stripe.PaymentIntent | None", session.payment_intent)
        # A number for the konbini that ran out leaves the session complete, and never to be paid.
        ran_out = (
            session.status == "complete"
            and session.payment_status == "unpaid"
            and intent is not None
            and intent.status in {"requires_payment_method", "canceled"}
        )
        return self._payment(
            session.id,
            _metadata(session),
            intent,
            expired=session.status == "expired" or ran_out,
            amount=_money(session.amount_total or 0, session.currency or "jpy"),
        )

    def _payment(
        self,
        id: str,
        metadata: dict[str, str],
        intent: stripe.PaymentIntent | None,
        *,
        expired: bool,
        amount: Money | None = None,
    ) -> GatewayPayment | None:
        if "donation_id" not in metadata:
            return None
        state = PaymentState.FAILED if expired else PaymentState.OPEN
        charge: GatewayEntry | None = None
        refunds: Sequence[GatewayRefund] = ()
        if intent is not None:
            amount = _money(intent.amount, intent.currency)
            if intent.status == "succeeded":
                state = PaymentState.PAID
                paid = cast("stripe.Charge", intent.latest_charge)
                charge = _entry(cast("stripe.BalanceTransaction", paid.balance_transaction))
                refunds = self._refunds(intent.id) if paid.amount_refunded else ()
        if amount is None:
            return None
        return GatewayPayment(
            id=intent.id if intent is not None else id,
            organisation_id=UUID(metadata["organisation_id"]),
            programme_id=UUID(metadata["programme_id"]),
            donation_id=DonationId(UUID(metadata["donation_id"])),
            amount=amount,
            state=state,
            charge=charge,
            refunds=refunds,
        )

    def _refunds(self, intent_id: str) -> list[GatewayRefund]:
        found = self._api.refunds.list(
            {
                "payment_intent": intent_id,
                "limit": PAGE,
                "expand": ["data.balance_transaction"],
            }
        )
        return [_refund(refund) for refund in found.auto_paging_iter()]

    def _intent_id(self, object_id: str) -> str | None:
        if object_id.startswith("pi_"):
            return object_id
        of: stripe.Charge | stripe.Refund
        if object_id.startswith("re_"):
            of = self._api.refunds.retrieve(object_id)
        else:
            of = self._api.charges.retrieve(object_id)
        return cast("str | None", of.payment_intent)


@cache
def connect(api_key: str | None, base_url: str | None) -> StripeGateway:
    """
    The gateway of these settings; one client is kept for each.

    :raises GatewayUnavailable: no key is set, so nothing can be paid online.
    """
    if not api_key:
        raise GatewayUnavailable
    return StripeGateway(api_key, base_url=base_url)


def is_live(api_key: str | None) -> bool:
    """Whether a key moves real money."""
    return (api_key or "").startswith(("sk_live_", "rk_live_"))


class StripeMessages:
    """
    Reads Stripe's webhook messages.

    :param secrets: all that are active; while one is rolled there are two.
    :param livemode: the mode that this installation lives in; messages of the other are set aside.
    """

    def __init__(self, secrets: Sequence[str], *, livemode: bool) -> None:
        self._secrets = tuple(secrets)
        self._livemode = livemode

    def read(self, body: bytes, signature: str | None, *, at: datetime) -> GatewayMessage:
        """:raises SignatureRefused: no active secret signed this body, or not within 5 minutes."""
        if not any(_signed_by(secret, body, signature) for secret in self._secrets):
            raise SignatureRefused
        if abs(at - _signed_at(signature or "")) > TOLERANCE:
            raise SignatureRefused
        try:
            event = json.loads(body)
            about = event["data"]["object"]
            currency = about.get("currency")
            odd = None
            if event["livemode"] is not self._livemode:
                odd = "livemode"
            elif currency is not None and currency != "jpy":
                odd = "currency"
            return GatewayMessage(
                id=event["id"],
                topic=event["type"],
                object_id=str(about.get("id", "")),
                payload=_kept(event, about),
                odd=odd,
            )
        except (ValueError, KeyError, TypeError, AttributeError):
            # Signed, and yet no event: nothing that could be stored or looked up.
            raise SignatureRefused from None


def _kept(event: dict[str, Any], about: dict[str, Any]) -> dict[str, Any]:
    """
    What is kept of an event: which it is, and what it is about.

    Its object also tells who paid, from where and with which card. That is the gateway's to keep:
    what we need is asked for again when the event is handled.
    """
    kept: dict[str, Any] = {name: event[name] for name in KEPT_OF_EVENT if name in event}
    return kept | {"object": {name: about[name] for name in KEPT_OF_OBJECT if name in about}}


def _signed_by(secret: str, body: bytes, signature: str | None) -> bool:
    verify = cast(Callable[..., bool], stripe.WebhookSignature.verify_header)
    try:
        # The age is judged by the caller's clock, not by the host's.
        return verify(body, signature, secret, tolerance=None)
    except (stripe.SignatureVerificationError, UnicodeDecodeError):
        return False


def _signed_at(signature: str) -> datetime:
    fields = dict(part.split("=", 1) for part in signature.split(",") if "=" in part)
    return _instant(int(fields["t"]))


@contextmanager
def _translated() -> Iterator[None]:
    """The library's errors as ours; whatever may pass by itself is `GatewayUnavailable`."""
    try:
        yield
    except (stripe.APIConnectionError, stripe.RateLimitError, stripe.APIError) as fault:
        raise GatewayUnavailable from fault
    except stripe.StripeError as fault:
        reason = fault.code or type(fault).__name__
        raise GatewayRefused(reason=reason) from fault


def _refund(refund: stripe.Refund) -> GatewayRefund:
    ours = _metadata(refund).get("refund_id")
    moved: Any = refund.balance_transaction
    return GatewayRefund(
        id=refund.id,
        refund_id=RefundId(UUID(ours)) if ours else None,
        amount=_money(refund.amount, refund.currency),
        entry=_entry(moved) if moved is not None and refund.status != "failed" else None,
    )


def _entry(moved: stripe.BalanceTransaction) -> GatewayEntry:
    """:raises GatewayRefused: a kind of movement that gifts do not know."""
    kind = _KINDS.get(moved.type)
    if kind is None:
        raise GatewayRefused(reason=f"balance_transaction_{moved.type}")
    source = moved.source
    return GatewayEntry(
        id=moved.id,
        kind=kind,
        source_id=source if isinstance(source, str) else source.id if source else "",
        amount=_money(moved.amount, moved.currency),
        fee=_money(moved.fee, moved.currency),
        occurred_at=_instant(moved.created),
    )


def _metadata(
    of: stripe.checkout.Session | stripe.PaymentIntent | stripe.Refund,
) -> dict[str, str]:
    """What we wrote on the object ourselves."""
    found: Any = of.metadata
    return dict(found.to_dict()) if found else {}


def _money(minor: int, currency: str) -> Money:
    """Stripe's amounts are in minor units too; JPY has none below the yen."""
    return Money(minor, currency.upper())


def _instant(stamp: int) -> datetime:
    return datetime.fromtimestamp(stamp, UTC)
