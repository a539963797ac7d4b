"""
What we rely on at the gateway, asked of it by the real library.

Always of the gateway that is played; with a key of Stripe's test mode in `STRIPE_API_KEY` of Stripe
as well. Where the two differ, the played one is wrong.
"""

from uuid import uuid4

import pytest
import stripe

from services.core.donations.errors import GatewayRefused, GatewayUnavailable
from services.core.donations.ports import CheckoutRequest, PaymentState
from services.core.donations.types import CampaignId, Channel, DonationId, EntryKind, RefundId
from services.core.integrations.stripe import StripeGateway
from services.core.kit.money import Money

YEN = 5_000
ASKED = {"amount": YEN, "currency": "jpy"}
OURS = ("organisation_id", "programme_id", "donation_id")


@pytest.fixture
def gateway(side):
    return StripeGateway(side.api_key, base_url=side.base_url)


def asking(channel=Channel.CARD, amount=YEN, donation_id=None):
    return CheckoutRequest(
        organisation_id=uuid4(),
        programme_id=uuid4(),
        campaign_id=CampaignId(uuid4()),
        donation_id=donation_id or DonationId(uuid4()),
        amount=Money(amount),
        channel=channel,
        item="まなびクーポンへのご寄付",
        success_url="https://example.org/thanks",
        cancel_url="https://example.org/",
    )


@pytest.fixture
def pay(api):
    """Charges a card of the gateway's for a gift of ours; returns the intent."""

    def pay(card="pm_card_visa", **metadata):
        ours = {name: str(uuid4()) for name in OURS}
        return api.payment_intents.create(
            {
                "amount": YEN,
                "currency": "jpy",
                "payment_method": card,
                "allowed_payment_method_types": ["card"],
                "confirm": True,
                "metadata": ours | metadata,
            }
        )

    return pay


class TestOpenCheckout:
    def test_gives_an_open_page_for_each_way_to_pay(self, gateway, api):
        for channel in (Channel.CARD, Channel.KONBINI):
            checkout = gateway.open_checkout(asking(channel))

            session = api.checkout.sessions.retrieve(checkout.id)
            assert (session.status, session.payment_status) == ("open", "unpaid")
            assert (session.amount_total, session.currency) == (YEN, "jpy")
            assert session.payment_method_types == [channel.value]
            assert checkout.url == session.url
            assert session.payment_intent is None

    def test_gives_the_same_page_to_the_same_donation_and_none_for_another_amount(self, gateway):
        first = asking()

        assert gateway.open_checkout(first) == gateway.open_checkout(first)
        with pytest.raises(GatewayRefused):
            gateway.open_checkout(asking(amount=YEN + 1, donation_id=first.donation_id))

    def test_is_open_until_somebody_pays_and_failed_once_it_expired(self, gateway, api):
        checkout = gateway.open_checkout(asking())
        assert gateway.payment(checkout.id).state is PaymentState.OPEN

        api.checkout.sessions.expire(checkout.id)

        assert gateway.payment(checkout.id).state is PaymentState.FAILED
        with pytest.raises(stripe.InvalidRequestError):
            api.checkout.sessions.expire(checkout.id)

    @pytest.mark.parametrize(
        ("change", "param"),
        [
            ({"payment_method_types": ["card"]}, "payment_method_types"),
            ({"mode": "subscription", "allowed_payment_method_types": ["konbini"]}, None),
            ({"allowed_payment_method_types": ["customer_balance"]}, None),
            ({"line_items": []}, None),
            ({"success_url": ""}, None),
        ],
    )
    def test_is_refused_where_it_cannot_be_paid(self, api, change, param):
        price = {"currency": "jpy", "unit_amount": YEN, "product_data": {"name": "Gift"}}
        asked = {
            "mode": "payment",
            "success_url": "https://example.org/",
            "line_items": [{"quantity": 1, "price_data": price}],
        }

        with pytest.raises(stripe.InvalidRequestError) as refusal:
            api.checkout.sessions.create(asked | change)

        if param is not None:
            assert refusal.value.param == param

    def test_says_so_when_nobody_is_there(self, monkeypatch):
        monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
        nobody = StripeGateway("sk_test_x", base_url="http://127.0.0.1:9")

        with pytest.raises(GatewayUnavailable):
            nobody.open_checkout(asking())


class TestPages:
    """What only people do: at the played gateway."""

    def test_of_cash_wait_for_it(self, gateway, side):
        person = side.person()
        checkout = gateway.open_checkout(asking(Channel.KONBINI))

        person.pay(checkout.id)
        assert gateway.payment(checkout.id).state is PaymentState.OPEN
        person.pay_at_the_counter(checkout.id)

        payment = gateway.payment(checkout.id)
        assert payment.state is PaymentState.PAID
        assert payment.charge.source_id.startswith("py_")

    def test_outlive_a_declined_card(self, gateway, side):
        person = side.person()
        checkout = gateway.open_checkout(asking())

        person.decline(checkout.id)
        assert gateway.payment(checkout.id).state is PaymentState.OPEN
        person.pay(checkout.id)

        assert gateway.payment(checkout.id).state is PaymentState.PAID


class TestPayment:
    def test_is_charged_at_once_and_bears_a_fee(self, gateway, pay):
        payment = gateway.payment(pay().id)

        assert (payment.state, payment.amount) == (PaymentState.PAID, Money(YEN))
        assert (payment.charge.kind, payment.charge.amount) == (EntryKind.CHARGE, Money(YEN))
        assert 0 < payment.charge.fee.minor < YEN // 10

    def test_tells_where_the_card_is_from(self, gateway, pay):
        assert gateway.payment(pay("pm_card_jp").id).card_country == "JP"

    def test_is_declined_as_an_error_and_as_a_state(self, api, pay):
        with pytest.raises(stripe.CardError) as refusal:
            pay("pm_card_chargeDeclined")

        assert refusal.value.code == "card_declined"
        intent = api.payment_intents.retrieve(refusal.value.error.payment_intent.id)
        assert intent.status == "requires_payment_method"
        assert intent.last_payment_error.decline_code == "generic_decline"

    def test_is_found_by_each_of_its_objects(self, gateway, pay, api):
        intent = pay()
        refund = api.refunds.create({"payment_intent": intent.id, "amount": 100})

        found = {gateway.payment(id).id for id in (intent.id, intent.latest_charge, refund.id)}

        assert found == {intent.id}

    def test_of_somebody_else_is_none_of_ours(self, gateway, api):
        intent = api.payment_intents.create({"amount": YEN, "currency": "jpy"})

        assert gateway.payment(intent.id) is None

    def test_that_is_unknown_is_refused(self, gateway):
        with pytest.raises(GatewayRefused) as refusal:
            gateway.payment("pi_unknown")

        assert refusal.value.context["reason"] == "resource_missing"

    def test_below_the_least_amount_is_refused(self, api):
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            api.payment_intents.create({"amount": 1, "currency": "jpy"})

        assert refusal.value.code == "amount_too_small"

    def test_is_cancelled_once(self, api):
        intent = api.payment_intents.create({"amount": YEN, "currency": "jpy"})

        assert api.payment_intents.cancel(intent.id).status == "canceled"
        with pytest.raises(stripe.InvalidRequestError) as refusal:
            api.payment_intents.cancel(intent.id)
        assert refusal.value.code == "payment_intent_unexpected_state"


class TestRefund:
    def test_happens_once_and_carries_our_id(self, gateway, pay):
        intent, ours = pay(), RefundId(uuid4())

        gateway.refund(ours, intent.id, Money(1_000))
        gateway.refund(ours, intent.id, Money(1_000))

        (refund,) = gateway.payment(intent.id).refunds
        assert (refund.refund_id, refund.amount) == (ours, Money(1_000))
        assert (refund.entry.kind, refund.entry.amount) == (EntryKind.REFUND, Money(-1_000))
        assert refund.entry.fee == Money(0)

    def test_in_parts_is_never_more_than_was_paid(self, gateway, pay):
        intent = pay()
        gateway.refund(RefundId(uuid4()), intent.id, Money(YEN - 100))

        with pytest.raises(GatewayRefused):
            gateway.refund(RefundId(uuid4()), intent.id, Money(101))
        gateway.refund(RefundId(uuid4()), intent.id, Money(100))
        with pytest.raises(GatewayRefused) as refusal:
            gateway.refund(RefundId(uuid4()), intent.id, Money(1))

        assert refusal.value.context["reason"] == "charge_already_refunded"

    def test_may_fail_after_it_had_succeeded(self, side, api, pay):
        intent = pay("pm_card_refundFail")
        id = api.refunds.create({"payment_intent": intent.id}).id

        refund = side.wait(lambda: (found := api.refunds.retrieve(id)).status == "failed" and found)

        back = api.balance_transactions.retrieve(refund.failure_balance_transaction)
        assert (back.type, back.amount, back.fee) == ("refund_failure", YEN, 0)
        assert refund.failure_reason
        assert api.charges.retrieve(intent.latest_charge).amount_refunded == 0

    def test_may_be_pending_first(self, side, api, pay):
        id = api.refunds.create({"payment_intent": pay("pm_card_pendingRefund").id}).id

        assert api.refunds.retrieve(id).status == "pending"
        side.wait(lambda: api.refunds.retrieve(id).status == "succeeded")


class TestDispute:
    def of(self, side, api, intent):
        return side.wait(lambda: api.disputes.list({"payment_intent": intent.id}).data)[0]

    def decide(self, side, api, dispute, evidence):
        api.disputes.update(
            dispute.id, {"evidence": {"uncategorized_text": evidence}, "submit": True}
        )
        ends = {"won", "lost", "warning_closed"}
        return side.wait(
            lambda: (found := api.disputes.retrieve(dispute.id)).status in ends and found
        )

    def test_withdraws_the_money_with_a_fee(self, side, api, pay):
        dispute = self.of(side, api, pay("pm_card_createDispute"))

        (taken,) = dispute.balance_transactions
        assert (taken.type, taken.reporting_category) == ("adjustment", "dispute")
        assert (taken.amount, taken.fee > 0) == (-YEN, True)
        assert taken.source == dispute.id
        assert api.charges.retrieve(dispute.charge).disputed is True

    def test_that_is_won_gives_it_back(self, side, api, pay):
        dispute = self.of(side, api, pay("pm_card_createDispute"))

        closed = self.decide(side, api, dispute, "winning_evidence")

        assert closed.status == "won"
        assert sum(one.amount for one in closed.balance_transactions) == 0

    def test_that_is_lost_does_not(self, side, api, pay):
        dispute = self.of(side, api, pay("pm_card_createDispute"))

        closed = self.decide(side, api, dispute, "losing_evidence")

        assert (closed.status, len(closed.balance_transactions)) == ("lost", 1)

    def test_that_only_asks_moves_no_money(self, side, api, pay):
        dispute = self.of(side, api, pay("pm_card_createDisputeInquiry"))

        assert dispute.status == "warning_needs_response"
        assert list(dispute.balance_transactions) == []

    def test_leaves_nothing_to_refund(self, side, api, pay):
        intent = pay("pm_card_createDispute")
        self.of(side, api, intent)

        with pytest.raises(stripe.InvalidRequestError) as refusal:
            api.refunds.create({"payment_intent": intent.id})

        assert refusal.value.code == "charge_disputed"


class TestKey:
    def test_answers_the_same_request_alike(self, api, once):
        first = api.payment_intents.create(ASKED, once)

        assert api.payment_intents.create(ASKED, once).id == first.id

    def test_is_refused_for_another(self, api, once):
        api.payment_intents.create(ASKED, once)

        with pytest.raises(stripe.IdempotencyError):
            api.payment_intents.create(ASKED | {"amount": YEN + 1}, once)

    def test_keeps_a_declined_card(self, api, once):
        asked = ASKED | {"payment_method": "pm_card_chargeDeclined", "confirm": True}
        asked |= {"allowed_payment_method_types": ["card"]}
        errors = []
        for _ in range(2):
            with pytest.raises(stripe.CardError) as refusal:
                api.payment_intents.create(asked, once)
            errors.append(refusal.value.error.payment_intent.id)

        assert errors[0] == errors[1]


class TestLists:
    def test_lead_through_all_in_both_directions(self, api, pay):
        made = [pay().latest_charge for _ in range(3)]
        since = api.charges.retrieve(made[0]).created

        listed = api.charges.list({"created": {"gte": since}, "limit": 2})
        forwards = [one.id for one in listed.auto_paging_iter()]
        backwards = api.charges.list({"ending_before": made[0], "limit": 2}).data

        assert [id for id in forwards if id in made] == made[::-1]
        assert [one.id for one in backwards] == [made[2], made[1]]

    def test_of_movements_are_narrowed_by_source_and_type(self, api, pay):
        intent = pay()
        refund = api.refunds.create({"payment_intent": intent.id})

        (charged,) = api.balance_transactions.list({"source": intent.latest_charge}).data
        found = api.balance_transactions.list({"type": "refund", "limit": 1}).data

        assert (charged.type, charged.net) == ("charge", YEN - charged.fee)
        assert found[0].source == refund.id

    def test_of_events_tell_what_happened(self, side, api, pay):
        intent = pay()

        def told():
            events = api.events.list({"type": "payment_intent.succeeded", "limit": 20}).data
            return [e for e in events if e.data.object["id"] == intent.id]

        (event, *_) = side.wait(told)
        assert (event.livemode, event.type) == (False, "payment_intent.succeeded")
        assert event.data.object["amount_received"] == YEN

    def test_that_are_too_long_are_refused(self, api):
        with pytest.raises(stripe.InvalidRequestError):
            api.charges.list({"limit": 101})


class TestBalance:
    def test_is_what_is_available_and_what_is_pending(self, api, pay):
        def pending():
            return sum(p.amount for p in api.balance.retrieve().pending if p.currency == "jpy")

        before = pending()
        moved = api.charges.retrieve(pay().latest_charge, {"expand": ["balance_transaction"]})

        if moved.balance_transaction.status == "pending":
            assert pending() - before == moved.balance_transaction.net
