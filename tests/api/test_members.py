"""Members, their roles and their scanners over HTTP: four eyes, and each to their own."""

from datetime import timedelta

import pytest

from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from tests.factories.http import client, key_for
from tests.factories.identity import API, signed_in
from tests.factories.programmes import make_programme
from tests.factories.providers import make_provider


@pytest.fixture
def organisation_id(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow).organisation_id


@pytest.fixture
def classroom_id(runtime, organisation_id):
    with runtime.unit_of_work(operator("founder"), organisation_id=organisation_id) as uow:
        return make_provider(uow).id


@pytest.fixture
def admin(runtime, organisation_id):
    return signed_in(runtime, organisation_id, Role.NPO_ADMIN)


@pytest.fixture
def approver(runtime, organisation_id):
    return signed_in(runtime, organisation_id, Role.NPO_APPROVER)


def told(answer):
    return answer.status_code, answer.json()["code"]


def invite(person, email="sakura@example.org", **more):
    body = {"name": "見本 さくら", "email": email, **more}
    return person.browser.post(f"{API}/members", json=body)


def ask_for(person, member_id, role):
    return person.browser.post(f"{API}/members/{member_id}/roles", json={"role": role})


class TestInvite:
    def test_makes_a_member_without_a_role(self, admin):
        made = invite(admin)

        assert made.status_code == 201
        assert made.json()["roles"] == []

    def test_refuses_an_address_twice_however_it_is_written(self, admin):
        invite(admin)

        assert told(invite(admin, email="Sakura@Example.org")) == (409, "member_email_taken")

    def test_belongs_to_the_office(self, approver):
        assert told(invite(approver)) == (403, "not_permitted")


class TestRole:
    def test_is_given_by_a_second_person(self, admin, approver):
        member_id = invite(admin).json()["id"]
        grant = ask_for(admin, member_id, "auditor").json()
        assert grant["approved_at"] is None

        [waiting] = approver.browser.get(f"{API}/role-grants").json()
        assert waiting["id"] == grant["id"]
        approved = approver.browser.post(f"{API}/role-grants/{grant['id']}/approve")

        assert approved.json()["approved_by"] == str(approver.id)
        assert admin.browser.get(f"{API}/members/{member_id}").json()["roles"] == ["auditor"]

    def test_is_not_given_by_the_one_who_asked(self, runtime, organisation_id, approver):
        both = signed_in(runtime, organisation_id, Role.NPO_ADMIN, Role.NPO_APPROVER)
        member_id = invite(both).json()["id"]
        grant_id = ask_for(both, member_id, "auditor").json()["id"]

        answer = both.browser.post(f"{API}/role-grants/{grant_id}/approve")

        assert told(answer) == (409, "second_person_required")

    def test_is_not_given_by_the_one_who_would_have_it(self, admin, approver):
        grant_id = ask_for(admin, approver.id, "npo_admin").json()["id"]

        answer = approver.browser.post(f"{API}/role-grants/{grant_id}/approve")

        assert told(answer) == (409, "second_person_required")

    def test_is_decided_once(self, admin, approver):
        member_id = invite(admin).json()["id"]
        grant_id = ask_for(admin, member_id, "auditor").json()["id"]
        assert approver.browser.post(f"{API}/role-grants/{grant_id}/refuse").status_code == 200

        answer = approver.browser.post(f"{API}/role-grants/{grant_id}/approve")

        assert told(answer) == (409, "role_grant_decided")
        assert ask_for(admin, member_id, "auditor").status_code == 201

    def test_serves_one_side(self, admin):
        member_id = invite(admin, municipality_code="13113").json()["id"]
        ask_for(admin, member_id, "auditor")

        assert told(ask_for(admin, member_id, "auditor")) == (409, "role_held_already")
        assert told(ask_for(admin, member_id, "family")) == (403, "role_not_grantable")

    def test_needs_a_fresh_proof(self, admin, clock):
        member_id = invite(admin).json()["id"]
        clock.move_to(clock.now() + timedelta(minutes=6))
        assert told(ask_for(admin, member_id, "auditor")) == (403, "step_up_required")

        admin.prove()

        assert ask_for(admin, member_id, "auditor").status_code == 201


class TestClassroom:
    @pytest.fixture
    def office(self, runtime, organisation_id, classroom_id):
        return signed_in(runtime, organisation_id, Role.PROVIDER_OFFICE, provider_id=classroom_id)

    def test_staffs_its_own_counter_alone(self, office):
        member_id = invite(office).json()["id"]

        granted = ask_for(office, member_id, "provider_counter").json()

        assert granted["approved_at"] is not None
        assert office.browser.get(f"{API}/members/{member_id}").json()["roles"] == [
            "provider_counter"
        ]

    def test_makes_nobody_an_office(self, office):
        member_id = invite(office).json()["id"]

        assert told(ask_for(office, member_id, "provider_office")) == (403, "role_not_grantable")

    def test_sees_and_changes_nobody_else(self, office, admin):
        for path in ("", "/roles"):
            answer = office.browser.get(f"{API}/members/{admin.id}{path}")
            assert told(answer) == (404, "member_unknown")
        assert told(ask_for(office, admin.id, "provider_counter")) == (404, "member_unknown")
        answer = office.browser.post(f"{API}/members/{admin.id}/disable")
        assert told(answer) == (404, "member_unknown")
        listed = office.browser.get(f"{API}/members").json()
        assert {one["id"] for one in listed} == {str(office.id)}

    def test_invites_for_nobody_else(self, office):
        answer = invite(office, provider_id=str(uuid7()))

        assert told(answer) == (404, "provider_not_found")


class TestDevice:
    @pytest.fixture
    def office(self, runtime, organisation_id, classroom_id):
        return signed_in(runtime, organisation_id, Role.PROVIDER_OFFICE, provider_id=classroom_id)

    def test_is_paired_once_and_acts_for_its_classroom(self, runtime, office, classroom_id):
        pairing = office.browser.post(f"{API}/devices", json={"name": "Tablet"}).json()
        typed = {"code": pairing["code"].lower().replace("-", "")}

        paired = client(runtime).post(f"{API}/devices/pair", json=typed).json()

        scanner = client(runtime, paired["secret"])
        me = scanner.get(f"{API}/me").json()
        assert (me["kind"], me["roles"]) == ("device", ["provider_counter"])
        assert me["provider_id"] == str(classroom_id)
        again = client(runtime).post(f"{API}/devices/pair", json=typed)
        assert told(again) == (401, "pairing_refused")

    def test_is_not_paired_too_late(self, runtime, office, clock):
        pairing = office.browser.post(f"{API}/devices", json={"name": "Tablet"}).json()
        clock.move_to(clock.now() + timedelta(minutes=15))

        answer = client(runtime).post(f"{API}/devices/pair", json={"code": pairing["code"]})

        assert told(answer) == (401, "pairing_refused")

    def test_that_is_lost_opens_nothing(self, runtime, office):
        pairing = office.browser.post(f"{API}/devices", json={"name": "Tablet"}).json()
        paired = client(runtime).post(f"{API}/devices/pair", json={"code": pairing["code"]})
        scanner = client(runtime, paired.json()["secret"])

        assert office.browser.delete(f"{API}/devices/{pairing['device_id']}").status_code == 204

        assert told(scanner.get(f"{API}/me")) == (401, "not_authenticated")

    def test_that_is_paired_anew_forgets_the_secret_before(self, runtime, office):
        first = office.browser.post(f"{API}/devices", json={"name": "Tablet"}).json()
        old = client(runtime).post(f"{API}/devices/pair", json={"code": first["code"]}).json()
        again = office.browser.post(f"{API}/devices/{first['device_id']}/pairing").json()
        new = client(runtime).post(f"{API}/devices/pair", json={"code": again["code"]}).json()

        assert told(client(runtime, old["secret"]).get(f"{API}/me")) == (401, "not_authenticated")
        assert client(runtime, new["secret"]).get(f"{API}/me").status_code == 200

    def test_of_another_classroom_is_unknown(self, runtime, organisation_id, office):
        with runtime.unit_of_work(operator("founder"), organisation_id=organisation_id) as uow:
            other_id = make_provider(uow).id
        other = signed_in(runtime, organisation_id, Role.PROVIDER_OFFICE, provider_id=other_id)
        made = other.browser.post(f"{API}/devices", json={"name": "Theirs"}).json()

        answer = office.browser.delete(f"{API}/devices/{made['device_id']}")

        assert told(answer) == (404, "device_unknown")
        assert office.browser.get(f"{API}/devices").json() == []


class TestApiKey:
    def test_is_limited_to_its_verbs(self, runtime, organisation_id, admin):
        body = {"name": "Books", "roles": ["auditor"], "verbs": ["ledger:read"]}
        made = admin.browser.post(f"{API}/api-keys", json=body).json()

        machine = client(runtime, made["key"])

        assert told(machine.get(f"{API}/programmes")) == (403, "not_permitted")

    def test_tells_when_it_was_last_used(self, runtime, organisation_id, admin, clock):
        key = key_for(runtime, organisation_id, Role.AUDITOR)
        client(runtime, key).get(f"{API}/me")

        [listed] = admin.browser.get(f"{API}/api-keys").json()

        assert listed["last_used_at"] == clock.now().isoformat().replace("+00:00", "Z")

    def test_of_the_office_is_made_at_the_host_only(self, admin):
        answer = admin.browser.post(f"{API}/api-keys", json={"name": "x", "roles": ["npo_admin"]})

        assert told(answer) == (403, "staff_key_not_grantable")

    def test_is_not_made_with_a_key(self, runtime, organisation_id):
        key = key_for(runtime, organisation_id, Role.NPO_ADMIN)
        body = {"name": "outlives it", "roles": ["auditor"]}

        answer = client(runtime, key).post(f"{API}/api-keys", json=body)

        assert told(answer) == (403, "key_not_grantable_by_key")

    def test_of_a_family_or_a_donor_is_not_made(self, admin):
        for role in ("family", "donor", "member"):
            answer = admin.browser.post(f"{API}/api-keys", json={"name": "x", "roles": [role]})
            assert told(answer) == (403, "role_not_grantable")
