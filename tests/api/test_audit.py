"""The audit log over HTTP: who may look, what they see, and that looking is seen."""

import csv
import io
from datetime import timedelta

import pytest

from services.core.audit import service as audit
from services.core.audit.notes import VerifierKey
from services.core.identity.types import Role
from services.core.kit.clock import SetClock
from services.core.kit.ids import uuid7
from tests.conftest import NOW, own_runtime
from tests.factories.audit import make_log
from tests.factories.http import client, key_for


@pytest.fixture(scope="module")
def runtime(databases, tmp_path_factory):
    """One database for all: each test has a log, and so an organisation, of its own."""
    folder = tmp_path_factory.mktemp("api_audit")
    with own_runtime(databases, "api_audit", SetClock(NOW), folder) as runtime:
        yield runtime


@pytest.fixture
def log(runtime):
    return make_log(runtime, entries=6, signed=2)


@pytest.fixture
def auditor(runtime, log):
    return client(runtime, key_for(runtime, log.organisation_id, Role.AUDITOR))


def entries(auditor, **wanted):
    answer = auditor.get("/api/v1/audit/entries", params=wanted)
    assert answer.status_code == 200, answer.text
    return answer.json()


class TestEntries:
    def test_are_listed_newest_first_and_filtered(self, auditor):
        found = entries(auditor, object_type="thing")
        assert [one["facts"]["number"] for one in found] == [2, 1, 0, 2, 1, 0]
        one = found[3]
        assert entries(auditor, object_id=one["object_id"]) == [one]
        assert len(entries(auditor, action="thing.mend_0")) == 2
        assert entries(auditor, actor_id=str(uuid7())) == []
        assert entries(auditor, object_type="thing", until=one["recorded_at"]) == found[4:]
        assert entries(auditor, object_type="thing", since=one["recorded_at"]) == found[:4]

    def test_come_a_page_at_a_time(self, auditor):
        first = auditor.get("/api/v1/audit/entries", params={"object_type": "thing", "limit": 4})
        second = auditor.get(first.links["next"]["url"])
        assert len({one["id"] for one in [*first.json(), *second.json()]}) == 6
        assert "next" not in second.links

    def test_show_who_looked_at_them(self, auditor):
        thing = str(uuid7())
        entries(auditor, object_id=thing)
        looks = entries(auditor, action="audit.read")
        assert looks[0]["facts"] == {"object_id": thing, "entries": 0}
        assert looks[0]["actor_kind"] == "api_key"
        assert looks[0]["actor_roles"] == ["auditor"]
        assert looks[0]["purpose"] == "security"
        assert looks[0]["request_id"]

    def test_are_not_looked_for_by_what_a_name_could_stand_in(self, auditor):
        answer = auditor.get("/api/v1/audit/entries", params={"action": "キンシジャク"})
        assert answer.status_code == 422
        assert entries(auditor, action="audit.read") == []

    def test_are_given_as_csv(self, auditor):
        answer = auditor.get("/api/v1/audit/entries.csv", params={"object_type": "thing"})
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert [row["action"] for row in rows[:2]] == ["thing.mend_2", "thing.mend_1"]
        assert rows[0]["facts"] == '{"number": 2}'
        more = auditor.get(
            "/api/v1/audit/entries.csv", params={"object_type": "thing", "cursor": rows[3]["id"]}
        )
        assert len(more.text.splitlines()) == 3

    def test_are_for_the_office_and_auditors(self, runtime, log):
        key = key_for(runtime, log.organisation_id, Role.PROVIDER_OFFICE, provider_id=uuid7())
        office, anybody = client(runtime, key), client(runtime)
        for path in ("entries", "entries.csv", "checkpoints", "checkpoints/4", "consistency"):
            answer = office.get(f"/api/v1/audit/{path}", params={"from": 1, "to": 1})
            assert answer.status_code == 403, path
            assert anybody.get(f"/api/v1/audit/{path}").status_code == 401, path

    def test_are_another_organisations_only_for_it(self, runtime, log):
        elsewhere = make_log(runtime, entries=2)
        other = client(runtime, key_for(runtime, elsewhere.organisation_id, Role.AUDITOR))
        mine = {one["id"] for one in entries(other, limit=500)}
        theirs = entries(client(runtime, key_for(runtime, log.organisation_id, Role.AUDITOR)))
        assert mine.isdisjoint(one["id"] for one in theirs)
        answer = other.get(f"/api/v1/audit/entries/{theirs[-1]['id']}/proof")
        assert (answer.status_code, answer.json()["code"]) == (404, "audit_entry_unknown")


class TestProof:
    def test_is_given_of_what_is_signed(self, auditor):
        oldest = entries(auditor, object_type="thing")[-1]
        proof = auditor.get(f"/api/v1/audit/entries/{oldest['id']}/proof").json()
        assert proof["entry"]["id"] == oldest["id"]
        assert proof["tree_size"] > proof["index"] > 0
        assert len(proof["hashes"]) in {3, 4}

    def test_waits_for_the_signature(self, auditor):
        entries(auditor)
        newest = entries(auditor)[0]
        answer = auditor.get(f"/api/v1/audit/entries/{newest['id']}/proof")
        assert (answer.status_code, answer.json()["code"]) == (409, "audit_entry_not_signed")
        assert answer.headers["Retry-After"] == "60"

    def test_of_consistency_is_given_between_checkpoints(self, auditor):
        sizes = [one["tree_size"] for one in auditor.get("/api/v1/audit/checkpoints").json()]
        asked = {"from": sizes[-1], "to": sizes[0]}
        proof = auditor.get("/api/v1/audit/consistency", params=asked).json()
        assert (proof["old_size"], proof["new_size"]) == (sizes[-1], sizes[0])
        wrong = auditor.get("/api/v1/audit/consistency", params={"from": 3, "to": 2})
        assert (wrong.status_code, wrong.json()["code"]) == (422, "tree_size_out_of_range")
        unknown = auditor.get("/api/v1/audit/consistency", params={"from": 1, "to": 2})
        assert (unknown.status_code, unknown.json()["code"]) == (404, "checkpoint_unknown")


class TestCheckpoints:
    def test_are_listed_and_given_as_they_were_signed(self, log, auditor):
        listed = auditor.get("/api/v1/audit/checkpoints").json()
        assert [one["note"] for one in listed] == log.outside[::-1]
        one = auditor.get(f"/api/v1/audit/checkpoints/{listed[0]['tree_size']}")
        assert one.text == log.outside[-1]
        assert one.headers["content-type"] == "text/plain; charset=utf-8"
        assert auditor.get("/api/v1/audit/checkpoints/77").status_code == 404


class TestLog:
    def test_is_known_to_anybody(self, runtime, log):
        path = f"/api/v1/organisations/{log.organisation_id}/audit/log.json"
        answer = client(runtime).get(path)
        told = answer.json()
        assert VerifierKey.parse(told["verifier_key"]).open(told["checkpoint"])
        assert told["checkpoint"] == log.outside[-1]
        assert answer.headers["cache-control"] == "public, max-age=60"

    def test_is_not_there_before_it_is_opened(self, runtime):
        log = make_log(runtime)
        for id in (log.organisation_id, uuid7()):
            answer = client(runtime).get(f"/api/v1/organisations/{id}/audit/log.json")
            assert (answer.status_code, answer.json()["code"]) == (404, "log_unknown")


class TestReading:
    def test_leaves_the_log_whole(self, log, auditor):
        for _ in range(3):
            entries(auditor)
        log.sign()
        assert log.attempt(audit.verify, sealed_within=timedelta()).holds
