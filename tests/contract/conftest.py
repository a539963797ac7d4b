"""Which sides the contract is asked of: `STRIPE_API_KEY` adds Stripe's test mode."""

import os
from uuid import uuid4

import pytest

from services.sandbox.fakestripe import FakeStripe, host
from tests.contract.sides import Played, TestMode
from tests.factories.fakestripe import MONDAY

KEY = os.environ.get("STRIPE_API_KEY", "")

SIDES = ["fakestripe", *(["stripe"] if KEY.startswith("sk_test_") else [])]


@pytest.fixture(scope="session", params=SIDES)
def side(request):
    """One account for all tests, as test mode is: nothing may rely on an empty one."""
    if request.param == "stripe":
        yield TestMode(KEY)
        return
    world = FakeStripe(seed=1, now=MONDAY)
    with host(world) as hosted:
        yield Played(world, hosted.base_url)


@pytest.fixture
def api(side):
    return side.api


@pytest.fixture
def once():
    """A key that no earlier run has used: test mode remembers them for a day."""
    return {"idempotency_key": f"contract-{uuid4()}"}
