"""What is the same for every route: bounds, lists, headers, and problems before a route is met."""

import re

import pytest

from services.api import problems
from services.api.limits import BODY_MAX_BYTES, UPLOAD_MAX_BYTES
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.idempotency import StillRunning
from services.core.kit.ids import uuid7
from tests.factories.http import client, key_for
from tests.factories.programmes import make_programme

API = "/api/v1"


@pytest.fixture
def programme(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow)


@pytest.fixture
def admin(runtime, programme):
    return client(runtime, key_for(runtime, programme.organisation_id, Role.NPO_ADMIN))


@pytest.fixture
def anybody(runtime):
    return client(runtime)


def told(answer):
    assert answer.headers["content-type"] == problems.MEDIA_TYPE
    return answer.status_code, answer.json()["code"]


class TestProblems:
    def test_tell_of_an_address_that_is_none(self, anybody):
        assert told(anybody.get("/nowhere")) == (404, "route_unknown")

    def test_tell_of_a_method_that_is_not_taken_and_which_are(self, anybody):
        for method in ("POST", "OPTIONS"):
            answer = anybody.request(method, "/version")
            assert told(answer) == (405, "method_not_allowed")
            assert answer.headers["allow"] == "GET"

    @pytest.mark.parametrize(
        ("language", "words"),
        [("en", "must be 500 or less"), ("ja", "500 以下"), ("ja-easy", "500 以下")],
    )
    def test_tell_faults_of_fields_in_the_readers_language(self, admin, language, words):
        answer = admin.get(f"{API}/programmes?limit=501", headers={"Accept-Language": language})

        assert told(answer) == (422, "fields_invalid")
        assert answer.json()["errors"][0]["pointer"] == "/limit"
        assert words in answer.json()["errors"][0]["detail"]

    @pytest.mark.parametrize("body", [b"{", b"[" * 20_000, b'{"name": "\xff"}'])
    def test_tell_of_a_body_that_cannot_be_read(self, admin, body):
        answer = admin.post(
            f"{API}/api-keys", content=body, headers={"Content-Type": "application/json"}
        )

        assert told(answer) == (422, "fields_invalid")

    @pytest.mark.parametrize(
        ("body", "pointer"),
        [
            (rb'{"name": "\u0000", "roles": ["auditor"]}', "/name"),
            (rb'{"name": "\ud800", "roles": ["auditor"]}', "/name"),
            (rb'{"name": "a", "roles": ["auditor"], "a/b\ud800": 1}', "/a~1b?"),
        ],
    )
    def test_name_text_that_cannot_be_kept(self, admin, body, pointer):
        answer = admin.post(
            f"{API}/api-keys", content=body, headers={"Content-Type": "application/json"}
        )

        assert told(answer) == (422, "fields_invalid")
        assert answer.json()["errors"][0]["pointer"] == pointer

    def test_say_when_to_ask_again(self):
        answer = problems.of_error(StillRunning(retry_after_s=1), "en")

        assert (answer.status_code, answer.headers["retry-after"]) == (409, "1")

    def test_keep_their_own_members_from_facts_of_the_same_name(self):
        answer = problems.render("roster_refused", 422, "en", facts={"errors": 3, "rows": []})

        assert b'"errors"' not in answer.body


class TestBodies:
    def test_are_refused_by_the_length_that_is_told(self, admin):
        answer = admin.post(f"{API}/api-keys", content=b"x" * (BODY_MAX_BYTES + 1))

        assert told(answer) == (413, "request_too_large")

    def test_are_refused_by_their_length_where_none_is_told(self, admin):
        pieces = (b"x" * 100_000 for _ in range(11))

        answer = admin.post(f"{API}/webhooks/stripe", content=pieces)

        assert told(answer) == (413, "request_too_large")

    def test_may_be_longer_where_they_are_files(self, admin, programme):
        path = f"{API}/programmes/{programme.id}/rosters"

        taken = admin.post(path, files={"file": b"x" * (BODY_MAX_BYTES + 1)})
        refused = admin.post(path, files={"file": b"x" * UPLOAD_MAX_BYTES})

        assert told(taken) == (422, "roster_refused")
        assert told(refused) == (413, "request_too_large")


class TestAnswers:
    def test_are_kept_by_no_cache_unless_they_say_so(self, admin, anybody, programme):
        assert admin.get(f"{API}/programmes").headers["cache-control"] == "no-store"
        assert anybody.get(f"{API}/programmes").headers["cache-control"] == "no-store"

    def test_bear_the_requests_id(self, anybody):
        for path in ("/version", "/nowhere"):
            given = anybody.get(path, headers={"X-Request-ID": "till-7"})
            assert given.headers["x-request-id"] == "till-7"
        assert anybody.get("/version").headers["x-request-id"]

    def test_to_head_are_those_to_get_without_content(self, anybody):
        got, head = anybody.get("/version"), anybody.head("/version")

        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["content-length"] == got.headers["content-length"]


class TestLists:
    def test_lead_from_page_to_page(self, runtime, admin, programme):
        for _ in range(4):
            key_for(runtime, programme.organisation_id, Role.AUDITOR)
        whole = admin.get(f"{API}/api-keys").json()

        seen, path = [], f"{API}/api-keys?limit=2"
        while path:
            answer = admin.get(path)
            seen.append(answer.json())
            path = answer.links.get("next", {}).get("url")

        assert [len(page) for page in seen] == [2, 2, 1]
        assert [key for page in seen for key in page] == whole

    def test_end_after_an_id_that_nobody_has(self, admin):
        answer = admin.get(f"{API}/api-keys?cursor={uuid7()}")

        assert (answer.status_code, answer.json()) == (200, [])

    @pytest.mark.parametrize("wish", ["limit=0", "limit=501", "limit=1e9", "cursor=1"])
    def test_refuse_a_wish_that_is_none(self, admin, wish):
        assert told(admin.get(f"{API}/programmes?{wish}")) == (422, "fields_invalid")


class TestDocs:
    def test_are_served_by_this_host_alone(self, anybody):
        page = anybody.get("/docs")

        named = re.findall(r"""(?:src|href)=["']([^"']+)""", page.text)
        assert page.status_code == 200
        assert named
        for address in named:
            assert re.match("/[a-z]", address)
            assert anybody.get(address).status_code == 200
