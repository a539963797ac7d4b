"""Stripe's webhook messages: whose they are, and what is kept of them."""

import json
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any, cast

import stripe

from services.core.donations.errors import SignatureRefused
from services.core.donations.ports import GatewayMessage
from services.core.integrations.stripe.objects import instant

# How far a message's signature may lie from our clock (docs.stripe.com/webhooks, default).
TOLERANCE = timedelta(seconds=300)

# Of a message, what is kept; see `_kept`.
KEPT_OF_EVENT = ("id", "object", "type", "created", "livemode", "account", "api_version")
KEPT_OF_OBJECT = ("id", "object", "status", "created")


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
            return message_of(json.loads(body), livemode=self._livemode)
        except (ValueError, KeyError, TypeError, AttributeError):
            # Signed, and yet no event: nothing that could be stored or looked up.
            raise SignatureRefused from None


def message_of(event: dict[str, Any], *, livemode: bool) -> GatewayMessage:
    """An event as it is kept, and why it must be set aside if so."""
    about = event["data"]["object"]
    odd = None
    if event["livemode"] is not livemode:
        odd = "livemode"
    elif event.get("account") is not None:
        odd = "account"  # of another account than ours, which has no others below it
    elif about.get("currency") not in {None, "jpy"}:
        odd = "currency"
    return GatewayMessage(
        id=event["id"],
        topic=event["type"],
        object_id=_looked_up_by(about),
        payload=_kept(event, about),
        odd=odd,
    )


def _looked_up_by(about: dict[str, Any]) -> str:
    """A customer's cash has no id, and its movements are looked up by nothing: the customer is."""
    of_customer = about.get("object") in {"cash_balance", "customer_cash_balance_transaction"}
    return str(about.get("customer" if of_customer else "id", ""))


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
    return instant(int(fields["t"]))
