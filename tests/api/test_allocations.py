"""Rounds and awards over HTTP: what is public, who may do what, and nothing twice."""

from datetime import timedelta

import pytest

from services.core.allocations.candidates_file import read_candidates
from services.core.allocations.draw import draw
from services.core.bootstrap import Runtime
from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.ids import uuid7
from services.core.programmes.models import Programme
from tests.factories.allocations import AMOUNT, make_candidate, make_fund
from tests.factories.http import client, key_for
from tests.factories.programmes import make_programme


@pytest.fixture
def programme(runtime: Runtime) -> Programme:
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow)


@pytest.fixture
def fund(runtime, programme):
    """Money for two, and three children who apply."""
    with runtime.unit_of_work(operator("founder")) as uow:
        for _ in range(3):
            make_candidate(uow, programme)
        return make_fund(uow, programme, AMOUNT, AMOUNT)


@pytest.fixture
def admin(runtime, programme):
    return client(runtime, key_for(runtime, programme.organisation_id, Role.NPO_ADMIN))


@pytest.fixture
def approver(runtime, programme):
    return client(runtime, key_for(runtime, programme.organisation_id, Role.NPO_APPROVER))


@pytest.fixture
def anybody(runtime):
    return client(runtime)


@pytest.fixture
def round_url(programme):
    return f"/api/v1/programmes/{programme.id}/rounds/{uuid7()}"


def terms(clock: SetClock, fund, **changes):
    closes_at = clock.now() + timedelta(days=10)
    return {
        "fund_ids": [str(fund.id)],
        "opens_at": clock.now().isoformat(),
        "closes_at": closes_at.isoformat(),
        **changes,
    }


def once():
    return {"Idempotency-Key": f"a key for one retry {uuid7()}"}


def drawn(admin, clock, fund, round_url, **changes):
    admin.put(round_url, json=terms(clock, fund, **changes)).raise_for_status()
    clock.move_to(clock.now() + timedelta(days=10))
    admin.post(f"{round_url}/close").raise_for_status()
    return admin.post(f"{round_url}/draw").raise_for_status().json()


class TestOpenRound:
    def test_publishes_a_commitment_and_no_seed(self, admin, anybody, clock, fund, round_url):
        answer = admin.put(round_url, json=terms(clock, fund, places=2))

        assert answer.status_code == 201
        public = anybody.get(round_url).json()
        assert public == answer.json()
        assert len(bytes.fromhex(public["seed_commitment"])) == 32
        assert (public["seed"], public["candidates_hash"]) == (None, None)
        assert public["algorithm"] == "minori-draw-1"

    def test_may_be_sent_again(self, admin, clock, fund, round_url):
        first = admin.put(round_url, json=terms(clock, fund))

        assert admin.put(round_url, json=terms(clock, fund)).json() == first.json()
        other = admin.put(round_url, json=terms(clock, fund, places=1))
        assert (other.status_code, other.json()["code"]) == (409, "round_id_reused")

    def test_names_what_makes_no_sense(self, admin, clock, fund, round_url):
        closes_at = clock.now().isoformat()

        answer = admin.put(round_url, json=terms(clock, fund, closes_at=closes_at))

        assert answer.status_code == 422
        assert answer.json()["code"] == "round_terms_invalid"
        assert answer.json()["errors"][0]["pointer"] == "/closes_at"


class TestDrawRound:
    def test_lets_anybody_recompute_the_order(self, admin, anybody, clock, fund, round_url):
        drawn(admin, clock, fund, round_url)

        public = anybody.get(round_url).json()
        file = anybody.get(f"{round_url}/candidates")

        assert file.headers["content-type"] == "text/csv; charset=utf-8"
        anyones = draw(read_candidates(file.content), bytes.fromhex(public["seed"]))
        assert anyones.commitment == public["seed_commitment"]
        assert anyones.candidates_hash == public["candidates_hash"]

    def test_hides_the_candidates_until_then(self, admin, anybody, clock, fund, round_url):
        admin.put(round_url, json=terms(clock, fund))

        answer = anybody.get(f"{round_url}/candidates")

        assert (answer.status_code, answer.json()["code"]) == (409, "round_not_ready")


class TestAwardRound:
    def test_is_for_a_second_person_with_the_role(self, admin, approver, clock, fund, round_url):
        drawn(admin, clock, fund, round_url)

        assert admin.post(f"{round_url}/award", headers=once()).status_code == 403
        assert approver.post(f"{round_url}/award", headers=once()).json()["status"] == "awarded"

    def test_is_refused_to_an_admin_who_is_approver_too(self, runtime, programme, clock, fund):
        both = key_for(runtime, programme.organisation_id, Role.NPO_ADMIN, Role.NPO_APPROVER)
        alone = client(runtime, both)
        round_url = f"/api/v1/programmes/{programme.id}/rounds/{uuid7()}"
        drawn(alone, clock, fund, round_url)

        answer = alone.post(f"{round_url}/award", headers=once())

        assert (answer.status_code, answer.json()["code"]) == (409, "second_person_required")

    def test_answers_a_retry_as_the_first_time(self, admin, approver, clock, fund, round_url):
        drawn(admin, clock, fund, round_url)
        key = once()
        first = approver.post(f"{round_url}/award", headers=key)

        again = approver.post(f"{round_url}/award", headers=key)

        assert (again.status_code, again.json()) == (200, first.json())
        assert again.headers["Idempotent-Replayed"] == "true"

    def test_tells_when_the_money_is_short(self, admin, approver, clock, fund, round_url):
        drawn(admin, clock, fund, round_url, places=3)

        answer = approver.post(f"{round_url}/award", headers=once())

        assert (answer.status_code, answer.json()["code"]) == (409, "funds_short")


class TestAwards:
    @pytest.fixture
    def results(self, admin, approver, clock, fund, round_url):
        drawn(admin, clock, fund, round_url)
        approver.post(f"{round_url}/award", headers=once()).raise_for_status()
        return admin.get(f"{round_url}/results").raise_for_status().json()

    @pytest.fixture
    def award_url(self, programme, results):
        award_id = next(result["award_id"] for result in results if result["award_id"])
        return f"/api/v1/programmes/{programme.id}/awards/{award_id}"

    def test_are_told_to_every_applicant(self, results):
        assert sorted(result["outcome"] for result in results) == ["awarded", "awarded", "waiting"]
        assert not any("child" in name for result in results for name in result)

    def test_are_accepted(self, admin, award_url):
        assert admin.post(f"{award_url}/accept").json()["status"] == "accepted"
        told = admin.get(award_url).json()
        assert told["status"] == "accepted"
        assert told["amount"] == {"minor": AMOUNT, "currency": "JPY"}
        assert "voucher_id" not in told

    @pytest.mark.parametrize("verb", ["decline", "withdraw"])
    def test_are_given_up_for_the_next(self, admin, round_url, award_url, verb):
        offered = admin.post(f"{award_url}/{verb}", headers=once()).json()["offered_award_id"]

        told = admin.get(f"{round_url}/results").json()
        assert offered in {result["award_id"] for result in told}
        again = admin.post(f"{award_url}/{verb}", headers=once())
        assert (again.status_code, again.json()["code"]) == (409, "award_not_open")

    def test_are_offered_further_when_money_has_come(
        self, runtime, programme, approver, round_url, results
    ):
        offer = {"json": {"places": 5}}
        none = approver.post(f"{round_url}/offers", headers=once(), **offer)

        assert (none.status_code, none.json()) == (201, {"award_ids": []})

    def test_pass_over_who_left_the_waiting_list(self, admin, round_url, award_url, results):
        waits = next(r["application_id"] for r in results if r["outcome"] == "waiting")
        leaving = f"{round_url}/waiting-list/{waits}"

        assert admin.delete(leaving).status_code == 204
        assert admin.delete(leaving).json()["code"] == "not_on_waiting_list"
        declined = admin.post(f"{award_url}/decline", headers=once()).json()
        assert declined["offered_award_id"] is None


class TestAccess:
    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("PUT", "/rounds/{id}"),
            ("POST", "/rounds/{id}/close"),
            ("POST", "/rounds/{id}/draw"),
            ("POST", "/rounds/{id}/award"),
            ("GET", "/rounds/{id}/results"),
            ("POST", "/rounds/{id}/offers"),
            ("GET", "/awards/{id}"),
            ("POST", "/awards/{id}/accept"),
            ("POST", "/awards/{id}/decline"),
            ("POST", "/awards/{id}/withdraw"),
            ("DELETE", "/rounds/{id}/waiting-list/{id}"),
        ],
    )
    def test_needs_a_key_and_a_role(self, runtime, programme, anybody, method, path):
        url = f"/api/v1/programmes/{programme.id}{path.format(id=uuid7())}"
        counter = key_for(
            runtime, programme.organisation_id, Role.PROVIDER_COUNTER, provider_id=uuid7()
        )

        assert anybody.request(method, url).status_code == 401
        assert client(runtime, counter).request(method, url).status_code == 403

    def test_knows_no_programme_of_another_organisation(self, runtime, programme, round_url):
        with runtime.unit_of_work(operator("founder")) as uow:
            elsewhere = make_programme(uow).organisation_id
        stranger = client(runtime, key_for(runtime, elsewhere, Role.NPO_ADMIN))

        answer = stranger.post(f"{round_url}/close")

        assert (answer.status_code, answer.json()["code"]) == (404, "programme_unknown")

    def test_lists_rounds_to_anybody(self, admin, anybody, clock, fund, programme, round_url):
        admin.put(round_url, json=terms(clock, fund)).raise_for_status()

        listed = anybody.get(f"/api/v1/programmes/{programme.id}/rounds").json()

        assert [told["id"] for told in listed] == [round_url.rsplit("/", 1)[1]]
