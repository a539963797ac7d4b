"""Stripe behind the port `donations.ports.Gateway`."""

from collections.abc import Sequence
from typing import Literal, cast
from uuid import UUID

import stripe
from stripe.params import RefundCreateParams, RefundListParams
from stripe.params.checkout import SessionCreateParams

from services.core.donations.ports import (
    Checkout,
    CheckoutRequest,
    GatewayDispute,
    GatewayEntry,
    GatewayPayment,
    GatewayPayout,
    GatewayRefund,
    PaymentState,
)
from services.core.donations.types import Channel, DonationId, RefundId
from services.core.integrations.stripe import books, objects
from services.core.integrations.stripe.client import client_of
from services.core.integrations.stripe.faults import translated
from services.core.kit.money import Money

PAGE = 100

# What a payment is made of, in one answer: Stripe expands four levels and no more, so by the
# payment's page one sees that there are refunds, and asks for the payment itself to see how far
# they have come.
_CHARGE = "latest_charge.balance_transaction"
_WHOLE = (
    _CHARGE,
    "latest_charge.refunds.data.balance_transaction",
    "latest_charge.refunds.data.failure_balance_transaction",
)
_MOVED = ("data.balance_transaction", "data.failure_balance_transaction")
_BY_ITS_PAGE = (f"payment_intent.{_CHARGE}", "payment_intent.latest_charge.refunds")


class StripeGateway:
    """
    :param base_url: where the API is; None means Stripe's own. The sandbox gives its loopback.
    """

    def __init__(self, api_key: str, *, base_url: str | None = None) -> None:
        self._api = client_of(api_key, base_url).v1

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
        with translated(once=True):
            session = self._api.checkout.sessions.create(
                params, {"idempotency_key": f"checkout-{request.donation_id}"}
            )
        return Checkout(session.id, session.url or "")

    def refund(
        self, refund_id: RefundId, payment_id: str, amount: Money, *, email: str | None = None
    ) -> None:
        params: RefundCreateParams = {
            "payment_intent": payment_id,
            "amount": amount.minor,
            "metadata": {"refund_id": str(refund_id)},
        }
        if email is not None:
            params["instructions_email"] = email
        with translated():
            self._api.refunds.create(params, {"idempotency_key": f"refund-{refund_id}"})

    def payment(self, object_id: str) -> GatewayPayment | None:
        with translated():
            if object_id.startswith("cs_"):
                return self._payment_of_session(object_id)
            intent_id = self._intent_id(object_id)
            if intent_id is None:
                return None
            intent = self._intent(intent_id)
            return self._payment(intent.id, objects.metadata(intent), intent, expired=False)

    def _intent(self, id: str) -> stripe.PaymentIntent:
        return self._api.payment_intents.retrieve(id, {"expand": list(_WHOLE)})

    def payout(self, payout_id: str) -> GatewayPayout:
        with translated():
            return books.payout(self._api, self._api.payouts.retrieve(payout_id))

    def _payment_of_session(self, session_id: str) -> GatewayPayment | None:
        session = self._api.checkout.sessions.retrieve(session_id, {"expand": list(_BY_ITS_PAGE)})
        intent = cast("stripe.PaymentIntent | None", session.payment_intent)
        if intent is not None and _has_refunds(intent):
            intent = self._intent(intent.id)
        # A number for the konbini that ran out leaves the session complete, and never to be paid.
        ran_out = (
            session.status == "complete"
            and session.payment_status == "unpaid"
            and intent is not None
            and intent.status in {"requires_payment_method", "canceled"}
        )
        return self._payment(
            session.id,
            objects.metadata(session),
            intent,
            expired=session.status == "expired" or ran_out,
            amount=objects.money(session.amount_total or 0, session.currency or "jpy"),
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
        # A transfer that nobody waits for any more was cancelled by us; it has no page to expire.
        given_up = intent is not None and intent.status == "canceled"
        state = PaymentState.FAILED if expired or given_up else PaymentState.OPEN
        charge: GatewayEntry | None = None
        refunds: Sequence[GatewayRefund] = ()
        disputes: Sequence[GatewayDispute] = ()
        country: str | None = None
        if intent is not None:
            amount = objects.money(intent.amount, intent.currency)
            if intent.status == "succeeded":
                state = PaymentState.PAID
                paid = cast("stripe.Charge", intent.latest_charge)
                charge = objects.entry_of(paid)
                refunds = self._refunds(paid)
                disputes = self._disputes(intent.id) if paid.disputed else ()
                country = objects.card_country(paid)
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
            disputes=disputes,
            card_country=country,
        )

    def _refunds(self, paid: stripe.Charge) -> list[GatewayRefund]:
        told = paid.refunds
        if told is None:
            return []
        found = list(told.data)
        if told.has_more:  # more than ten, of one gift
            params: RefundListParams = {"charge": paid.id, "limit": PAGE, "expand": list(_MOVED)}
            found = list(self._api.refunds.list(params).auto_paging_iter())
        return [objects.refund(one) for one in found]

    def _disputes(self, intent_id: str) -> list[GatewayDispute]:
        found = self._api.disputes.list({"payment_intent": intent_id, "limit": PAGE})
        return [objects.dispute(one) for one in found.auto_paging_iter()]

    def _intent_id(self, object_id: str) -> str | None:
        if object_id.startswith("pi_"):
            return object_id
        of: stripe.Charge | stripe.Refund | stripe.Dispute
        if object_id.startswith(("re_", "pyr_")):
            of = self._api.refunds.retrieve(object_id)
        elif object_id.startswith(("dp_", "du_")):
            of = self._api.disputes.retrieve(object_id)
        else:
            of = self._api.charges.retrieve(object_id)
        return cast("str | None", of.payment_intent)


def _has_refunds(intent: stripe.PaymentIntent) -> bool:
    paid = intent.latest_charge
    return isinstance(paid, stripe.Charge) and paid.refunds is not None and bool(paid.refunds.data)
