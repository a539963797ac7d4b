"""Giving without an account over HTTP: from the first click to the page that says thank you."""

import pytest

from services.core.donations import service as donations
from services.core.donations.models import Donation, Donor
from services.core.donations.types import Channel
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.worker.virtual_accounts import carry_out_decisions
from tests.factories.donations import HANAKO, make_campaign, make_fund
from tests.factories.giving import giving_desk
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme

WAYS = [Channel.CARD, Channel.KONBINI, Channel.VIRTUAL_ACCOUNT, Channel.BANK_TRANSFER]


@pytest.fixture
def campaign(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        return make_campaign(uow, make_programme(uow), channels=WAYS)


@pytest.fixture
def desk(runtime, clock):
    with giving_desk(runtime, clock) as desk:
        yield desk


@pytest.fixture
def url(campaign):
    return f"/api/v1/programmes/{campaign.programme_id}"


@pytest.fixture
def anybody(runtime):
    return client(runtime)


def once():
    return {"Idempotency-Key": str(uuid7()), "Accept-Language": "en"}


def give(anybody, url, campaign, headers=None, **body):
    asked = {"amount_minor": 10_000} | body
    return anybody.post(
        f"{url}/campaigns/{campaign.id}/gifts", json=asked, headers=headers or once()
    )


def unconfirmed(desk, campaign):
    with desk.runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
        return donations.figures(
            uow, programme_id=campaign.programme_id, campaign_id=campaign.id
        ).unconfirmed


class TestGive:
    def test_leads_from_the_click_to_the_thanks_and_tells_nobody_who_gave(
        self, desk, anybody, url, campaign
    ):
        ways = anybody.get(
            f"{url}/campaigns/{campaign.id}/ways-to-give", params={"amount_minor": 10_000}
        ).json()
        by_card = next(way for way in ways["ways"] if way["channel"] == "card")
        key = once()
        told = {
            "cover_fee": True,
            "message": "応援しています。",
            "donor": {"name": HANAKO.name, "email": HANAKO.email},
        }
        given = give(anybody, url, campaign, key, **told)
        assert given.status_code == 201, given.text
        gift = given.json()
        assert give(anybody, url, campaign, key, **told).json() == gift
        assert gift["whole_minor"] == by_card["whole_minor"] == 10_374

        state = f"{url}/gifts/{gift['id']}/state"
        seen = anybody.get(state, params={"token": gift["token"]})
        assert seen.json()["status"] == "pending"
        desk.world.pay(gift["pay_at"].rsplit("/", 1)[1])
        assert anybody.get(state, params={"token": gift["token"]}).json()["status"] == "pending"
        desk.hear()  # nothing that Stripe said is believed before it was looked up
        seen = anybody.get(state, params={"token": gift["token"]})
        assert seen.json()["status"] == "settled"
        assert HANAKO.name not in seen.text
        assert HANAKO.email not in seen.text

        wrong = anybody.get(state, params={"token": gift["token"][:-1] + "_"})
        assert (wrong.status_code, wrong.json()["code"]) == (404, "donation_not_found")
        with desk.runtime.unit_of_work() as uow:
            (donation,) = uow.session.query(Donation)
            assert donation.message_sealed is not None
            assert "応援".encode() not in donation.message_sealed
            assert donation.overhead_minor == 374 + 1_000

    def test_b1_counts_nothing_of_a_konbini_number_before_it_was_paid(
        self, desk, anybody, url, campaign
    ):
        """B1: pending konbini is shown apart, and can fund nothing."""
        gift = give(anybody, url, campaign, channel="konbini").json()
        session = gift["pay_at"].rsplit("/", 1)[1]
        desk.world.pay(session)
        desk.hear()
        seen = anybody.get(f"{url}/campaigns/{campaign.id}").json()
        # Shown apart to staff; anybody could have begun any sum.
        assert (seen["pledged_minor"], seen["settled_minor"]) == (0, 0)
        assert unconfirmed(desk, campaign) == 10_000

        desk.world.pay_at_the_counter(session)
        desk.hear()
        seen = anybody.get(f"{url}/campaigns/{campaign.id}").json()
        assert (seen["pledged_minor"], seen["settled_minor"]) == (0, 10_000)
        assert unconfirmed(desk, campaign) == 0

    def test_b14_says_beforehand_that_an_anonymous_gift_has_no_receipt(
        self, desk, anybody, url, campaign
    ):
        """B14: anonymous gift allowed, then no deduction receipt, clear message."""
        ways = anybody.get(
            f"{url}/campaigns/{campaign.id}/ways-to-give",
            params={"amount_minor": 10_000},
            headers={"Accept-Language": "en"},
        ).json()
        gift = give(anybody, url, campaign, anonymous=True).json()

        assert "cannot issue the donation receipt" in ways["anonymous_note"]
        assert gift["receipt_note"] == ways["anonymous_note"]
        japanese = give(anybody, url, campaign, once() | {"Accept-Language": "ja"}, anonymous=True)
        assert "発行できません" in japanese.json()["receipt_note"]
        with desk.runtime.unit_of_work() as uow:
            assert uow.session.query(Donor).count() == 0

    def test_tells_why_not(self, desk, anybody, url, campaign):
        with desk.runtime.unit_of_work(operator("founder")) as uow:
            from_elsewhere = make_fund(uow, make_programme(uow))
        refusals = {
            "amount_outside_channel": {"amount_minor": 49},
            "channel_not_payable": {"channel": "cash"},
            "donor_email_missing": {"channel": "virtual_account"},
            "fund_not_offered": {"fund_id": str(from_elsewhere.id)},
            "return_page_foreign": {"success_url": "https://evil.example/thanks"},
        }
        found = {
            code: give(anybody, url, campaign, **body).json() for code, body in refusals.items()
        }
        assert {code: told["code"] for code, told in found.items()} == {
            code: code for code in refusals
        }
        too_much = give(anybody, url, campaign, amount_minor=300_001, channel="konbini")
        assert too_much.json()["code"] == "amount_outside_channel"
        key = once()
        give(anybody, url, campaign, key)
        other = give(anybody, url, campaign, key, amount_minor=9_000)
        assert (other.status_code, other.json()["code"]) == (409, "donation_id_reused")
        no_key = anybody.post(f"{url}/campaigns/{campaign.id}/gifts", json={"amount_minor": 1_000})
        assert no_key.json()["code"] == "idempotency_key_missing"

    def test_by_transfer_tells_the_account_and_lets_the_office_decide(
        self, desk, runtime, anybody, url, campaign
    ):
        donor = {"name": HANAKO.name, "email": HANAKO.email}
        key = once()
        body = {"channel": "virtual_account", "donor": donor}
        gift = give(anybody, url, campaign, key, **body).json()
        assert give(anybody, url, campaign, key, **body).json()["transfer"] == gift["transfer"]
        assert len(gift["transfer"]["account_number"]) == 7
        (customer,) = desk.world.all_of("customer")
        desk.world.send_transfer(customer["id"], 12_000)
        desk.hear()

        admin = client(runtime, key_for(runtime, campaign.organisation_id, Role.NPO_ADMIN))
        (line,) = admin.get("/api/v1/donated-cash/waiting").json()
        assert (line["cash_minor"], line["gifts"][0]["amount_minor"]) == (12_000, 10_000)
        decided = admin.post(
            f"/api/v1/donated-cash/waiting/{line['donor_id']}/decisions",
            json={"kind": "all_as_gift", "cash_minor": 12_000, "donation_id": gift["id"]},
            headers=once(),
        )
        assert decided.status_code == 201, decided.text
        withdrawn = admin.delete(f"/api/v1/donated-cash/decisions/{decided.json()['id']}")
        assert withdrawn.json()["withdrawn_at"]
        again = admin.post(
            f"/api/v1/donated-cash/waiting/{line['donor_id']}/decisions",
            json={"kind": "as_asked", "cash_minor": 12_000, "donation_id": gift["id"]},
            headers=once(),
        )
        assert again.status_code == 201, again.text
        desk.wait(minutes=11)
        carry_out_decisions(runtime)
        desk.hear()
        state = anybody.get(f"{url}/gifts/{gift['id']}/state", params={"token": gift["token"]})
        assert (state.json()["status"], state.json()["whole_minor"]) == ("settled", 10_000)

    def test_bank_transfer_to_our_own_account_tells_the_number_it_should_bear(
        self, anybody, url, campaign
    ):
        gift = give(anybody, url, campaign, channel="bank_transfer").json()

        assert len(gift["reference"]) == 6
        assert gift["transfer_to"] == campaign.transfer_to
        assert gift["pay_at"] is gift["transfer"] is None


class TestGiveMonthly:
    def test_is_begun_by_anybody_and_changed_by_who_gives_it(
        self, desk, runtime, anybody, url, campaign
    ):
        begun = anybody.post(
            f"{url}/campaigns/{campaign.id}/monthly-gifts",
            json={"amount_minor": 1_000, "donor": {"email": HANAKO.email}},
            headers=once(),
        )
        assert begun.status_code == 201, begun.text
        gift = begun.json()
        desk.world.pay(gift["pay_at"].rsplit("/", 1)[1])
        desk.hear()
        state = anybody.get(
            f"{url}/monthly-gifts/{gift['id']}/state", params={"token": gift["token"]}
        )
        assert state.json()["state"] == "active"

        admin = client(runtime, key_for(runtime, campaign.organisation_id, Role.NPO_ADMIN))
        mine = f"/api/v1/monthly-gifts/{gift['id']}"
        assert [one["id"] for one in admin.get("/api/v1/monthly-gifts").json()] == [gift["id"]]
        raised = admin.put(f"{mine}/amount", json={"amount_minor": 2_000}).json()
        assert raised["a_month_minor"] == 2_000
        assert admin.put(f"{mine}/pause", json={"until": "2025-09-01"}).json()["resumes_at"]
        assert admin.delete(f"{mine}/pause").json()["state"] == "active"
        assert admin.put(f"{mine}/card", json={}).json()["url"].startswith("http")
        assert admin.put(f"{mine}/stop", json={"at_period_end": True}).json()["stops_at"]
        assert admin.delete(f"{mine}/stop").json()["stops_at"] is None
        assert admin.put(f"{mine}/stop", json={}).json()["state"] == "ended"
        again = admin.put(f"{mine}/stop", json={})
        assert (again.status_code, again.json()["code"]) == (409, "monthly_gift_not_running")

    def test_says_that_a_konbini_cannot_be_monthly(self, desk, anybody, url, campaign):
        asked = {"amount_minor": 1_000, "channel": "konbini", "donor": {"email": HANAKO.email}}
        refused = anybody.post(
            f"{url}/campaigns/{campaign.id}/monthly-gifts", json=asked, headers=once()
        )
        ways = anybody.get(
            f"{url}/campaigns/{campaign.id}/ways-to-give",
            params={"amount_minor": 1_000},
            headers={"Accept-Language": "en"},
        ).json()

        assert refused.json()["code"] == "channel_not_payable"
        assert [way["channel"] for way in ways["ways"] if way["monthly"]] == ["card"]
        assert "convenience store" in ways["monthly_note"]
