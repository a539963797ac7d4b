"""
The contract between the real client and a gateway that behaves as Stripe does.

Nothing here knows the adapter's inside: the gateway is reached over loopback, as in the demo.
"""

import json
from datetime import UTC, datetime, timedelta

import pytest

from services.core.donations.errors import GatewayRefused, GatewayUnavailable, SignatureRefused
from services.core.donations.ports import CheckoutRequest, PaymentState
from services.core.donations.types import CampaignId, Channel, DonationId, EntryKind, RefundId
from services.core.integrations.stripe import StripeGateway, StripeMessages
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.sandbox.fakestripe import Deliveries, FakeStripe, host

MONDAY = datetime(2026, 4, 6, 3, tzinfo=UTC)
DAY_S = 86_400


@pytest.fixture
def world():
    return FakeStripe(seed=1, now=int(MONDAY.timestamp()))


@pytest.fixture
def gateway(world):
    with host(world) as hosted:
        yield StripeGateway("sk_test_of_this_test", base_url=hosted.base_url)


def asking(channel=Channel.CARD, amount=3_000, n=1):
    return CheckoutRequest(
        organisation_id=derived_id("organisation"),
        programme_id=derived_id("programme"),
        campaign_id=CampaignId(derived_id("campaign")),
        donation_id=DonationId(derived_id("donation", n)),
        amount=Money(amount),
        channel=channel,
        item="まなびクーポンへのご寄付",
        success_url="https://example.org/thanks",
        cancel_url="https://example.org/",
    )


class TestOpenCheckout:
    def test_gives_the_same_page_to_the_same_donation(self, gateway):
        assert gateway.open_checkout(asking()) == gateway.open_checkout(asking())

    def test_refuses_the_key_of_another_amount(self, gateway):
        gateway.open_checkout(asking())

        with pytest.raises(GatewayRefused):
            gateway.open_checkout(asking(amount=4_000))

    def test_says_so_when_nobody_is_there(self):
        nobody = StripeGateway("sk_test_x", base_url="http://127.0.0.1:9")

        with pytest.raises(GatewayUnavailable):
            nobody.open_checkout(asking())


class TestPayment:
    def test_is_open_until_somebody_pays(self, gateway):
        checkout = gateway.open_checkout(asking())

        payment = gateway.payment(checkout.id)

        assert payment.state is PaymentState.OPEN
        assert payment.donation_id == asking().donation_id
        assert payment.amount == Money(3_000)

    def test_by_card_is_paid_at_once_and_bears_the_fee(self, gateway, world):
        checkout = gateway.open_checkout(asking())

        world.pay(checkout.id)

        payment = gateway.payment(checkout.id)
        assert payment.state is PaymentState.PAID
        assert (payment.charge.amount, payment.charge.fee) == (Money(3_000), Money(108))

    def test_is_the_same_by_whichever_object_it_is_asked_for(self, gateway, world):
        checkout = gateway.open_checkout(asking())
        world.pay(checkout.id)
        payment = gateway.payment(checkout.id)
        gateway.refund(RefundId(derived_id("refund")), payment.id, Money(500))

        objects = [payment.id, payment.charge.source_id, next(world.all_of("refund"))["id"]]

        assert len({str(gateway.payment(id)) for id in [*objects, checkout.id]}) == 1

    def test_at_the_konbini_is_open_while_the_number_is(self, gateway, world):
        checkout = gateway.open_checkout(asking(Channel.KONBINI))

        world.pay(checkout.id)
        assert gateway.payment(checkout.id).state is PaymentState.OPEN

        world.pay_at_the_counter(checkout.id)
        assert gateway.payment(checkout.id).state is PaymentState.PAID

    def test_at_the_konbini_fails_when_the_number_runs_out(self, gateway, world):
        checkout = gateway.open_checkout(asking(Channel.KONBINI))
        world.pay(checkout.id)

        world.advance(world.now + 4 * DAY_S)

        assert gateway.payment(checkout.id).state is PaymentState.FAILED

    def test_stays_open_after_a_declined_card(self, gateway, world):
        checkout = gateway.open_checkout(asking())

        world.decline(checkout.id)
        assert gateway.payment(checkout.id).state is PaymentState.OPEN

        world.pay(checkout.id)
        assert gateway.payment(checkout.id).state is PaymentState.PAID

    def test_fails_when_the_page_is_left_for_a_day(self, gateway, world):
        checkout = gateway.open_checkout(asking())

        world.advance(world.now + DAY_S)

        assert gateway.payment(checkout.id).state is PaymentState.FAILED


class TestRefund:
    def test_happens_once_and_carries_our_id(self, gateway, world):
        checkout = gateway.open_checkout(asking())
        world.pay(checkout.id)
        paid = gateway.payment(checkout.id)
        ours = RefundId(derived_id("refund"))

        gateway.refund(ours, paid.id, Money(1_000))
        gateway.refund(ours, paid.id, Money(1_000))

        (refund,) = gateway.payment(checkout.id).refunds
        assert (refund.refund_id, refund.amount) == (ours, Money(1_000))
        assert (refund.entry.kind, refund.entry.amount) == (EntryKind.REFUND, Money(-1_000))

    def test_is_refused_beyond_what_was_paid(self, gateway, world):
        checkout = gateway.open_checkout(asking())
        world.pay(checkout.id)
        paid = gateway.payment(checkout.id)
        gateway.refund(RefundId(derived_id(1)), paid.id, Money(2_000))

        with pytest.raises(GatewayRefused):
            gateway.refund(RefundId(derived_id(2)), paid.id, Money(1_001))


class TestPayout:
    def test_lists_every_movement_that_it_is_made_of(self, gateway, world):
        for n in range(120):
            world.pay(gateway.open_checkout(asking(n=n)).id)

        world.advance(world.now + 5 * DAY_S)

        (sent,) = world.all_of("payout")
        payout = gateway.payout(sent["id"])
        moved = [e for e in payout.entries if e.kind is EntryKind.CHARGE]
        assert len(moved) == 120
        assert payout.amount == Money(120 * (3_000 - 108))
        assert sum(e.amount.minor - e.fee.minor for e in payout.entries) == 0

    def test_leaves_out_what_is_not_available_yet(self, gateway, world):
        world.advance(world.now + 3 * DAY_S)
        world.pay(gateway.open_checkout(asking()).id)

        world.advance(world.now + 2 * DAY_S)

        assert list(world.all_of("payout")) == []


class TestRead:
    OLD, NEW = "whsec_old", "whsec_new"

    @pytest.fixture
    def signed(self, world):
        """A function that gives an event's body with its header."""

        def sign(body, *secrets):
            return body, Deliveries(world, list(secrets)).sign(body)

        return sign

    def body(self, **changes):
        about = {"id": "cs_test_1", "currency": "jpy"} | changes.pop("about", {})
        event = {
            "id": "evt_1",
            "type": "checkout.session.completed",
            "livemode": False,
            "data": {"object": about},
        }
        return json.dumps(event | changes).encode()

    def test_takes_any_active_secret_while_one_is_rolled(self, signed):
        messages = StripeMessages([self.NEW, self.OLD], livemode=False)

        for secrets in [(self.OLD,), (self.NEW,), (self.OLD, self.NEW)]:
            message = messages.read(*signed(self.body(), *secrets), at=MONDAY)
            assert (message.id, message.object_id, message.odd) == ("evt_1", "cs_test_1", None)

    @pytest.mark.parametrize(
        "header", [None, "", "t=1", "v1=ab", "t=x,v1=ab", "nonsense", "t=1775444400,v1=00"]
    )
    def test_refuses_a_forged_header(self, header):
        with pytest.raises(SignatureRefused):
            StripeMessages([self.NEW], livemode=False).read(self.body(), header, at=MONDAY)

    def test_refuses_a_body_that_was_changed_on_the_way(self, signed):
        body, header = signed(self.body(), self.NEW)

        with pytest.raises(SignatureRefused):
            StripeMessages([self.NEW], livemode=False).read(body + b" ", header, at=MONDAY)

    def test_refuses_a_secret_that_is_retired(self, signed):
        with pytest.raises(SignatureRefused):
            StripeMessages([self.NEW], livemode=False).read(
                *signed(self.body(), self.OLD), at=MONDAY
            )

    @pytest.mark.parametrize("minutes", [-6, 6])
    def test_refuses_what_was_signed_at_another_time(self, signed, minutes):
        at = MONDAY + timedelta(minutes=minutes)

        with pytest.raises(SignatureRefused):
            StripeMessages([self.NEW], livemode=False).read(*signed(self.body(), self.NEW), at=at)

    @pytest.mark.parametrize("body", [b"[]", b"{}", b"\xff", b'{"data": []}'])
    def test_refuses_what_is_signed_and_no_event(self, signed, body):
        with pytest.raises(SignatureRefused):
            StripeMessages([self.NEW], livemode=False).read(*signed(body, self.NEW), at=MONDAY)

    def test_sets_the_other_mode_and_other_money_aside(self, signed):
        messages = StripeMessages([self.NEW], livemode=False)

        live = messages.read(*signed(self.body(livemode=True), self.NEW), at=MONDAY)
        dollars = messages.read(*signed(self.body(about={"currency": "usd"}), self.NEW), at=MONDAY)

        assert (live.odd, dollars.odd) == ("livemode", "currency")
