"""Funds over HTTP, and what a programme takes in while it is open."""

from datetime import timedelta

import pytest

from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.programmes import service as programmes
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme

FUND = {"code": "examinees", "name_ja": "受験生のため", "name_en": "Examinees", "restricted": True}


@pytest.fixture
def programme(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        return make_programme(uow)


@pytest.fixture
def admin(runtime, programme):
    return client(runtime, key_for(runtime, programme.organisation_id, Role.NPO_ADMIN))


@pytest.fixture
def url(programme):
    return f"/api/v1/programmes/{programme.id}"


def grant(admin, url, fund_id, **more):
    body = {"fund_id": str(fund_id), "amount_minor": 1_000, **more}
    return admin.post(f"{url}/grants", json=body, headers={"Idempotency-Key": str(uuid7())})


class TestOpenFund:
    def test_lets_a_grant_come_in(self, admin, url):
        fund_id = uuid7()

        first = admin.put(f"{url}/ledger/funds/{fund_id}", json=FUND)
        again = admin.put(f"{url}/ledger/funds/{fund_id}", json=FUND)

        assert (first.status_code, again.json()) == (201, first.json())
        assert grant(admin, url, fund_id).status_code == 201
        assert admin.get(f"{url}/ledger/funds").json()[0]["balance"]["minor"] == 1_000

    def test_refuses_an_id_for_another_purpose(self, admin, url):
        address = f"{url}/ledger/funds/{uuid7()}"
        admin.put(address, json=FUND)

        answer = admin.put(address, json=FUND | {"restricted": False})

        assert (answer.status_code, answer.json()["code"]) == (409, "fund_id_reused")

    def test_refuses_a_code_twice(self, admin, url):
        admin.put(f"{url}/ledger/funds/{uuid7()}", json=FUND)

        answer = admin.put(f"{url}/ledger/funds/{uuid7()}", json=FUND)

        assert (answer.status_code, answer.json()["code"]) == (409, "fund_code_taken")


class TestGrants:
    def test_of_tomorrow_are_not_booked(self, admin, url, clock):
        fund_id = uuid7()
        admin.put(f"{url}/ledger/funds/{fund_id}", json=FUND)
        tomorrow = (clock.now() + timedelta(days=1)).isoformat()

        answer = grant(admin, url, fund_id, received_at=tomorrow)

        assert (answer.status_code, answer.json()["code"]) == (422, "received_in_future")

    def test_are_not_taken_by_a_closed_programme(self, runtime, admin, url, programme):
        fund_id = uuid7()
        admin.put(f"{url}/ledger/funds/{fund_id}", json=FUND)
        with runtime.unit_of_work(organisation_id=programme.organisation_id) as uow:
            programmes.close(uow, programme_id=programme.id)

        answer = grant(admin, url, fund_id)

        assert (answer.status_code, answer.json()["code"]) == (409, "programme_not_published")


class TestKeys:
    @pytest.mark.parametrize("role", ["npo_admin", "npo_approver"])
    def test_of_the_office_are_not_made_with_a_key(self, admin, role):
        answer = admin.post("/api/v1/api-keys", json={"name": "second self", "roles": [role]})

        assert (answer.status_code, answer.json()["code"]) == (403, "key_not_grantable_by_key")

    def test_of_a_counter_belong_to_a_provider_of_ours(self, admin):
        body = {"name": "scanner", "roles": ["provider_counter"], "provider_id": str(uuid7())}

        answer = admin.post("/api/v1/api-keys", json=body)

        assert (answer.status_code, answer.json()["code"]) == (404, "provider_not_found")


class TestDraftProgramme:
    def test_says_nothing_of_another_organisation_s_programme(self, runtime, admin, programme):
        with runtime.unit_of_work(operator("stranger")) as uow:
            make_organisation(uow)
            theirs = make_programme(uow)
        told = admin.get(f"/api/v1/programmes/{programme.id}").json()
        fields = ("name_ja", "name_en", "issuer", "legal_ground", "terms")
        body = {field: told[field] for field in fields} | {"code": "999999"}

        answer = admin.put(f"/api/v1/programmes/{theirs.id}", json=body)

        assert (answer.status_code, answer.json()["code"]) == (409, "programme_id_reused")

    def test_twice_the_same_is_once(self, admin, programme):
        told = admin.get(f"/api/v1/programmes/{programme.id}").json()
        fields = ("code", "name_ja", "name_en", "municipality_code", "issuer", "legal_ground")
        body = {field: told[field] for field in (*fields, "terms")}

        answer = admin.put(f"/api/v1/programmes/{programme.id}", json=body)

        assert (answer.status_code, answer.json()["id"]) == (201, str(programme.id))
