"""Signing in at an organisation's own identity provider, from the first click to the session."""

from datetime import timedelta
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from sqlalchemy import text as sql

from services.api.main import create_app
from services.api.rate_limits import RateLimits
from services.core.identity import service as identity
from services.core.identity.types import LinkPurpose, PrincipalKind, Role
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.ids import uuid7
from tests.conftest import NOW, own_runtime
from tests.factories.doors import browser_at
from tests.factories.http import key_for
from tests.factories.identity import API
from tests.factories.oidc import Office
from tests.factories.programmes import make_organisation
from tests.fakes.oidc import CLIENT_ID, FakeOidc, Somebody, unsigned

CALLBACK = f"{API}/sign-in/oidc/callback"


@pytest.fixture(scope="module")
def house(databases, tmp_path_factory):
    """One installation for all of these tests: each has an organisation of its own."""
    folder = tmp_path_factory.mktemp("oidc")
    with own_runtime(databases, "oidc", SetClock(NOW), folder) as runtime:
        yield runtime


@pytest.fixture(scope="module")
def app(house):
    return create_app(house)


@pytest.fixture
def runtime(house):
    return house


@pytest.fixture
def clock(house):
    return house.clock


@pytest.fixture
def browser(app, house):
    """Opens browsers at an application that has counted nothing yet."""
    app.state.rate_limits = RateLimits.of(house)
    return partial(browser_at, app)


@pytest.fixture
def provider(clock):
    somebody = Somebody(sub=uuid7().hex, email=f"{uuid7().hex}@example.jp")
    with FakeOidc(now=lambda: clock.now().timestamp(), somebody=somebody) as fake:
        yield fake


@pytest.fixture
def office(runtime, provider, browser):
    with runtime.unit_of_work(operator("host")) as uow:
        organisation_id = make_organisation(uow).id
        member = identity.enlist(uow, name="見本 一郎", email=provider.somebody.email)
        identity.request_grant(uow, member_id=member.id, role=Role.NPO_ADMIN)
    made = Office(runtime, provider, organisation_id, member.id, browser())
    made.configure()
    return made


def is_let_in(answer):
    return answer.status_code == 303 and answer.headers["location"] == "/account"


def refusal(answer):
    """Why a page says that it did not work; no session was opened."""
    assert answer.status_code == 303
    assert "__Host-session" not in answer.cookies
    where = urlsplit(answer.headers["location"])
    assert where.path == "/enter"
    return parse_qs(where.query)["refused"][0]


class TestSignIn:
    def test_lets_in_the_member_whom_the_provider_means(self, office):
        answer = office.sign_in()

        assert is_let_in(answer)
        me = office.me()
        assert (me["kind"], me["id"]) == ("member", str(office.member_id))
        assert me["roles"] == ["member", "npo_admin"]
        assert me["proved_at"] is None

    def test_knows_them_by_subject_from_then_on(self, office):
        office.sign_in()
        office.provider.somebody.email = "renamed@example.jp"
        office.provider.somebody.claims = {"email_verified": False}

        assert is_let_in(office.sign_in())

    def test_ends_the_links_in_the_member_s_mailbox(self, office, browser):
        with office.unit_of_work() as uow:
            prepared = identity.prepare_link(
                uow,
                kind=PrincipalKind.MEMBER,
                principal_id=office.member_id,
                purpose=LinkPurpose.INVITATION,
            )
            link = identity.send_link(uow, link_id=prepared)

        office.sign_in()

        followed = browser().post(f"{API}/sign-in/link", json={"link": link.text})
        assert followed.status_code == 401

    def test_makes_nobody_a_member(self, office):
        office.provider.somebody.email = "stranger@example.jp"

        assert refusal(office.sign_in()) == "oidc_refused"
        with office.unit_of_work() as uow:
            assert len(identity.members(uow, after=None, limit=5)) == 1

    def test_finds_nobody_by_an_address_that_is_not_verified(self, office):
        office.provider.somebody.claims = {"email_verified": False}

        assert refusal(office.sign_in()) == "oidc_refused"

    def test_finds_nobody_outside_the_domains_of_the_organisation(self, office):
        office.configure(email_domains=["city.example.jp"])

        assert refusal(office.sign_in()) == "oidc_refused"

    def test_does_not_give_a_member_s_place_to_a_second_subject(self, office):
        office.sign_in()
        office.provider.somebody.sub = uuid7().hex

        assert refusal(office.sign_in()) == "oidc_refused"
        with office.unit_of_work() as uow:
            identity.unlink_oidc(uow, member_id=office.member_id)
        assert is_let_in(office.sign_in())

    def test_lets_nobody_in_who_may_not_sign_in_any_more(self, office):
        office.sign_in()
        with office.unit_of_work() as uow:
            identity.disable(uow, member_id=office.member_id)

        assert refusal(office.sign_in()) == "oidc_refused"

    def test_believes_no_forged_token(self, office):
        office.provider.sign = unsigned

        assert refusal(office.sign_in()) == "oidc_refused"

    def test_is_known_by_another_organisation_s_provider_as_nobody(self, office, clock, browser):
        with office.runtime.unit_of_work(operator("host")) as uow:
            neighbour_id = make_organisation(uow).id
        neighbour = Office(office.runtime, office.provider, neighbour_id, None, browser())
        neighbour.configure()
        office.sign_in()

        assert refusal(neighbour.sign_in()) == "oidc_refused"

    def test_is_not_offered_where_there_is_no_provider(self, office):
        nobody_s = office.browser.get(f"{API}/sign-in/oidc/{uuid7()}", follow_redirects=False)

        assert (nobody_s.status_code, nobody_s.json()["code"]) == (404, "oidc_provider_unknown")


class TestComingBack:
    def test_works_once(self, office):
        back = office.set_out()
        cookie = office.browser.cookies["__Host-oidc"]
        assert is_let_in(office.come_back(back))

        office.browser.cookies.set("__Host-oidc", cookie, domain="localhost.local", path="/")
        assert refusal(office.come_back(back)) == "ceremony_over"

    def test_works_in_the_browser_that_was_sent_only(self, office, browser):
        back = office.set_out()

        assert refusal(office.come_back(back, browser())) == "ceremony_over"

    def test_does_not_sign_in_a_victim_as_somebody_else(self, office, browser):
        attackers = office.set_out()
        victim = browser()
        office.set_out(victim)

        assert refusal(office.come_back(attackers, victim)) == "ceremony_over"

    def test_is_too_late_after_ten_minutes(self, office, clock):
        back = office.set_out()
        clock.move_to(clock.now() + timedelta(minutes=10))

        assert refusal(office.come_back(back)) == "ceremony_over"

    @pytest.mark.parametrize("state", ["", "oidc_x_y", "oidc_" + "0" * 32 + "_secret", "x" * 500])
    def test_needs_a_state_that_was_given_out(self, office, state):
        office.set_out()

        answer = office.browser.get(
            CALLBACK, params={"state": state, "code": "1"}, follow_redirects=False
        )
        assert refusal(answer) == "ceremony_over"

    def test_with_a_no_is_a_no(self, office):
        asked = parse_qs(urlsplit(office.set_out()).query)
        told = {"state": asked["state"][0], "error": "access_denied"}

        answer = office.browser.get(CALLBACK, params=told, follow_redirects=False)

        assert refusal(answer) == "oidc_refused"

    def test_says_nothing_twice(self, office):
        assert refusal(office.come_back(office.set_out() + "&code=another")) == "ceremony_over"

    def test_from_another_provider_is_not_asked_about(self, office):
        back = office.set_out().replace("iss=http", "iss=https")

        assert refusal(office.come_back(back)) == "oidc_refused"
        assert "/token" not in office.provider.asked

    def test_leaves_no_secret_of_the_question_behind(self, office):
        asked = parse_qs(urlsplit(office.set_out()).query)
        with office.runtime.unit_of_work() as uow:
            rows = uow.session.scalars(sql("SELECT row_to_json(t)::text FROM ceremonies t")).all()

        assert asked["state"][0].rpartition("_")[2] not in "".join(rows)
        assert office.browser.cookies["__Host-oidc"] not in "".join(rows)


STRONG = {"amr": ["pwd", "mfa"]}


class TestProof:
    def test_is_a_second_factor_asked_for_just_now(self, office, clock):
        office.sign_in()
        office.provider.somebody.claims |= STRONG | {"auth_time": int(clock.now().timestamp())}

        assert is_let_in(office.prove())
        assert office.me()["proved_at"] is not None

    def test_is_what_the_organisation_calls_so(self, office, clock):
        office.configure(strong_acr=["urn:example:gold"])
        office.sign_in()
        now = int(clock.now().timestamp())
        office.provider.somebody.claims |= {"acr": "urn:example:gold", "auth_time": now}

        assert is_let_in(office.prove())

    @pytest.mark.parametrize(
        "claims",
        [
            {"amr": ["pwd"]},
            {"acr": "urn:example:bronze"},
            {},
        ],
    )
    def test_is_no_password_alone(self, office, clock, claims):
        office.sign_in()
        office.provider.somebody.claims |= {**claims, "auth_time": int(clock.now().timestamp())}

        assert refusal(office.prove()) == "oidc_refused"

    @pytest.mark.parametrize("minutes", [None, 30])
    def test_is_nothing_of_before(self, office, clock, minutes):
        office.sign_in()
        office.provider.somebody.claims |= STRONG
        if minutes is not None:
            then = clock.now() - timedelta(minutes=minutes)
            office.provider.somebody.claims["auth_time"] = int(then.timestamp())

        assert refusal(office.prove()) == "oidc_refused"

    def test_is_given_by_nobody_else(self, office, clock):
        office.sign_in()
        with office.unit_of_work() as uow:
            identity.enlist(uow, name="見本 二郎", email="jiro@example.jp")
        office.provider.somebody = Somebody(uuid7().hex, "jiro@example.jp")
        now = int(clock.now().timestamp())
        office.provider.somebody.claims |= STRONG | {"auth_time": now}

        assert refusal(office.prove()) == "oidc_refused"
        assert office.me()["proved_at"] is None

    def test_comes_with_signing_in_where_the_provider_asked_just_then(self, office, clock):
        office.provider.somebody.claims |= STRONG | {"auth_time": int(clock.now().timestamp())}

        office.sign_in()

        assert office.me()["proved_at"] is not None


class TestConfiguration:
    @pytest.fixture
    def admin(self, browser, office):
        return browser(key_for(office.runtime, office.organisation_id, Role.NPO_ADMIN))

    def test_is_told_without_its_secret(self, admin, office):
        told = admin.get(f"{API}/identity-provider").json()

        assert told["issuer"] == office.provider.issuer
        assert told["redirect_uri"].endswith(CALLBACK)
        assert "secret" not in str(told)

    def test_is_changed_without_saying_the_secret_again(self, admin, office):
        body = {
            "issuer": office.provider.issuer,
            "client_id": CLIENT_ID,
            "email_domains": ["Example.JP"],
        }

        kept = admin.put(f"{API}/identity-provider", json=body)

        assert kept.json()["email_domains"] == ["example.jp"]
        assert is_let_in(office.sign_in())

    def test_of_another_issuer_needs_another_secret(self, admin):
        body = {"issuer": "https://login.example.jp", "client_id": CLIENT_ID}

        answer = admin.put(f"{API}/identity-provider", json=body)

        assert (answer.status_code, answer.json()["code"]) == (404, "oidc_provider_unknown")

    def test_is_checked_against_the_provider(self, admin, office):
        good = admin.post(f"{API}/identity-provider/check").json()
        office.configure(client_secret="wrong")
        bad = admin.post(f"{API}/identity-provider/check").json()

        assert (good["knows_us"], bad["knows_us"]) == (True, False)

    def test_of_a_silent_provider_says_so(self, admin, office):
        office.configure(issuer="http://127.0.0.1:9")

        answer = admin.post(f"{API}/identity-provider/check")

        assert (answer.status_code, answer.json()["code"]) == (503, "oidc_provider_unavailable")

    def test_is_taken_away(self, admin, office):
        assert admin.delete(f"{API}/identity-provider").status_code == 204

        assert admin.get(f"{API}/identity-provider").status_code == 404
        start = f"{API}/sign-in/oidc/{office.organisation_id}"
        assert office.browser.get(start, follow_redirects=False).status_code == 404

    def test_is_not_an_auditor_s_to_change(self, browser, office):
        auditor = browser(key_for(office.runtime, office.organisation_id, Role.AUDITOR))
        body = {"issuer": "https://evil.example", "client_id": "x", "client_secret": "y"}

        assert auditor.get(f"{API}/identity-provider").status_code == 200
        assert auditor.put(f"{API}/identity-provider", json=body).status_code == 403
