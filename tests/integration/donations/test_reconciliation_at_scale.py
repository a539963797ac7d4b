"""
A year of balance transactions, every one of them explained: 100,000 in the nightly form.

The gateway is lived through as ever, and asked through the real library over loopback. Of the
books the first gifts are written by the verbs, one by one; the others by the very functions that
those verbs use, many at a time, since a hundred thousand of them would take an hour.
"""

import os
import random
import resource
import time
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from services.core.donations import service as donations
from services.core.donations.models import GatewayMovement
from services.core.donations.policies.reconciliation import Explained
from services.core.donations.ports import GatewayEntry
from services.core.donations.repository import DonationRepository
from services.core.donations.service.booking import arrival
from services.core.donations.service.gateway.movements import movement_row
from services.core.donations.service.gifts import pending_row
from services.core.donations.types import (
    Channel,
    DonationId,
    DonationStatus,
    EntryKind,
    FindingKind,
)
from services.core.kit.bulk import insert_new
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.worker import stripe
from services.worker.stripe import Present
from tests.conftest import NOW
from tests.factories.donations import make_campaign
from tests.factories.gateway import DAY_S, open_shop
from tests.factories.programmes import make_programme

NIGHTLY = os.environ.get("MINORI_NIGHTLY") == "1"
ENTRIES = 100_000 if NIGHTLY else 400
WEEKS = 48 if NIGHTLY else 3
BY_VERBS = 60
REFUNDED_EACH = 500 if NIGHTLY else 50
BATCH = 5_000


@contextmanager
def figures(what, count):
    """Tell a rate, in the nightly form; docs/performance.md has them."""
    start, busy = time.perf_counter(), time.process_time()
    yield
    took = time.perf_counter() - start
    if NIGHTLY:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        used = time.process_time() - busy
        print(
            f"\n{what}: {count:,} in {took:.1f} s ({used:.1f} s of it our own),"
            f" {count / took:,.0f} a second; {peak} MiB",
            flush=True,
        )


@pytest.fixture
def campaigns(uow):
    first = make_campaign(uow, make_programme(uow))
    organisation_id = first.organisation_id
    return [
        first,
        *(make_campaign(uow, make_programme(uow, organisation_id=organisation_id)) for _ in "ab"),
    ]


@pytest.fixture
def shop(uow, campaigns):
    """Gifts over the weeks, some refunds, fees, and payouts of which some fail."""
    with open_shop(uow) as shop:
        chance = random.Random(11)
        asked = {}
        for week in range(WEEKS):
            for _ in range(ENTRIES // WEEKS):
                pay(shop, campaigns, chance, asked)
                shop.world.advance(shop.world.now + 7 * DAY_S * WEEKS // (ENTRIES + WEEKS))
            if week % 4 == 0:
                shop.world.take_fee(1_200)
            if week % 12 == 1:
                shop.world.fail_payout(next(shop.world.all_of("payout"))["id"])
        shop.pass_days(14)
        yield shop


def pay(shop, campaigns, chance, asked):
    """One gift paid by card or at a konbini, as the shop's own page would ask for it."""
    n = len(asked)
    campaign = chance.choice(campaigns)
    channel = chance.choice(["card", "card", "konbini"])
    gift = derived_id("gift at scale", n)
    metadata = {
        "organisation_id": str(campaign.organisation_id),
        "programme_id": str(campaign.programme_id),
        "campaign_id": str(campaign.id),
        "donation_id": str(gift),
    }
    price = {
        "currency": "jpy",
        "unit_amount": chance.randint(500, 30_000),
        "product_data": {"name": "まなび"},
    }
    session = shop.world.open_session(
        {
            "mode": "payment",
            "client_reference_id": str(gift),
            "allowed_payment_method_types": [channel],
            "line_items": [{"quantity": 1, "price_data": price}],
            "metadata": metadata,
            "payment_intent_data": {"metadata": metadata},
            "success_url": "https://example.org/ok",
            "cancel_url": "https://example.org/",
        }
    )["id"]
    shop.world.pay(session)
    if channel == "konbini":
        shop.world.pay_at_the_counter(session)
    asked[gift] = session
    if n % REFUNDED_EACH == 25:
        paid = shop.world.get("checkout.session", session)["payment_intent"]
        shop.world.refund({"payment_intent": paid})


def follow(uow, campaigns, shop, payouts):
    """The books of all of it."""
    by_id = {str(one.id): one for one in campaigns}
    paid = list(shop.world.all_of("payment_intent"))[::-1]
    refunded = {one["payment_intent"] for one in shop.world.all_of("refund")}
    singly = [one for n, one in enumerate(paid) if n < BY_VERBS or one["id"] in refunded]
    known = {one["id"] for one in singly}
    for intent in singly:
        campaign = by_id[intent["metadata"]["campaign_id"]]
        add(uow, shop, campaign, [intent])
        stripe.apply(uow, None, Present([shop.gateway.payment(intent["id"])]))
    for campaign in campaigns:
        bulk = [
            one
            for one in paid
            if one["id"] not in known and one["metadata"]["campaign_id"] == str(campaign.id)
        ]
        for start in range(0, len(bulk), BATCH):
            settle_many(uow, shop, campaign, bulk[start : start + BATCH])
    for payout in sorted(payouts, key=lambda one: one.occurred_at):
        donations.record_gateway_payout(uow, payout)
        uow.session.expunge_all()


def row_of(uow, shop, campaign, intent):
    by_card = intent["payment_method_types"] == ["card"]
    return pending_row(
        uow,
        campaign,
        id=DonationId(gift_of(intent)),
        amount=Money(intent["amount"]),
        channel=Channel.CARD if by_card else Channel.KONBINI,
    )


def add(uow, shop, campaign, intents):
    rows = [row_of(uow, shop, campaign, one) for one in intents]
    return DonationRepository(uow).add_new(rows)


def settle_many(uow, shop, campaign, intents):
    charges = {gift_of(one): entry_of(shop, one) for one in intents}
    rows = []
    for intent in intents:
        row = row_of(uow, shop, campaign, intent)
        at = charges[row["id"]].occurred_at
        overhead = Money(intent["amount"]).share(row["overhead_bps"])
        rows.append(
            row
            | {
                "status": DonationStatus.SETTLED,
                "settled_at": at,
                "overhead_minor": overhead.minor,
                "accepted_on": at.date(),
                "payment_id": intent["id"],
            }
        )
    gifts = DonationRepository(uow)
    gifts.add_new(rows)
    arrived = gifts.existing(campaign.programme_id, charges).values()
    moves = [move for gift in arrived for move in arrival(gift, charge=charges[gift.id])]
    ledger.post_many(uow, programme_id=campaign.programme_id, transfers=moves)
    movements = [
        movement_row(campaign.programme_id, charges[gift.id], of=gift.id, donation_id=gift.id)
        for gift in arrived
    ]
    insert_new(uow.session, GatewayMovement, movements)
    uow.session.expunge_all()


def gift_of(intent):
    return DonationId(UUID(intent["metadata"]["donation_id"]))


def entry_of(shop, intent):
    charge = shop.world.objects[intent["latest_charge"]]
    moved = shop.world.objects[charge["balance_transaction"]]
    return GatewayEntry(
        id=moved["id"],
        kind=EntryKind.CHARGE,
        source_id=charge["id"],
        amount=Money(moved["amount"]),
        fee=Money(moved["fee"]),
        occurred_at=datetime.fromtimestamp(moved["created"], UTC),
    )


class TestReconcile:
    def test_explains_a_year_of_balance_transactions(self, uow, campaigns, shop):
        """The gateway is asked first; the books are read when they have followed it."""
        moved = len(list(shop.world.all_of("balance_transaction")))
        of = {"organisation_id": campaigns[0].organisation_id}
        until = NOW + timedelta(days=7 * WEEKS + 60)
        with ExitStack() as stack:
            with figures("asked of the gateway, and again by payout", moved):
                asking = donations.ask(shop.books, since=NOW - timedelta(days=1), until=until)
                told = stack.enter_context(asking)
            with figures("booked", moved):
                follow(uow, campaigns, shop, told.payouts())
            with figures("compared", moved):
                lines = donations.compare(uow, **of, told=told, gateway_payers=["ストライプ"])
                explained, found = tally(lines)

            assert found == []
            assert explained == told.entries == moved >= ENTRIES
            lose_some(uow, shop, of, told)


def tally(lines):
    """How many were explained, and what was found; of so many, none is kept."""
    explained, found = 0, []
    for line in lines:
        if isinstance(line, Explained):
            explained += 1
        else:
            found.append(line)
    return explained, found


def lose_some(uow, shop, of, told):
    """Of so many, a handful that is lost is found, each and nothing else."""
    savepoint = uow.session.begin_nested()
    charges = [one["id"] for one in shop.world.all_of("balance_transaction") if one["fee"]]
    lost = set(random.Random(3).sample(charges, 5))
    uow.session.query(GatewayMovement).filter(GatewayMovement.external_id.in_(lost)).delete()

    _, found = tally(donations.compare(uow, **of, told=told))

    missing = {one.about for one in found if one.kind is FindingKind.MISSING_IN_BOOKS}
    assert missing == lost
    assert len(found) == 2 * len(lost)  # each left its transfers behind
    savepoint.rollback()
