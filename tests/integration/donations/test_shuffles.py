"""
The gateway's news in any order, any number, late or stale: the same books.

A world is lived once over loopback. After each step the state of every object is looked up, as
a worker would that took a message then. Applying these looks in any order, again and again, must
end where the last look says.
"""

import random

import pytest

from services.core.donations import service as donations
from services.core.donations.models import Donation, GatewayMovement, Refund
from services.core.donations.types import Channel, RefundId
from services.core.integrations.stripe import StripeGateway
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.ledger.models import Account
from services.core.ledger.repository import TransferRepository
from services.sandbox.fakestripe import FakeStripe, host
from services.worker import stripe
from services.worker.stripe import Present
from tests.factories.donations import make_campaign, make_gift
from tests.factories.programmes import make_programme

DAY_S = 86_400
SHUFFLES = 50


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def gifts(uow, campaign):
    """By card, by card and given back, at the konbini and paid, at the konbini and forgotten."""
    channels = (Channel.CARD, Channel.CARD, Channel.KONBINI, Channel.KONBINI)
    return [
        make_gift(uow, campaign, amount=3_000 + n, channel=channel, settled=False)
        for n, channel in enumerate(channels)
    ]


@pytest.fixture
def looks(uow, gifts):
    """What a look at the gateway said, at each step of a fortnight."""
    world = FakeStripe(seed=5, now=int(uow.now.timestamp()))
    with host(world) as hosted:
        gateway = StripeGateway("sk_test_of_this_test", base_url=hosted.base_url)
        return list(live(uow, world, gateway, gifts))


def live(uow, world, gateway, gifts):
    sessions = []
    for gift in gifts:
        asked = donations.checkout_request(
            uow,
            programme_id=gift.programme_id,
            donation_id=gift.id,
            success_url="https://example.org/ok",
            cancel_url="https://example.org/",
            language="ja",
        )
        sessions.append(gateway.open_checkout(asked).id)

    def look():
        for session in sessions:
            yield Present([gateway.payment(session)])
        for payout in world.all_of("payout"):
            yield Present([gateway.payment(id) for id in sessions], gateway.payout(payout["id"]))

    for session in sessions:
        world.pay(session)
    yield from look()
    world.pay_at_the_counter(sessions[2])
    yield from look()
    for ordinal, amount in enumerate((1_000, 500)):
        paid = gateway.payment(sessions[1]).id
        gateway.refund(RefundId(derived_id("refund", ordinal)), paid, Money(amount))
    yield from look()
    world.advance(world.now + 14 * DAY_S)
    yield from look()


def books(uow, campaign):
    """All that can be told of a programme's gifts, as plain data."""
    uow.session.flush()
    of = {"programme_id": campaign.programme_id}
    query = uow.session.query
    transfers = TransferRepository(uow)
    return {
        "accounts": {
            account.id: transfers.sums(campaign.programme_id, account.id, None)
            for account in query(Account).filter_by(**of)
        },
        "donations": {
            (one.id, one.status, one.parts, one.settled_at)
            for one in query(Donation).filter_by(**of)
        },
        "refunds": {(one.id, one.status, one.amount) for one in query(Refund).filter_by(**of)},
        "movements": {
            (one.external_id, one.net, one.of_id, one.payout_id)
            for one in query(GatewayMovement).filter_by(**of)
        },
    }


def apply_all(uow, campaign, looks):
    savepoint = uow.session.begin_nested()
    for look in looks:
        stripe.apply(uow, None, look)
    told = books(uow, campaign)
    savepoint.rollback()
    uow.session.expire_all()
    return told


class TestApply:
    def test_ends_in_the_same_books_whatever_the_order(self, uow, campaign, looks):
        expected = apply_all(uow, campaign, looks)
        statuses = sorted(status.value for _, status, _, _ in expected["donations"])
        assert statuses == ["failed", "settled", "settled", "settled"]

        for seed in range(SHUFFLES):
            chance = random.Random(seed)
            shuffled = looks + chance.choices(looks, k=len(looks) // 2)
            chance.shuffle(shuffled)
            assert apply_all(uow, campaign, shuffled) == expected, f"seed {seed}"

    def test_leaves_nothing_at_the_gateway_after_its_payout(self, uow, campaign, looks):
        for look in looks:
            stripe.apply(uow, None, look)

        told = books(uow, campaign)
        assert sum(net.minor for _, net, _, _ in told["movements"]) == 0
        assert all(payout for _, _, _, payout in told["movements"])
