"""Refunds: pending, succeeded, and failed long after that."""

import pytest

from services.sandbox.fakestripe import FakeStripe, Terms
from services.sandbox.fakestripe.refusals import Refused
from tests.factories.fakestripe import DAY_S, MONDAY, konbini_page, page, topics, transfer_page


def paid_by_card(world, yen=3_000):
    session = world.pay(world.open_session(page(yen=yen))["id"])
    return world.objects[world.objects[session["payment_intent"]]["latest_charge"]]


def paid_in_cash(world):
    session = world.pay(world.open_session(konbini_page())["id"], email="taro@example.org")
    world.pay_at_the_counter(session["id"])
    return world.objects[world.objects[session["payment_intent"]]["latest_charge"]]


def paid_by_transfer(world):
    donor = world.customers.create({"email": "a@example.org"})["id"]
    world.pay(world.open_session(transfer_page(donor))["id"])
    world.send_transfer(donor, 3_000)
    return next(world.all_of("charge"))


def give_back(world, charge, **asked):
    return world.refund({"charge": charge["id"]} | asked)


def moves(world):
    found = reversed(list(world.all_of("balance_transaction")))
    return [(one["type"], one["amount"], one["fee"]) for one in found]


class TestToACard:
    def test_succeeds_at_once_and_keeps_the_fee(self, world):
        charge = paid_by_card(world)

        refund = give_back(world, charge)

        assert (refund["status"], charge["refunded"]) == ("succeeded", True)
        assert moves(world) == [("charge", 3_000, 108), ("refund", -3_000, 0)]

    def test_in_parts_never_exceeds_the_charge(self, world):
        charge = paid_by_card(world)
        for _ in range(3):
            give_back(world, charge, amount="900")

        with pytest.raises(Refused, match="greater than unrefunded"):
            give_back(world, charge, amount="301")
        give_back(world, charge, amount="300")

        with pytest.raises(Refused) as refusal:
            give_back(world, charge)
        assert refusal.value.body["error"]["code"] == "charge_already_refunded"

    def test_is_pending_for_as_long_as_the_account_is_set(self):
        world = FakeStripe(1, MONDAY, terms=Terms(refund_takes_s=DAY_S))
        refund = give_back(world, paid_by_card(world))
        assert refund["status"] == "pending"

        world.advance(MONDAY + DAY_S)

        assert refund["status"] == "succeeded"
        assert topics(world)[-2:] == ["refund.updated", "charge.refund.updated"]


class TestFail:
    @pytest.mark.parametrize("takes", [0, 30 * DAY_S])
    def test_brings_the_money_back_whether_it_had_succeeded_or_not(self, takes):
        world = FakeStripe(1, MONDAY, terms=Terms(refund_takes_s=takes))
        charge = paid_by_card(world)
        refund = give_back(world, charge, amount="1000")
        world.advance(MONDAY + 20 * DAY_S)

        world.fail_refund(refund["id"], "lost_or_stolen_card")
        world.advance(MONDAY + 40 * DAY_S)

        back = world.objects[refund["failure_balance_transaction"]]
        assert (refund["status"], refund["failure_reason"]) == ("failed", "lost_or_stolen_card")
        assert (back["type"], back["amount"]) == ("refund_failure", 1_000)
        assert (charge["amount_refunded"], charge["refunded"]) == (0, False)
        told = [t for t in topics(world) if "refund" in t]
        assert told[-2:] == ["refund.failed", "charge.refund.updated"]

    def test_lets_it_be_tried_again(self, world):
        charge = paid_by_card(world)
        world.fail_refund(give_back(world, charge)["id"])

        assert give_back(world, charge)["status"] == "succeeded"

    def test_happens_once(self, world):
        refund = give_back(world, paid_by_card(world))
        world.fail_refund(refund["id"])

        with pytest.raises(Refused):
            world.fail_refund(refund["id"])


class TestOfCashAtTheKonbini:
    def test_asks_the_payer_for_an_account(self, world):
        refund = give_back(world, paid_in_cash(world))

        assert refund["status"] == "requires_action"
        sent = refund["next_action"]["display_details"]["email_sent"]
        assert sent["email_sent_to"] == "taro@example.org"
        assert refund["id"].startswith("pyr_")
        assert moves(world)[-1] == ("payment_refund", -3_000, 0)

    def test_arrives_days_after_an_account_was_named(self, world):
        refund = give_back(world, paid_in_cash(world))

        world.name_account(refund["id"])
        assert refund["status"] == "pending"
        world.advance(MONDAY + 4 * DAY_S)

        assert refund["status"] == "succeeded"

    def test_fails_when_nobody_names_one_in_45_days(self, world):
        refund = give_back(world, paid_in_cash(world))

        world.advance(MONDAY + 45 * DAY_S)

        assert refund["status"] == "failed"
        assert moves(world)[-1][0] in {"refund_failure", "payout"}
        with pytest.raises(Refused):
            world.name_account(refund["id"])

    def test_is_cancelled_while_nobody_has(self, world):
        charge = paid_in_cash(world)
        refund = give_back(world, charge)

        world.refunds.cancel(refund["id"])

        assert (refund["status"], refund["failure_reason"]) == ("canceled", "merchant_request")
        assert moves(world)[-1] == ("refund_failure", 3_000, 0)
        assert charge["amount_refunded"] == 0

    def test_is_not_cancelled_any_more_once_somebody_has(self, world):
        refund = give_back(world, paid_in_cash(world))
        world.name_account(refund["id"])

        with pytest.raises(Refused, match="requires_action"):
            world.refunds.cancel(refund["id"])


class TestOfATransfer:
    def test_goes_to_the_bank_account_that_it_came_from(self, world):
        refund = give_back(world, paid_by_transfer(world))
        assert refund["status"] == "pending"

        world.advance(MONDAY + 4 * DAY_S)

        assert refund["status"] == "succeeded"
        assert refund["destination_details"]["type"] == "jp_bank_transfer"


class TestOverHttp:
    def test_is_told_by_the_charge_when_asked(self, call, world):
        charge = paid_by_card(world)
        refund = call("POST", "/v1/refunds", data={"charge": charge["id"]}).json()

        told = call("GET", f"/v1/charges/{charge['id']}?expand[]=refunds").json()

        assert [one["id"] for one in told["refunds"]["data"]] == [refund["id"]]
        assert "refunds" not in call("GET", f"/v1/charges/{charge['id']}").json()

    def test_has_its_metadata_changed_and_its_time_cut_short(self, call, world):
        refund = give_back(world, paid_in_cash(world))["id"]

        changed = call("POST", f"/v1/refunds/{refund}", data={"metadata[why]": "asked"}).json()
        expired = call("POST", f"/v1/test_helpers/refunds/{refund}/expire").json()

        assert (changed["metadata"], expired["status"]) == ({"why": "asked"}, "failed")

    def test_of_the_gateways_test_cards_meets_its_fate(self, call, world):
        fates = {}
        for card in ("pm_card_refundFail", "pm_card_pendingRefund"):
            form = {"amount": "500", "currency": "jpy", "payment_method": card, "confirm": "true"}
            intent = call("POST", "/v1/payment_intents", data=form).json()["id"]
            refund = call("POST", "/v1/refunds", data={"payment_intent": intent}).json()
            world.advance(world.now + 601)
            after = call("GET", f"/v1/refunds/{refund['id']}").json()
            fates[card] = (refund["status"], after["status"])

        assert fates == {
            "pm_card_refundFail": ("succeeded", "failed"),
            "pm_card_pendingRefund": ("pending", "succeeded"),
        }
