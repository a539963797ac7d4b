"""The counter and what follows it, over HTTP."""

from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from services.api.main import create_app
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.redemptions import service as redemptions
from services.core.vouchers.short_code import new_code
from tests.factories.http import key_for
from tests.factories.providers import make_provider, only_site
from tests.factories.redemptions import LESSON, make_classroom

# What a provider may be told of a use (requirement D11); whatever is added must be argued for.
TOLD_AT_THE_COUNTER = {
    "id",
    "enrolment_id",
    "site_id",
    "category",
    "service_on",
    "amount",
    "recorded_at",
    "balance_sufficient",
}
TOLD_OF_A_USE = {
    "id",
    "programme_id",
    "provider_id",
    "enrolment_id",
    "site_id",
    "category",
    "service_on",
    "amount",
    "reversed_minor",
    "status",
    "disputed_because",
    "recorded_at",
    "confirmed_at",
    "closed_at",
}
TOLD_OF_A_CHILD = {"id", "site_id", "initial", "grade_band", "enrolled_at", "left_on"}


@pytest.fixture
def classroom(runtime, clock):
    with runtime.unit_of_work(operator("founder")) as uow:
        classroom = make_classroom(uow, amount=10_000)
        at = uow.now
    clock.move_to(at)
    return classroom


@pytest.fixture
def app(runtime):
    with TestClient(create_app(runtime), raise_server_exceptions=False) as client:
        yield client


@pytest.fixture
def counter(runtime, classroom, app):
    return as_role(runtime, classroom, app, Role.PROVIDER_OFFICE, classroom.provider.id)


@pytest.fixture
def office(runtime, classroom, app):
    return as_role(runtime, classroom, app, Role.NPO_ADMIN)


class TestRedeemVoucher:
    def test_answers_the_same_to_every_retry(self, counter, classroom):
        id = uuid7()

        first = counter("PUT", f"/redemptions/{id}", json=body(classroom))
        again = counter("PUT", f"/redemptions/{id}", json=body(classroom))

        assert (first.status_code, again.status_code) == (201, 201)
        assert first.content == again.content
        assert set(first.json()) == TOLD_AT_THE_COUNTER

    def test_takes_a_typed_code(self, counter, classroom):
        answer = redeem(counter, classroom, code=classroom.card.code)

        assert answer.status_code == 201

    def test_refuses_the_id_for_another_use(self, counter, classroom):
        id = uuid7()
        counter("PUT", f"/redemptions/{id}", json=body(classroom))

        answer = counter("PUT", f"/redemptions/{id}", json=body(classroom, amount_minor=2))

        assert (answer.status_code, answer.json()["code"]) == (409, "redemption_id_reused")

    @pytest.mark.parametrize(
        ("language", "words"),
        [("ja", "残高が足りません"), ("ja-easy", "足（た）りません"), ("en", "not sufficient")],
    )
    def test_tells_a_refusal_in_the_readers_language(self, counter, classroom, language, words):
        answer = redeem(counter, classroom, language=language, amount_minor=10_001)

        assert answer.status_code == 409
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "balance_insufficient"
        assert words in answer.json()["detail"]
        assert "10000" not in answer.text

    def test_keeps_what_was_refused(self, runtime, counter, classroom):
        redeem(counter, classroom, code=new_code())
        redeem(counter, classroom, category="shop_goods")

        with runtime.unit_of_work(organisation_id=classroom.programme.organisation_id) as uow:
            kept = redemptions.refusals_by_code(uow)
        assert kept == {"code_unknown": 1, "category_not_allowed": 1}

    def test_locks_a_scanner_that_guesses_and_the_office_opens_it(
        self, runtime, classroom, app, counter, office
    ):
        answers = [redeem(counter, classroom, code=new_code()) for _ in range(11)]
        assert [answer.status_code for answer in answers] == [422] * 10 + [429]
        assert "retry-after" in answers[-1].headers
        assert redeem(counter, classroom).json()["code"] == "scanner_locked"

        scanner = counter("GET", "/me").json()["id"]
        assert office("POST", f"/scanners/{scanner}/unlock").status_code == 204

        assert redeem(counter, classroom).status_code == 201

    @pytest.mark.parametrize(
        ("change", "pointer"),
        [({"amount_minor": 0}, "/amount_minor"), ({"service_on": "soon"}, "/service_on")],
    )
    def test_names_the_field_at_fault(self, counter, classroom, change, pointer):
        answer = redeem(counter, classroom, **change)

        assert (answer.status_code, answer.json()["code"]) == (422, "fields_invalid")
        assert answer.json()["errors"][0]["pointer"] == pointer

    def test_wants_an_id_that_is_one(self, counter, classroom):
        answer = counter("PUT", "/redemptions/seven", json=body(classroom))

        assert answer.status_code == 422

    def test_is_closed_to_who_brings_no_key_or_the_wrong_role(self, runtime, classroom, app):
        stranger = app.put(f"/api/v1/redemptions/{uuid7()}", json=body(classroom))
        auditor = as_role(runtime, classroom, app, Role.AUDITOR)

        assert stranger.status_code == 401
        assert redeem(auditor, classroom).status_code == 403

    def test_lets_no_counter_speak_for_another_provider(self, counter, classroom):
        assert redeem(counter, classroom, provider_id=str(uuid7())).status_code == 404

    def test_lets_the_office_key_in_a_form_and_a_supervisor_a_late_one(
        self, runtime, clock, classroom, app, office
    ):
        form = {"provider_id": str(classroom.provider.id)}
        assert redeem(office, classroom, **form).status_code == 201

        clock.move_to(clock.now() + timedelta(days=15))  # the 6th of July
        late = redeem(office, classroom, **form)
        assert late.json()["code"] == "proxy_deadline_passed"

        form["override"] = "form_arrived_late"
        assert redeem(office, classroom, **form).json()["code"] == "not_permitted"
        supervisor = as_role(runtime, classroom, app, Role.NPO_APPROVER)
        assert redeem(supervisor, classroom, **form).status_code == 201

    def test_works_in_an_application_that_was_not_started(self, runtime, classroom):
        app = TestClient(create_app(runtime))
        counter = as_role(runtime, classroom, app, Role.PROVIDER_COUNTER, classroom.provider.id)

        assert redeem(counter, classroom).status_code == 201

    def test_stands_in_the_published_description(self, app):
        operation = app.get("/openapi.json").json()["paths"]["/api/v1/redemptions/{redemption_id}"][
            "put"
        ]

        assert operation["security"]
        assert "balance_insufficient" in operation["responses"]["409"]["description"]


class TestUses:
    def test_are_told_to_their_own_provider_only(self, runtime, classroom, app, counter):
        id = redeem(counter, classroom).json()["id"]
        with runtime.unit_of_work(
            operator("founder"), organisation_id=classroom.programme.organisation_id
        ) as uow:
            rival = make_provider(uow, classroom.programme)
        stranger = as_role(runtime, classroom, app, Role.PROVIDER_OFFICE, rival.id)

        own = counter("GET", f"/redemptions/{id}")

        assert set(own.json()) == TOLD_OF_A_USE
        assert [use["id"] for use in counter("GET", "/redemptions").json()] == [id]
        assert stranger("GET", f"/redemptions/{id}").status_code == 404
        assert stranger("GET", "/redemptions").json() == []

    def test_are_undone_once_for_one_id(self, counter, classroom):
        id = redeem(counter, classroom).json()["id"]
        path = f"/redemptions/{id}/reversals/{uuid7()}"
        told = {"reason": "lesson_cancelled", "amount_minor": 400}

        first, again = counter("PUT", path, json=told), counter("PUT", path, json=told)

        assert (first.status_code, again.status_code) == (201, 201)
        assert first.json() == again.json()
        assert counter("GET", f"/redemptions/{id}").json()["reversed_minor"] == 400

    def test_are_confirmed_and_disputed_by_the_office_for_the_family(
        self, counter, office, classroom
    ):
        id = redeem(counter, classroom).json()["id"]

        disputed = office("POST", f"/redemptions/{id}/dispute", json={"because": "child_absent"})
        dismissed = office("POST", f"/redemptions/{id}/dismiss-dispute")
        confirmed = office("POST", f"/redemptions/{id}/confirm")

        statuses = [answer.json()["status"] for answer in (disputed, dismissed, confirmed)]
        assert statuses == ["disputed", "confirmed", "confirmed"]
        assert counter("POST", f"/redemptions/{id}/confirm").status_code == 403


class TestRoster:
    def test_shows_an_initial_and_a_band(self, counter, classroom):
        path = f"/programmes/{classroom.programme.id}/enrolments"

        [line] = counter("GET", path).json()

        assert set(line) == TOLD_OF_A_CHILD
        assert (line["initial"], line["grade_band"]) == ("ミ", "junior_high")

    def test_grows_by_a_card_that_is_shown(self, runtime, classroom, app):
        with runtime.unit_of_work(
            operator("founder"), organisation_id=classroom.programme.organisation_id
        ) as uow:
            piano = make_provider(uow, classroom.programme)
            site = only_site(uow, piano.id)
        counter = as_role(runtime, classroom, app, Role.PROVIDER_COUNTER, piano.id)
        path = f"/programmes/{classroom.programme.id}/enrolments/{uuid7()}"

        refused = counter("PUT", path, json={"code": new_code(), "site_id": str(site)})
        made = counter("PUT", path, json={"code": classroom.card.code, "site_id": str(site)})

        assert (refused.status_code, refused.json()["code"]) == (422, "code_unknown")
        assert made.status_code == 201
        with runtime.unit_of_work(organisation_id=classroom.programme.organisation_id) as uow:
            assert redemptions.refusals_by_code(uow) == {"code_unknown": 1}


def as_role(runtime, classroom, app, role, provider_id=None):
    """Ask as somebody in this role."""
    key = key_for(runtime, classroom.programme.organisation_id, role, provider_id=provider_id)

    def ask(method, path, language="en", **what):
        headers = {"Authorization": f"Bearer {key}", "Accept-Language": language}
        return app.request(method, f"/api/v1{path}", headers=headers, **what)

    return ask


def redeem(ask, classroom, language="en", **changes):
    path = f"/redemptions/{uuid7()}"
    return ask("PUT", path, language=language, json=body(classroom, **changes))


def body(classroom, **changes):
    return {
        "code": classroom.card.token,
        "service_on": LESSON.isoformat(),
        "category": "tuition",
        "amount_minor": 1_000,
        **changes,
    }
