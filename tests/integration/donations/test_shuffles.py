"""
The gateway's news in any order, any number, late, lost or stale: the same ledger, byte for byte.

A world is lived once over loopback. After each step the state of every object is looked up, as
a worker would that took a message then. Applying these looks in any order, again and again, or
only some of them and at last what a sweep finds, must end where the last look says.
"""

import hashlib
import os
import random
from dataclasses import replace

import pytest
from sqlalchemy import text

from services.core.donations import service as donations
from services.core.donations.types import Channel, DonationStatus, EntryKind, RefundId
from services.core.integrations.stripe import StripeGateway
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.ledger.types import AccountCode
from services.sandbox.fakestripe import FakeStripe, host
from services.worker import stripe
from services.worker.stripe import Present
from tests.factories.donations import make_campaign, make_gift
from tests.factories.programmes import make_programme
from tests.integration.donations.test_gifts import balance, promise

DAY_S = 86_400
NIGHTLY = os.environ.get("MINORI_NIGHTLY") == "1"
SHUFFLES = 500 if NIGHTLY else 10  # of each of the two histories

# What a donor does with each gift, and what becomes of it.
PLOTS = (
    (Channel.CARD, "kept"),
    (Channel.CARD, "refunded in parts, of which one comes back"),
    (Channel.KONBINI, "paid"),
    (Channel.KONBINI, "forgotten"),
    (Channel.KONBINI, "refunded to an account"),
    (Channel.CARD, "disputed, lost"),
    (Channel.CARD, "disputed, won"),
    (Channel.CARD, "asked about, refunded in part, disputed whole, lost"),
    (Channel.CARD, "disputed, its loss told first"),
)

# What the ledger and the gateway's books say, but for when it was written down.
TOLD = {
    "ledger_transfers": "recorded_at",
    "gateway_movements": "",
    "refunds": "requested_at, asked_at",
    "disputes": "noted_at, closed_at",
    "donations": "",
    "gateway_payouts": "",
}


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def gifts(uow, campaign):
    return [
        make_gift(uow, campaign, amount=3_000 + n, channel=channel, settled=False)
        for n, (channel, _) in enumerate(PLOTS)
    ]


@pytest.fixture(scope="module")
def lived():
    """Once for all tests: over HTTP it takes its time."""
    return {}


@pytest.fixture
def looks(uow, gifts, lived):
    """What a look at the gateway said, at each step of some weeks; the first part is payment."""
    if not lived:
        world = FakeStripe(seed=5, now=int(uow.now.timestamp()))
        with host(world) as hosted:
            gateway = StripeGateway("sk_test_of_this_test", base_url=hosted.base_url)
            lived["looks"] = Life(uow, world, gateway, gifts).live()
        lived["places"] = {gift.id: place for place, gift in enumerate(gifts)}
    return tuple(
        [of_these(look, gifts, lived["places"]) for look in part] for part in lived["looks"]
    )


def of_these(look, gifts, places):
    """The same look, as if it were at the gifts of this test."""
    payments = [
        replace(
            payment,
            organisation_id=gifts[0].organisation_id,
            programme_id=gifts[0].programme_id,
            donation_id=gifts[places[payment.donation_id]].id,
        )
        for payment in look.payments
    ]
    earlier = [of_these(one, gifts, places) for one in look.earlier]
    return replace(look, payments=payments, earlier=earlier)


class Life:
    def __init__(self, uow, world, gateway, gifts):
        self.world, self.gateway = world, gateway
        self.sessions = [self.page(uow, gift) for gift in gifts]
        self.seen = []

    def page(self, uow, gift):
        asked = donations.checkout_request(
            uow,
            programme_id=gift.programme_id,
            donation_id=gift.id,
            success_url="https://example.org/ok",
            cancel_url="https://example.org/",
            language="ja",
        )
        return self.gateway.open_checkout(asked).id

    def live(self):
        """:returns: the looks of the days of payment, and those of the weeks after."""
        for session in self.sessions:
            self.world.pay(session, email="somebody@example.org")
        self.look()
        for place in (2, 4):
            self.world.pay_at_the_counter(self.sessions[place])
        self.pass_time(5 * DAY_S)
        paid, self.seen = self.seen, []
        self.give_back()
        self.argue()
        self.pass_time(9 * DAY_S)
        failing = next(self.world.all_of("payout"))["id"]
        self.world.fail_payout(failing)
        self.pass_time(21 * DAY_S)
        return paid, self.seen

    def give_back(self):
        for ordinal, (place, amount) in enumerate(((1, 1_000), (1, 500), (4, 3_004), (7, 700))):
            id = RefundId(derived_id("refund", ordinal))
            self.gateway.refund(id, self.payment(place), Money(amount))
            self.pass_time(60)
        self.world.fail_refund(self.refund_of(1)["id"])
        self.world.name_account(self.refund_of(4)["id"])
        self.pass_time(60)

    def argue(self):
        lost, won, asked = (
            self.world.dispute(self.payment(place), status=status)["id"]
            for place, status in (
                (5, "needs_response"),
                (6, "needs_response"),
                (7, "warning_needs_response"),
            )
        )
        self.pass_time(DAY_S)
        self.world.escalate_dispute(asked)
        self.world.dispute(self.payment(8), closed_first=True)
        self.pass_time(DAY_S)
        self.world.lose_dispute(lost)
        self.world.win_dispute(won)
        self.pass_time(DAY_S)
        self.world.lose_dispute(asked)
        self.pass_time(60)

    def payment(self, place):
        return self.gateway.payment(self.sessions[place]).id

    def refund_of(self, place):
        payment = self.payment(place)
        return next(one for one in self.world.all_of("refund") if one["payment_intent"] == payment)

    def pass_time(self, seconds):
        self.world.advance(self.world.now + seconds)
        self.look()

    def look(self):
        paid = [self.gateway.payment(session) for session in self.sessions]
        looks = [Present([payment]) for payment in paid]
        payouts = {}
        for told in sorted(self.world.all_of("payout"), key=lambda one: one["created"]):
            payout = self.gateway.payout(told["id"])
            moved = {entry.id for entry in payout.entries}
            of_it = [payment for payment in paid if moved & set(entries_of(payment))]
            failed = [e.source_id for e in payout.entries if e.kind is EntryKind.PAYOUT_FAILURE]
            payouts[payout.id] = Present(of_it, payout, [payouts[id] for id in failed])
        # What is told twice in a row, the shuffling repeats often enough.
        self.seen += [one for one in [*looks, *payouts.values()] if one not in self.seen]


def entries_of(payment):
    """The ids of all that a payment moved."""
    if payment.charge is not None:
        yield payment.charge.id
    for refund in payment.refunds:
        yield from (entry.id for entry in (refund.entry, refund.failure) if entry)
    for dispute in payment.disputes:
        yield from (entry.id for entry in dispute.entries)


def books(uow, campaign):
    """Every row of the programme, as bytes."""
    uow.session.flush()
    told = {}
    for table, but in TOLD.items():
        left_out = [f"'{name.strip()}'" for name in but.split(",") if name.strip()]
        row = "to_jsonb(t)" + "".join(f" - {name}" for name in left_out)
        query = text(f"SELECT ({row})::text FROM {table} t WHERE {WHOSE[table]} ORDER BY 1")
        rows = uow.session.scalars(
            query, {"programme": campaign.programme_id, "organisation": campaign.organisation_id}
        )
        told[table] = [hashlib.sha256(one.encode()).hexdigest() + " " + one for one in rows]
    return told


WHOSE = dict.fromkeys(TOLD, "programme_id = :programme") | {
    "gateway_payouts": "organisation_id = :organisation"
}


def apply_all(uow, campaign, looks):
    savepoint = uow.session.begin_nested()
    for look in looks:
        stripe.apply(uow, None, look)
    told = books(uow, campaign)
    savepoint.rollback()
    uow.session.expire_all()
    return told


def last_of(looks):
    """What is there when all has happened: each payment and each payout as it is told last."""
    latest = {}
    for look in looks:
        name = look.payout.id if look.payout else look.payments[0].donation_id
        latest[name] = look
    return list(latest.values())


def shuffled(looks, seed):
    """In any order, a third of them lost, half of them told twice; and then the sweep."""
    chance = random.Random(seed)
    heard = [look for look in looks if chance.random() < 2 / 3]
    heard += chance.choices(looks, k=len(looks) // 2)
    chance.shuffle(heard)
    swept = last_of(looks)
    chance.shuffle(swept)
    return heard + swept


class TestApply:
    def test_ends_in_the_same_ledger_whatever_the_order(self, uow, campaign, gifts, looks):
        paid, after = looks
        history = [*paid, *after]
        expected = apply_all(uow, campaign, history)

        for seed in range(SHUFFLES):
            assert apply_all(uow, campaign, shuffled(history, seed)) == expected, f"seed {seed}"

    def test_ends_in_the_same_ledger_where_the_money_was_promised(
        self, uow, campaign, gifts, looks
    ):
        """B3: what left and came back after a promise, in any order, lacks the same yen."""
        paid, after = looks
        for look in paid:
            stripe.apply(uow, None, look)
        promise(uow, campaign, 15_000)
        expected = apply_all(uow, campaign, after)

        for seed in range(SHUFFLES):
            assert apply_all(uow, campaign, shuffled(after, seed)) == expected, f"seed {seed}"

    def test_tells_of_every_gift_what_became_of_it(self, uow, campaign, gifts, looks):
        for look in [*looks[0], *looks[1]]:
            stripe.apply(uow, None, look)

        kept = [gift.parts.kept.minor if gift.settled_at else None for gift in gifts]
        assert kept == [3_000, 2_001, 3_002, None, 0, 0, 3_006, 0, 0]
        assert gifts[3].status is DonationStatus.FAILED
        # The bank took the whole of one of which a part was refunded: borne out of overhead.
        assert (gifts[7].refunded_minor, gifts[7].disputed_minor) == (700, 2_307)

    def test_leaves_nothing_at_the_gateway_after_its_payouts(self, uow, campaign, gifts, looks):
        for look in [*looks[0], *looks[1]]:
            stripe.apply(uow, None, look)

        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 0
