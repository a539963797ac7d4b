"""The gateway's news by webhook and by sweep: lost, forged, unexpected; and what staff does."""

from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.models import InboxEvent
from services.sandbox.fakestripe import Deliveries, FakeStripe, host
from services.sandbox.fakestripe.deliveries import FaultPlan, Stray
from services.worker.delivery import drain, drain_inbox
from services.worker.sweeps import sweep_entries, sweep_events
from services.worker.tasks.gateway import ask_for_refunds
from tests.api.test_donations import SECRET, checkout, once, poster, start
from tests.factories.donations import make_campaign
from tests.factories.http import client, key_for
from tests.factories.identity import invited
from tests.factories.programmes import make_organisation, make_programme
from tests.fakes.mail import MemoryMail

MINUTES = timedelta(minutes=1)


@pytest.fixture
def campaign(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        return make_campaign(uow, make_programme(uow))


@pytest.fixture
def admin(runtime, campaign):
    return client(runtime, key_for(runtime, campaign.organisation_id, Role.NPO_ADMIN))


@pytest.fixture
def url(campaign):
    return f"/api/v1/programmes/{campaign.programme_id}"


@pytest.fixture
def world(runtime, clock):
    """A gateway over loopback that the application is set to."""
    world = FakeStripe(seed=1, now=int(clock.now().timestamp()))
    with host(world) as hosted:
        runtime.settings.stripe_api_key = SecretStr("sk_test_of_this_test")
        runtime.settings.stripe_api_base = hosted.base_url
        runtime.settings.stripe_webhook_secret = SecretStr(f"{SECRET}, whsec_next")
        yield world


@pytest.fixture
def paid(admin, url, campaign, world):
    """A gift by card, paid at the gateway; nobody has told us yet."""
    donation = start(admin, url, campaign)
    world.pay(checkout(admin, url, donation)["id"])
    return donation


def payment_of(world, donation):
    return next(
        one["id"]
        for one in world.all_of("payment_intent")
        if one["metadata"].get("donation_id") == donation["id"]
    )


def status(admin, url, donation):
    return admin.get(f"{url}/donations/{donation['id']}").json()


def by_webhook(runtime, deliveries):
    deliveries.send(poster(runtime))
    return drain_inbox(runtime)


def by_sweep(runtime):
    sweep_events(runtime, since=None, now=runtime.clock.now())
    return drain_inbox(runtime)


class TestSweepEvents:
    def test_finds_what_every_webhook_has_lost_and_says_that_it_is_silent(
        self, runtime, admin, url, world, paid, clock
    ):
        clock.move_to(clock.now() + 10 * MINUTES)
        swept = sweep_events(runtime, since=None, now=clock.now())
        drain_inbox(runtime)

        assert swept.silent
        assert status(admin, url, paid)["status"] == "settled"
        again = sweep_events(runtime, since=clock.now(), now=clock.now())
        assert (again.missed, again.silent) == (0, False)

    def test_finds_nothing_new_where_the_webhook_has_told(
        self, runtime, world, clock, admin, url, campaign
    ):
        deliveries = Deliveries(world, [SECRET])
        world.pay(checkout(admin, url, start(admin, url, campaign))["id"])
        by_webhook(runtime, deliveries)
        clock.move_to(clock.now() + 10 * MINUTES)

        swept = sweep_events(runtime, since=None, now=clock.now())

        assert swept.listed > 0
        assert (swept.missed, swept.silent, drain_inbox(runtime)) == (0, False, 0)


class TestSweepEntries:
    def test_fetches_the_payments_of_movements_that_are_in_no_book(
        self, runtime, admin, url, paid, clock
    ):
        span = {"since": clock.now() - timedelta(days=1), "until": clock.now() + MINUTES}

        assert [sweep_entries(runtime, **span) for _ in range(2)] == [1, 0]
        assert status(admin, url, paid)["status"] == "settled"


class TestReceiveStripeMessage:
    """B2: the signature is over the raw body; a message comes once, in any order, or not at all."""

    def test_refuses_what_is_forged_or_stale_and_sets_aside_what_is_not_ours(
        self, runtime, admin, url, campaign, world
    ):
        plan = FaultPlan(seed=1, repeat_share=0.5, disorder=5, stray_share=1.0)
        deliveries = Deliveries(world, [SECRET], plan)
        gifts = [start(admin, url, campaign) for _ in range(3)]
        for gift in gifts:
            world.pay(checkout(admin, url, gift)["id"])

        by_webhook(runtime, deliveries)

        answered = {
            kind: {code for one, code in deliveries.strays if one is kind} for kind in Stray
        }
        refused = {Stray.FORGED, Stray.IMPOSTOR, Stray.STALE}
        assert answered == {kind: {403} if kind in refused else {200} for kind in Stray}
        assert {status(admin, url, gift)["status"] for gift in gifts} == {"settled"}
        with runtime.unit_of_work() as uow:
            odd = set(uow.session.scalars(select(InboxEvent.quarantined_because)))
        assert odd == {None, "livemode", "currency"}

    def test_takes_both_secrets_while_one_is_rolled(self, runtime, admin, url, campaign, world):
        deliveries = Deliveries(world, [SECRET])
        deliveries.roll_secret("whsec_next")
        donation = start(admin, url, campaign)
        world.pay(checkout(admin, url, donation)["id"])

        by_webhook(runtime, deliveries)

        assert status(admin, url, donation)["status"] == "settled"

    def test_refuses_a_body_of_which_one_byte_was_altered(self, runtime, world):
        body = (
            b'{"id": "evt_1", "type": "x", "livemode": false, "data": {"object": {"id": "cs_1"}}}'
        )
        signature = Deliveries(world, [SECRET]).sign(body)

        altered = {poster(runtime)(body[:n] + b"~" + body[n + 1 :], signature) for n in range(80)}

        assert altered == {403}
        assert poster(runtime)(body, signature) == 200


class TestDispute:
    def test_is_told_to_the_office_shown_and_answered(
        self, runtime, admin, url, campaign, world, paid
    ):
        invited(runtime, campaign.organisation_id, Role.NPO_ADMIN)
        office = runtime.__dict__["mail"] = MemoryMail()
        deliveries = Deliveries(world, [SECRET])
        world.dispute(payment_of(world, paid))
        by_webhook(runtime, deliveries)
        drain(runtime)

        [shown] = admin.get(f"{url}/disputes", params={"open_only": "true"}).json()
        assert (shown["state"], shown["reason"]) == ("open", "fraudulent")
        answered = admin.put(f"{url}/disputes/{shown['id']}/answer", json={"answer": "accepted"})
        assert answered.json()["answer"] == "accepted"
        assert admin.get(f"{url}/disputes/{shown['id']}").json() == answered.json()
        [mail] = [one for one in office.sent if "10,000" in one.subject]
        assert mail.language == "ja"
        assert "髙橋" not in mail.text


class TestRefund:
    def test_that_the_gateway_refuses_is_a_task_with_its_reason(
        self, runtime, admin, url, world, paid
    ):
        by_sweep(runtime)
        asked = admin.post(f"{url}/donations/{paid['id']}/refunds", json={}, headers=once()).json()
        world.dispute(payment_of(world, paid), status="warning_needs_response")
        world.refund({"payment_intent": payment_of(world, paid), "amount": "9000"})

        assert ask_for_refunds(runtime) == 0

        [task] = admin.get(f"{url}/refund-tasks").json()
        assert (task["id"], task["status"]) == (asked["id"], "failed")
        assert task["failure"]


class TestStrayPayment:
    def test_is_given_back_by_a_persons_decision(self, runtime, admin, url, campaign, world, paid):
        twin = next(world.all_of("checkout.session"))
        second = world.open_session(
            {
                "mode": "payment",
                "client_reference_id": paid["id"],
                "allowed_payment_method_types": ["card"],
                "line_items": [
                    {
                        "quantity": "1",
                        "price_data": {
                            "currency": "jpy",
                            "unit_amount": "10000",
                            "product_data": {"name": "Gift"},
                        },
                    }
                ],
                "metadata": twin["metadata"],
                "payment_intent_data": {"metadata": twin["metadata"]},
                "success_url": "https://example.org/ok",
                "cancel_url": "https://example.org/",
            }
        )
        by_sweep(runtime)
        world.pay(second["id"])
        by_sweep(runtime)
        [shown] = admin.get(f"{url}/stray-payments").json()
        assert (shown["because"], shown["state"]) == ("second_payment", "waiting")

        admin.post(
            f"{url}/stray-payments/{shown['id']}/decide",
            json={"decision": "refund"},
            headers=once(),
        )
        assert ask_for_refunds(runtime) == 1
        by_sweep(runtime)

        told = admin.get(f"{url}/stray-payments/{shown['id']}").json()
        assert told["state"] == "refunded"
        assert status(admin, url, paid)["status"] == "settled"
