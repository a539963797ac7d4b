"""Whatever people, banks and time do in whatever order, the gateway's own sums hold."""

import os
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from services.sandbox.fakestripe import Card, FakeStripe, Terms
from services.sandbox.fakestripe.refusals import Refused
from tests.factories.fakestripe import (
    DAY_S,
    MONDAY,
    konbini_page,
    monthly_page,
    page,
    transfer_page,
)

HISTORIES = 1_000 if os.environ.get("MINORI_NIGHTLY") else 60


class Life:
    """What may happen next; a refusal is an answer too."""

    def __init__(self, seed):
        terms = Terms(takes_debts=seed % 2 == 0, refund_takes_s=seed % 3 * DAY_S)
        self.world = FakeStripe(seed, MONDAY, terms=terms, twin_share=0.2, traced=True)
        self.donor = self.world.customers.create({})["id"]
        self.verbs = {
            "card": lambda n: self._pay(page(yen=1_000 + n)),
            "declined": lambda n: self.world.decline(self.world.open_session(page())["id"]),
            "konbini": lambda n: self._pay(konbini_page(yen=1_000 + n)),
            "transfer": lambda n: self._pay(transfer_page(self.donor, yen=1_000 + n)),
            "monthly": lambda n: self._pay(monthly_page(yen=500 + n), Card(exp_year=2026 + n % 2)),
            "counter": lambda n: self._on("checkout.session", n, self.world.pay_at_the_counter),
            "send": lambda n: self.world.send_transfer(self.donor, 700 + 50 * n),
            "cancel": lambda n: self._on(
                "payment_intent", n, lambda one: self.world.payments.cancel(one, {})
            ),
            "refund": lambda n: self._on("charge", n, self._refund),
            "return": self._return,
            "named": lambda n: self._on("refund", n, self.world.name_account),
            "failed": lambda n: self._on("refund", n, self.world.fail_refund),
            "dispute": lambda n: self._on("charge", n, self.world.dispute),
            "asked": lambda n: self._on(
                "charge", n, lambda one: self.world.dispute(one, status="warning_needs_response")
            ),
            "escalated": lambda n: self._on("dispute", n, self.world.escalate_dispute),
            "won": lambda n: self._on("dispute", n, self.world.win_dispute),
            "lost": lambda n: self._on("dispute", n, self.world.lose_dispute),
            "bounced": lambda n: self._on("payout", n, self.world.fail_payout),
            "fee": lambda n: self.world.take_fee(10 + n),
            "broken": lambda n: self._on("subscription", n, self.world.break_card),
            "days": lambda n: self.world.advance(self.world.now + (n + 1) * DAY_S),
        }

    def live(self, steps):
        for verb, n in steps:
            try:
                self.verbs[verb](n)
            except Refused:
                continue
        return self.world

    def _pay(self, asked, *card):
        self.world.pay(self.world.open_session(asked)["id"], *card)

    def _on(self, kind, n, act):
        found = [one["id"] for one in self.world.all_of(kind)]
        if found:
            act(found[n % len(found)])

    def _refund(self, charge):
        self.world.refund({"charge": charge, "amount": "400"})

    def _return(self, n):
        self.world.refund(
            {
                "origin": "customer_balance",
                "customer": self.donor,
                "amount": str(50 * n),
                "currency": "jpy",
            }
        )


STEPS = st.lists(st.tuples(st.sampled_from(sorted(Life(0).verbs)), st.integers(0, 20)), max_size=40)


@settings(max_examples=HISTORIES, deadline=None)
@given(steps=STEPS, seed=st.integers(0, 5))
def test_keeps_its_sums(steps, seed):
    life = Life(seed)
    world = life.live(steps)

    moved = list(world.all_of("balance_transaction"))
    by_status = Counter()
    for one in moved:
        by_status[one["status"]] += one["net"]
        assert (one["status"] == "available") == (one["available_on"] <= world.now)
    assert by_status["available"] == world.balance.available
    assert by_status["pending"] == world.balance.pending
    _payouts_are_whole(world)
    _refunds_are_within_their_charges(world)
    _cash_is_what_its_movements_say(world, life.donor)


def _payouts_are_whole(world):
    taken = Counter()
    for payout in world.all_of("payout"):
        entries = world.payouts.entries(payout["id"])
        taken.update(one["id"] for one in entries)
        assert sum(one["net"] for one in entries) == 0
        assert (payout["status"] == "failed") == bool(payout["failure_balance_transaction"])
    assert max(taken.values(), default=1) == 1
    rest = {one["id"] for one in world.all_of("balance_transaction")} - taken.keys()
    assert rest == world.balance.unpaid.keys()


def _refunds_are_within_their_charges(world):
    given_back = Counter()
    for refund in world.all_of("refund"):
        if refund["charge"] and refund["status"] not in {"failed", "canceled"}:
            given_back[refund["charge"]] += refund["amount"]
    for charge in world.all_of("charge"):
        assert charge["amount_refunded"] == given_back[charge["id"]] <= charge["amount"]


def _cash_is_what_its_movements_say(world, donor):
    left = 0
    for one in reversed(list(world.all_of("customer_cash_balance_transaction"))):
        left += one["net_amount"]
        assert one["ending_balance"] == left >= 0
    assert world.cash.available(donor) == left


@settings(max_examples=HISTORIES // 10, deadline=None)
@given(steps=STEPS, seed=st.integers(0, 5))
def test_is_lived_again_byte_for_byte(steps, seed):
    assert Life(seed).live(steps).trace() == Life(seed).live(steps).trace()
