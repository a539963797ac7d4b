"""Cards, as people hold them: what is printed on them, and what their bank says."""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import Literal

from services.sandbox.fakestripe.refusals import Refused
from services.sandbox.fakestripe.things import Object

Fate = Literal["", "disputed", "inquired", "refund_fails", "refund_pends"]


@dataclass(frozen=True, slots=True)
class Card:
    """
    :param decline: the reason for which every charge is declined; None: charges go through.
    :param fate: what comes of a payment by itself, as with the gateway's own test cards.
    """

    brand: str = "visa"
    last4: str = "4242"
    exp_month: int = 12
    exp_year: int = 2036
    country: str = "JP"
    decline: str | None = None
    fate: Fate = ""

    def refusal(self, now: int) -> str | None:
        """Why the bank declines a charge now, if it does."""
        today = datetime.fromtimestamp(now, UTC)
        if (today.year, today.month) > (self.exp_year, self.exp_month):
            return "expired_card"
        return self.decline


GOOD_CARD = Card()
OTHER_CARD = Card(last4="4444")

# docs.stripe.com/testing: payment methods that behave alike for everybody.
TEST_CARDS = {
    "pm_card_visa": Card(country="US"),
    "pm_card_jp": Card(last4="0003"),
    "pm_card_mastercard": Card("mastercard", "4444", country="US"),
    "pm_card_chargeDeclined": Card(last4="0002", decline="generic_decline"),
    "pm_card_chargeCustomerFail": Card(last4="0341", decline="generic_decline"),
    "pm_card_createDispute": Card(last4="0259", fate="disputed"),
    "pm_card_createDisputeInquiry": Card(last4="1976", fate="inquired"),
    "pm_card_refundFail": Card(last4="5126", fate="refund_fails"),
    "pm_card_pendingRefund": Card(last4="7726", fate="refund_pends"),
}


def declined(reason: str) -> Object:
    """The error that a declined charge leaves on its intent."""
    return {
        "type": "card_error",
        "code": reason if reason == "expired_card" else "card_declined",
        "decline_code": reason,
        "message": "Your card was declined.",
    }


def refused_by_bank(reason: str, intent: Object) -> Refused:
    """The answer to a request that charges a card at once."""
    error = declined(reason)
    refusal = Refused(
        error["message"], status=402, kind="card_error", code=error["code"], executed=True
    )
    refusal.body["error"] |= {"decline_code": reason, "payment_intent": intent}
    return refusal


@cache
def on_method(card: Card) -> Object:
    """A payment method's `card`; shared, never to be changed."""
    return {
        "brand": card.brand,
        "checks": {
            "address_line1_check": None,
            "address_postal_code_check": None,
            "cvc_check": "pass",
        },
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "fingerprint": f"{card.brand}{card.last4}{card.exp_year}{card.exp_month:02}",
        "funding": "credit",
        "generated_from": None,
        "last4": card.last4,
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }


@cache
def on_charge(card: Card) -> Object:
    """A charge's `payment_method_details`; shared, never to be changed."""
    common = ("brand", "checks", "country", "exp_month", "exp_year", "fingerprint", "funding")
    method = on_method(card)
    details = {name: method[name] for name in common} | {
        "amount_authorized": None,
        "authorization_code": None,
        "extended_authorization": {"status": "disabled"},
        "incremental_authorization": {"status": "unavailable"},
        "installments": None,
        "last4": card.last4,
        "mandate": None,
        "multicapture": {"status": "unavailable"},
        "network": card.brand,
        "network_token": {"used": False},
        "network_transaction_id": None,
        "overcapture": {"maximum_amount_capturable": 0, "status": "unavailable"},
        "regulated_status": "unregulated",
        "three_d_secure": None,
        "transaction_link_id": None,
        "wallet": None,
    }
    return {"type": "card", "card": details}
