"""Lists: pages in both directions, bounds, filters, and what a page costs."""

import pytest

from services.sandbox.fakestripe import FakeStripe
from services.sandbox.fakestripe.web.lists import Listed, page_of
from tests.factories.fakestripe import DAY_S, MONDAY, page

PATH = "/v1/balance_transactions"


@pytest.fixture
def filled(world):
    """Ten days with a gift each, the first of them given back; three payouts, one on its way."""
    for day in range(10):
        world.advance(MONDAY + day * DAY_S)
        world.pay(world.open_session(page(yen=3_000 + day))["id"])
    world.refund({"charge": list(world.all_of("charge"))[-1]["id"]})
    world.advance(MONDAY + 20 * DAY_S)
    return [one["id"] for one in world.all_of("balance_transaction")]


@pytest.fixture
def ids(call):
    """Asks for a page; returns the ids on it, and whether there is more."""

    def ids(query, path=PATH):
        answer = call("GET", f"{path}?{query}").json()
        return [one["id"] for one in answer["data"]], answer["has_more"]

    return ids


class TestCursors:
    @pytest.mark.parametrize("limit", [1, 3, 5, 100])
    def test_lead_forwards_through_all(self, filled, ids, limit):
        found, more = ids(f"limit={limit}")
        while more:
            next_page, more = ids(f"limit={limit}&starting_after={found[-1]}")
            found += next_page

        assert found == filled

    @pytest.mark.parametrize("limit", [1, 3, 5, 100])
    def test_lead_backwards_through_all(self, filled, ids, limit):
        found, more = ids(f"limit={limit}&ending_before={filled[-1]}")
        while more:
            next_page, more = ids(f"limit={limit}&ending_before={found[0]}")
            found = next_page + found

        assert [*found, filled[-1]] == filled

    def test_lead_through_a_payout(self, world, filled, ids):
        for payout in world.all_of("payout"):
            found, more = ids(f"limit=2&payout={payout['id']}")
            while more:
                rest, more = ids(f"limit=2&payout={payout['id']}&starting_after={found[-1]}")
                found += rest

            entries = [one["id"] for one in world.payouts.entries(payout["id"])]
            assert found == entries[::-1]

    def test_are_refused_where_nobody_knows_them(self, call, filled):
        assert call("GET", f"{PATH}?starting_after=txn_none").status_code == 404
        both = f"{PATH}?starting_after={filled[0]}&ending_before={filled[1]}"
        assert call("GET", both).status_code == 400


class TestCreated:
    def test_bounds_on_both_sides(self, world, filled, ids):
        created = {id: world.objects[id]["created"] for id in filled}
        days = [MONDAY + day * DAY_S for day in (2, 5)]

        closed, _ = ids(f"limit=100&created[gte]={days[0]}&created[lte]={days[1]}")
        half_open, _ = ids(f"limit=100&created[gt]={days[0]}&created[lt]={days[1]}")
        exactly, _ = ids(f"limit=100&created={days[0]}")

        assert closed == [id for id in filled if days[0] <= created[id] <= days[1]]
        assert half_open == [id for id in filled if days[0] < created[id] < days[1]]
        assert exactly == [id for id in filled if created[id] == days[0]]

    def test_bounds_what_a_cursor_leads_through(self, filled, ids):
        since = MONDAY + 2 * DAY_S
        all_of_them, _ = ids(f"limit=100&created[gte]={since}")

        found, more = ids(f"limit=2&created[gte]={since}")
        while more:
            rest, more = ids(f"limit=2&created[gte]={since}&starting_after={found[-1]}")
            found += rest

        assert found == all_of_them

    def test_is_refused_where_it_is_no_time(self, call):
        assert call("GET", f"{PATH}?created[gte]=yesterday").status_code == 400
        assert call("GET", f"{PATH}?created[since]=1").status_code == 400


class TestFilters:
    def test_by_type_and_source(self, world, filled, ids):
        refund = next(world.all_of("refund"))

        assert ids("type=refund") == ([refund["balance_transaction"]], False)
        assert ids(f"source={refund['id']}") == ([refund["balance_transaction"]], False)
        assert len(ids("type=charge&limit=100")[0]) == 10

    def test_payouts_by_arrival(self, world, filled, ids):
        first = list(world.all_of("payout"))[-1]

        found = ids(f"arrival_date[lte]={first['arrival_date']}", path="/v1/payouts")

        assert found == ([first["id"]], False)

    def test_events_by_one_type_or_several(self, filled, ids):
        paid, _ = ids("limit=100&type=payout.paid", path="/v1/events")
        both, _ = ids("limit=100&types[]=payout.paid&types[]=payout.created", path="/v1/events")

        assert (len(paid), len(both)) == (2, 5)

    def test_sessions_by_what_came_of_them(self, world, ids):
        session = world.pay(world.open_session(page())["id"])
        world.open_session(page())

        found = ids(f"payment_intent={session['payment_intent']}", path="/v1/checkout/sessions")

        assert found == ([session["id"]], False)
        assert ids("payment_intent=pi_none", path="/v1/checkout/sessions") == ([], False)

    def test_limit_is_between_1_and_100(self, call):
        for limit in ("0", "101", "ten"):
            assert call("GET", f"{PATH}?limit={limit}").status_code == 400


class TestCost:
    def test_of_a_page_does_not_grow_with_the_list(self):
        """Listing all of n movements is n steps, not n steps for each page of a hundred."""
        world = FakeStripe(1, MONDAY)
        for _ in range(2_000):
            world.take_fee(1)
        looked_at = []
        listed = Listed("balance_transaction", only=lambda *_: not looked_at.append(1))

        asked, pages = {"limit": "100"}, 0
        while True:
            found = page_of(world.account, listed, asked)
            pages += 1
            if not found.has_more:
                break
            asked["starting_after"] = found.things[-1]["id"]

        assert pages == 20
        assert len(looked_at) <= 2_000 + pages
