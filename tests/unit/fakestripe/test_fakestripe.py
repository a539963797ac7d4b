"""The gateway that is played: the same seed lives the same life."""

import hashlib
import json

import httpx2 as httpx
import pytest

from services.sandbox.fakestripe import Deliveries, FakeStripe, FaultPlan
from services.sandbox.fakestripe.calendar import business_days_later, konbini_deadline, next_payout
from services.sandbox.fakestripe.refusals import Refused
from services.sandbox.fakestripe.web.forms import parse_form
from tests.factories.fakestripe import DAY_S, MONDAY

FORM = {
    "mode": "payment",
    "success_url": "https://example.org",
    "line_items[0][quantity]": "1",
    "line_items[0][price_data][currency]": "jpy",
    "line_items[0][price_data][unit_amount]": "3000",
    "metadata[donation_id]": "d1",
}
ASKED = parse_form(str(httpx.QueryParams(FORM)).encode())


def a_week(seed, *, twin_share=0.2):
    """Two people pay, one does not, one gets a part back; a payout leaves."""
    world = FakeStripe(seed=seed, now=MONDAY, twin_share=twin_share, traced=True)
    card, left_open = (world.open_session(ASKED)["id"] for _ in range(2))
    konbini = world.open_session(ASKED | {"allowed_payment_method_types": ["konbini"]})["id"]
    world.pay(card)
    world.pay(konbini)
    world.advance(MONDAY + 100)
    world.pay_at_the_counter(konbini)
    world.refund({"charge": next(world.all_of("charge"))["id"], "amount": "1000"})
    world.advance(MONDAY + 12 * DAY_S)
    assert world.get("checkout.session", left_open)["status"] == "expired"
    return world


class TestTrace:
    def test_is_equal_byte_for_byte_under_one_seed(self):
        assert a_week(7).trace() == a_week(7).trace()

    def test_differs_under_another(self):
        assert a_week(7).trace() != a_week(8).trace()

    def test_holds_requests_and_answers(self, world, call):
        call("POST", "/v1/checkout/sessions", data=FORM)

        (line,) = world.trace().decode().splitlines()
        method, path, form, status, body = json.loads(line)
        assert (method, path, status, body["object"]) == (
            "POST",
            "/v1/checkout/sessions?",
            200,
            "checkout.session",
        )
        assert "donation_id" in form


class TestBalance:
    def test_pays_out_all_that_came_in_less_fees_and_refunds(self):
        world = a_week(1)

        paid_out = sum(payout["amount"] for payout in world.all_of("payout"))

        assert paid_out == 2 * (3_000 - 108) - 1_000
        assert sum(moved["net"] for moved in world.all_of("balance_transaction")) == 0


class TestPay:
    def test_asks_a_konbini_number_to_be_paid_later(self, world):
        id = world.open_session(ASKED | {"allowed_payment_method_types": ["konbini"]})["id"]

        world.pay(id)

        assert [event["type"] for event in world.events] == [
            "payment_intent.requires_action",
            "checkout.session.completed",
        ]
        assert world.events[-1]["data"]["object"]["payment_status"] == "unpaid"

    def test_is_refused_after_the_page_has_expired(self, world):
        id = world.open_session(ASKED)["id"]
        world.advance(MONDAY + DAY_S)

        with pytest.raises(Refused):
            world.pay(id)

    def test_at_the_counter_is_refused_without_a_number(self, world):
        id = world.open_session(ASKED)["id"]

        with pytest.raises(Refused):
            world.pay_at_the_counter(id)


class TestAdvance:
    def test_never_goes_back(self, world):
        with pytest.raises(ValueError, match="one way"):
            world.advance(MONDAY - 1)


class TestServer:
    def test_answers_a_key_twice_alike_and_refuses_it_for_another_request(self, call):
        key = {"Idempotency-Key": "k"}
        first = call("POST", "/v1/checkout/sessions", headers=key, data=FORM)
        again = call("POST", "/v1/checkout/sessions", headers=key, data=FORM)
        other = call(
            "POST", "/v1/checkout/sessions", headers=key, data=FORM | {"client_reference_id": "x"}
        )

        assert first.json() == again.json()
        assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")

    def test_forgets_a_key_after_a_day(self, world, call):
        key = {"Idempotency-Key": "k"}
        first = call("POST", "/v1/checkout/sessions", headers=key, data=FORM)
        world.advance(MONDAY + DAY_S)

        assert call("POST", "/v1/checkout/sessions", headers=key, data=FORM).json() != first.json()

    def test_lets_a_key_be_used_again_after_a_refusal(self, call):
        key = {"Idempotency-Key": "k"}
        bad = call("POST", "/v1/checkout/sessions", headers=key, data=FORM | {"mode": "gift"})

        good = call("POST", "/v1/checkout/sessions", headers=key, data=FORM)

        assert (bad.status_code, good.status_code) == (400, 200)

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"payment_method_types[0]": "card"}, "payment_method_types_no_longer_supported"),
            ({"line_items[0][price_data][unit_amount]": "1"}, "amount_too_small"),
            ({"success_url": ""}, "parameter_missing"),
        ],
    )
    def test_refuses_what_the_real_one_refuses(self, call, change, code):
        answer = call("POST", "/v1/checkout/sessions", data=FORM | change)

        assert (answer.status_code, answer.json()["error"]["code"]) == (400, code)

    def test_asks_for_a_key(self, call):
        answer = call("GET", "/v1/events", headers={"Authorization": "Bearer no"})

        assert answer.status_code == 401

    def test_knows_no_stranger(self, call):
        assert call("GET", "/v1/charges/ch_unknown").status_code == 404

    def test_pages_through_lists(self, world, call):
        ids = [world.open_session(ASKED)["id"] for _ in range(3)]
        for id in ids:
            world.pay(id)

        first = call("GET", "/v1/events?limit=5").json()
        rest = call("GET", f"/v1/events?limit=5&starting_after={first['data'][-1]['id']}").json()

        assert (first["has_more"], rest["has_more"]) == (True, False)
        told = [event["id"] for event in first["data"] + rest["data"]]
        assert told == [event["id"] for event in reversed(world.events)]

    def test_keeps_events_for_thirty_days(self, world, call):
        world.pay(world.open_session(ASKED)["id"])
        world.advance(MONDAY + 45 * DAY_S)

        kinds = {event["type"] for event in call("GET", "/v1/events?limit=99").json()["data"]}

        assert "charge.succeeded" not in kinds


class TestSend:
    def test_sends_everything_at_least_once_whatever_the_plan(self):
        world = a_week(3)
        plan = FaultPlan(seed=3, repeat_share=0.5, disorder=6)
        got = []

        Deliveries(world, ["whsec"], plan).send(lambda body, header: got.append(body) or 200)

        ids = [json.loads(body)["id"] for body in got]
        sent_in_order = [event["id"] for event in world.events]
        assert set(ids) == set(sent_in_order)
        assert len(ids) > len(sent_in_order)
        assert list(dict.fromkeys(ids)) != sent_in_order

    def test_keeps_what_was_not_taken(self):
        world = a_week(3)
        deliveries = Deliveries(world, ["whsec"])

        assert deliveries.send(lambda body, header: 500) == 0
        assert deliveries.send(lambda body, header: 200) == len(world.events)
        assert deliveries.send(lambda body, header: 200) == 0

    def test_tells_some_changes_by_two_events_of_different_ids(self):
        world = a_week(3, twin_share=1.0)

        digests = {
            hashlib.sha256(repr((e["type"], e["data"])).encode()).digest() for e in world.events
        }

        assert len(world.events) == 2 * len(digests)


class TestCalendar:
    def test_skips_week_ends(self):
        assert business_days_later(MONDAY, 4) == MONDAY - 3 * 3600 + 4 * DAY_S
        assert business_days_later(MONDAY, 5) == MONDAY - 3 * 3600 + 7 * DAY_S

    def test_pays_out_on_fridays(self):
        friday = next_payout(MONDAY)

        assert friday == MONDAY - 3 * 3600 + 4 * DAY_S
        assert next_payout(friday) == friday + 7 * DAY_S

    def test_ends_a_number_at_midnight_in_japan(self):
        assert (konbini_deadline(MONDAY, 3) + 1) % DAY_S == 15 * 3600
