"""People's rights over HTTP: preview, confirm, report; schedule and runs; the breach desk."""

import io
import zipfile
from datetime import timedelta

import pytest

from services.core.bootstrap import Runtime
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.households import make_household
from tests.factories.http import client, key_for
from tests.factories.journey import make_journey
from tests.factories.programmes import make_programme

API = "/api/v1"


@pytest.fixture
def programme(runtime: Runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow)


@pytest.fixture
def as_role(runtime: Runtime, programme):
    def make(role: Role, language: str = "en"):
        return client(runtime, key_for(runtime, programme.organisation_id, role), language)

    return make


@pytest.fixture
def admin(as_role):
    return as_role(Role.NPO_ADMIN)


@pytest.fixture
def child_id(runtime, programme):
    with runtime.unit_of_work(operator("office")) as uow:
        _, (child_id,) = make_household(uow, programme)
        return str(child_id)


@pytest.fixture
def donor_id(runtime, programme):
    with runtime.unit_of_work(operator("office"), organisation_id=programme.organisation_id) as uow:
        return str(make_gift(uow, make_campaign(uow, programme), donor=HANAKO).donor_id)


def preview(http, kind, id):
    return http.post(f"{API}/erasures/preview", json={"kind": kind, "id": id})


class TestErase:
    def test_previews_confirms_and_reports(self, admin, child_id):
        seen = preview(admin, "child", child_id)
        assert seen.status_code == 200
        assert seen.json()["gone"]["people"] == 3
        body = {
            "subject": {"kind": "child", "id": child_id},
            "confirm": seen.json()["digest"],
            "asked_by": "guardian",
        }

        done = admin.post(f"{API}/erasures", json=body)

        assert done.status_code == 201
        report = done.json()
        assert report["people"] == seen.json()["people"]
        assert report["asked_by"] == "guardian"
        assert admin.get(f"{API}/erasures/{report['id']}").json() == report
        assert [one["id"] for one in admin.get(f"{API}/erasures").json()] == [report["id"]]
        again = admin.post(f"{API}/erasures", json=body)
        assert again.json() == report

    @pytest.mark.parametrize(
        ("language", "title"), [("en", "Report of an erasure"), ("ja", "個人データ削除報告書")]
    )
    def test_prints_the_report_without_a_name(self, as_role, child_id, language, title):
        http = as_role(Role.NPO_ADMIN, language)
        report = http.delete(f"{API}/children/{child_id}").json()
        page = http.get(f"{API}/erasures/{report['id']}/report.txt")
        assert page.status_code == 200
        assert page.text.startswith(title)
        assert "見本" not in page.text

    def test_refuses_what_is_not_what_was_confirmed(self, admin, child_id):
        wrong = {"confirm": "0" * 16}
        answer = admin.delete(f"{API}/children/{child_id}", params=wrong)
        assert (answer.status_code, answer.json()["code"]) == (409, "erasure_plan_changed")

    def test_tells_from_when_on_a_donor_can_be_erased(self, admin, donor_id):
        answer = preview(admin, "donor", donor_id)
        assert (answer.status_code, answer.json()["code"]) == (409, "donor_kept_by_law")
        assert answer.json()["erasable_from"] == "2031-04-01"

    @pytest.mark.parametrize("kind", ["child", "guardian", "household", "donor"])
    def test_knows_no_stranger(self, admin, kind):
        answer = preview(admin, kind, str(uuid7()))
        assert (answer.status_code, answer.json()["code"]) == (404, f"{kind}_not_found")

    def test_is_for_the_office_alone(self, as_role, child_id):
        for role in (Role.NPO_APPROVER, Role.AUDITOR):
            assert preview(as_role(role), "child", child_id).status_code == 403

    def test_waits_for_the_end_of_a_hold(self, admin, child_id, runtime):
        hold, until = uuid7(), runtime.clock.now() + timedelta(days=30)
        place = {
            "subject": {"kind": "child", "id": child_id},
            "reason": "dispute",
            "until": until.isoformat(),
        }
        assert admin.put(f"{API}/legal-holds/{hold}", json=place).status_code == 200
        assert admin.delete(f"{API}/children/{child_id}").json()["code"] == "person_held"
        assert admin.post(f"{API}/legal-holds/{hold}/release").status_code == 200
        assert admin.delete(f"{API}/children/{child_id}").status_code == 200
        (told,) = admin.get(f"{API}/legal-holds").json()
        assert told["released_at"] is not None


class TestDisclose:
    def test_opens_all_that_is_kept_and_keeps_that_it_was_opened(self, runtime, programme, admin):
        with runtime.unit_of_work(
            operator("office"), organisation_id=programme.organisation_id
        ) as uow:
            journey = make_journey(uow, programme=programme)
            journey.redeem(0, 8_000)
            child_id = journey.cards[0][0].child_id

        answer = admin.post(f"{API}/children/{child_id}/disclosures")

        assert answer.status_code == 201
        told = answer.json()["sections"]
        assert told["person"][0]["birth_date"] == "2010-09-01"
        assert told["guardians"][0]["name"] == "見本 良子"
        assert told["redemptions"][0]["amount_minor"] == 8_000
        assert told["vouchers"][0]["status"] == "issued"
        (kept,) = admin.get(f"{API}/disclosures").json()
        assert (kept["subject_id"], kept["recipient"]) == (str(child_id), "data_subject")
        second = admin.post(f"{API}/children/{child_id}/disclosures").json()["sections"]
        assert "child.disclose" in {row["action"] for row in second["readings"]}

    @pytest.mark.parametrize(("language", "heading"), [("en", "Gifts"), ("ja", "ご寄附")])
    def test_prints_a_donors_record(self, as_role, donor_id, language, heading):
        http = as_role(Role.NPO_ADMIN, language)
        page = http.post(f"{API}/donors/{donor_id}/disclosures.html")
        assert page.status_code == 200
        assert f"<h2>{heading}</h2>" in page.text
        assert "髙橋 花子" in page.text
        assert http.post(f"{API}/donors/{donor_id}/disclosures").status_code == 201

    def test_is_not_for_auditors(self, as_role, child_id):
        http = as_role(Role.AUDITOR)
        assert http.post(f"{API}/children/{child_id}/disclosures").status_code == 403


class TestArchive:
    def test_is_handed_to_the_office_with_people_if_asked(self, as_role, child_id):
        http = as_role(Role.NPO_ADMIN)
        for with_people in (True, False):
            answer = http.post(f"{API}/organisation/archives", json={"with_people": with_people})
            assert answer.headers["content-type"] == "application/zip"
            with zipfile.ZipFile(io.BytesIO(answer.content)) as zipped:
                names = zipped.read("data/children.csv").decode("utf-8-sig")
            assert ("見本 花子" in names) is with_people
        auditor = as_role(Role.AUDITOR)
        assert auditor.post(f"{API}/organisation/archives", json={}).status_code == 403


class TestRetention:
    def test_shows_the_schedule_and_begins_what_was_looked_at(
        self, as_role, admin, child_id, runtime
    ):
        runtime.clock.move_to(runtime.clock.now() + timedelta(days=400))
        admin = as_role(Role.NPO_ADMIN)
        seen = admin.get(f"{API}/retention").json()
        line = next(one for one in seen["classes"] if one["data_class"] == "not_selected")
        assert (line["due"], line["months"], line["action"]) == (1, 6, "erase_person")
        assert line["name"] == "Applicants who got no place"

        wrong = admin.post(f"{API}/retention-runs", json={"confirm": "0" * 16})
        assert wrong.json()["code"] == "retention_plan_changed"
        begun = admin.post(f"{API}/retention-runs", json={"confirm": seen["digest"]})

        assert begun.status_code == 202
        assert begun.json()["finished_at"] is None
        run = f"{API}/retention-runs/{begun.json()['id']}"
        assert admin.get(run).json() == begun.json()
        assert [one["id"] for one in admin.get(f"{API}/retention-runs").json()] == [
            begun.json()["id"]
        ]
        assert admin.get(f"{API}/retention-runs/{uuid7()}").status_code == 404

    def test_is_read_by_auditors_and_run_by_the_office(self, as_role):
        auditor = as_role(Role.AUDITOR)
        assert auditor.get(f"{API}/retention").status_code == 200
        assert auditor.post(f"{API}/retention-runs", json={"confirm": "0" * 16}).status_code == 403


class TestBreach:
    def test_goes_from_awareness_to_its_end(self, as_role, runtime, child_id):
        admin = as_role(Role.NPO_ADMIN)
        aware = runtime.clock.now()
        address = f"{API}/breaches/{uuid7()}"
        body = {"aware_at": aware.isoformat(), "kinds": ["sensitive"]}
        assert admin.put(address, json=body).status_code == 200
        admin.post(f"{API}/children/search", json={"kana": "ミホン"})
        span = {
            "since": (aware - timedelta(hours=1)).isoformat(),
            "until": (aware + timedelta(hours=1)).isoformat(),
            "actions": ["child.find"],
        }
        scope = admin.put(f"{address}/scope", json=span).json()
        assert scope["counts"] == {"child": 1}
        assert scope["items"] == {"name": 1}

        runtime.clock.move_to(aware + timedelta(days=3))  # day four
        admin = as_role(Role.NPO_ADMIN)
        preliminary, final = admin.get(address).json()["timers"]
        assert (preliminary["state"], preliminary["day"]) == ("overdue", 4)
        assert "Due tomorrow" in preliminary["says"]
        assert final["state"] == "running"

        draft = admin.get(f"{address}/draft").json()
        assert [one["item"] for one in draft["items"]] == [
            "summary", "data_items", "people", "cause", "secondary_harm", "response_to_people",
            "publication", "prevention", "other",
        ]  # fmt: skip
        written = admin.put(
            f"{address}/draft", json={"based_on": 0, "items": {"cause": "Lost device"}}
        )
        assert written.json()["version"] == 1
        stale = admin.put(f"{address}/draft", json={"based_on": 0, "items": {}})
        assert stale.json()["code"] == "breach_draft_changed"

        assert admin.post(f"{address}/close").json()["code"] == "breach_not_reported"
        for stage in ("preliminary", "final"):
            assert admin.post(f"{address}/reports", json={"stage": stage}).status_code == 200
        admin.post(f"{address}/people-told", json={})
        assert admin.post(f"{address}/close").json()["status"] == "closed"
        again = admin.put(f"{address}/kinds", json={"kinds": ["many_people"]})
        assert again.json()["code"] == "breach_closed"

    def test_opens_names_when_two_have_said_so(self, as_role, runtime, child_id):
        admin, approver = as_role(Role.NPO_ADMIN), as_role(Role.NPO_APPROVER, "ja")
        aware = runtime.clock.now()
        address = f"{API}/breaches/{uuid7()}"
        admin.put(address, json={"aware_at": aware.isoformat(), "kinds": ["sensitive"]})
        admin.post(f"{API}/children/search", json={"kana": "ミホン"})
        span = {
            "since": aware.isoformat(),
            "until": (aware + timedelta(hours=1)).isoformat(),
        }
        admin.put(f"{address}/scope", json=span)
        assert admin.get(f"{address}/people").json()["code"] == "breach_export_not_approved"
        admin.post(f"{address}/list/ask")
        assert admin.post(f"{address}/list/approve").json()["code"] == "second_person_required"

        (waiting,) = approver.get(f"{API}/approvals").json()
        assert waiting["kind"] == "breach_list"
        assert waiting["approve_href"] == f"{address}/list/approve"
        assert approver.post(waiting["approve_href"]).status_code == 200

        people = admin.get(f"{address}/people").json()
        assert child_id in {one["id"] for one in people}
        named = next(one for one in people if one["id"] == child_id)
        assert named["fields"]["child"] == "見本 花子"
        sheet = approver.get(f"{address}/people.csv")
        assert sheet.headers["content-type"].startswith("text/csv")
        assert "お子さんの氏名" in sheet.text
        assert "見本 花子" in sheet.text

    def test_is_not_told_to_a_provider(self, runtime, programme):
        key = key_for(runtime, programme.organisation_id, Role.PROVIDER_OFFICE, provider_id=uuid7())
        assert client(runtime, key).get(f"{API}/breaches").status_code == 403
