"""Programmes over HTTP."""

import pytest

from services.core.bootstrap import Runtime
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.programmes import examples
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme


@pytest.fixture
def organisation_id(runtime: Runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_organisation(uow).id


@pytest.fixture
def admin(runtime: Runtime, organisation_id):
    return client(runtime, key_for(runtime, organisation_id, Role.NPO_ADMIN))


def body(**changes):
    data = examples.load("shibuya-2025")
    fields = ("code", "name_ja", "name_en", "issuer", "legal_ground")
    terms = {name: str(value) if "_on" in name else value for name, value in data["terms"].items()}
    return {**{name: data[name] for name in fields}, "terms": terms, **changes}


class TestDraftProgramme:
    def test_answers_with_the_terms(self, admin):
        answer = admin.put(f"/api/v1/programmes/{uuid7()}", json=body())

        assert answer.status_code == 201
        assert answer.json()["terms"]["amount_by_grade"] == {"9": 200000}

    def test_names_the_field_at_fault(self, admin):
        answer = admin.put(f"/api/v1/programmes/{uuid7()}", json=body(code="12"))

        assert answer.status_code == 422
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["code"] == "fields_invalid"
        assert answer.json()["errors"][0]["pointer"] == "/code"

    def test_is_refused_without_a_key(self, runtime):
        answer = client(runtime).put(f"/api/v1/programmes/{uuid7()}", json=body())

        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"

    def test_is_refused_in_another_role(self, runtime, organisation_id):
        auditor = client(runtime, key_for(runtime, organisation_id, Role.AUDITOR), language="ja")

        answer = auditor.put(f"/api/v1/programmes/{uuid7()}", json=body())

        assert answer.status_code == 403
        assert answer.json()["title"] == "権限がありません"


class TestPublishProgramme:
    def test_is_blocked_without_a_legal_ground(self, admin):
        address = f"/api/v1/programmes/{uuid7()}"
        admin.put(address, json=body(legal_ground=None))

        answer = admin.post(f"{address}/publish")

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/legal_ground"

    def test_opens_it_for_good(self, admin):
        address = f"/api/v1/programmes/{uuid7()}"
        admin.put(address, json=body())

        first, second = admin.post(f"{address}/publish"), admin.post(f"{address}/publish")

        assert (first.status_code, first.json()["status"]) == (200, "published")
        assert second.status_code == 409


class TestGetProgramme:
    def test_knows_nothing_of_another_organisation(self, runtime, admin):
        with runtime.unit_of_work(operator("stranger")) as uow:
            theirs = make_programme(uow)

        answer = admin.get(f"/api/v1/programmes/{theirs.id}")

        assert answer.status_code == 404
        assert answer.json()["code"] == "programme_unknown"


class TestGetBalance:
    def test_tells_what_stands_in_an_account(self, runtime, admin, organisation_id):
        with runtime.unit_of_work(operator("founder")) as uow:
            uow.enter(organisation_id)
            programme = make_programme(uow, organisation_id=organisation_id)

        address = f"/api/v1/programmes/{programme.id}/ledger/accounts"
        answer = admin.get(f"{address}/bank/{organisation_id}/balance")

        assert answer.status_code == 200
        assert answer.json()["balance"] == {"minor": 0, "currency": "JPY"}
