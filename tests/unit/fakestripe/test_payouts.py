"""The balance and its payouts: what they are made of, what comes back, what is owed."""

import pytest

from services.sandbox.fakestripe import FakeStripe, Terms
from services.sandbox.fakestripe.refusals import Refused
from tests.factories.fakestripe import DAY_S, MONDAY, page, topics

WEEK_S = 7 * DAY_S
NET = 3_000 - 108


def give(world, times=1):
    for _ in range(times):
        world.pay(world.open_session(page())["id"])


def payouts(world):
    found = reversed(list(world.all_of("payout")))
    return [(one["status"], one["amount"]) for one in found]


def kinds(world, payout):
    return [one["type"] for one in world.payouts.entries(payout["id"])]


class TestPayOut:
    def test_tells_that_it_is_made_that_its_content_is_known_that_it_arrived(self, world):
        give(world)

        world.advance(MONDAY + WEEK_S)

        told = [topic for topic in topics(world) if topic.startswith("payout")]
        assert told == ["payout.created", "payout.reconciliation_completed", "payout.paid"]

    def test_carries_refunds_disputes_and_fees_along(self, world):
        give(world, times=3)
        charges = list(world.all_of("charge"))
        world.refund({"charge": charges[0]["id"]})
        world.win_dispute(world.dispute(charges[1]["id"])["id"])
        world.take_fee(50)

        world.advance(MONDAY + WEEK_S)

        (payout,) = world.all_of("payout")
        assert payout["amount"] == 3 * NET - 3_000 - 1_300 - 50
        assert kinds(world, payout) == [
            *["charge"] * 3,
            "refund",
            "adjustment",
            "adjustment",
            "stripe_fee",
            "payout",
        ]

    def test_waits_while_more_is_owed_than_there_is(self, world):
        give(world)
        world.dispute(next(world.all_of("charge"))["id"])
        world.advance(MONDAY + WEEK_S)
        assert (payouts(world), world.balance.available) == ([], NET - 4_300)

        give(world)
        world.advance(MONDAY + 3 * WEEK_S)

        assert payouts(world) == [("paid", 2 * NET - 4_300)]

    def test_takes_what_is_owed_where_the_account_is_set_so(self):
        world = FakeStripe(1, MONDAY, terms=Terms(takes_debts=True))
        world.take_fee(400)

        world.advance(MONDAY + WEEK_S)

        assert payouts(world) == [("paid", -400)]
        assert world.balance.available == 0


class TestFail:
    @pytest.fixture
    def payout(self, world):
        give(world)
        world.advance(MONDAY + WEEK_S)
        (payout,) = world.all_of("payout")
        return payout

    def test_follows_after_it_was_told_as_paid(self, world, payout):
        assert payout["status"] == "paid"

        world.fail_payout(payout["id"], "account_closed")

        back = world.objects[payout["failure_balance_transaction"]]
        assert (payout["status"], payout["failure_code"]) == ("failed", "account_closed")
        assert (back["type"], back["amount"], back["source"]) == (
            "payout_failure",
            NET,
            payout["id"],
        )
        assert topics(world)[-1] == "payout.failed"

    def test_is_made_good_by_the_next_payout(self, world, payout):
        world.fail_payout(payout["id"])
        give(world)

        world.advance(MONDAY + 3 * WEEK_S)

        assert payouts(world) == [("failed", NET), ("paid", 2 * NET)]
        assert kinds(world, next(world.all_of("payout"))) == [
            "payout_failure",
            "charge",
            "payout",
        ]
        assert world.balance.available == 0

    def test_on_the_way_keeps_it_from_arriving(self, world):
        give(world)
        friday = MONDAY - 3 * 3600 + 4 * DAY_S
        world.advance(friday)
        (payout,) = world.all_of("payout")

        world.fail_payout(payout["id"])
        world.advance(friday + 3 * DAY_S)

        assert payout["status"] == "failed"

    def test_happens_once(self, world, payout):
        world.fail_payout(payout["id"])

        with pytest.raises(Refused):
            world.fail_payout(payout["id"])


class TestByHand:
    @pytest.fixture
    def world(self):
        return FakeStripe(1, MONDAY, terms=Terms(payouts="manual"))

    def test_leaves_only_when_asked_and_only_what_is_available(self, world, caller):
        call = caller(world)
        give(world)
        world.advance(MONDAY + WEEK_S)
        assert payouts(world) == []

        form = {"amount": "2000", "currency": "jpy"}
        payout = call("POST", "/v1/payouts", data=form).json()
        refused = call("POST", "/v1/payouts", data=form)

        assert (payout["automatic"], payout["reconciliation_status"]) == (False, "not_applicable")
        assert refused.json()["error"]["code"] == "balance_insufficient"
        balance = call("GET", "/v1/balance").json()
        assert (balance["available"][0]["amount"], balance["pending"][0]["amount"]) == (892, 0)

    def test_does_not_tell_what_it_is_made_of(self, world, caller):
        give(world)
        world.advance(MONDAY + WEEK_S)
        payout = world.payouts.create({"amount": "2000", "currency": "jpy"})["id"]

        answer = caller(world)("GET", f"/v1/balance_transactions?payout={payout}")

        assert answer.status_code == 400
