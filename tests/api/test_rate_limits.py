"""How often somebody may try, and what happens where nobody counts."""

from dataclasses import replace

import pytest
from fastapi import Depends
from fastapi.testclient import TestClient
from pydantic import SecretStr
from sqlalchemy import text
from structlog.testing import capture_logs

from services.api import callers, floods, rate_limits
from services.api.deps import PublicUow
from services.api.floods import Bucket
from services.api.main import create_app
from services.api.rate_limits import (
    CurrentGuard,
    Limit,
    Quota,
    RateLimits,
    TooManyRequests,
    TriesNotCounted,
    limited,
)
from services.core.bootstrap import build_engine
from services.core.identity import service as identity
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.embedded import EmbeddedValkey
from tests.factories.households import make_household
from tests.factories.http import key_for
from tests.factories.programmes import make_programme

KEY = b"k" * 32
ONE_AN_HOUR = Quota(1, 3_600)


def set_to(runtime, **settings):
    return replace(runtime, settings=runtime.settings.model_copy(update=settings))


def asking(app, key=None, address="192.0.2.7"):
    headers = {"Authorization": f"Bearer {key}"} if key else {}
    return TestClient(app, headers=headers, client=(address, 50_000), raise_server_exceptions=False)


def statuses(client, path, times):
    return [client.get(path).status_code for _ in range(times)]


@pytest.fixture
def guarded(runtime):
    """An application with a route that recovery codes are tried at."""
    app = create_app(runtime)

    @app.get("/try", dependencies=[Depends(limited(Limit.RECOVERY))])
    def attempt(guard: CurrentGuard, who: str) -> str:
        guard.hit(Limit.RECOVERY, who)
        return "tried"

    return app


class TestLimited:
    def test_refuses_an_address_that_tries_too_often_and_says_when_to_come_again(self, guarded):
        quota = Limit.RECOVERY.value.address
        mine, other = asking(guarded), asking(guarded, address="192.0.2.8")

        answers = [mine.get(f"/try?who={number}") for number in range(quota.amount + 1)]

        assert [answer.status_code for answer in answers] == [200] * quota.amount + [429]
        last = answers[-1]
        assert last.json()["code"] == "too_many_requests"
        assert 0 < int(last.headers["retry-after"]) <= quota.window_s
        assert last.headers["ratelimit-policy"] == f'"recovery";q={quota.amount};w={quota.window_s}'
        assert last.headers["ratelimit"].startswith('"recovery";r=0;t=')
        assert other.get("/try?who=z").status_code == 200

    def test_tells_what_is_left_while_there_is_some(self, guarded):
        answer = asking(guarded).get("/try?who=a")

        quota = Limit.RECOVERY.value.object
        assert f'"recovery";q={quota.amount}' in answer.headers["ratelimit-policy"]
        assert f'"recovery";r={quota.amount - 1}' in answer.headers["ratelimit"]

    def test_counts_all_of_a_line_of_ipv6_as_one(self, guarded):
        amount = Limit.RECOVERY.value.address.amount
        for number in range(amount):
            asking(guarded, address=f"2001:db8:1:2::{number}").get(f"/try?who={number}")

        near = asking(guarded, address="2001:db8:1:2:ffff::1").get("/try?who=x")
        far = asking(guarded, address="2001:db8:1:3::1").get("/try?who=x")

        assert (near.status_code, far.status_code) == (429, 200)

    def test_believes_no_header_about_the_address(self, guarded):
        amount = Limit.RECOVERY.value.address.amount
        answers = [
            asking(guarded).get(
                f"/try?who={number}", headers={"X-Forwarded-For": f"10.0.0.{number}"}
            )
            for number in range(amount + 1)
        ]

        assert answers[-1].status_code == 429

    def test_refuses_before_the_database_is_asked(self, runtime):
        engine = build_engine("postgresql+psycopg://nobody@127.0.0.1:1/none")
        app = create_app(replace(runtime, engine=engine))

        def attempt(uow: PublicUow) -> None:
            uow.session.connection()

        app.add_api_route("/try", attempt, dependencies=[Depends(limited(Limit.RECOVERY))])
        amount = Limit.RECOVERY.value.address.amount

        assert statuses(asking(app), "/try", amount + 1) == [500] * amount + [429]


class TestHit:
    def test_refuses_more_tries_at_one_object_from_wherever_they_come(self, guarded):
        amount = Limit.RECOVERY.value.object.amount
        answers = [
            asking(guarded, address=f"192.0.2.{number}").get("/try?who= Hanako@Example.jp")
            for number in range(amount)
        ]
        last = asking(guarded, address="192.0.2.99").get("/try?who=hanako@example.jp")

        assert {answer.status_code for answer in answers} == {200}
        assert last.status_code == 429

    def test_logs_the_limit_and_nobody_s_name(self, guarded):
        with capture_logs() as logs:
            for _ in range(Limit.RECOVERY.value.object.amount + 1):
                asking(guarded).get("/try?who=hanako@example.jp")

        assert {"event": "rate_limited", "limit": "recovery", "by": "object"}.items() <= next(
            line for line in logs if line["event"] == "rate_limited"
        ).items()
        assert "hanako" not in str(logs)
        assert "192.0.2" not in str(logs)


@pytest.fixture(scope="module")
def valkey(tmp_path_factory):
    with EmbeddedValkey(tmp_path_factory.mktemp("valkey")) as server:
        yield server.url()


class TestStore:
    def test_counts_for_all_processes(self, valkey):
        one, other = RateLimits(KEY, valkey), RateLimits(KEY, valkey)
        one.hit(Limit.RECOVERY, "object", ONE_AN_HOUR, "shared")

        with pytest.raises(TooManyRequests):
            other.hit(Limit.RECOVERY, "object", ONE_AN_HOUR, "shared")

    def test_keeps_no_name(self, valkey, runtime):
        made = RateLimits.of(set_to(runtime, rate_limit_storage_url=SecretStr(valkey)))
        made.hit(Limit.SIGN_IN_LINK, "object", ONE_AN_HOUR, "hanako@example.jp")

        store = made._shared.storage.storage
        names = [name.decode() for name in store.keys("*")]
        assert any("sign-in-link" in name for name in names)
        assert not any("hanako" in name for name in names)

    def test_lets_no_guess_pass_where_it_is_silent(self):
        silent = RateLimits(KEY, "redis://127.0.0.1:1/0")

        with pytest.raises(TriesNotCounted):
            silent.hit(Limit.SIGN_IN, "address", ONE_AN_HOUR, "192.0.2.7")

    def test_leaves_the_rest_to_each_process_where_it_is_silent(self):
        silent = RateLimits(KEY, "redis://127.0.0.1:1/0")
        silent.hit(Limit.EXPORT, "principal", ONE_AN_HOUR, "somebody")

        with pytest.raises(TooManyRequests):
            silent.hit(Limit.EXPORT, "principal", ONE_AN_HOUR, "somebody")

    def test_is_silent_as_a_problem_that_asks_to_wait(self, runtime):
        url = SecretStr("redis://127.0.0.1:1/0")
        app = create_app(set_to(runtime, rate_limit_storage_url=url))
        app.add_api_route("/try", lambda: "", dependencies=[Depends(limited(Limit.SIGN_IN))])

        answer = asking(app).get("/try")

        assert (answer.status_code, answer.json()["code"]) == (503, "tries_not_counted")
        assert answer.headers["retry-after"] == "5"


class TestBucket:
    def test_takes_as_many_as_the_quota_and_gives_back_with_time(self):
        now = [0.0]
        bucket = Bucket(Quota(60, 60), clock=lambda: now[0])

        assert [bucket.take(b"a") for _ in range(60)] == [0.0] * 60
        assert bucket.take(b"a") == pytest.approx(1.0)
        assert bucket.take(b"b") == 0.0
        now[0] += 1.0
        assert bucket.take(b"a") == 0.0
        assert bucket.left(b"a") == 0

    def test_forgets_callers_when_they_become_too_many(self, monkeypatch):
        monkeypatch.setattr(floods, "CALLERS_MAX", 100)
        bucket = Bucket(Quota(10, 60), clock=lambda: 0.0)
        for _ in range(10):
            bucket.take(b"busy")

        for number in range(1_000):
            bucket.take(str(number).encode())

        assert len(bucket._empty_at) <= 100
        assert bucket.take(b"busy") > 0


class TestFloods:
    @pytest.fixture
    def key(self, runtime):
        with runtime.unit_of_work(operator("founder")) as uow:
            programme = make_programme(uow)
        return key_for(runtime, programme.organisation_id, Role.NPO_ADMIN)

    def test_of_one_key_are_turned_away(self, runtime, key):
        app = create_app(set_to(runtime, rate_limit_per_minute=5))

        assert statuses(asking(app, key), "/api/v1/me", 6) == [200] * 5 + [429]

    def test_of_nobody_are_turned_away_by_address(self, runtime):
        app = create_app(set_to(runtime, rate_limit_per_minute=5))

        assert statuses(asking(app), "/version", 6) == [200] * 5 + [429]
        assert statuses(asking(app, address="192.0.2.8"), "/version", 1) == [200]

    def test_of_guessed_keys_cost_no_query_and_lock_no_neighbour_out(self, runtime, key):
        app = create_app(set_to(runtime, rate_limit_per_minute=1_000))
        neighbour = asking(app, key)
        neighbour.get("/api/v1/me")
        for number in range(floods.REFUSALS.amount):
            assert asking(app, f"guess-{number}").get("/api/v1/me").status_code == 401
        # Some are forgiven as time goes by: a slow machine has to guess on.
        for number in range(floods.REFUSALS.amount):
            asking(app, f"more-{number}").get("/api/v1/me")
        # Open routes look at no key: asking them makes none a good one.
        asking(app, "guess-x").get("/version")

        runtime.engine.dispose()
        opened = runtime.engine.pool.checkedout()
        answer = asking(app, "guess-x").get("/api/v1/me")

        assert answer.status_code == 429
        assert answer.headers["ratelimit-policy"].startswith('"requests";q=')
        assert runtime.engine.pool.checkedout() == opened
        assert neighbour.get("/api/v1/me").status_code == 200

    def test_do_not_keep_probes_from_their_answer(self, runtime):
        app = create_app(set_to(runtime, rate_limit_per_minute=1))

        assert statuses(asking(app), "/healthz", 3) == [200] * 3


class TestCallers:
    @pytest.mark.parametrize(
        ("client", "address"),
        [
            (("192.0.2.7", 1), "192.0.2.7"),
            (("::ffff:192.0.2.7", 1), "192.0.2.7"),
            (("2001:db8::1:2:3:4", 1), "2001:db8::/64"),
            (("testclient", 1), "testclient"),
            (None, ""),
        ],
    )
    def test_are_told_apart_by_address(self, client, address):
        assert callers.address_of({"client": client}) == address

    def test_are_told_apart_by_the_session_among_the_cookies(self):
        sent = [(b"cookie", b"a=1; __Host-session=secret; b=2")]

        assert callers.credential_of({"headers": sent}) == b"__Host-session=secret"
        assert callers.credential_of({"headers": [(b"cookie", b"a=1")]}) is None


class TestLimits:
    def test_count_something_each_and_have_names_of_their_own(self):
        rules = [limit.value for limit in Limit]

        assert len({rule.name for rule in rules}) == len(rules)
        for rule in rules:
            quotas = [rule.address, rule.principal, rule.object]
            assert any(quotas), rule.name
            # Structured fields (RFC 9651): printable ASCII without quotes.
            assert rule.name.replace("-", "").isalpha()

    def test_are_told_by_the_tightest_of_each_name(self):
        counts = [
            rate_limits.Count("a", Quota(10, 60), 9, 60),
            rate_limits.Count("a", Quota(3, 30), 1, 20),
        ]

        assert rate_limits.headers(counts) == {
            "RateLimit-Policy": '"a";q=3;w=30',
            "RateLimit": '"a";r=1;t=20',
        }


class TestLocks:
    def test_of_a_letter_holds_over_processes(self, runtime):
        with runtime.unit_of_work(operator("office")) as uow:
            programme = make_programme(uow)
            household_id, _ = make_household(uow, programme)
            guardian_id = uow.session.scalar(
                text("SELECT id FROM guardians WHERE household_id = :id"), {"id": household_id}
            )
            to = [identity.Addressee(guardian_id, household_id)]
            [letter] = identity.issue_letters(uow, to=to)
        processes = [create_app(runtime), create_app(runtime)]
        right = {"code": letter.code, "pin": letter.pin, "new_pin": "830617294518"}
        wrong = {"code": letter.code, "pin": "602417"}

        def typed(number, body):
            client = asking(processes[number % 2], address=f"192.0.2.{number}")
            return client.post("/api/v1/sign-in/letter", json=body).status_code

        assert [typed(number, wrong) for number in range(5)] == [401] * 5
        assert typed(6, right) == typed(7, right) == 401
