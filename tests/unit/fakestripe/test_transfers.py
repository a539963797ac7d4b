"""Bank transfers to a customer's cash balance: too little, too much, too late."""

import pytest

from services.sandbox.fakestripe import FakeStripe, Terms
from services.sandbox.fakestripe.refusals import Refused
from tests.factories.fakestripe import DAY_S, MONDAY, topics, transfer_page


@pytest.fixture
def donor(world):
    return world.customers.create({"email": "hanako@example.org"})["id"]


@pytest.fixture
def promise(world, donor):
    """Opens a page for a transfer and completes it; returns session and intent."""

    def promise(yen=10_000):
        session = world.pay(world.open_session(transfer_page(donor, yen=yen))["id"])
        return session, world.objects[session["payment_intent"]]

    return promise


def moves(world):
    found = reversed(list(world.all_of("customer_cash_balance_transaction")))
    return [(one["type"], one["net_amount"], one["ending_balance"]) for one in found]


def remaining(intent):
    return intent["next_action"]["display_bank_transfer_instructions"]["amount_remaining"]


def set_mode(world, donor, mode):
    world.cash.update(donor, {"settings": {"reconciliation_mode": mode}})


class TestOpenSession:
    def test_is_refused_without_a_customer(self, world, donor):
        asked = transfer_page(donor)
        del asked["customer"]

        with pytest.raises(Refused, match="customer"):
            world.open_session(asked)

    def test_is_refused_without_saying_which_transfer(self, world, donor):
        with pytest.raises(Refused, match="funding_type"):
            world.open_session(transfer_page(donor) | {"payment_method_options": {}})


class TestPay:
    def test_gives_out_an_account_that_is_the_customers_for_good(self, promise):
        _, first = promise()
        _, second = promise()

        accounts = {
            one["next_action"]["display_bank_transfer_instructions"]["financial_addresses"][0][
                "zengin"
            ]["account_number"]
            for one in (first, second)
        }

        assert (len(accounts), first["status"], remaining(first)) == (1, "requires_action", 10_000)

    def test_completes_the_page_unpaid(self, promise):
        session, _ = promise()

        assert (session["status"], session["payment_status"]) == ("complete", "unpaid")

    def test_uses_what_is_there_already(self, world, donor, promise):
        world.send_transfer(donor, 12_000)

        session, intent = promise(10_000)

        assert (session["payment_status"], intent["status"]) == ("paid", "succeeded")
        assert world.cash.available(donor) == 2_000


class TestSendTransfer:
    def test_pays_what_waits_for_exactly_that(self, world, donor, promise):
        session, intent = promise()
        before = len(world.events)

        world.send_transfer(donor, 10_000)

        assert (intent["status"], session["payment_status"]) == ("succeeded", "paid")
        assert topics(world, before) == [
            "customer_cash_balance_transaction.created",
            "customer_cash_balance_transaction.created",
            "charge.succeeded",
            "payment_intent.succeeded",
            "checkout.session.async_payment_succeeded",
        ]

    def test_of_too_little_funds_it_partially(self, world, donor, promise):
        _, intent = promise()

        world.send_transfer(donor, 4_000)

        assert (intent["status"], remaining(intent)) == ("requires_action", 6_000)
        assert topics(world)[-1] == "payment_intent.partially_funded"
        assert world.cash.available(donor) == 0

    def test_of_the_rest_pays_it(self, world, donor, promise):
        _, intent = promise()
        world.send_transfer(donor, 4_000)

        world.send_transfer(donor, 6_000)

        assert intent["status"] == "succeeded"
        assert next(world.all_of("charge"))["amount"] == 10_000

    def test_of_too_much_leaves_the_rest_and_says_so(self, world, donor, promise):
        promise()

        world.send_transfer(donor, 13_000)

        assert world.cash.available(donor) == 3_000
        assert topics(world)[-1] == "cash_balance.funds_available"
        assert moves(world) == [("funded", 13_000, 13_000), ("applied_to_payment", -10_000, 3_000)]

    def test_prefers_the_smallest_group_that_fits_to_the_oldest(self, world, donor, promise):
        waiting = [promise(yen)[1] for yen in (9_000, 3_000, 4_000, 7_000)]

        world.send_transfer(donor, 7_000)
        world.send_transfer(donor, 12_000)

        assert [one["status"] == "succeeded" for one in waiting] == [True, True, False, True]

    def test_without_a_fit_fills_the_oldest_first(self, world, donor, promise):
        first, second = promise(5_000)[1], promise(5_000)[1]

        world.send_transfer(donor, 6_000)

        assert (first["status"], remaining(second)) == ("succeeded", 4_000)

    def test_moves_the_balance_only_when_it_pays(self, world, donor, promise):
        _, intent = promise()
        world.send_transfer(donor, 4_000)
        assert list(world.all_of("balance_transaction")) == []

        world.send_transfer(donor, 6_000)

        (moved,) = world.all_of("balance_transaction")
        assert (moved["type"], moved["amount"], moved["fee"]) == ("payment", 10_000, 150)
        assert moved["source"] == intent["latest_charge"]


class TestApply:
    """By hand: nothing is put to a payment unless somebody says so."""

    @pytest.fixture(autouse=True)
    def by_hand(self, world, donor):
        set_mode(world, donor, "manual")

    def test_is_all_that_puts_money_to_a_payment(self, world, donor, promise):
        _, intent = promise()
        world.send_transfer(donor, 10_000)
        assert intent["status"] == "requires_action"
        assert topics(world)[-1] == "cash_balance.funds_available"

        world.cash.apply(intent["id"], {})

        assert intent["status"] == "succeeded"

    def test_takes_a_part(self, world, donor, promise):
        _, intent = promise()
        world.send_transfer(donor, 10_000)

        world.cash.apply(intent["id"], {"amount": "1000"})

        assert (remaining(intent), world.cash.available(donor)) == (9_000, 9_000)

    @pytest.mark.parametrize("amount", ["0", "5001", "10001"])
    def test_takes_no_more_than_there_is_or_is_wanted(self, world, donor, promise, amount):
        _, intent = promise()
        world.send_transfer(donor, 5_000)

        with pytest.raises(Refused):
            world.cash.apply(intent["id"], {"amount": amount})

    def test_pays_less_where_the_payment_was_lowered(self, world, donor, promise):
        _, intent = promise()
        world.send_transfer(donor, 8_000)

        world.payments.update(intent["id"], {"amount": "8000"})
        world.cash.apply(intent["id"], {"amount": "8000"})

        assert (intent["status"], intent["amount_received"]) == ("succeeded", 8_000)

    def test_is_left_to_the_gateway_again(self, world, donor, promise):
        _, intent = promise()
        world.send_transfer(donor, 10_000)

        set_mode(world, donor, "merchant_default")

        assert intent["status"] == "succeeded"


class TestCancel:
    def test_gives_back_what_was_put_to_it(self, world, donor, promise):
        _, intent = promise()
        world.send_transfer(donor, 4_000)

        world.payments.cancel(intent["id"], {})

        assert intent["status"] == "canceled"
        assert moves(world)[-1] == ("unapplied_from_payment", 4_000, 4_000)

    def test_is_too_late_when_it_is_paid(self, world, donor, promise):
        _, intent = promise()
        world.send_transfer(donor, 10_000)

        with pytest.raises(Refused, match="succeeded"):
            world.payments.cancel(intent["id"], {})


class TestReturn:
    def back(self, world, donor, yen):
        return world.refund(
            {"origin": "customer_balance", "customer": donor, "amount": str(yen), "currency": "jpy"}
        )

    def test_takes_it_from_the_cash_balance_and_from_nothing_else(self, world, donor):
        world.send_transfer(donor, 5_000)

        refund = self.back(world, donor, 5_000)
        assert refund["status"] == "pending"
        world.advance(MONDAY + 4 * DAY_S)

        assert (refund["status"], refund["charge"]) == ("succeeded", None)
        assert moves(world)[-1] == ("return_initiated", -5_000, 0)
        assert list(world.all_of("balance_transaction")) == []

    def test_comes_back_when_the_bank_knows_no_such_account(self, world, donor):
        world.send_transfer(donor, 5_000)
        refund = self.back(world, donor, 2_000)

        world.fail_refund(refund["id"])

        assert moves(world)[-1] == ("return_canceled", 2_000, 5_000)

    def test_is_refused_beyond_what_is_there(self, world, donor):
        world.send_transfer(donor, 5_000)

        with pytest.raises(Refused, match="available cash balance"):
            self.back(world, donor, 5_001)


class TestOverHttp:
    def test_tells_the_cash_balance_and_its_movements(self, call, world, donor, promise):
        promise()
        world.send_transfer(donor, 13_000)

        cash = call("GET", f"/v1/customers/{donor}/cash_balance").json()
        listed = call("GET", f"/v1/customers/{donor}/cash_balance_transactions").json()["data"]
        one = call("GET", f"/v1/customers/{donor}/cash_balance_transactions/{listed[0]['id']}")
        customer = call("GET", f"/v1/customers/{donor}?expand[]=cash_balance").json()

        assert cash["available"] == {"jpy": 3_000}
        assert [move["type"] for move in listed] == ["applied_to_payment", "funded"]
        assert one.json() == listed[0]
        assert customer["cash_balance"] == cash

    def test_asks_for_a_transfer_without_a_page(self, call, donor):
        form = {
            "amount": "5000",
            "currency": "jpy",
            "customer": donor,
            "confirm": "true",
            "allowed_payment_method_types[0]": "customer_balance",
            "payment_method_data[type]": "customer_balance",
        }
        intent = call("POST", "/v1/payment_intents", data=form).json()
        helper = f"/v1/test_helpers/customers/{donor}/fund_cash_balance"
        call("POST", helper, data={"amount": "5000", "currency": "jpy"})

        assert intent["next_action"]["type"] == "display_bank_transfer_instructions"
        paid = call("GET", f"/v1/payment_intents/{intent['id']}").json()
        assert paid["status"] == "succeeded"

    def test_begins_by_hand_where_the_customer_was_made_so(self, call):
        form = {"cash_balance[settings][reconciliation_mode]": "manual"}
        id = call("POST", "/v1/customers", data=form).json()["id"]

        cash = call("GET", f"/v1/customers/{id}/cash_balance").json()

        assert cash["settings"] == {
            "reconciliation_mode": "manual",
            "using_merchant_default": False,
        }

    def test_names_an_account_before_there_is_anything_to_pay(self, call, donor):
        answer = call("POST", f"/v1/customers/{donor}/funding_instructions").json()

        assert answer["bank_transfer"]["type"] == "jp_bank_transfer"

    def test_forgets_a_customer(self, call, donor):
        gone = call("DELETE", f"/v1/customers/{donor}").json()

        assert gone == call("GET", f"/v1/customers/{donor}").json()
        assert gone["deleted"] is True
        assert call("POST", f"/v1/customers/{donor}").status_code == 404
        assert call("GET", "/v1/customers").json()["data"] == []


class TestTerms:
    def test_leave_it_to_people_for_everybody(self):
        world = FakeStripe(1, MONDAY, terms=Terms(reconciliation_mode="manual"))
        donor = world.customers.create({})["id"]
        session = world.pay(world.open_session(transfer_page(donor, yen=5_000))["id"])

        world.send_transfer(donor, 5_000)

        assert session["payment_status"] == "unpaid"
