"""Receipts over HTTP: issued, listed, exported, printed, and not for everybody to read."""

from io import BytesIO

import pytest
from pypdf import PdfReader

from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from tests.factories.certifications import CERTIFICATION
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.http import client, key_for
from tests.factories.programmes import make_organisation, make_programme

# As JSON has it, and after the term that every campaign of the tests has.
RENEWED = {name: str(fact) for name, fact in CERTIFICATION.items()} | {
    "certified_on": "2031-04-01",
    "valid_from": "2031-04-01",
    "valid_until": "2036-03-31",
    "in_force_from": "2031-04-01",
}
JAPANESE = {"Accept-Language": "ja"}


@pytest.fixture
def campaign(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        return make_campaign(uow, make_programme(uow))


@pytest.fixture
def url(campaign):
    return f"/api/v1/programmes/{campaign.programme_id}"


@pytest.fixture
def as_(runtime, campaign):
    def by(role):
        return client(runtime, key_for(runtime, campaign.organisation_id, role))

    return by


def once():
    return {"Idempotency-Key": str(uuid7())}


class TestReceipts:
    def test_are_issued_listed_and_exported(self, runtime, url, campaign, as_):
        admin = as_(Role.NPO_ADMIN)
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            make_gift(uow, campaign, donor=HANAKO)
            make_gift(uow, campaign, donor=HANAKO, anonymous=True)

        issued = admin.post(f"{url}/receipts?year=2025", headers=once())
        listed = admin.get(f"{url}/receipts?year=2025").json()
        csv = admin.get(f"{url}/receipts.csv?year=2025&encoding=cp932")
        receipt = f"/api/v1/receipts/{listed[0]['id']}"
        paper = admin.get(f"{receipt}/pdf", headers=JAPANESE)
        again = admin.post(f"{receipt}/reissues", headers=once())
        marked = admin.get(f"{receipt}/pdf")

        assert issued.json() == {"issued": 1, "left_out": {"anonymous": 1}}
        assert [(one["number"], one["name"]) for one in listed] == [("2025-000001", HANAKO.name)]
        assert "髙橋 花子" in csv.content.decode("cp932")
        assert "第 2025-000001 号" in words_of(paper)
        assert "再発行" not in words_of(paper)
        assert again.json()["count"] == 1
        assert "Re-issued (no. 1)" in words_of(marked)

    def test_are_not_for_auditors_to_read(self, url, as_):
        assert as_(Role.AUDITOR).get(f"{url}/receipts?year=2025").status_code == 403


class TestCertifications:
    """B8: entered by one person, approved by another."""

    def test_take_two_people(self, as_):
        admin, approver = as_(Role.NPO_ADMIN), as_(Role.NPO_APPROVER)

        version = admin.post("/api/v1/certifications", json=RENEWED, headers=once()).json()
        url = f"/api/v1/certifications/{version['id']}"
        waiting = approver.get("/api/v1/approvals").json()
        by_who_entered = admin.post(f"{url}/approve")
        approved = approver.post(f"{url}/approve")

        assert ("certification", version["id"]) in [(one["kind"], one["id"]) for one in waiting]
        assert by_who_entered.status_code == 403
        assert approved.json()["status"] == "approved"
        assert admin.post(f"{url}/reject").json()["code"] == "certification_decided"


class TestReceiptDatePolicies:
    """B9: chosen once, and fixed by the first receipt."""

    def test_are_fixed_by_the_first_receipt(self, runtime, url, campaign, as_):
        admin = as_(Role.NPO_ADMIN)
        policy = "/api/v1/receipt-date-policies/2025"
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            make_gift(uow, campaign, donor=HANAKO)

        preview = admin.get(f"{policy}/preview?policy=a").json()
        chosen = admin.put(policy, json={"policy": "a"})
        admin.post(f"{url}/receipts?year=2025", headers=once())
        refused = admin.put(policy, json={"policy": "b"})

        assert preview == {"gifts": 0, "amount_minor": 0, "other_year": 0, "waiting": 0}
        assert chosen.status_code == 200
        assert refused.json()["code"] == "date_policy_fixed"
        assert admin.get(policy).json()["fixed_at"] is not None


class TestReceiptRuns:
    def test_can_be_watched(self, campaign, as_):
        admin = as_(Role.NPO_ADMIN)
        asked = {"year": 2025, "kind": "year"}

        run = admin.post("/api/v1/receipt-runs", json=asked, headers=once()).json()
        seen = admin.get(f"/api/v1/receipt-runs/{run['id']}").json()

        assert (seen["status"], seen["due"], seen["issued"]) == ("running", 0, 0)
        assert [one["id"] for one in admin.get("/api/v1/receipt-runs").json()] == [run["id"]]


class TestRestrictedNote:
    """B12"""

    def test_comes_as_data_page_and_table(self, runtime, campaign, as_):
        reader = as_(Role.AUDITOR)
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            make_gift(uow, campaign, amount=10_000)

        note = reader.get("/api/v1/restricted-note?fiscal_year=2025").json()
        page = reader.get("/api/v1/restricted-note/page?fiscal_year=2025", headers=JAPANESE)
        csv = reader.get("/api/v1/restricted-note/csv?fiscal_year=2025")

        assert (note["restricted"], note["unrestricted"], note["lines"]) == (0, 10_000, [])
        assert "使途等が制約された寄付等の内訳" in page.text
        assert csv.content.startswith(b"\xef\xbb\xbf")


def words_of(answer):
    return PdfReader(BytesIO(answer.content)).pages[0].extract_text()
