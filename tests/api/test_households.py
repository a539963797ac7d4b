"""Families and applications over HTTP: import, decide, explain, and who may see names."""

import pytest

from services.core.bootstrap import Runtime
from services.core.households import service as households
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.kit.sheets import Encoding, write_csv
from tests.factories.http import client, key_for
from tests.factories.programmes import make_programme

HEADINGS = (
    *("世帯番号", "保護者氏名", "保護者カナ", "児童氏名", "児童カナ"),
    *("生年月日", "郵便番号", "支援区分"),
)
HANAKO = (
    "S1",
    "髙橋 良子",
    "ﾀｶﾊｼ ﾘｮｳｺ",
    "髙橋 花子",
    "ﾀｶﾊｼ ﾊﾅｺ",
    "H22.9.1",
    "150-0002",
    "生活保護",
)
FATHERS = ("S2", "山﨑 一郎", "やまさき いちろう", *HANAKO[3:])
WITHOUT = (
    "S3",
    "見本 春",
    "ミホン ハル",
    "見本 夏",
    "ミホン ナツ",
    "2010/12/24",
    "1500001",
    "なし",
)
FAULTY = (*WITHOUT[:5], "2010-02-30", *WITHOUT[6:])

CONSENTS = ("取扱同意", "自治体共有同意")

FAMILY = {
    "guardian": {"name": "見本 良子", "kana": "みほん りょうこ", "phone": "090-1234-5678"},
    "children": [
        {"name": "見本 花子", "kana": "ミホン ハナコ", "birth_date": "2010-09-01"},
    ],
    "postcode": "150-0002",
    "municipality_code": "13113",
    "benefits": ["school_aid"],
}


@pytest.fixture
def programme(runtime: Runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow)


@pytest.fixture
def as_role(runtime: Runtime, programme):
    """Clients of the programme's organisation, one a role."""

    def make(role: Role, language: str = "en"):
        provider_id = uuid7() if role.value.startswith("provider") else None
        key = key_for(runtime, programme.organisation_id, role, provider_id=provider_id)
        return client(runtime, key, language)

    return make


@pytest.fixture
def admin(as_role):
    return as_role(Role.NPO_ADMIN)


@pytest.fixture
def base(programme):
    return f"/api/v1/programmes/{programme.id}"


def upload(http, base, *rows, **options):
    data = write_csv([(*HEADINGS, *CONSENTS), *((*row, "○", "○") for row in rows)], Encoding.CP932)
    return http.post(f"{base}/rosters", params=options, files={"file": ("roster.csv", data)})


class TestImportRoster:
    def test_answers_with_what_it_did(self, admin, base):
        answer = upload(admin, base, HANAKO, FATHERS, WITHOUT)

        assert answer.status_code == 200
        assert answer.json() == {
            "written": True,
            "households": 3,
            "households_new": 3,
            "households_changed": 0,
            "children": 3,
            "children_new": 3,
            "applications_new": 3,
            "duplicates": 1,
            "errors": [],
        }

    def test_tells_every_fault_in_a_dry_run_in_the_readers_language(self, as_role, admin, base):
        answer = upload(as_role(Role.NPO_ADMIN, "ja"), base, HANAKO, FAULTY, dry_run=True)

        assert answer.status_code == 200
        assert not answer.json()["written"]
        (error,) = answer.json()["errors"]
        assert (error["row"], error["column"], error["code"]) == (3, "生年月日", "date_expected")
        assert "日付として読めません" in error["reason"]
        assert admin.get(f"{base}/applications").json() == []

    def test_refuses_a_file_with_faults(self, admin, base):
        answer = upload(admin, base, HANAKO, FAULTY)

        assert answer.status_code == 422
        assert answer.json()["code"] == "roster_refused"
        assert answer.json()["rows"] == [{"row": 3, "column": "生年月日", "code": "date_expected"}]

    def test_takes_the_valid_rows_when_told_so(self, admin, base):
        answer = upload(admin, base, HANAKO, FAULTY, valid_only=True)

        assert answer.json()["written"]
        assert answer.json()["applications_new"] == 1


class TestListApplications:
    def test_pages_with_a_link_to_the_next(self, admin, base):
        upload(admin, base, HANAKO, WITHOUT)

        first = admin.get(f"{base}/applications", params={"limit": 1})
        address = first.headers["link"].partition(">")[0].removeprefix("<")
        second = admin.get(address)

        assert len(first.json()) == len(second.json()) == 1
        assert first.json() != second.json()
        assert "link" not in second.headers

    def test_tells_names_to_the_office_only(self, as_role, admin, base):
        upload(admin, base, HANAKO)

        (entry,) = admin.get(f"{base}/applications", params={"names": True}).json()
        assert (entry["child_name"], entry["child_kana"]) == ("髙橋 花子", "タカハシ ハナコ")

        auditor = as_role(Role.AUDITOR)
        assert auditor.get(f"{base}/applications").json()[0]["child_name"] is None
        assert auditor.get(f"{base}/applications", params={"names": True}).status_code == 403

    @pytest.mark.parametrize(
        "role", [Role.PROVIDER_OFFICE, Role.PROVIDER_COUNTER, Role.MUNICIPALITY]
    )
    def test_is_nothing_for_providers_and_municipalities(self, as_role, base, role):
        assert as_role(role).get(f"{base}/applications").status_code == 403

    def test_knows_nothing_of_another_organisation(self, runtime, admin):
        with runtime.unit_of_work(operator("stranger")) as uow:
            theirs = make_programme(uow)

        answer = admin.get(f"/api/v1/programmes/{theirs.id}/applications")

        assert answer.status_code == 404


class TestDecideApplications:
    def test_decides_all_and_counts(self, admin, base):
        upload(admin, base, HANAKO, WITHOUT)

        answer = admin.post(f"{base}/applications/decide")

        assert answer.json() == {"eligible": 1, "ineligible": 1}
        counts = admin.get(f"{base}/applications/counts").json()
        assert counts == {"pending": 0, "eligible": 1, "ineligible": 1, "withdrawn": 0}

    def test_explains_each_answer_in_words(self, as_role, admin, base):
        upload(admin, base, WITHOUT)
        (entry,) = admin.get(f"{base}/applications").json()
        address = f"{base}/applications/{entry['id']}"

        early = admin.get(f"{address}/decision")
        assert (early.status_code, early.json()["code"]) == (409, "application_not_decided_yet")

        assert admin.post(f"{address}/decide").json()["decision"] == "ineligible"
        opened = as_role(Role.NPO_ADMIN, "ja").get(f"{address}/decision").json()
        assert (opened["criteria_version"], opened["grade"]) == (1, "中3")
        assert [reason["met"] for reason in opened["reasons"]] == [True, False, True]
        assert "生活保護" in opened["reasons"][1]["words"]


class TestResolveDuplicate:
    def test_withdraws_the_second_application_of_a_child(self, admin, base):
        upload(admin, base, HANAKO, FATHERS)
        (found,) = admin.get(f"{base}/duplicates").json()

        answer = admin.post(
            f"{base}/duplicates/{found['id']}/resolve", json={"resolution": "same_child"}
        )

        assert answer.status_code == 204
        assert admin.get(f"{base}/duplicates").json() == []
        withdrawn = admin.get(f"{base}/applications", params={"decision": "withdrawn"}).json()
        assert [entry["id"] for entry in withdrawn] == [found["application_id"]]

    def test_cannot_be_left_open_on_purpose(self, admin, base):
        address = f"{base}/duplicates/{uuid7()}/resolve"

        assert admin.post(address, json={"resolution": "open"}).status_code == 422
        unknown = admin.post(address, json={"resolution": "same_child"})
        assert unknown.json()["code"] == "duplicate_report_not_found"


class TestExportEligibility:
    def test_tells_the_municipality_yes_or_no_and_nothing_else(self, as_role, admin, base):
        upload(admin, base, HANAKO, WITHOUT)
        admin.post(f"{base}/applications/decide")

        answer = as_role(Role.MUNICIPALITY, "ja").get(
            f"{base}/eligibility.csv", params={"encoding": "cp932"}
        )

        assert answer.headers["Minori-Left-Out"] == "0"
        heading, *rows = answer.content.decode("cp932").splitlines()
        assert heading == "申込番号,対象"
        assert sorted(row.split(",")[1] for row in rows) == ["いいえ", "はい"]
        assert as_role(Role.PROVIDER_OFFICE).get(f"{base}/eligibility.csv").status_code == 403


class TestRegisterHousehold:
    def test_takes_a_family_to_its_application(self, admin, base):
        told = {**FAMILY, "children": [{**FAMILY["children"][0], "consents": ["processing"]}]}
        family = admin.post("/api/v1/households", json=told)
        assert family.status_code == 201
        (child_id,) = family.json()["child_ids"]

        application = admin.post(f"{base}/applications", json={"child_id": child_id})

        assert application.status_code == 201
        assert application.json()["grade_no"] == 9
        assert admin.post("/api/v1/households", json=FAMILY).json() == family.json()

    def test_points_at_the_field_at_fault(self, admin):
        wrong = FAMILY | {"guardian": {"name": "見本", "kana": "見本"}}

        answer = admin.post("/api/v1/households", json=wrong)

        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == "/guardian/kana"

    @pytest.mark.parametrize("day", ["2025-06-12", "1999-01-01"])
    def test_refuses_a_birth_date_that_is_no_child_s(self, admin, day):
        child = {**FAMILY["children"][0], "birth_date": day}

        answer = admin.post("/api/v1/households", json={**FAMILY, "children": [child]})

        assert (answer.status_code, answer.json()["code"]) == (422, "household_detail_invalid")
        assert answer.json()["errors"][0]["pointer"] == "/children/0/birth_date"


class TestSearchChildren:
    def test_finds_any_way_of_writing_for_the_office_only(self, as_role, admin):
        admin.post("/api/v1/households", json=FAMILY)

        found = admin.post("/api/v1/children/search", json={"kana": "ﾐﾎﾝ"}).json()

        assert [child["name"] for child in found] == ["見本 花子"]
        for role in (Role.PROVIDER_OFFICE, Role.MUNICIPALITY, Role.AUDITOR):
            answer = as_role(role).post("/api/v1/children/search", json={"kana": "ﾐﾎﾝ"})
            assert answer.status_code == 403

    def test_finds_by_the_guardians_phone_and_mail_too(self, admin):
        guardian = {
            "name": "山田 治",
            "kana": "ヤマダ オサム",
            "phone": "080-2345-6789",
            "email": "osamu@example.jp",
        }
        family = {**FAMILY, "guardian": guardian, "reference": "S-YAMADA"}
        _, (child_id,) = admin.post("/api/v1/households", json=family).json().values()
        admin.post("/api/v1/households", json=FAMILY)

        def found(**told):
            return [
                child["child_id"]
                for child in admin.post("/api/v1/children/search", json=told).json()
            ]

        for told in (
            {"phone": "＋81 80 2345 6789"},
            {"email": "OSAMU@example.jp"},
            {"kana": "やまだ"},
            {"kana": "ﾔﾏﾀﾞ ｵｻﾑ", "phone": "08023456789"},
        ):
            assert found(**told) == [child_id]
        assert found(kana="みほん", phone="090-8765-4321") == []

    @pytest.mark.parametrize(("told", "pointer"), [({}, "/kana"), ({"phone": "12345"}, "/phone")])
    def test_says_what_it_cannot_look_for(self, admin, told, pointer):
        answer = admin.post("/api/v1/children/search", json=told)
        assert answer.status_code == 422
        assert answer.json()["errors"][0]["pointer"] == pointer


class TestForgetChild:
    def test_erases_for_good(self, admin):
        (child_id,) = admin.post("/api/v1/households", json=FAMILY).json()["child_ids"]

        assert admin.delete(f"/api/v1/children/{child_id}").status_code == 200

        assert admin.post("/api/v1/children/search", json={"kana": "ミホン"}).json() == []
        assert admin.delete(f"/api/v1/children/{uuid7()}").status_code == 404


class TestConsents:
    def test_are_given_and_taken_back(self, runtime, programme, admin):
        (child_id,) = admin.post("/api/v1/households", json=FAMILY).json()["child_ids"]
        address = f"/api/v1/children/{child_id}/consents/sharing_with_provider"

        given = admin.put(address, json={"given_by": "guardian"})
        assert (given.status_code, given.json()["withdrawn_at"]) == (200, None)

        assert admin.delete(address, params={"given_by": "guardian"}).status_code == 204
        with runtime.unit_of_work(organisation_id=programme.organisation_id) as uow:
            allowed = households.consented(
                uow, child_ids=[child_id], purpose="sharing_with_provider"
            )
        assert allowed == frozenset()

    def test_are_handed_out_with_their_history(self, admin, as_role):
        (child_id,) = admin.post("/api/v1/households", json=FAMILY).json()["child_ids"]
        address = f"/api/v1/children/{child_id}/consents"
        admin.put(f"{address}/evaluation", json={"given_by": "guardian"})
        admin.delete(f"{address}/evaluation", params={"given_by": "guardian"})

        [told] = admin.get(address).json()
        assert (told["purpose"], told["given_by"]) == ("evaluation", "guardian")
        assert told["withdrawn_at"] is not None
        answer = as_role(Role.NPO_ADMIN, "ja").get(f"{address}.csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert "評価への利用" in answer.text
        assert as_role(Role.PROVIDER_OFFICE).get(address).status_code == 403

    def test_are_what_an_application_takes(self, admin, base):
        (child_id,) = admin.post("/api/v1/households", json=FAMILY).json()["child_ids"]
        address = f"/api/v1/children/{child_id}/consents/processing"

        refused = admin.post(f"{base}/applications", json={"child_id": child_id})
        assert (refused.status_code, refused.json()["code"]) == (403, "consent_missing")

        admin.put(address, json={"given_by": "guardian"})
        assert admin.post(f"{base}/applications", json={"child_id": child_id}).status_code == 201
