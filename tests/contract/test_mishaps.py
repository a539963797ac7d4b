"""The library and our adapters against a bad line, and its own reading of what we are sent."""

import json
from uuid import uuid4

import pytest
import stripe

from services.core.donations.errors import GatewayUnavailable
from services.core.donations.types import RefundId
from services.core.integrations.stripe import StripeGateway
from services.core.kit.money import Money
from services.sandbox.fakestripe import ApiFaults, Deliveries, FakeStripe, host
from tests.factories.fakestripe import MONDAY, page

YEN = 5_000
OURS = ("organisation_id", "programme_id", "donation_id")


class TestMishaps:
    """What test mode cannot be asked for: the library's own retries against a bad line."""

    @pytest.fixture
    def retried(self, monkeypatch):
        """The library without its pauses between tries."""
        monkeypatch.setattr(stripe.HTTPClient, "INITIAL_DELAY", 0)
        monkeypatch.setattr(stripe.HTTPClient, "MAX_DELAY", 0)

    def donate(self, faults, retries):
        world = FakeStripe(seed=1, now=MONDAY)
        made = 0
        with host(world, faults) as hosted:
            client = stripe.StripeClient(
                "sk_test_1",
                base_addresses={"api": hosted.base_url},
                max_network_retries=retries,
            )
            for n in range(30):
                key = {"idempotency_key": f"gift-{n}"}
                client.v1.payment_intents.create({"amount": YEN, "currency": "jpy"}, key)
                made += 1
        return made, len(list(world.all_of("payment_intent")))

    @pytest.mark.parametrize("mishap", ["failed_before", "dropped_before", "dropped_after"])
    def test_are_ridden_out_without_paying_twice(self, retried, mishap):
        faults = ApiFaults(seed=1, **{mishap: 0.3})

        assert self.donate(faults, retries=10) == (30, 30)

    def test_of_the_line_are_told_as_such(self, retried):
        with pytest.raises(stripe.APIConnectionError):
            self.donate(ApiFaults(dropped_after=1.0), retries=1)

    def test_of_the_rate_are_told_as_such(self, retried):
        with pytest.raises(stripe.RateLimitError):
            self.donate(ApiFaults(rate_limited=1.0), retries=1)

    def test_that_are_kept_for_a_key_stay(self, retried):
        with pytest.raises(stripe.APIError):
            self.donate(ApiFaults(failed_after=1.0), retries=3)

    @pytest.mark.parametrize("mishap", ["failed_after", "dropped_after"])
    def test_of_a_refund_that_was_made_are_seen_by_looking(self, retried, mishap):
        """No answer, or an error for a day: the payment tells, and the refund is made once."""
        world = FakeStripe(seed=1, now=MONDAY)
        ours = RefundId(uuid4())
        metadata = {name: str(uuid4()) for name in OURS}
        session = world.open_session(page(payment_intent_data={"metadata": metadata}))
        intent = world.pay(session["id"])["payment_intent"]
        with host(world, ApiFaults(**{mishap: 1.0})) as hosted:
            gateway = StripeGateway("sk_test_1", base_url=hosted.base_url)
            for _ in range(2):
                with pytest.raises(GatewayUnavailable):
                    gateway.refund(ours, intent, Money(1_000))
        with host(world) as hosted:
            payment = StripeGateway("sk_test_1", base_url=hosted.base_url).payment(intent)

        assert [(one.refund_id, one.amount) for one in payment.refunds] == [(ours, Money(1_000))]


class TestSignature:
    """The library's own reading of what we are sent."""

    def test_is_one_that_the_library_accepts(self):
        world = FakeStripe(seed=1, now=MONDAY)
        body = json.dumps({"id": "evt_1", "object": "event"})
        verify = stripe.WebhookSignature.verify_header
        from_both = Deliveries(world, ["whsec_old", "whsec_new"]).sign(body.encode())

        for secret in ("whsec_old", "whsec_new"):
            assert verify(body, from_both, secret, tolerance=None)
        with pytest.raises(stripe.SignatureVerificationError):
            verify(body, from_both, "whsec_other", tolerance=None)
        with pytest.raises(stripe.SignatureVerificationError, match="tolerance"):
            verify(body, from_both, "whsec_new", tolerance=300)
