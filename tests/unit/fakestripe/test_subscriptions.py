"""Subscriptions: months by the gateway's clock, cards that give up, changes and ends."""

from datetime import UTC, datetime

import pytest

from services.sandbox.fakestripe import Card, FakeStripe, Terms
from services.sandbox.fakestripe.calendar import months_later
from services.sandbox.fakestripe.refusals import Refused
from tests.factories.fakestripe import DAY_S, MONDAY, card_page, monthly_page, topics

HOUR_S = 3_600


@pytest.fixture
def begun(world):
    """A subscription whose first month is paid."""
    session = world.pay(world.open_session(monthly_page())["id"])
    return world.objects[session["subscription"]]


def invoices(world):
    return [
        (one["billing_reason"], one["status"]) for one in reversed(list(world.all_of("invoice")))
    ]


def turn(world, months=1):
    """Let so many months pass, and their invoices be charged."""
    for _ in range(months):
        item = next(world.all_of("subscription"))["items"]["data"][0]
        world.advance(item["current_period_end"] + HOUR_S)


def change(world, subscription, **asked):
    return world.subscriptions.update(subscription["id"], asked)


class TestPay:
    def test_makes_a_customer_and_charges_the_first_month(self, world):
        session = world.pay(world.open_session(monthly_page(customer_email="a@example.org"))["id"])

        subscription = world.objects[session["subscription"]]
        assert (session["status"], session["payment_status"]) == ("complete", "paid")
        assert world.objects[session["customer"]]["email"] == "a@example.org"
        assert (subscription["status"], subscription["metadata"]) == (
            "active",
            {"monthly_gift_id": "m1"},
        )
        assert topics(world) == [
            "customer.created",
            "payment_method.attached",
            "product.created",
            "customer.subscription.created",
            "invoice.created",
            "invoice.finalized",
            "charge.succeeded",
            "payment_intent.succeeded",
            "invoice_payment.paid",
            "invoice.paid",
            "invoice.payment_succeeded",
            "customer.subscription.updated",
            "checkout.session.completed",
        ]

    def test_books_a_charge_with_its_fee(self, world, begun):
        (moved,) = world.all_of("balance_transaction")

        assert (moved["type"], moved["amount"], moved["fee"]) == ("charge", 1_000, 36)

    def test_leaves_the_page_open_when_the_card_is_declined(self, world):
        session = world.decline(world.open_session(monthly_page())["id"])

        assert (session["status"], session["subscription"]) == ("open", None)
        assert list(world.all_of("subscription")) == []
        assert world.pay(session["id"])["status"] == "complete"

    @pytest.mark.parametrize("method", ["konbini", "customer_balance"])
    def test_takes_only_cards(self, world, method):
        with pytest.raises(Refused, match="subscription"):
            world.open_session(monthly_page(allowed_payment_method_types=[method]))

    def test_takes_only_months(self, world):
        asked = monthly_page()
        asked["line_items"][0]["price_data"]["recurring"] = {"interval": "week"}

        with pytest.raises(Refused, match="every month"):
            world.open_session(asked)


class TestRenew:
    def test_charges_each_month_and_tells_whose_it_is(self, world, begun):
        turn(world, months=2)

        assert invoices(world) == [
            ("subscription_create", "paid"),
            ("subscription_cycle", "paid"),
            ("subscription_cycle", "paid"),
        ]
        last = next(world.all_of("invoice"))
        assert last["parent"]["subscription_details"] == {
            "metadata": {"monthly_gift_id": "m1"},
            "subscription": begun["id"],
        }
        assert sum(one["amount"] for one in world.all_of("charge")) == 3_000

    def test_asks_for_the_month_to_come(self, world, begun):
        turn(world)

        (line,) = next(world.all_of("invoice"))["lines"]["data"]
        start = datetime.fromtimestamp(line["period"]["start"], UTC)
        end = datetime.fromtimestamp(line["period"]["end"], UTC)
        assert (start.month, start.day, end.month, end.day) == (5, 6, 6, 6)

    def test_drafts_first_and_charges_an_hour_later(self, world, begun):
        world.advance(begun["items"]["data"][0]["current_period_end"])
        assert invoices(world)[-1] == ("subscription_cycle", "draft")

        world.advance(world.now + HOUR_S)
        assert invoices(world)[-1] == ("subscription_cycle", "paid")

    def test_keeps_the_day_of_the_month(self):
        january = int(datetime(2026, 1, 31, tzinfo=UTC).timestamp())

        days = [datetime.fromtimestamp(months_later(january, n), UTC).day for n in range(4)]

        assert days == [31, 28, 31, 30]

    def test_fails_when_the_card_has_expired(self, world):
        session = world.pay(
            world.open_session(monthly_page())["id"], Card(exp_month=4, exp_year=2026)
        )

        turn(world)

        assert world.objects[session["subscription"]]["status"] == "past_due"
        error = next(world.all_of("payment_intent"))["last_payment_error"]
        assert error["code"] == "expired_card"


class TestDecline:
    def test_is_tried_again_and_ends_it_after_the_last_try(self, world, begun):
        world.break_card(begun["id"])
        turn(world)
        invoice = next(world.all_of("invoice"))
        tries = [(invoice["attempt_count"], begun["status"])]

        for days in (3, 5, 7):
            assert invoice["next_payment_attempt"] == world.now + days * DAY_S
            world.advance(world.now + days * DAY_S)
            tries.append((invoice["attempt_count"], begun["status"]))

        assert tries == [(1, "past_due"), (2, "past_due"), (3, "past_due"), (4, "canceled")]
        assert invoice["next_payment_attempt"] is None
        assert begun["cancellation_details"]["reason"] == "payment_failed"
        assert topics(world)[-2:] == ["invoice.payment_failed", "customer.subscription.deleted"]

    def test_is_made_good_by_another_card_at_the_next_try(self, world, begun):
        world.break_card(begun["id"])
        turn(world)

        world.replace_card(begun["id"])
        world.advance(world.now + 3 * DAY_S)

        assert (begun["status"], invoices(world)[-1][1]) == ("active", "paid")

    def test_is_made_good_at_once_by_paying_what_is_due(self, world, begun):
        world.break_card(begun["id"])
        turn(world)
        world.replace_card(begun["id"])

        world.invoices.pay(begun["latest_invoice"], {})
        world.advance(world.now + 20 * DAY_S)

        assert (begun["status"], len(list(world.all_of("charge")))) == ("active", 3)

    @pytest.mark.parametrize("setting", ["unpaid", "past_due"])
    def test_leaves_it_as_the_account_is_set(self, setting):
        world = FakeStripe(1, MONDAY, terms=Terms(retry_after_days=(1,), after_last_try=setting))
        session = world.pay(world.open_session(monthly_page())["id"])
        world.break_card(session["subscription"])

        turn(world)
        world.advance(world.now + DAY_S)

        assert world.objects[session["subscription"]]["status"] == setting

    def test_charges_nothing_while_it_is_unpaid(self):
        world = FakeStripe(1, MONDAY, terms=Terms(retry_after_days=(), after_last_try="unpaid"))
        session = world.pay(world.open_session(monthly_page())["id"])
        world.break_card(session["subscription"])

        turn(world, months=3)

        assert [status for _, status in invoices(world)] == ["paid", "open", "draft", "draft"]


class TestUpdate:
    def reprice(self, subscription, yen, **changes):
        item = subscription["items"]["data"][0]
        price = {
            "currency": "jpy",
            "unit_amount": str(yen),
            "recurring": {"interval": "month"},
            "product": item["price"]["product"],
        }
        return {"items": [{"id": item["id"], "price_data": price}]} | changes

    def test_charges_another_amount_from_the_next_month(self, world, begun):
        change(world, begun, **self.reprice(begun, 2_500, proration_behavior="none"))
        assert len(list(world.all_of("charge"))) == 1

        turn(world)

        assert next(world.all_of("charge"))["amount"] == 2_500

    def test_plays_no_prorations(self, world, begun):
        with pytest.raises(Refused, match="proration"):
            change(world, begun, **self.reprice(begun, 2_500))

    def test_pauses_until_a_day_and_goes_on(self, world, begun):
        until = begun["items"]["data"][0]["current_period_end"] + 10 * DAY_S
        change(world, begun, pause_collection={"behavior": "void", "resumes_at": str(until)})

        turn(world, months=2)

        assert [status for _, status in invoices(world)] == ["paid", "void", "paid"]
        assert begun["pause_collection"] is None

    @pytest.mark.parametrize(
        ("behavior", "status"),
        [("void", "void"), ("mark_uncollectible", "uncollectible"), ("keep_as_draft", "draft")],
    )
    def test_pauses_in_three_ways_and_goes_on_when_asked(self, world, begun, behavior, status):
        change(world, begun, pause_collection={"behavior": behavior})
        turn(world)

        change(world, begun, pause_collection="")
        turn(world)

        assert [found for _, found in invoices(world)] == ["paid", status, "paid"]

    def test_ends_it_with_the_period(self, world, begun):
        end = begun["items"]["data"][0]["current_period_end"]
        change(world, begun, cancel_at_period_end="true")
        assert (begun["status"], begun["cancel_at"]) == ("active", end)

        world.advance(end)

        assert (begun["status"], begun["ended_at"]) == ("canceled", end)
        assert len(list(world.all_of("invoice"))) == 1

    def test_takes_the_end_back(self, world, begun):
        change(world, begun, cancel_at_period_end="true")
        change(world, begun, cancel_at_period_end="false")

        turn(world)

        assert (begun["status"], begun["cancel_at"]) == ("active", None)

    def test_changes_nothing_that_has_ended(self, world, begun):
        world.subscriptions.cancel(begun["id"], {})

        with pytest.raises(Refused):
            change(world, begun, metadata={"a": "b"})


class TestCancel:
    def test_ends_it_at_once_with_all_that_was_due(self, world, begun):
        world.break_card(begun["id"])
        turn(world)
        charges = len(list(world.all_of("charge")))

        world.subscriptions.cancel(begun["id"], {})
        world.advance(world.now + 60 * DAY_S)

        assert begun["status"] == "canceled"
        assert len(list(world.all_of("charge"))) == charges

    def test_comes_with_the_customer(self, world, begun):
        world.customers.delete(begun["customer"])

        assert begun["status"] == "canceled"


class TestLeaveCard:
    def test_gives_a_method_for_later_and_charges_nothing(self, world, begun):
        session = world.pay(
            world.open_session(card_page(begun["customer"]))["id"], Card(exp_year=2040)
        )

        intent = world.objects[session["setup_intent"]]
        method = world.objects[intent["payment_method"]]
        assert (session["payment_status"], intent["status"]) == ("no_payment_required", "succeeded")
        assert (method["customer"], method["card"]["exp_year"]) == (begun["customer"], 2_040)
        assert len(list(world.all_of("charge"))) == 1

    def test_asks_again_when_the_card_is_declined(self, world, begun):
        session = world.decline(world.open_session(card_page(begun["customer"]))["id"])

        intent = world.objects[session["setup_intent"]]
        assert (session["status"], intent["last_setup_error"]["code"]) == ("open", "card_declined")


class TestOverHttp:
    def test_finds_the_invoice_of_a_payment(self, call, world, begun):
        intent = next(world.all_of("payment_intent"))["id"]
        query = f"payment[type]=payment_intent&payment[payment_intent]={intent}"

        (found,) = call("GET", f"/v1/invoice_payments?{query}").json()["data"]

        assert (found["invoice"], found["status"]) == (begun["latest_invoice"], "paid")

    def test_expands_through_to_the_payment(self, call, begun):
        path = f"/v1/subscriptions/{begun['id']}?expand[]=latest_invoice.payments"

        invoice = call("GET", path).json()["latest_invoice"]

        assert invoice["payments"]["data"][0]["payment"]["type"] == "payment_intent"

    def test_begins_without_a_page(self, call, world):
        customer = call("POST", "/v1/customers").json()["id"]
        method = call(
            "POST", "/v1/payment_methods/pm_card_visa/attach", data={"customer": customer}
        ).json()["id"]
        product = call("POST", "/v1/products", data={"name": "Gift"}).json()["id"]
        form = {
            "customer": customer,
            "default_payment_method": method,
            "items[0][price_data][currency]": "jpy",
            "items[0][price_data][unit_amount]": "500",
            "items[0][price_data][recurring][interval]": "month",
            "items[0][price_data][product]": product,
        }

        begun = call("POST", "/v1/subscriptions", data=form).json()

        assert begun["status"] == "active"
        ended = call("DELETE", f"/v1/subscriptions/{begun['id']}").json()
        assert ended["status"] == "canceled"
        assert call("GET", "/v1/subscriptions").json()["data"] == []
        assert len(call("GET", "/v1/subscriptions?status=all").json()["data"]) == 1

    def test_is_incomplete_and_then_over_where_the_first_month_is_not_paid(self, call, world):
        customer = call("POST", "/v1/customers").json()["id"]
        product = call("POST", "/v1/products", data={"name": "Gift"}).json()["id"]
        price = call(
            "POST",
            "/v1/prices",
            data={
                "currency": "jpy",
                "unit_amount": "500",
                "recurring[interval]": "month",
                "product": product,
            },
        ).json()["id"]
        form = {"customer": customer, "items[0][price]": price}

        begun = call("POST", "/v1/subscriptions", data=form).json()
        world.advance(world.now + DAY_S)

        assert begun["status"] == "incomplete"
        assert world.objects[begun["id"]]["status"] == "incomplete_expired"
