"""Messages on their way: late, lost, twice, forged, stale, under an old secret."""

import json
from datetime import UTC, datetime

import pytest

from services.core.donations.errors import SignatureRefused
from services.core.integrations.stripe import StripeMessages
from services.sandbox.fakestripe import Deliveries, FaultPlan
from services.sandbox.fakestripe.deliveries import Stray
from tests.factories.fakestripe import DAY_S, MONDAY, page

SECRET = "whsec_1"


@pytest.fixture
def full(world):
    for _ in range(40):
        world.pay(world.open_session(page())["id"])
    return world


def ids(bodies):
    return [json.loads(body)["id"] for body in bodies]


def sent(deliveries):
    got = []
    deliveries.send(lambda body, _: got.append(body) or 200)
    return got


class TestDelay:
    def test_is_of_three_days_at_most_and_loses_nothing(self, full):
        deliveries = Deliveries(full, [SECRET], FaultPlan(seed=1, delay_share=0.5))
        told = [event["id"] for event in full.events]

        first = ids(sent(deliveries))
        full.advance(MONDAY + DAY_S)
        second = ids(sent(deliveries))
        full.advance(MONDAY + 3 * DAY_S)
        third = ids(sent(deliveries))

        assert 0 < len(second) < len(told) - len(first)
        assert set(told) <= {*first, *second, *third}


class TestLoss:
    def test_leaves_them_to_be_found_in_the_list_of_events(self, full, call):
        deliveries = Deliveries(full, [SECRET], FaultPlan(seed=1, lost_share=0.3))

        got = set(ids(sent(deliveries)))

        listed = {e["id"] for e in call("GET", "/v1/events?limit=100").json()["data"]}
        assert 0 < len(got) < len(full.events)
        assert listed - got


class TestRefusal:
    def test_is_tried_again_for_three_days_and_then_given_up(self, full):
        deliveries = Deliveries(full, [SECRET])
        for day in range(4):
            full.advance(MONDAY + day * DAY_S)
            assert deliveries.send(lambda *_: 500) == 0

        full.advance(MONDAY + 4 * DAY_S)
        told_since = sum(event["created"] > MONDAY for event in full.events)

        assert len(sent(deliveries)) == told_since


class TestStray:
    """Each kind is refused or set aside; a true message beside it is taken."""

    def read(self, world, body, header):
        at = datetime.fromtimestamp(world.now, UTC)
        return StripeMessages([SECRET], livemode=False).read(body, header, at=at)

    @pytest.mark.parametrize("kind", [Stray.FORGED, Stray.IMPOSTOR, Stray.STALE])
    def test_is_refused(self, full, kind):
        deliveries = Deliveries(full, [SECRET])
        true = json.loads(sent(deliveries)[0])

        with pytest.raises(SignatureRefused):
            self.read(full, *deliveries.stray(kind, true))

    @pytest.mark.parametrize(
        ("kind", "odd"), [(Stray.OTHER_MODE, "livemode"), (Stray.OTHER_CURRENCY, "currency")]
    )
    def test_is_set_aside(self, full, kind, odd):
        deliveries = Deliveries(full, [SECRET])
        true = json.loads(sent(deliveries)[0])

        message = self.read(full, *deliveries.stray(kind, true))

        assert message.odd == odd
        assert message.id != true["id"]

    def test_comes_by_the_plan_beside_the_true_ones(self, full):
        deliveries = Deliveries(full, [SECRET], FaultPlan(seed=1, stray_share=0.5))

        def post(body, header):
            try:
                self.read(full, body, header)
            except SignatureRefused:
                return 400
            return 200

        taken = deliveries.send(post)

        assert taken == len(full.events)
        assert {kind for kind, _ in deliveries.strays} == set(Stray)
        refused = {kind for kind, status in deliveries.strays if status == 400}
        assert refused == {Stray.FORGED, Stray.IMPOSTOR, Stray.STALE}


class TestRollSecret:
    def signatures(self, deliveries):
        return deliveries.sign(b"{}").count("v1=")

    def test_signs_with_both_for_a_day_and_then_with_the_new_one(self, world):
        deliveries = Deliveries(world, ["whsec_old"])

        deliveries.roll_secret("whsec_new")
        counts = [self.signatures(deliveries)]
        world.advance(MONDAY + DAY_S)
        counts.append(self.signatures(deliveries))

        assert counts == [2, 1]
        assert deliveries.sign(b"{}") == Deliveries(world, ["whsec_new"]).sign(b"{}")

    def test_may_retire_the_old_one_at_once(self, world):
        deliveries = Deliveries(world, ["whsec_old"])

        deliveries.roll_secret("whsec_new", old_for_s=0)

        assert self.signatures(deliveries) == 1

    def test_keeps_no_old_one_for_longer_than_a_day(self, world):
        with pytest.raises(ValueError, match="a day"):
            Deliveries(world, ["whsec_old"]).roll_secret("whsec_new", old_for_s=DAY_S + 1)
