"""The page behind a session's address, gone through with plain forms."""

import pytest

from services.sandbox.fakestripe import FakeStripe, host
from tests.factories.fakestripe import (
    MONDAY,
    card_page,
    konbini_page,
    monthly_page,
    page,
    transfer_page,
)


@pytest.fixture
def press(call):
    """Presses a button on a session's page."""

    def press(session, do, language="en", **fields):
        headers = {"Accept-Language": language}
        data = {"do": do, **fields}
        return call("POST", f"/pay/{session['id']}", headers=headers, data=data)

    return press


def stays(answer, session):
    """Whether a button leads back to the same page."""
    return (answer.status_code, answer.headers["location"]) == (303, f"/pay/{session['id']}")


@pytest.fixture
def look(call):
    def look(session, language="en"):
        return call("GET", f"/pay/{session['id']}", headers={"Accept-Language": language}).text

    return look


class TestCard:
    def test_is_paid_and_leads_back_to_the_shop(self, world, press):
        session = world.open_session(page())

        answer = press(session, "pay")

        assert answer.status_code == 303
        assert answer.headers["location"] == f"https://example.org/thanks?session={session['id']}"
        assert session["payment_status"] == "paid"

    def test_is_declined_and_may_be_tried_again(self, world, press, look):
        session = world.open_session(page())

        assert stays(press(session, "decline"), session)

        assert "declined" in look(session)
        assert "value=pay" in look(session)
        assert press(session, "pay").status_code == 303

    @pytest.mark.parametrize("asked", [page(), monthly_page(), card_page(None)])
    def test_says_so_on_every_kind_of_page(self, world, press, look, asked):
        session = world.open_session(asked)

        press(session, "decline")

        assert "declined" in look(session)

    def test_is_left_by_the_other_way(self, world, press):
        session = world.open_session(page())

        assert press(session, "leave").headers["location"] == "https://example.org/"
        assert session["status"] == "open"


class TestKonbini:
    def test_gives_a_number_and_takes_the_cash(self, world, press, look):
        session = world.open_session(konbini_page())

        assert stays(press(session, "pay"), session)
        shown = look(session)
        code = world.objects[session["payment_intent"]]["next_action"]["konbini_display_details"][
            "stores"
        ]["lawson"]["payment_code"]
        paid = press(session, "counter")

        assert code in shown
        assert (paid.status_code, session["payment_status"]) == (303, "paid")

    def test_may_be_paid_later(self, world, press):
        session = world.open_session(konbini_page())
        press(session, "pay")

        assert press(session, "go").status_code == 303
        assert session["payment_status"] == "unpaid"


class TestTransfer:
    @pytest.fixture
    def session(self, world):
        donor = world.customers.create({})["id"]
        return world.open_session(transfer_page(donor, yen=10_000))

    def test_of_another_amount_says_what_is_still_to_be_sent(self, session, press, look):
        press(session, "pay")

        assert stays(press(session, "transfer", yen="4000"), session)

        assert "6,000" in look(session)
        assert press(session, "transfer", yen="6000").status_code == 303

    @pytest.mark.parametrize("yen", ["", "0", "-5", "many"])
    def test_of_no_amount_is_refused(self, session, press, yen):
        press(session, "pay")

        answer = press(session, "transfer", yen=yen)

        assert (answer.status_code, "digits" in answer.text) == (400, True)
        assert session["payment_status"] == "unpaid"


class TestOthers:
    def test_subscribe_and_leave_a_card(self, world, press):
        monthly = world.open_session(monthly_page())
        assert press(monthly, "pay").status_code == 303

        setup = world.open_session(card_page(monthly["customer"]))
        assert press(setup, "pay").status_code == 303
        assert (monthly["status"], setup["status"]) == ("complete", "complete")


class TestShow:
    def test_speaks_both_languages(self, world, look):
        session = world.open_session(page(yen=12_345))

        assert "12,345 yen" in look(session)
        assert "12,345 円" in look(session, language="ja")
        assert 'lang="ja"' in look(session, language="ja")

    def test_says_when_it_has_expired(self, world, look):
        session = world.open_session(page())
        world.checkout.expire(session["id"])

        assert "expired" in look(session)

    def test_knows_no_stranger(self, call):
        assert call("GET", "/pay/cs_none").status_code == 404

    def test_refuses_unknown_buttons_and_what_is_over(self, world, press):
        session = world.open_session(page())

        assert 'role="alert"' in press(session, "explode").text
        press(session, "pay")
        assert 'role="alert"' in press(session, "pay").text

    def test_is_where_the_session_says_while_it_is_hosted(self):
        world = FakeStripe(1, MONDAY)
        with host(world) as hosted:
            session = world.open_session(page())
            assert session["url"] == f"{hosted.base_url}/pay/{session['id']}"

        assert world.open_session(page())["url"].startswith("https://checkout.stripe.com/")
