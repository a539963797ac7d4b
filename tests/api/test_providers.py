"""Providers over HTTP: two people approve, and no account is shown in full."""

import pytest

from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme

APPLICATION = {
    "name": "みほん塾",
    "name_kana": "ミホンジュク",
    "legal_form": "stock_company",
    "invoice_number": "T8000012050002",
    "declared": True,
    "sites": [{"id": str(uuid7()), "name": "本校"}],
}
ACCOUNT = {
    "details": {
        "kind": "bank",
        "bank_code": "0001",
        "branch_code": "001",
        "account_number": "1234567",
    },
    "payee_kana": "カ)ミホンジュク",
}


@pytest.fixture
def programme(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        return make_programme(uow)


@pytest.fixture
def admin(runtime, programme):
    return client(runtime, key_for(runtime, programme.organisation_id, Role.NPO_ADMIN))


@pytest.fixture
def approver(runtime, programme):
    return client(runtime, key_for(runtime, programme.organisation_id, Role.NPO_APPROVER))


class TestProvider:
    def test_comes_in_by_two_people(self, admin, approver, programme):
        id, account = uuid7(), uuid7()
        path = f"/api/v1/providers/{id}"

        applied = admin.put(path, json=APPLICATION)
        assert applied.status_code == 201
        assert applied.json()["invoice_number_looks_mistyped"]

        blocked = approver.post(f"{path}/approve")
        assert (blocked.status_code, blocked.json()["code"]) == (409, "provider_incomplete")
        assert blocked.json()["reasons"] == ["bank_account_missing"]

        proposed = admin.put(f"{path}/bank-accounts/{account}", json=ACCOUNT)
        assert proposed.json()["masked"] == "0001-001 ****567"
        assert "1234567" not in proposed.text
        assert admin.post(f"{path}/bank-accounts/{account}/approve").status_code == 403
        assert approver.post(f"{path}/bank-accounts/{account}/approve").status_code == 200

        assert approver.post(f"{path}/approve").json()["status"] == "approved"
        joined = approver.put(f"/api/v1/programmes/{programme.id}/providers/{id}")
        assert joined.status_code == 201
        assert [site["name"] for site in admin.get(f"{path}/sites").json()] == ["本校"]

    def test_is_suspended_and_resumed(self, admin, approver, programme):
        path = f"/api/v1/providers/{uuid7()}"
        admin.put(path, json=APPLICATION)

        refused = approver.post(f"{path}/suspend", json={"because": "under_review"})

        assert (refused.status_code, refused.json()["code"]) == (409, "provider_status_unfit")

    def test_sees_itself_only(self, runtime, admin, programme):
        ours, theirs = uuid7(), uuid7()
        for id in (ours, theirs):
            told = {**APPLICATION, "sites": []}
            assert admin.put(f"/api/v1/providers/{id}", json=told).status_code == 201
        key = key_for(runtime, programme.organisation_id, Role.PROVIDER_OFFICE, provider_id=ours)
        provider = client(runtime, key)

        assert [one["id"] for one in provider.get("/api/v1/providers").json()] == [str(ours)]
        assert provider.get(f"/api/v1/providers/{theirs}").status_code == 404
        assert provider.put(f"/api/v1/providers/{theirs}", json=APPLICATION).status_code == 404

    def test_accepts_terms_that_are_in_force(self, admin, approver):
        path = f"/api/v1/providers/{uuid7()}"
        admin.put(path, json=APPLICATION)
        terms = {"text_ja": "転売の禁止", "text_en": "No resale"}
        assert approver.put("/api/v1/provider-terms/1", json=terms).status_code == 201

        assert admin.get(path).json()["terms_due"] == 1
        assert admin.post(f"{path}/terms/1/accept").json()["terms_accepted"] == 1
        assert admin.post(f"{path}/terms/2/accept").status_code == 422
