"""
The two sides that the contract is asked of: the gateway that is played, and Stripe's test mode.

What a person does at a page has no stand-in in test mode; such parts are skipped there. For
everything else Stripe has cards and helpers of its own (docs.stripe.com/testing), and the played
gateway has the same.
"""

import time
from datetime import UTC, datetime

import pytest
import stripe

STEP_S = 6 * 3_600
TRIES = 160
PATIENCE_S = 90  # how long test mode may take for what it does by itself
RETRIES = 2


class Side:
    """:ivar api: version 1 of the API as the real library speaks it."""

    def __init__(self, api_key, base_url=None):
        self.api_key, self.base_url = api_key, base_url
        addresses = {"api": base_url} if base_url else {}
        client = stripe.StripeClient(api_key, base_addresses=addresses, max_network_retries=RETRIES)
        self.api = client.v1


class Played(Side):
    """Its clock is moved, and its people do what they are told."""

    is_played = True

    def __init__(self, world, base_url):
        super().__init__("sk_test_of_this_test", base_url)
        self.world = world

    def now(self):
        return datetime.fromtimestamp(self.world.now, UTC)

    def wait(self, until):
        """Let time pass until something is so; returns it."""
        for _ in range(TRIES):
            if found := until():
                return found
            self.world.advance(self.world.now + STEP_S)
        raise AssertionError("it did not come about in forty days")

    def person(self):
        return self.world


class TestMode(Side):
    """Its clock is ours, and there are no people."""

    __test__ = False
    is_played = False

    def now(self):
        return datetime.now(UTC)

    def wait(self, until):
        deadline = time.monotonic() + PATIENCE_S
        while time.monotonic() < deadline:
            if found := until():
                return found
            time.sleep(1)
        raise AssertionError(f"it did not come about in {PATIENCE_S} s")

    def person(self):
        pytest.skip("in test mode nobody goes through a page")
