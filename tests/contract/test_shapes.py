"""Each object of the played gateway has every field of Stripe's own example, of the same type."""

import json

import pytest

from services.sandbox.fakestripe import FakeStripe, host
from tests.contract.shapes import SHAPES, differences
from tests.contract.sides import Played
from tests.factories.fakestripe import MONDAY, card_page, monthly_page, page

DAY_S = 86_400
# What is only told to whoever asks for it.
EXPANDED = {"charge": ["refunds"]}


@pytest.fixture(scope="module")
def found():
    """One object of each kind as the API tells it, after a month in which all of them came up."""
    world = FakeStripe(seed=1, now=MONDAY)
    with host(world) as hosted:
        api = Played(world, hosted.base_url).api
        ids = _live(world)
        readers = {
            "balance_transaction": api.balance_transactions,
            "charge": api.charges,
            "checkout.session": api.checkout.sessions,
            "customer": api.customers,
            "dispute": api.disputes,
            "event": api.events,
            "invoice": api.invoices,
            "payment_intent": api.payment_intents,
            "payment_method": api.payment_methods,
            "payout": api.payouts,
            "price": api.prices,
            "product": api.products,
            "refund": api.refunds,
            "setup_intent": api.setup_intents,
            "subscription": api.subscriptions,
        }
        told = {
            kind: reader.retrieve(ids[kind], {"expand": EXPANDED.get(kind, [])})
            for kind, reader in readers.items()
        }
        told["balance"] = api.balance.retrieve()
        return {kind: json.loads(str(one)) for kind, one in told.items()}


def _live(world):
    """Gifts: kept, disputed, given back, monthly; a payout; cards declined and replaced."""
    for yen in (50_000, 3_000, 3_000):
        world.pay(world.open_session(page(yen=yen))["id"])
    first, second, _ = (one["id"] for one in world.all_of("charge"))
    world.dispute(first)
    world.refund({"charge": second})
    monthly = world.pay(world.open_session(monthly_page())["id"])
    world.decline(world.open_session(page())["id"])
    world.pay(world.open_session(card_page(monthly["customer"]))["id"])
    world.advance(MONDAY + 10 * DAY_S)
    return {kind: next(world.all_of(kind))["id"] for kind in SHAPES if kind != "balance"} | {
        "charge": second
    }


@pytest.mark.parametrize("kind", SHAPES)
def test_has_every_field_of_the_example(found, kind):
    assert list(differences(SHAPES[kind], found[kind])) == []


def test_tells_what_is_missing_and_what_is_of_another_type():
    wanted = {"id": "string", "of": {"n": "number"}, "tags": [{"a": "string"}]}

    given = {"id": 1, "of": {}, "tags": [{"a": True}]}

    assert list(differences(wanted, given)) == [
        "id is number, not string",
        "of.n is missing",
        "tags[0].a is boolean, not string",
    ]
