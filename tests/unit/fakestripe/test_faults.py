"""Mishaps between shop and API: what was done, what is kept for a key, what a retry gets."""

import pytest

from services.sandbox.fakestripe import ApiFaults, FakeStripe
from tests.factories.fakestripe import DAY_S, MONDAY, page

FORM = {"amount": "3000", "currency": "jpy"}
KEY = {"Idempotency-Key": "k"}


@pytest.fixture
def post(world, caller):
    """Posts one intent under one mishap."""

    def post(headers=KEY, **faults):
        call = caller(world, ApiFaults(**faults))
        return call("POST", "/v1/payment_intents", headers=headers, data=FORM)

    return post


def made(world):
    return len(list(world.all_of("payment_intent")))


class TestMishap:
    @pytest.mark.parametrize(
        ("mishap", "status", "done"),
        [("rate_limited", 429, 0), ("failed_before", 500, 0), ("failed_after", 500, 1)],
    )
    def test_answers_with_an_error_before_or_after_it_is_done(
        self, world, post, mishap, status, done
    ):
        assert post(**{mishap: 1.0}).status_code == status
        assert made(world) == done

    def test_of_the_rate_says_when_to_try_again(self, post):
        answer = post(rate_limited=1.0)

        assert (answer.headers["Retry-After"], answer.json()["error"]["code"]) == (
            "1",
            "rate_limit",
        )

    @pytest.mark.parametrize(("mishap", "done"), [("dropped_before", 0), ("dropped_after", 1)])
    def test_cuts_the_line_before_or_after_it_is_done(self, world, post, mishap, done):
        with pytest.raises(ConnectionResetError):
            post(**{mishap: 1.0})

        assert made(world) == done

    def test_comes_by_the_seed(self, caller):
        def answers(seed):
            faults = ApiFaults(seed=seed, rate_limited=0.3, failed_before=0.3)
            call = caller(FakeStripe(1, MONDAY), faults)
            return [call("GET", "/v1/balance").status_code for _ in range(30)]

        assert answers(1) == answers(1)
        assert answers(1) != answers(2)
        assert set(answers(1)) == {200, 429, 500}


class TestKey:
    def test_keeps_an_error_that_came_after_it_was_done(self, world, caller):
        call = caller(world, ApiFaults(failed_after=1.0))
        first = call("POST", "/v1/payment_intents", headers=KEY, data=FORM)
        again = call("POST", "/v1/payment_intents", headers=KEY, data=FORM)

        assert (first.status_code, again.status_code, made(world)) == (500, 500, 1)
        assert again.headers["Idempotent-Replayed"] == "true"

    def test_keeps_no_error_that_came_before(self, world, caller):
        call = caller(world, ApiFaults(seed=1, failed_before=0.5))
        answers = [
            call("POST", "/v1/payment_intents", headers=KEY, data=FORM).status_code
            for _ in range(20)
        ]

        assert {500, 200} == set(answers)
        assert made(world) == 1

    def test_keeps_a_declined_card(self, world, call):
        form = FORM | {"payment_method": "pm_card_chargeDeclined", "confirm": "true"}
        first = call("POST", "/v1/payment_intents", headers=KEY, data=form)
        again = call("POST", "/v1/payment_intents", headers=KEY, data=form)

        assert (first.status_code, first.json()) == (402, again.json())
        assert first.json()["error"]["decline_code"] == "generic_decline"
        assert len(list(world.all_of("charge"))) == 1

    def test_is_refused_with_other_parameters_or_at_another_address(self, call):
        call("POST", "/v1/payment_intents", headers=KEY, data=FORM)

        for path, form in [
            ("/v1/payment_intents", FORM | {"amount": "3001"}),
            ("/v1/customers", {}),
        ]:
            answer = call("POST", path, headers=KEY, data=form)
            assert answer.json()["error"]["type"] == "idempotency_error"

    def test_is_forgotten_after_a_day_and_kept_until_then(self, world, call):
        first = call("POST", "/v1/payment_intents", headers=KEY, data=FORM).json()
        world.advance(MONDAY + DAY_S - 1)
        assert call("POST", "/v1/payment_intents", headers=KEY, data=FORM).json() == first

        world.advance(MONDAY + DAY_S)
        assert call("POST", "/v1/payment_intents", headers=KEY, data=FORM).json() != first

    def test_is_no_longer_than_255(self, call):
        long = {"Idempotency-Key": "k" * 256}

        assert call("POST", "/v1/customers", headers=long).status_code == 400


class TestTrace:
    def lived(self, caller, seed):
        world = FakeStripe(seed, MONDAY, twin_share=0.3, traced=True)
        call = caller(world, ApiFaults(seed=seed, rate_limited=0.2, failed_after=0.2))
        for n in range(20):
            call("POST", "/v1/payment_intents", headers={"Idempotency-Key": f"k{n}"}, data=FORM)
            world.pay(world.open_session(page())["id"])
        world.advance(MONDAY + 10 * DAY_S)
        return world.trace()

    def test_is_equal_byte_for_byte_with_mishaps_too(self, caller):
        assert self.lived(caller, 3) == self.lived(caller, 3)
        assert self.lived(caller, 3) != self.lived(caller, 4)
