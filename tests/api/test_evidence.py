"""Evidence over HTTP: sent in, scanned, opened on the record, and gone where it must be (C3)."""

from dataclasses import replace

import pytest
from sqlalchemy import text

from services.core.audit import service as audit
from services.core.config import Environment
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.worker import delivery, evidence
from tests.factories.documents import pdf, photographed, picture
from tests.factories.households import make_application
from tests.factories.http import client, key_for
from tests.factories.programmes import make_programme
from tests.fakes.clamd import EICAR, clamd

# What a restored database says of the one document: that it is there, scanned.
RESTORED = """
    UPDATE evidence SET status = 'scanned', destroyed_at = NULL, destroyed_because = NULL,
           removed_at = NULL, rejected_because = NULL, digest = decode('00', 'hex')
"""


@pytest.fixture
def scanner():
    with clamd() as daemon:
        yield daemon


@pytest.fixture
def runtime(runtime, scanner):
    return replace(
        runtime, settings=runtime.settings.model_copy(update={"virus_scan_url": scanner.url})
    )


@pytest.fixture
def programme(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow)


@pytest.fixture
def application(runtime, programme):
    with runtime.unit_of_work(operator("office")) as uow:
        return make_application(uow, programme)


@pytest.fixture
def as_role(runtime, programme):
    def make(role, language="en"):
        provider_id = uuid7() if role.value.startswith("provider") else None
        key = key_for(runtime, programme.organisation_id, role, provider_id=provider_id)
        return client(runtime, key, language)

    return make


@pytest.fixture
def office(as_role):
    return as_role(Role.NPO_ADMIN)


@pytest.fixture
def place(programme, application):
    return f"/api/v1/programmes/{programme.id}/applications/{application.id}/evidence"


def send(http, place, data, *, id=None, kind="school_record", name="photo.jpg", told="image/jpeg"):
    return http.put(
        f"{place}/{id or uuid7()}", data={"kind": kind}, files={"file": (name, data, told)}
    )


def one(http, place, runtime, data=None):
    """The address of a document that was scanned."""
    sent = send(http, place, data or picture())
    assert sent.status_code == 201, sent.text
    delivery.drain(runtime)
    return f"{place}/{sent.json()['id']}"


def lying(runtime, programme):
    return list(runtime.files.keys(f"evidence/{programme.organisation_id.hex}"))


class TestUpload:
    def test_answers_with_the_warning_against_my_number(self, as_role, place):
        for language, words in (("ja", "マイナンバー"), ("en", "My Number"), ("ja-easy", "12この")):
            answer = send(as_role(Role.NPO_ADMIN, language), place, picture())

            assert answer.status_code == 201
            assert words in answer.json()["warning"]
            assert answer.json()["status"] == "uploaded"

    def test_is_the_same_when_it_comes_again(self, office, place, runtime, programme):
        id, data = uuid7(), photographed()
        answers = [send(office, place, data, id=id) for _ in range(2)]

        assert [answer.status_code for answer in answers] == [201, 201]
        assert len(lying(runtime, programme)) == 1
        assert send(office, place, picture("PNG"), id=id).json()["code"] == "evidence_id_reused"

    def test_goes_by_content_and_not_by_name(self, office, place):
        for data, code in (
            (b"", "evidence_empty"),
            (b"<html><script>alert(1)</script>", "evidence_type_refused"),
            (b"PK\x03\x04" + b"\0" * 40, "evidence_type_refused"),
            (picture()[:200], "evidence_damaged"),
            (pdf(b"<</S/JavaScript/JS(app.alert(1))>>"), "evidence_active"),
        ):
            answer = send(office, place, data)

            assert (answer.status_code, answer.json()["code"]) == (422, code)
            assert answer.json()["errors"][0]["pointer"] == "/file"

    def test_keeps_no_name(self, office, place, runtime, programme):
        names = ["../../etc/passwd", "a/b.png", "名前 花子.png", "x" * 400, "."]
        for name in names:
            answer = send(office, place, picture("PNG"), name=name, told="text/html")
            assert (answer.status_code, answer.json()["media_type"]) == (201, "image/png")

        keys = lying(runtime, programme)
        assert len(keys) == len(names)
        assert {key.count("/") for key in keys} == {2}
        assert not [key for key in keys if "passwd" in key]

    def test_takes_no_kind_that_is_not_asked_for_or_not_known(self, office, place):
        refused = send(office, place, picture(), kind="income_certificate")
        assert (refused.status_code, refused.json()["code"]) == (422, "evidence_kind_not_asked")
        assert send(office, place, picture(), kind="anything").json()["code"] == "fields_invalid"

    def test_has_a_bound(self, office, place):
        answer = send(office, place, picture() + b"\0" * (10 << 20))
        assert (answer.status_code, answer.json()["code"]) == (413, "request_too_large")

    def test_is_closed_in_production_where_nobody_would_scan(self, runtime, programme, place):
        key = key_for(runtime, programme.organisation_id, Role.NPO_ADMIN)
        settings = runtime.settings.model_copy(
            update={"environment": Environment.PRODUCTION, "virus_scan_url": None}
        )
        answer = send(client(replace(runtime, settings=settings), key), place, picture())
        assert (answer.status_code, answer.json()["code"]) == (503, "uploads_closed")

        settings = settings.model_copy(update={"virus_scan_url": "none"})
        assert send(client(replace(runtime, settings=settings), key), place, picture()).is_success

    def test_is_not_for_everybody(self, as_role, place):
        for role in (Role.AUDITOR, Role.PROVIDER_OFFICE, Role.NPO_APPROVER):
            assert send(as_role(role), place, picture()).status_code == 403
            assert as_role(role).get(f"{place}/{uuid7()}/file").status_code == 403

    def test_knows_no_application_of_another_organisation(self, runtime, place):
        with runtime.unit_of_work(operator("others")) as uow:
            stranger = make_programme(uow).organisation_id
        other = client(runtime, key_for(runtime, stranger, Role.NPO_ADMIN))

        assert send(other, place, picture()).status_code == 404
        assert other.get(place).status_code == 404


class TestOpen:
    def test_waits_for_the_scanner(self, office, place, runtime):
        address = f"{place}/{send(office, place, picture()).json()['id']}"
        assert office.get(f"{address}/file").json()["code"] == "evidence_not_scanned"
        assert office.post(f"{address}/accept").json()["code"] == "evidence_not_scanned"

        delivery.drain(runtime)

        assert office.get(f"{address}/file").status_code == 200

    def test_hands_the_file_out_as_a_file(self, office, place, runtime, programme):
        address = one(office, place, runtime)

        answer = office.get(f"{address}/file")

        assert answer.content == picture()
        head = answer.headers
        assert head["content-type"] == "image/jpeg"
        assert head["content-disposition"].startswith('attachment; filename="evidence-')
        assert head["x-content-type-options"] == "nosniff"
        assert "sandbox" in head["content-security-policy"]
        assert head["cache-control"] == "no-store"
        with runtime.unit_of_work(organisation_id=programme.organisation_id) as uow:
            id = office.get(place).json()[0]["id"]
            found = audit.history(uow, organisation_id=programme.organisation_id, object_id=id)
        assert [entry.action for entry in found].count("evidence.open") == 1

    def test_says_so_where_the_file_is_missing(self, office, place, runtime, programme):
        address = one(office, place, runtime)
        [key] = lying(runtime, programme)
        (runtime.settings.data_dir / "files" / key).unlink()

        answer = office.get(f"{address}/file")

        assert (answer.status_code, answer.json()["code"]) == (503, "evidence_file_missing")
        assert evidence.sweep(runtime)["missing"] == 1
        assert office.get(place).json()[0]["status"] == "scanned"
        assert evidence.give_up_missing(runtime) == 1
        assert office.get(place).json()[0]["destroyed_because"] == "lost"


class TestScan:
    def test_destroys_what_is_infected(self, office, place, runtime, programme):
        address = one(office, place, runtime, pdf(b"(" + EICAR + b")"))

        [told] = office.get(place).json()
        assert (told["status"], told["scan"]) == ("destroyed", "infected")
        assert "virus" in told["words"]
        assert lying(runtime, programme) == []
        assert office.get(f"{address}/file").json()["code"] == "evidence_is_gone"

    def test_keeps_closed_what_it_could_not_look_at(self, office, place, runtime, scanner):
        scanner.limit = 10
        address = one(office, place, runtime)
        assert evidence.scan(runtime) == 0
        assert office.get(f"{address}/file").json()["code"] == "evidence_not_scanned"

        scanner.limit = 1 << 20
        assert evidence.scan(runtime) == 1
        assert office.get(f"{address}/file").status_code == 200


class TestReject:
    def test_with_a_my_number_the_file_is_gone_and_the_entry_stays(
        self, office, place, runtime, programme
    ):
        address = one(office, place, runtime)
        [key] = lying(runtime, programme)
        path = runtime.settings.data_dir / "files" / key
        copy_in_a_backup = path.read_bytes()

        answer = office.post(f"{address}/reject", json={"because": "contains_my_number"})

        assert answer.status_code == 200
        assert answer.json()["status"] == "destroyed"
        assert "cover the number" in answer.json()["words"]
        assert lying(runtime, programme) == []
        assert office.get(f"{address}/file").json()["code"] == "evidence_is_gone"
        with runtime.unit_of_work(organisation_id=programme.organisation_id) as uow:
            id = answer.json()["id"]
            found = audit.history(uow, organisation_id=programme.organisation_id, object_id=id)
        assert [entry.action for entry in found][-2:] == ["evidence.reject", "evidence.destroy"]

        # A backup of the folder is restored: the note knows that the file must not be there.
        path.write_bytes(copy_in_a_backup)
        assert evidence.purge(runtime, destroyed=[])["orphans"] == 1
        assert lying(runtime, programme) == []

        # A backup of both is restored: only the register outside of them knows.
        register = runtime.files.destroyed("evidence")
        with runtime.engine.begin() as connection:
            connection.execute(text("SELECT set_config('minori.reach', 'every', true)"))
            connection.execute(text(RESTORED))
        path.write_bytes(copy_in_a_backup)
        assert office.get(place).json()[0]["status"] == "scanned"
        assert evidence.purge(runtime, destroyed=register)["destroyed_again"] == 1
        assert lying(runtime, programme) == []
        assert office.get(place).json()[0]["destroyed_because"] == "restored"

    def test_is_possible_once_only_for_two_reviewers(self, as_role, place, runtime):
        first, second = as_role(Role.NPO_ADMIN), as_role(Role.NPO_ADMIN)
        address = one(first, place, runtime)
        assert first.post(f"{address}/accept").json()["status"] == "accepted"

        answer = second.post(f"{address}/reject", json={"because": "unreadable"})
        assert (answer.status_code, answer.json()["code"]) == (409, "evidence_reviewed")

        listed = first.get(f"{place.rsplit('/applications', 1)[0]}/evidence?status=accepted")
        assert [row["status"] for row in listed.json()] == ["accepted"]


class TestTakeBack:
    def test_destroys_the_document(self, office, place, runtime, programme):
        address = one(office, place, runtime)

        answers = [office.delete(address) for _ in range(2)]

        assert [answer.json()["destroyed_because"] for answer in answers] == ["taken_back"] * 2
        assert lying(runtime, programme) == []


class TestKinds:
    def test_are_those_that_the_criteria_need(self, as_role, programme):
        answer = as_role(Role.NPO_ADMIN, "ja").get(
            f"/api/v1/programmes/{programme.id}/evidence-kinds"
        )

        assert "income_certificate" not in {one["kind"] for one in answer.json()["kinds"]}
        assert "マイナンバー" in answer.json()["warning"]
