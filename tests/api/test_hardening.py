"""What surrounds every route: headers, hosts, bounds, kinds of content, and the last resort."""

import asyncio
import base64
import hashlib
import re
from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from structlog.testing import capture_logs

from services.api import gate, headers, limits, problems
from services.api.main import create_app
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.measurement import pages
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


def set_to(runtime, **settings):
    return replace(runtime, settings=runtime.settings.model_copy(update=settings))


def directives(answer):
    policy = answer.headers["content-security-policy"]
    return dict(part.strip().partition(" ")[::2] for part in policy.split(";"))


def sha256_of(style):
    return base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()


class TestHeaders:
    def test_stand_on_every_answer_good_and_bad(self, runtime, anybody, admin, programme):
        app = create_app(runtime)
        app.add_api_route("/broken", lambda: 1 / 0)
        broken = TestClient(app, raise_server_exceptions=False)
        answers = {
            200: anybody.get("/version"),
            401: anybody.get(f"{API}/me"),
            404: anybody.get("/nowhere"),
            405: anybody.post("/version"),
            413: admin.post(f"{API}/api-keys", content=b"x" * (limits.BODY_MAX_BYTES + 1)),
            421: anybody.get("/version", headers={"Host": "evil.example"}),
            422: admin.get(f"{API}/programmes?limit=0"),
            500: broken.get("/broken"),
        }
        for status, answer in answers.items():
            assert answer.status_code == status
            assert {name: answer.headers[name] for name in headers.ALWAYS} == headers.ALWAYS
            assert directives(answer)["default-src"] == "'none'"
            assert directives(answer)["frame-ancestors"] == "'none'"
            assert "sandbox" in directives(answer)
            assert answer.headers["cache-control"] == "no-store"
            assert answer.headers["x-request-id"]
            assert "server" not in answer.headers

    def test_let_a_page_load_its_own_host_s_files_only(self, anybody):
        policy = directives(anybody.get("/docs"))

        assert policy["script-src"] == policy["style-src"] == "'self'"
        assert policy["object-src"] == policy["base-uri"] == "'none'"
        assert "unsafe" not in " ".join(policy.values())

    def test_name_the_one_style_of_a_page_that_is_also_a_file(self):
        extended = (
            '{% extends "page.html" %}{% block style %}h1 > b { color: "red"; }{% endblock %}'
        )
        page = pages.environment().from_string(extended).render(language="en")

        policy = directives(headers.PlainPage(page))
        assert re.fullmatch(r"'sha256-[A-Za-z0-9+/]{43}='", policy["style-src"])
        assert (
            sha256_of(page.partition("<style>")[2].partition("</style>")[0]) in policy["style-src"]
        )
        assert "script-src" not in policy
        assert policy["frame-ancestors"] == "'none'"

    def test_keep_browsers_to_tls_where_the_address_has_it(self, runtime, anybody):
        https = set_to(runtime, base_url="https://minori.example.jp")
        asked = client(https).get("/version", headers={"Host": "minori.example.jp"})

        assert asked.headers["strict-transport-security"] == headers.HSTS
        assert "strict-transport-security" not in anybody.get("/version").headers

    def test_let_no_other_site_read(self, anybody):
        asked = anybody.get("/version", headers={"Origin": "https://evil.example"})
        preflight = anybody.options(
            f"{API}/me",
            headers={
                "Origin": "https://evil.example",
                "Access-Control-Request-Method": "GET",
                "Access-Control-Request-Headers": "authorization",
            },
        )

        assert told(preflight) == (405, "method_not_allowed")
        for answer in (asked, preflight):
            assert not [name for name in answer.headers if name.startswith("access-control")]

    def test_keep_no_key_in_the_browser(self, anybody):
        assert "persistAuthorization: false" in anybody.get("/swagger/start.js").text


class TestHosts:
    @pytest.mark.parametrize(
        "name", ["evil.example", "127.0.0.1.evil.example", "evil.example:8000", "", "127.0.0.1@x"]
    )
    def test_of_others_are_not_answered(self, anybody, name):
        assert told(anybody.get("/version", headers={"Host": name})) == (421, "host_unknown")

    def test_may_be_named_once_only(self, anybody):
        twice = [("Host", "testserver"), ("Host", "evil.example")]

        assert told(anybody.get("/version", headers=twice)) == (421, "host_unknown")

    def test_are_not_asked_of_probes(self, anybody):
        assert anybody.get("/healthz", headers={"Host": "10.0.0.7:8000"}).status_code == 200

    def test_are_those_of_the_address_and_of_the_setting(self):
        public = gate.hosts_of("https://Minori.example.jp:443/", "www.example.jp, [2001:db8::1]")

        assert public == {"minori.example.jp", "www.example.jp", "[2001:db8::1]"}
        assert gate.hosts_of("http://localhost:8000", "") == gate.LOOPBACK

    def test_cannot_be_put_into_an_address_that_we_write(self, admin, programme):
        for _ in range(2):
            key_for(admin.app.state.runtime, programme.organisation_id, Role.AUDITOR)
        answer = admin.get(f"{API}/api-keys?limit=1", headers={"X-Forwarded-Host": "evil.example"})

        assert answer.links["next"]["url"].startswith("/")
        assert "evil.example" not in str(answer.headers)


class TestHeads:
    def test_are_refused_where_they_are_too_many_or_too_long(self, anybody):
        many = {f"X-{number}": "1" for number in range(gate.HEADERS_MAX)}
        long = {"Cookie": "a" * gate.HEADERS_MAX_BYTES}

        for sent in (many, long):
            assert told(anybody.get("/version", headers=sent)) == (431, "headers_too_large")
        asked = anybody.get("/version?" + "a" * gate.PATH_MAX_BYTES)
        assert told(asked) == (431, "headers_too_large")

    @pytest.mark.parametrize(
        "name", ["X-HTTP-Method-Override", "X-Method-Override", "X-HTTP-Method"]
    )
    def test_do_not_change_the_method(self, admin, name):
        assert admin.get(f"{API}/api-keys", headers={name: "POST"}).status_code == 200
        assert admin.get(f"{API}/api-keys?_method=POST").status_code == 200

    def test_do_not_change_the_path(self, anybody):
        for name in ("X-Original-URL", "X-Rewrite-URL", "X-Forwarded-Prefix"):
            assert "version" in anybody.get("/version", headers={name: f"{API}/me"}).json()

    @pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PROPFIND"])
    def test_of_unknown_methods_are_refused(self, anybody, method):
        assert told(anybody.request(method, "/version")) == (405, "method_not_allowed")


class TestContent:
    @pytest.mark.parametrize(
        "kind", ["text/plain", "application/x-www-form-urlencoded", "text/json", "", "json"]
    )
    def test_of_another_kind_than_json_is_not_read(self, admin, kind):
        answer = admin.post(
            f"{API}/api-keys", content=b'{"name": "a"}', headers={"Content-Type": kind}
        )

        assert told(answer) == (415, "media_type_unsupported")

    def test_of_another_kind_than_a_form_is_not_read(self, admin, programme):
        path = f"{API}/programmes/{programme.id}/rosters"

        assert told(admin.post(path, json={})) == (415, "media_type_unsupported")

    @pytest.mark.parametrize("kind", ["application/json", "Application/JSON; charset=utf-8"])
    def test_of_its_kind_is_read(self, admin, kind):
        answer = admin.post(f"{API}/api-keys", content=b"{}", headers={"Content-Type": kind})

        assert told(answer) == (422, "fields_invalid")

    def test_is_not_read_where_it_nests_without_end(self, admin):
        nested = b'{"name": ' + b"[" * 33 + b"]" * 33 + b"}"
        answer = admin.post(
            f"{API}/api-keys", content=nested, headers={"Content-Type": "application/json"}
        )

        assert told(answer) == (422, "fields_invalid")
        assert "pointer" in answer.json()["errors"][0]

    def test_in_more_parts_than_a_form_of_ours_has_is_not_read(self, admin, programme):
        parts = [("file", ("a.csv", b"x"))] * (limits.FORM_LIMITS["max_files"] + 1)

        answer = admin.post(f"{API}/programmes/{programme.id}/rosters", files=parts)

        assert told(answer) == (422, "fields_invalid")

    def test_of_a_length_that_is_no_number_is_counted(self, admin):
        answer = admin.post(f"{API}/api-keys", headers={"Content-Length": "9" * 5_000})

        assert told(answer) == (413, "request_too_large")

    def test_that_dawdles_is_not_waited_for(self):
        async def app(scope, receive, send):
            while (await receive()).get("more_body"):
                pass

        async def receive():
            await asyncio.sleep(0 if not sent else 5)
            sent.append(1)
            return {"type": "http.request", "body": b"{", "more_body": True}

        async def send(message):
            answered.append(message)

        sent, answered = [], []
        scope = {"type": "http", "method": "POST", "headers": [(b"accept-language", b"en")]}
        asyncio.run(limits.BodyLimit(app, pause_max_s=0.05)(scope, receive, send))

        assert answered[0]["status"] == 408
        assert (b"connection", b"close") in answered[0]["headers"]


class TestFaults:
    def test_are_told_and_logged_without_the_words_of_the_error(self, runtime):
        app = create_app(runtime)

        def broken():
            raise RuntimeError("実り 花子 09012345678")

        app.add_api_route("/broken/{name}", broken)
        with capture_logs() as logs:
            answer = TestClient(app, raise_server_exceptions=False).get("/broken/hanako")

        assert told(answer) == (500, "internal_error")
        assert "花子" not in answer.text + str(logs)
        assert "hanako" not in answer.text + str(logs)
        failed = next(line for line in logs if line["event"] == "request_failed")
        assert failed["error"] == "RuntimeError"
        assert "broken" in failed["at"][-1]
