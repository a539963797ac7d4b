"""Disputes: withdrawn, won, lost, only asked about, born lost, told backwards."""

import pytest

from services.sandbox.fakestripe.refusals import Refused
from tests.factories.fakestripe import konbini_page, page, topics


@pytest.fixture
def charge(world):
    world.pay(world.open_session(page())["id"])
    return next(world.all_of("charge"))


def moves(dispute):
    return [
        (one["type"], one["reporting_category"], one["amount"], one["fee"])
        for one in dispute["balance_transactions"]
    ]


WITHDRAWN = ("adjustment", "dispute", -3_000, 1_300)
REINSTATED = ("adjustment", "dispute_reversal", 3_000, 0)


class TestDispute:
    def test_withdraws_the_money_and_a_fee(self, world, charge):
        before = len(world.events)

        dispute = world.dispute(charge["id"])

        assert (dispute["status"], moves(dispute)) == ("needs_response", [WITHDRAWN])
        assert dispute["balance_transactions"][0]["source"] == dispute["id"]
        assert charge["disputed"] is True
        assert topics(world, before) == [
            "charge.dispute.created",
            "charge.dispute.funds_withdrawn",
        ]

    def test_is_found_by_the_intent_too(self, world, charge):
        assert world.dispute(charge["payment_intent"])["charge"] == charge["id"]

    def test_of_a_part_withdraws_that_part(self, world, charge):
        dispute = world.dispute(charge["id"], amount=1_000)

        assert moves(dispute) == [("adjustment", "dispute", -1_000, 1_300)]

    def test_is_refused_beyond_the_charge_and_of_cash(self, world, charge):
        with pytest.raises(Refused, match="greater"):
            world.dispute(charge["id"], amount=3_001)
        session = world.pay(world.open_session(konbini_page())["id"])
        world.pay_at_the_counter(session["id"])
        with pytest.raises(Refused, match="card"):
            world.dispute(session["payment_intent"])

    def test_leaves_nothing_to_refund(self, world, charge):
        world.dispute(charge["id"])

        with pytest.raises(Refused) as refusal:
            world.refund({"charge": charge["id"]})

        assert refusal.value.body["error"]["code"] == "charge_disputed"


class TestWin:
    def test_reinstates_the_money_without_the_fee(self, world, charge):
        dispute = world.dispute(charge["id"])

        world.win_dispute(dispute["id"])

        assert (dispute["status"], moves(dispute)) == ("won", [WITHDRAWN, REINSTATED])
        assert topics(world)[-2:] == ["charge.dispute.closed", "charge.dispute.funds_reinstated"]

    def test_happens_once(self, world, charge):
        dispute = world.dispute(charge["id"])
        world.win_dispute(dispute["id"])

        with pytest.raises(Refused, match="closed"):
            world.lose_dispute(dispute["id"])


class TestLose:
    def test_moves_nothing_more(self, world, charge):
        dispute = world.dispute(charge["id"])

        world.lose_dispute(dispute["id"])

        assert (dispute["status"], moves(dispute)) == ("lost", [WITHDRAWN])
        assert topics(world)[-1] == "charge.dispute.closed"

    def test_may_be_from_birth(self, world, charge):
        before = len(world.events)

        dispute = world.dispute(charge["id"], status="lost")

        assert (dispute["status"], moves(dispute)) == ("lost", [WITHDRAWN])
        assert topics(world, before)[0] == "charge.dispute.created"
        assert topics(world, before)[-1] == "charge.dispute.closed"

    def test_may_be_told_before_it_is_told_that_there_is_one(self, world, charge):
        before = len(world.events)

        dispute = world.dispute(charge["id"], closed_first=True)

        assert (dispute["status"], moves(dispute)) == ("lost", [WITHDRAWN])
        assert topics(world, before) == [
            "charge.dispute.closed",
            "charge.dispute.created",
            "charge.dispute.funds_withdrawn",
        ]


class TestInquire:
    @pytest.fixture
    def inquiry(self, world, charge):
        return world.dispute(charge["id"], status="warning_needs_response")

    def test_moves_no_money_and_lets_it_be_refunded(self, world, charge, inquiry):
        assert (inquiry["is_charge_refundable"], moves(inquiry)) == (True, [])
        assert world.refund({"charge": charge["id"]})["status"] == "succeeded"

    def test_closes_as_a_warning(self, world, inquiry):
        world.win_dispute(inquiry["id"])

        assert (inquiry["status"], moves(inquiry)) == ("warning_closed", [])

    def test_may_become_a_dispute(self, world, inquiry):
        world.escalate_dispute(inquiry["id"])

        assert (inquiry["status"], moves(inquiry)) == ("needs_response", [WITHDRAWN])


class TestOverHttp:
    def test_decides_by_evidence_as_in_test_mode(self, call, world):
        outcomes = []
        for evidence in ("winning_evidence", "losing_evidence"):
            form = {
                "amount": "3000",
                "currency": "jpy",
                "payment_method": "pm_card_createDispute",
                "confirm": "true",
            }
            intent = call("POST", "/v1/payment_intents", data=form).json()["id"]
            (dispute,) = call("GET", f"/v1/disputes?payment_intent={intent}").json()["data"]
            call(
                "POST",
                f"/v1/disputes/{dispute['id']}",
                data={"evidence[uncategorized_text]": evidence},
            )
            after = call("GET", f"/v1/disputes/{dispute['id']}").json()
            outcomes.append((after["status"], len(after["balance_transactions"])))

        assert outcomes == [("won", 2), ("lost", 1)]

    def test_is_accepted(self, call, world, charge):
        dispute = world.dispute(charge["id"])["id"]

        assert call("POST", f"/v1/disputes/{dispute}/close").json()["status"] == "lost"
