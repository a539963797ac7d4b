"""Gifts over HTTP: campaigns, checkout, webhook, refunds, grants."""

import json

import pytest
from pydantic import SecretStr

from services.core.donations import service as donations
from services.core.donations.types import Channel
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.sandbox.fakestripe import Deliveries, FakeStripe, host
from services.worker.delivery import drain_inbox
from services.worker.tasks.gateway import ask_for_refunds
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme

PAGES = {"success_url": "http://testserver/ok", "cancel_url": "http://testserver/"}
SECRET = "whsec_of_this_test"


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


def once():
    return {"Idempotency-Key": str(uuid7())}


def gift(campaign, **changes):
    body = {
        "campaign_id": str(campaign.id),
        "amount_minor": 10_000,
        "channel": "card",
        "donor": {"name": HANAKO.name, "address": HANAKO.address, "email": HANAKO.email},
    }
    return body | changes


def start(admin, url, campaign, **changes):
    answer = admin.post(f"{url}/donations", json=gift(campaign, **changes), headers=once())
    assert answer.status_code == 201, answer.text
    return answer.json()


def checkout(admin, url, donation):
    answer = admin.put(
        f"{url}/donations/{donation['id']}/checkout",
        json=PAGES,
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


def poster(runtime):
    """How the gateway reaches the application: over HTTP, without a key."""
    anybody = client(runtime)

    def post(body, signature):
        return anybody.post(
            "/api/v1/webhooks/stripe", content=body, headers={"Stripe-Signature": signature}
        ).status_code

    return post


def pass_time(world, clock, days):
    world.advance(world.now + days * 86_400)
    clock.move_to(type(clock.now()).fromtimestamp(world.now, clock.now().tzinfo))


class TestStartDonation:
    def test_is_pending_and_the_same_by_its_key(self, admin, url, campaign):
        key = once()
        first = admin.post(f"{url}/donations", json=gift(campaign), headers=key)
        again = admin.post(f"{url}/donations", json=gift(campaign), headers=key)

        assert first.json() == again.json()
        assert (first.json()["status"], first.json()["free_minor"]) == ("pending", 0)

    def test_tells_the_number_for_a_bank_transfer(self, admin, url, campaign):
        assert len(start(admin, url, campaign, channel="bank_transfer")["reference"]) == 6

    @pytest.mark.parametrize(
        ("changes", "status", "code"),
        [
            ({"amount_minor": 0}, 422, "fields_invalid"),
            ({"campaign_id": str(uuid7())}, 404, "campaign_not_found"),
            ({"channel": "municipal_grant"}, 422, "channel_not_payable"),
            ({"fund_id": str(uuid7())}, 404, "fund_unknown"),
        ],
    )
    def test_names_what_is_wrong(self, admin, url, campaign, changes, status, code):
        answer = admin.post(f"{url}/donations", json=gift(campaign, **changes), headers=once())

        assert (answer.status_code, answer.json()["code"]) == (status, code)

    def test_is_not_for_auditors(self, runtime, url, campaign):
        auditor = client(runtime, key_for(runtime, campaign.organisation_id, Role.AUDITOR))

        answer = auditor.post(f"{url}/donations", json=gift(campaign), headers=once())

        assert answer.status_code == 403

    def test_is_hidden_from_another_organisation(self, runtime, url, campaign):
        with runtime.unit_of_work(operator("founder")) as uow:
            other = make_organisation(uow)
        stranger = client(runtime, key_for(runtime, other.id, Role.NPO_ADMIN))

        answer = stranger.post(f"{url}/donations", json=gift(campaign), headers=once())

        assert answer.status_code == 404


class TestOpenCheckout:
    def test_gives_the_same_page_again(self, admin, url, campaign, world):
        donation = start(admin, url, campaign)

        assert checkout(admin, url, donation) == checkout(admin, url, donation)

    def test_is_refused_for_a_bank_transfer(self, admin, url, campaign, world):
        donation = start(admin, url, campaign, channel="bank_transfer")

        answer = admin.put(
            f"{url}/donations/{donation['id']}/checkout",
            json=PAGES,
        )

        assert (answer.status_code, answer.json()["code"]) == (422, "channel_not_payable")

    def test_is_refused_for_a_transfer_to_the_gateways_account_and_for_foreign_pages(
        self, admin, url, campaign, world
    ):
        by_transfer = start(admin, url, campaign, channel="virtual_account")
        astray = PAGES | {"success_url": "https://evil.example/thanks"}
        asked = {by_transfer["id"]: PAGES, start(admin, url, campaign)["id"]: astray}

        codes = [
            admin.put(f"{url}/donations/{id}/checkout", json=pages).json()["code"]
            for id, pages in asked.items()
        ]

        assert codes == ["channel_not_payable", "return_page_foreign"]

    def test_is_refused_where_the_gateways_account_is_another_organisations(
        self, runtime, admin, url, campaign, world
    ):
        with runtime.unit_of_work() as uow:
            make_gift(uow, make_campaign(uow, make_programme(uow)), channel=Channel.CARD)
        donation = start(admin, url, campaign)

        answer = admin.put(f"{url}/donations/{donation['id']}/checkout", json=PAGES)

        assert (answer.status_code, answer.json()["code"]) == (409, "gateway_of_another")

    def test_says_so_where_no_gateway_is_set(self, admin, url, campaign):
        donation = start(admin, url, campaign)

        answer = admin.put(
            f"{url}/donations/{donation['id']}/checkout",
            json=PAGES,
        )

        assert (answer.status_code, answer.json()["code"]) == (503, "gateway_unavailable")
        assert "retry-after" in answer.headers

    def test_needs_a_key(self, runtime, url, world):
        answer = client(runtime).put(f"{url}/donations/{uuid7()}/checkout", json={})

        assert answer.status_code == 401


class TestReceiveStripeMessage:
    def test_settles_a_card_gift_once(self, runtime, admin, url, campaign, world):
        donation = start(admin, url, campaign)
        world.pay(checkout(admin, url, donation)["id"])
        deliveries = Deliveries(world, [SECRET])

        assert deliveries.send(poster(runtime)) == len(world.events)
        drain_inbox(runtime)
        drain_inbox(runtime)

        told = admin.get(f"{url}/donations/{donation['id']}").json()
        assert (told["status"], told["overhead_minor"]) == ("settled", 1_000)
        assert told["free_minor"] == 9_000
        again = admin.put(
            f"{url}/donations/{donation['id']}/checkout",
            json=PAGES,
        )
        assert (again.status_code, again.json()["code"]) == (409, "donation_not_payable")

    def test_makes_a_konbini_gift_spendable_only_when_it_is_paid(
        self, runtime, admin, url, campaign, world
    ):
        donation = start(admin, url, campaign, channel="konbini")
        session = checkout(admin, url, donation)["id"]
        deliveries = Deliveries(world, [SECRET])

        world.pay(session)
        deliveries.send(poster(runtime))
        drain_inbox(runtime)
        # The page is done with, and no yen has come.
        assert admin.get(f"{url}/donations/{donation['id']}").json()["status"] == "pending"

        world.pay_at_the_counter(session)
        deliveries.send(poster(runtime))
        drain_inbox(runtime)
        assert admin.get(f"{url}/donations/{donation['id']}").json()["status"] == "settled"

    def test_fails_a_konbini_gift_whose_number_ran_out(
        self, runtime, admin, url, campaign, world, clock
    ):
        donation = start(admin, url, campaign, channel="konbini")
        world.pay(checkout(admin, url, donation)["id"])

        pass_time(world, clock, 4)
        Deliveries(world, [SECRET]).send(poster(runtime))
        drain_inbox(runtime)

        assert admin.get(f"{url}/donations/{donation['id']}").json()["status"] == "failed"

    def test_makes_up_for_every_message_that_was_lost_when_the_money_is_paid_out(
        self, runtime, admin, url, campaign, world, clock
    ):
        gifts = [start(admin, url, campaign, channel=door) for door in ("card", "konbini")]
        sessions = [checkout(admin, url, gift)["id"] for gift in gifts]
        for session in sessions:
            world.pay(session)
        world.pay_at_the_counter(sessions[1])
        deliveries = Deliveries(world, [SECRET])
        # All that was sent until now is lost.
        deliveries.send(lambda body, signature: 200)

        pass_time(world, clock, 14)
        deliveries.send(poster(runtime))
        drain_inbox(runtime)

        told = [admin.get(f"{url}/donations/{gift['id']}").json() for gift in gifts]
        assert [one["status"] for one in told] == ["settled", "settled"]
        clearing = account_id(
            campaign.programme_id, AccountCode.GATEWAY_CLEARING, campaign.organisation_id
        )
        with runtime.unit_of_work() as uow:
            left = ledger.balance(uow, programme_id=campaign.programme_id, account=clearing)
        assert left == Money(0)

    @pytest.mark.parametrize("secret", ["whsec_wrong", ""])
    def test_is_refused_without_a_true_signature(self, runtime, world, secret):
        body = b'{"id": "evt_1"}'

        assert poster(runtime)(body, Deliveries(world, [secret]).sign(body)) == 403

    def test_is_refused_after_five_minutes(self, runtime, world, clock):
        body = b'{"id": "evt_1"}'
        signature = Deliveries(world, [SECRET]).sign(body)
        pass_time(world, clock, 1)

        assert poster(runtime)(body, signature) == 403

    def test_sets_aside_what_moves_real_or_foreign_money(self, runtime, world):
        about = {"id": "cs_test_1", "currency": "usd"}
        body = json.dumps(
            {"id": "evt_1", "type": "x", "livemode": False, "data": {"object": about}}
        ).encode()

        assert poster(runtime)(body, Deliveries(world, [SECRET]).sign(body)) == 200
        assert drain_inbox(runtime) == 0

    def test_answers_a_repeat_alike_and_keeps_it_once(self, runtime, world):
        about = {"id": "cs_test_1", "currency": "jpy"}
        body = json.dumps(
            {"id": "evt_1", "type": "x", "livemode": False, "data": {"object": about}}
        ).encode()
        anybody = client(runtime)
        headers = {"Stripe-Signature": Deliveries(world, [SECRET]).sign(body)}

        told = [
            anybody.post("/api/v1/webhooks/stripe", content=body, headers=headers).json()
            for _ in range(2)
        ]

        assert told == [{"new": True}, {"new": False}]


class TestRefundDonation:
    def test_by_card_is_asked_for_once_and_settles_by_the_gateways_word(
        self, runtime, admin, url, campaign, world
    ):
        donation = start(admin, url, campaign)
        world.pay(checkout(admin, url, donation)["id"])
        deliveries = Deliveries(world, [SECRET])
        deliveries.send(poster(runtime))
        drain_inbox(runtime)

        refund = admin.post(
            f"{url}/donations/{donation['id']}/refunds",
            json={"amount_minor": 4_000},
            headers=once(),
        ).json()
        assert refund["status"] == "pending"

        assert [ask_for_refunds(runtime), ask_for_refunds(runtime)] == [1, 0]
        deliveries.send(poster(runtime))
        drain_inbox(runtime)

        told = admin.get(f"{url}/donations/{donation['id']}").json()
        assert (told["refunded_minor"], told["overhead_minor"]) == (4_000, 600)

    def test_of_a_bank_gift_is_a_task_until_somebody_has_sent_it(
        self, runtime, admin, url, campaign, clock
    ):
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            given = make_gift(uow, campaign)

        asked = admin.post(f"{url}/donations/{given.id}/refunds", json={}, headers=once()).json()
        assert (asked["status"], asked["by_hand"]) == ("pending", True)
        assert admin.get(f"{url}/refund-tasks").json() == [asked]

        sent = admin.post(
            f"{url}/refunds/{asked['id']}/confirm",
            json={"sent_on": local_date(clock.now()).isoformat()},
            headers=once(),
        ).json()

        assert (sent["status"], sent["amount"]["minor"]) == ("settled", 10_000)
        assert admin.get(f"{url}/refunds/{asked['id']}").json() == sent
        assert admin.get(f"{url}/refund-tasks").json() == []

    def test_is_refused_beyond_what_is_left(self, runtime, admin, url, campaign):
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            given = make_gift(uow, campaign)

        answer = admin.post(
            f"{url}/donations/{given.id}/refunds",
            json={"amount_minor": 10_001},
            headers=once(),
        )

        assert (answer.status_code, answer.json()["code"]) == (422, "refund_exceeds_donation")
        assert answer.json()["errors"][0]["pointer"] == "/amount"


class TestReceiveGrant:
    def test_books_it_wholly_and_once(self, runtime, admin, url, campaign):
        key = once()
        body = {"fund_id": str(campaign.fund_id), "amount_minor": 2_000_000}

        answers = [admin.post(f"{url}/grants", json=body, headers=key) for _ in range(2)]

        assert answers[0].json() == answers[1].json()
        assert answers[0].json()["free_minor"] == 2_000_000
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            told = donations.summary(uow, programme_id=campaign.programme_id)
        assert (told.municipal, told.gifts) == (2_000_000, 0)
