"""Signing in over HTTP: passkeys, links, recovery codes, sessions; and what strangers cannot."""

from datetime import timedelta

import pytest

from services.api import cookies
from services.core.identity import service as identity
from services.core.identity.service import sessions
from services.core.identity.types import PrincipalKind, Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from tests.factories.http import client
from tests.factories.identity import API, invited, signed_in
from tests.factories.programmes import make_programme


@pytest.fixture
def organisation_id(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow).organisation_id


def told(answer):
    return answer.status_code, answer.json()["code"]


def me(person):
    return person.browser.get(f"{API}/me")


class TestInvitation:
    def test_lets_a_member_make_a_passkey_and_nothing_else(self, runtime, organisation_id):
        person = invited(runtime, organisation_id, Role.NPO_ADMIN)

        greeted = person.follow_link().json()

        assert greeted["needs_passkey"] is True
        assert me(person).json()["roles"] == ["member"]
        assert told(person.browser.get(f"{API}/members")) == (403, "not_permitted")

    def test_gives_the_roles_once_the_passkey_is_made(self, runtime, organisation_id):
        person = invited(runtime, organisation_id, Role.NPO_ADMIN)
        person.follow_link()

        made = person.make_passkey()

        assert made.status_code == 201
        assert me(person).json()["roles"] == ["member", "npo_admin"]
        assert person.browser.get(f"{API}/members").status_code == 200

    def test_opens_once(self, runtime, organisation_id):
        person = invited(runtime, organisation_id)
        person.follow_link()

        assert told(person.follow_link()) == (401, "sign_in_link_spent")

    def test_opens_nothing_once_its_time_is_up(self, runtime, organisation_id, clock):
        person = invited(runtime, organisation_id)
        clock.move_to(clock.now() + timedelta(days=7))

        assert told(person.follow_link()) == (401, "sign_in_link_spent")

    @pytest.mark.parametrize("link", ["link_", "link_x_y", "session_1", "x" * 200])
    def test_is_no_guess(self, runtime, link):
        answer = client(runtime).post(f"{API}/sign-in/link", json={"link": link})

        assert told(answer) == (401, "sign_in_link_spent")

    def test_of_a_visit_is_refused_outside_development(self, runtime, organisation_id):
        person = invited(runtime, organisation_id)
        with (
            runtime.unit_of_work(operator("host"), organisation_id=organisation_id) as uow,
            pytest.raises(identity.links.VisitRefused),
        ):
            identity.visit(
                uow, kind=PrincipalKind.MEMBER, principal_id=person.id, in_development=False
            )


class TestPasskey:
    def test_signs_in_with_all_roles(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id, Role.NPO_APPROVER)
        person.browser.cookies.clear()

        greeted = person.sign_in()

        assert greeted.status_code == 201
        assert greeted.json()["roles"] == ["member", "npo_approver"]

    def test_sets_a_cookie_that_no_script_and_no_other_site_can_use(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)

        cookie = person.sign_in().headers["set-cookie"]

        assert cookie.startswith(f"{cookies.SESSION}=session_")
        for attribute in ("Secure", "HttpOnly", "SameSite=lax", "Path=/"):
            assert attribute in cookie
        assert "Domain" not in cookie

    def test_gives_another_session_each_time(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        first = person.browser.cookies[cookies.SESSION]

        person.sign_in()

        assert person.browser.cookies[cookies.SESSION] != first
        stale = client(runtime)
        stale.cookies.set(cookies.SESSION, first)
        assert told(stale.get(f"{API}/me")) == (401, "not_authenticated")

    def test_is_refused_from_another_site(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        person.authenticator.origin = "https://example.net"

        assert told(person.sign_in()) == (401, "sign_in_refused")

    def test_is_refused_without_user_verification(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        person.authenticator.verifies_user = False

        assert told(person.sign_in()) == (401, "sign_in_refused")

    def test_is_refused_where_its_counter_goes_back(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        person.sign_in()
        person.authenticator.counter = 0

        assert told(person.sign_in()) == (401, "sign_in_refused")

    def test_answers_a_challenge_once(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        reply = person.reply(person.browser.post(f"{API}/sign-in/passkey/options").json())
        person.browser.post(f"{API}/sign-in/passkey", json=reply)

        again = person.browser.post(f"{API}/sign-in/passkey", json=reply)

        assert told(again) == (409, "ceremony_over")

    def test_answers_a_challenge_in_time(self, runtime, organisation_id, clock):
        person = signed_in(runtime, organisation_id)
        reply = person.reply(person.browser.post(f"{API}/sign-in/passkey/options").json())
        clock.move_to(clock.now() + timedelta(minutes=5))

        late = person.browser.post(f"{API}/sign-in/passkey", json=reply)

        assert told(late) == (409, "ceremony_over")

    def test_of_somebody_unknown_is_refused_alike(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        person.authenticator.credential_id = b"another"

        assert told(person.sign_in()) == (401, "sign_in_refused")

    def test_of_somebody_disabled_is_refused_alike(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        with runtime.unit_of_work(operator("host"), organisation_id=organisation_id) as uow:
            identity.disable(uow, member_id=person.id)

        assert told(me(person)) == (401, "not_authenticated")
        assert told(person.sign_in()) == (401, "sign_in_refused")

    def test_that_is_the_last_one_stays(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        [only] = person.browser.get(f"{API}/me/passkeys").json()

        answer = person.browser.delete(f"{API}/me/passkeys/{only['id']}")

        assert told(answer) == (409, "last_passkey")

    def test_of_somebody_else_is_unknown(self, runtime, organisation_id):
        person, other = (signed_in(runtime, organisation_id) for _ in range(2))
        [others] = other.browser.get(f"{API}/me/passkeys").json()

        answer = person.browser.delete(f"{API}/me/passkeys/{others['id']}")

        assert told(answer) == (404, "passkey_unknown")

    def test_is_made_by_whoever_proved_to_be_there_only(self, runtime, organisation_id, clock):
        person = signed_in(runtime, organisation_id)
        clock.move_to(clock.now() + timedelta(minutes=6))

        refused = person.browser.post(f"{API}/me/passkeys/options")
        assert told(refused) == (403, "step_up_required")

        assert person.prove().status_code == 204
        assert person.browser.post(f"{API}/me/passkeys/options").status_code == 200


class TestRecovery:
    def test_opens_a_door_to_a_new_passkey_only(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id, Role.NPO_ADMIN)
        code = person.browser.post(f"{API}/me/recovery-codes").json()["codes"][3]
        person.browser.cookies.clear()

        typed = code.lower().replace("-", " ").replace("1", "l").replace("0", "o")
        answer = person.browser.post(f"{API}/sign-in/recovery", json={"code": typed})

        assert answer.status_code == 201
        assert answer.json()["roles"] == ["member"]
        person.browser.headers["X-CSRF-Token"] = answer.json()["csrf_token"]
        person.authenticator.credential_id = b"a new phone's"
        assert person.make_passkey("New phone").json()["roles"] == ["member", "npo_admin"]

    def test_opens_once(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        code = person.browser.post(f"{API}/me/recovery-codes").json()["codes"][0]
        body = {"code": code}
        assert client(runtime).post(f"{API}/sign-in/recovery", json=body).status_code == 201

        again = client(runtime).post(f"{API}/sign-in/recovery", json=body)

        assert told(again) == (401, "sign_in_refused")

    def test_ends_with_the_next_set(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        old = person.browser.post(f"{API}/me/recovery-codes").json()["codes"]
        new = person.browser.post(f"{API}/me/recovery-codes").json()["codes"]

        answer = client(runtime).post(f"{API}/sign-in/recovery", json={"code": old[0]})

        assert told(answer) == (401, "sign_in_refused")
        assert len(set(new)) == 10
        assert person.browser.get(f"{API}/me/recovery-codes").json() == {"left": 10}


class TestSession:
    def test_ends_when_it_was_left_alone(self, runtime, organisation_id, clock):
        person = signed_in(runtime, organisation_id)
        clock.move_to(clock.now() + timedelta(minutes=14, seconds=59))
        assert me(person).status_code == 200
        clock.move_to(clock.now() + timedelta(minutes=15))

        assert told(me(person)) == (401, "not_authenticated")

    def test_ends_after_a_working_day_however_busy(self, runtime, organisation_id, clock):
        person = signed_in(runtime, organisation_id)
        end = clock.now() + sessions.LIMITS[PrincipalKind.MEMBER].absolute
        while clock.now() + timedelta(minutes=14) < end:
            clock.move_to(clock.now() + timedelta(minutes=14))
            assert me(person).status_code == 200
        clock.move_to(end)

        assert told(me(person)) == (401, "not_authenticated")

    def test_is_listed_with_the_others_and_ended_from_any(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        phone, laptop = person.browser, client(runtime)
        person.browser = laptop
        person.sign_in()

        listed = laptop.get(f"{API}/me/sessions").json()
        assert [session["is_this_one"] for session in listed] == [True, False]

        assert laptop.delete(f"{API}/me/sessions/{listed[1]['id']}").status_code == 204
        assert told(phone.get(f"{API}/me")) == (401, "not_authenticated")
        assert laptop.get(f"{API}/me").status_code == 200

    def test_is_the_only_one_left_after_ending_the_others(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        phone, person.browser = person.browser, client(runtime)
        person.sign_in()

        assert person.browser.delete(f"{API}/me/sessions").json() == {"sessions": 1}

        assert told(phone.get(f"{API}/me")) == (401, "not_authenticated")
        assert me(person).status_code == 200

    def test_of_somebody_else_is_unknown(self, runtime, organisation_id):
        person, other = (signed_in(runtime, organisation_id) for _ in range(2))
        [session] = other.browser.get(f"{API}/me/sessions").json()

        answer = person.browser.delete(f"{API}/me/sessions/{session['id']}")

        assert told(answer) == (404, "session_unknown")
        assert me(other).status_code == 200

    def test_is_forgotten_by_the_browser_on_signing_out(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)
        [session] = person.browser.get(f"{API}/me/sessions").json()

        answer = person.browser.delete(f"{API}/me/sessions/{session['id']}")

        assert "Max-Age=0" in answer.headers["set-cookie"]
        assert '"storage"' in answer.headers["clear-site-data"]
        assert cookies.SESSION not in person.browser.cookies

    def test_is_no_guess(self, runtime, organisation_id):
        stranger = client(runtime)
        stranger.cookies.set(cookies.SESSION, f"session_{uuid7().hex}_guess")

        assert told(stranger.get(f"{API}/me")) == (401, "not_authenticated")

    def test_loses_a_role_when_it_is_taken_back(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id, Role.NPO_ADMIN)
        with runtime.unit_of_work(operator("host"), organisation_id=organisation_id) as uow:
            [grant] = identity.grants_of(uow, member_id=person.id)
            identity.revoke_grant(uow, grant_id=grant.id)

        assert told(me(person)) == (401, "not_authenticated")
        person.sign_in()
        assert me(person).json()["roles"] == ["member"]


class TestStranger:
    @pytest.mark.parametrize("token", [None, "", "wrong"])
    def test_changes_nothing_without_the_token_of_our_pages(self, runtime, organisation_id, token):
        person = signed_in(runtime, organisation_id)
        del person.browser.headers["X-CSRF-Token"]
        headers = {} if token is None else {"X-CSRF-Token": token}

        answer = person.browser.post(f"{API}/me/recovery-codes", headers=headers)

        assert told(answer) == (403, "cross_site_request")

    def test_changes_nothing_from_another_site(self, runtime, organisation_id):
        person = signed_in(runtime, organisation_id)

        answer = person.browser.post(
            f"{API}/me/recovery-codes", headers={"Sec-Fetch-Site": "cross-site"}
        )

        assert told(answer) == (403, "cross_site_request")

    def test_has_no_use_for_the_token_of_another_session(self, runtime, organisation_id):
        person, other = (signed_in(runtime, organisation_id) for _ in range(2))
        headers = {"X-CSRF-Token": other.browser.headers["X-CSRF-Token"]}

        answer = person.browser.post(f"{API}/me/recovery-codes", headers=headers)

        assert told(answer) == (403, "cross_site_request")
