"""A letter with a code and a PIN: first use, five tries, and the office that prints another."""

from datetime import timedelta
from functools import partial
from io import BytesIO

import pytest
from pypdf import PdfReader
from sqlalchemy import text as sql

from services.api.main import create_app
from services.api.rate_limits import RateLimits
from services.core.households import service as households
from services.core.identity.models.letters import TRIES
from services.core.identity.service.letters import LASTS, UNUSED_LASTS
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.ids import uuid7
from tests.conftest import NOW, own_runtime
from tests.factories.doors import CODE, PIN, browser_at, make_guardian, make_letter, sheets
from tests.factories.http import key_for
from tests.factories.identity import API, signed_in
from tests.factories.programmes import make_programme

OWN_PIN = "271828"


@pytest.fixture(scope="module")
def house(databases, tmp_path_factory):
    """One installation for all of these tests: each has an organisation of its own."""
    folder = tmp_path_factory.mktemp("letters")
    with own_runtime(databases, "letters", SetClock(NOW), folder) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def app(house):
    return create_app(house)


@pytest.fixture
def runtime(house):
    return house


@pytest.fixture
def clock(house):
    return house.clock


@pytest.fixture
def browser(app, house):
    """Opens browsers at an application that has counted nothing yet."""
    app.state.rate_limits = RateLimits.of(house)
    return partial(browser_at, app)


@pytest.fixture
def programme(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow)


@pytest.fixture
def guardian(runtime, programme):
    with as_office(runtime, programme) as uow:
        return make_guardian(uow, programme)


@pytest.fixture
def letter(runtime, programme, guardian):
    return make_letter(runtime, programme.organisation_id, guardian)


@pytest.fixture
def used(family, letter):
    """A letter whose family has chosen its own PIN."""
    assert sign_in(family, letter.code, letter.pin, OWN_PIN).status_code == 201
    return letter


@pytest.fixture
def office(browser, runtime, programme):
    return browser(key_for(runtime, programme.organisation_id, Role.NPO_ADMIN))


def as_office(runtime, programme):
    return runtime.unit_of_work(operator("office"), organisation_id=programme.organisation_id)


@pytest.fixture
def family(browser):
    """A family's browser."""
    return browser()


def sign_in(browser, code, pin, new_pin=None):
    body = {"code": code, "pin": pin} | ({"new_pin": new_pin} if new_pin else {})
    return browser.post(f"{API}/sign-in/letter", json=body)


def told(answer):
    return answer.status_code, answer.json().get("code")


REFUSED = (401, "sign_in_refused")


class TestFirstUse:
    def test_asks_for_a_pin_of_the_family_s_own(self, family, letter):
        answer = sign_in(family, letter.code, letter.pin)

        assert told(answer) == (409, "pin_change_required")
        assert "set-cookie" not in answer.headers

    def test_lets_the_family_in_with_it(self, family, letter, guardian):
        greeted = sign_in(family, letter.code, letter.pin, OWN_PIN)

        assert greeted.status_code == 201
        assert greeted.json()["roles"] == ["family"]
        me = family.get(f"{API}/me").json()
        assert (me["kind"], me["id"]) == ("family", str(guardian.guardian_id))

    def test_ends_the_printed_pin(self, family, used):
        assert told(sign_in(family, used.code, used.pin)) == REFUSED
        assert sign_in(family, used.code, OWN_PIN).status_code == 201

    @pytest.mark.parametrize("pin", ["111111", "123456", "876543", "121212", "112233", "120120"])
    def test_refuses_what_others_would_try_first(self, family, letter, pin):
        assert told(sign_in(family, letter.code, letter.pin, pin)) == (422, "pin_too_simple")

    def test_refuses_the_printed_pin_as_the_family_s_own(self, family, letter):
        answer = sign_in(family, letter.code, letter.pin, letter.pin)

        assert told(answer) == (422, "pin_too_simple")

    @pytest.mark.parametrize("pin", ["12345", "1234567890123", "12345a", "１２３４５６"])
    def test_takes_digits_only_and_enough_of_them(self, family, letter, pin):
        assert sign_in(family, letter.code, letter.pin, pin).status_code == 422

    def test_does_not_count_as_a_wrong_try(self, family, letter):
        for _ in range(TRIES + 1):
            assert sign_in(family, letter.code, letter.pin).status_code == 409


class TestSignIn:
    def test_reads_the_code_however_it_was_typed(self, family, used):
        typed = used.code.lower().replace("-", "  ").replace("0", "o").replace("1", "l")

        assert sign_in(family, typed, OWN_PIN).status_code == 201

    def test_may_change_the_pin_on_the_way(self, family, used):
        assert sign_in(family, used.code, OWN_PIN, "31415926").status_code == 201

        assert told(sign_in(family, used.code, OWN_PIN)) == REFUSED
        assert sign_in(family, used.code, "31415926").status_code == 201

    def test_answers_alike_whatever_is_wrong(
        self, runtime, family, programme, used, guardian, clock
    ):
        wrong_pin = sign_in(family, used.code, "314159")
        unknown = sign_in(family, "7G2K-9QXM-3FWT-C8NP", OWN_PIN)
        clock.move_to(clock.now() + LASTS)
        too_old = sign_in(family, used.code, OWN_PIN)
        fresh = make_letter(runtime, programme.organisation_id, guardian)
        replaced = sign_in(family, used.code, OWN_PIN)

        answers = [wrong_pin, unknown, too_old, replaced]
        assert {told(answer) for answer in answers} == {REFUSED}
        assert len({answer.content for answer in answers}) == 1
        assert sign_in(family, fresh.code, fresh.pin).status_code == 409

    def test_ends_with_a_letter_that_nobody_used(self, family, letter, clock):
        clock.move_to(clock.now() + UNUSED_LASTS)

        assert told(sign_in(family, letter.code, letter.pin)) == REFUSED

    def test_lets_nobody_in_who_was_forgotten(self, runtime, family, programme, used, guardian):
        with as_office(runtime, programme) as uow:
            households.forget_household(uow, household_id=guardian.household_id)

        assert told(sign_in(family, used.code, OWN_PIN)) == REFUSED

    def test_keeps_neither_code_nor_pin(self, runtime, used):
        with runtime.unit_of_work() as uow:
            query = sql("SELECT row_to_json(t)::text FROM letter_codes t WHERE id = :id")
            kept = uow.session.scalar(query, {"id": used.id})

        assert used.code not in kept
        assert OWN_PIN not in kept
        assert "$argon2id$" in kept


class TestTries:
    def test_are_five_and_then_no_pin_helps(self, family, used):
        for _ in range(TRIES):
            assert told(sign_in(family, used.code, "314159")) == REFUSED

        assert told(sign_in(family, used.code, OWN_PIN)) == REFUSED

    def test_stay_used_up_after_an_hour_and_a_year(self, family, used, clock):
        for _ in range(TRIES):
            sign_in(family, used.code, "314159")

        clock.move_to(clock.now() + timedelta(days=300))

        assert told(sign_in(family, used.code, OWN_PIN)) == REFUSED

    def test_are_forgotten_after_an_hour_where_some_are_left(self, family, used, clock):
        for _ in range(2):
            for _ in range(TRIES - 1):
                sign_in(family, used.code, "314159")
            clock.move_to(clock.now() + timedelta(hours=1))

        assert sign_in(family, used.code, OWN_PIN).status_code == 201

    def test_are_forgiven_by_a_right_one(self, family, used):
        for _ in range(2):
            for _ in range(TRIES - 1):
                sign_in(family, used.code, "314159")
            assert sign_in(family, used.code, OWN_PIN).status_code == 201

    def test_begin_anew_with_a_new_letter(self, runtime, family, programme, used, guardian):
        for _ in range(TRIES):
            sign_in(family, used.code, "314159")

        fresh = make_letter(runtime, programme.organisation_id, guardian)

        assert sign_in(family, fresh.code, fresh.pin, OWN_PIN).status_code == 201


class TestOffice:
    def test_prints_codes_and_pins_on_sheets_apart(self, runtime, family, programme, office):
        with as_office(runtime, programme) as uow:
            families = [make_guardian(uow, programme) for _ in range(2)]
        body = {"household_ids": [str(one.household_id) for one in families]}

        answer = office.post(f"{API}/sign-in-letters", json=body)

        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-store"
        pages = sheets(PdfReader(BytesIO(answer.content)))
        assert len(pages) == 4
        codes = [CODE.search(page) for page in pages]
        assert [bool(code) for code in codes] == [True, True, False, False]
        pins = [PIN.search(page)[0] for page in pages[2:]]
        assert all("見本 良子" in page for page in pages)
        for code, pin in zip(codes[:2], pins, strict=True):
            assert sign_in(family, code[0], pin, OWN_PIN).status_code == 201

    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_writes_in_other_words_too(self, office, guardian, language):
        body = {"household_ids": [str(guardian.household_id)], "language": language}

        assert office.post(f"{API}/sign-in-letters", json=body).status_code == 200

    def test_sees_who_is_locked_and_neither_code_nor_pin(self, family, office, guardian, used):
        for _ in range(TRIES):
            sign_in(family, used.code, "314159")

        (seen,) = office.get(f"{API}/households/{guardian.household_id}/sign-in-letters").json()

        assert seen["is_locked"] is True
        assert seen["own_pin_at"] is not None
        assert used.code not in str(seen)

    def test_takes_a_letter_back_and_ends_what_it_opened(self, family, office, guardian, used):
        sign_in(family, used.code, OWN_PIN)

        taken = office.delete(f"{API}/households/{guardian.household_id}/sign-in-letters")

        assert taken.json() == {"letters": 1}
        assert family.get(f"{API}/me").status_code == 401
        assert told(sign_in(family, used.code, OWN_PIN)) == REFUSED

    def test_does_not_write_to_families_of_others(self, runtime, browser, guardian):
        with runtime.unit_of_work(operator("founder")) as uow:
            neighbour = make_programme(uow)
        stranger = browser(key_for(runtime, neighbour.organisation_id, Role.NPO_ADMIN))

        for household_id in (guardian.household_id, uuid7()):
            answer = stranger.post(
                f"{API}/sign-in-letters", json={"household_ids": [str(household_id)]}
            )
            assert told(answer) == (404, "household_not_found")

    def test_must_prove_to_be_there(self, runtime, programme, guardian, clock):
        person = signed_in(runtime, programme.organisation_id, Role.NPO_ADMIN)
        clock.move_to(clock.now() + timedelta(minutes=6))
        body = {"household_ids": [str(guardian.household_id)]}

        asked = person.browser.post(f"{API}/sign-in-letters", json=body)
        person.prove()
        proved = person.browser.post(f"{API}/sign-in-letters", json=body)

        assert told(asked) == (403, "step_up_required")
        assert proved.status_code == 200
