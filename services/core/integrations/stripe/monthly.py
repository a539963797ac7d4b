"""Stripe's subscriptions behind the port `donations.ports.MonthlyGateway`."""

from datetime import UTC, date, datetime, time
from typing import Any, cast
from uuid import UUID

import stripe
from stripe.params.checkout import SessionCreateParams

from services.core.donations.ports import (
    Checkout,
    GatewayMonth,
    GatewayMonthlyGift,
    MonthlyCheckoutRequest,
)
from services.core.donations.types import DonationId, MonthlyGiftId, MonthlyGiftState
from services.core.integrations.stripe import objects
from services.core.integrations.stripe.client import client_of
from services.core.integrations.stripe.faults import translated
from services.core.kit.money import Money

_ENDED = {"canceled", "incomplete_expired"}
_STATES = {
    "incomplete": MonthlyGiftState.STARTING,
    "incomplete_expired": MonthlyGiftState.ABANDONED,
    "trialing": MonthlyGiftState.ACTIVE,
    "active": MonthlyGiftState.ACTIVE,
    "past_due": MonthlyGiftState.PAST_DUE,
    "unpaid": MonthlyGiftState.PAST_DUE,
    "paused": MonthlyGiftState.PAUSED,
    "canceled": MonthlyGiftState.ENDED,
}
_OF_ITS_CARD = ["default_payment_method", "customer.invoice_settings.default_payment_method"]


class StripeMonthly:
    """:param base_url: where the API is; None means Stripe's own."""

    def __init__(self, api_key: str, *, base_url: str | None = None) -> None:
        self._api = client_of(api_key, base_url).v1

    def open_monthly(self, request: MonthlyCheckoutRequest) -> Checkout:
        # No customer is named: the page makes a new one. Whoever gives under somebody else's
        # address must not be offered that person's card.
        metadata = {
            "organisation_id": str(request.organisation_id),
            "campaign_id": str(request.campaign_id),
            "monthly_gift_id": str(request.monthly_gift_id),
        }
        params: SessionCreateParams = {
            "mode": "subscription",
            "client_reference_id": str(request.monthly_gift_id),
            "allowed_payment_method_types": ["card"],
            "line_items": [
                {
                    "quantity": 1,
                    "price_data": {
                        "currency": request.amount.currency.lower(),
                        "unit_amount": request.amount.minor,
                        "recurring": {"interval": "month"},
                        "product_data": {"name": request.item},
                    },
                }
            ],
            "metadata": metadata,
            "subscription_data": {"metadata": metadata},
            "success_url": request.success_url,
            "cancel_url": request.cancel_url,
        }
        return self._open(params, f"monthly-{request.monthly_gift_id}")

    def open_card_page(
        self, subscription_id: str, customer_id: str, *, success_url: str, cancel_url: str
    ) -> Checkout:
        metadata = {"subscription_id": subscription_id}
        params: SessionCreateParams = {
            "mode": "setup",
            "customer": customer_id,
            "currency": "jpy",
            "allowed_payment_method_types": ["card"],
            "metadata": metadata,
            "setup_intent_data": {"metadata": metadata},
            "success_url": success_url,
            "cancel_url": cancel_url,
        }
        return self._open(params, None)

    def finish_page(self, checkout_id: str, *, at: datetime) -> GatewayMonthlyGift | None:
        with translated():
            session = self._api.checkout.sessions.retrieve(
                checkout_id, {"expand": ["setup_intent"]}
            )
            metadata = objects.metadata(session)
            if "subscription_id" in metadata:
                self._adopt_card(session, metadata["subscription_id"])
                return self.monthly_gift(metadata["subscription_id"], at=at)
            if "monthly_gift_id" not in metadata:
                return None
            begun = cast("str | None", session.subscription)
            if begun is not None:
                return self.monthly_gift(begun, at=at)
        expired = session.status == "expired"
        return GatewayMonthlyGift(
            id=None,
            organisation_id=UUID(metadata["organisation_id"]),
            monthly_gift_id=MonthlyGiftId(UUID(metadata["monthly_gift_id"])),
            state=MonthlyGiftState.ABANDONED if expired else MonthlyGiftState.STARTING,
            observed_at=at,
        )

    def monthly_gift(self, subscription_id: str, *, at: datetime) -> GatewayMonthlyGift | None:
        with translated():
            told = self._api.subscriptions.retrieve(subscription_id, {"expand": _OF_ITS_CARD})
        return _monthly_gift(told, at)

    def paid_month(self, invoice_id: str) -> GatewayMonth | None:
        with translated():
            invoice = self._api.invoices.retrieve(invoice_id, {"expand": ["payments"]})
        parent = invoice.parent
        of = parent.subscription_details if parent is not None else None
        named: Any = of.metadata if of is not None else None
        metadata = dict(named.to_dict()) if named else {}
        if "monthly_gift_id" not in metadata or invoice.status != "paid":
            return None
        paid = [
            cast(str, one.payment.payment_intent)
            for one in (invoice.payments.data if invoice.payments else [])
            if one.status == "paid" and one.payment.payment_intent
        ]
        if not paid:
            return None
        return GatewayMonth(
            id=invoice.id,
            organisation_id=UUID(metadata["organisation_id"]),
            monthly_gift_id=MonthlyGiftId(UUID(metadata["monthly_gift_id"])),
            payment_id=paid[0],
            amount=objects.money(invoice.amount_paid, invoice.currency),
            invoiced_at=objects.instant(invoice.created),
        )

    def name_payment(
        self, payment_id: str, *, organisation_id: UUID, programme_id: UUID, donation_id: DonationId
    ) -> None:
        metadata = {
            "organisation_id": str(organisation_id),
            "programme_id": str(programme_id),
            "donation_id": str(donation_id),
        }
        with translated():
            self._api.payment_intents.update(payment_id, {"metadata": metadata})

    def set_amount(self, subscription_id: str, amount: Money) -> None:
        with translated():
            told = self._api.subscriptions.retrieve(subscription_id)
            item = _item(told)
            self._api.subscriptions.update(
                subscription_id,
                {
                    "proration_behavior": "none",
                    "items": [
                        {
                            "id": item.id,
                            "price_data": {
                                "currency": amount.currency.lower(),
                                "unit_amount": amount.minor,
                                "recurring": {"interval": "month"},
                                "product": cast(str, item.price.product),
                            },
                        }
                    ],
                },
            )

    def pause(self, subscription_id: str, *, until: date | None) -> None:
        with translated():
            pause: Any = {"behavior": "void"}
            if until is not None:
                # From the first moment of that day in Japan, which is UTC+9 all the year.
                pause["resumes_at"] = int(datetime.combine(until, time(), UTC).timestamp()) - 32_400
            self._api.subscriptions.update(subscription_id, {"pause_collection": pause})

    def resume(self, subscription_id: str) -> None:
        with translated():
            self._api.subscriptions.update(subscription_id, {"pause_collection": ""})

    def stop(self, subscription_id: str, *, at_period_end: bool) -> None:
        with translated():
            if self._api.subscriptions.retrieve(subscription_id).status in _ENDED:
                return
            if at_period_end:
                self._api.subscriptions.update(subscription_id, {"cancel_at_period_end": True})
            else:
                self._api.subscriptions.cancel(subscription_id)

    def keep_on(self, subscription_id: str) -> None:
        with translated():
            self._api.subscriptions.update(subscription_id, {"cancel_at_period_end": False})

    def _open(self, params: SessionCreateParams, key: str | None) -> Checkout:
        with translated(once=True):
            session = self._api.checkout.sessions.create(
                params, {"idempotency_key": key} if key else {}
            )
        return Checkout(session.id, session.url or "")

    def _adopt_card(self, session: stripe.checkout.Session, subscription_id: str) -> None:
        """Let the subscription be paid by the card that was left, if one was."""
        setup = cast("stripe.SetupIntent | None", session.setup_intent)
        if setup is None or setup.status != "succeeded":
            return
        subscription = self._api.subscriptions.retrieve(
            subscription_id, {"expand": ["latest_invoice"]}
        )
        card = cast(str, setup.payment_method)
        if subscription.status not in _ENDED and subscription.default_payment_method != card:
            self._api.subscriptions.update(subscription_id, {"default_payment_method": card})
            self._pay_what_is_due(subscription, card)

    def _pay_what_is_due(self, subscription: stripe.Subscription, card: str) -> None:
        """Do not wait for the next try: who leaves a new card wants to be done with it."""
        due = cast("stripe.Invoice | None", subscription.latest_invoice)
        if due is None or due.status != "open":
            return
        try:
            self._api.invoices.pay(due.id, {"payment_method": card})
        except stripe.CardError:
            return  # told by its own messages; the card stands for the next try


def _monthly_gift(told: stripe.Subscription, at: datetime) -> GatewayMonthlyGift | None:
    metadata = objects.metadata(told)
    if "monthly_gift_id" not in metadata:
        return None
    state = _STATES[told.status]
    pause = told.pause_collection
    if pause is not None and state is MonthlyGiftState.ACTIVE:
        state = MonthlyGiftState.PAUSED
    item = _item(told)
    return GatewayMonthlyGift(
        id=told.id,
        organisation_id=UUID(metadata["organisation_id"]),
        monthly_gift_id=MonthlyGiftId(UUID(metadata["monthly_gift_id"])),
        state=state,
        observed_at=at,
        customer_id=cast("stripe.Customer", told.customer).id,
        amount=objects.money(item.price.unit_amount or 0, told.currency),
        period_ends_at=objects.instant(item.current_period_end),
        stops_at=objects.instant(told.cancel_at) if told.cancel_at else None,
        resumes_at=(
            objects.instant(pause.resumes_at) if pause is not None and pause.resumes_at else None
        ),
        ended_at=objects.instant(told.ended_at) if told.ended_at else None,
        card_expires=_card(told),
    )


def _card(told: stripe.Subscription) -> tuple[int, int] | None:
    """The subscription's own card, or the customer's."""
    method: Any = told.default_payment_method
    customer: Any = told.customer
    if method is None and not getattr(customer, "deleted", False):
        method = customer.invoice_settings.default_payment_method
    card = method.card if method is not None and method.type == "card" else None
    return (card.exp_year, card.exp_month) if card is not None else None


def _item(told: stripe.Subscription) -> stripe.SubscriptionItem:
    """We make subscriptions of one item."""
    items = cast("stripe.ListObject[stripe.SubscriptionItem]", told["items"])
    return items.data[0]
