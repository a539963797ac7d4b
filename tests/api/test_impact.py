import pytest
from sqlalchemy import text

from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from tests.factories.allocations import AMOUNT
from tests.factories.http import client, key_for
from tests.factories.journey import make_journey


@pytest.fixture
def gift(runtime):
    """A programme's one gift, of which a lesson was paid."""
    with runtime.unit_of_work(operator("tester")) as uow:
        journey = make_journey(uow)
        journey.redeem(0, 4_000)
        donation_id = uow.session.scalar(
            text("SELECT id FROM donations WHERE programme_id = :id"), {"id": journey.programme.id}
        )
        return journey.programme, donation_id


def path(gift, leaf):
    programme, donation_id = gift
    return f"/api/v1/programmes/{programme.id}/donations/{donation_id}/{leaf}"


@pytest.fixture
def office(runtime, gift):
    return client(runtime, key_for(runtime, gift[0].organisation_id, Role.NPO_ADMIN))


class TestTrace:
    def test_leads_to_the_lesson(self, office, gift):
        trace = office.get(path(gift, "trace")).json()

        assert trace["parts"]["used"] == 4_000
        assert sum(trace["parts"].values()) == AMOUNT
        assert [piece["amount"] for piece in trace["pieces"]] == [4_000]
        assert "child_id" not in trace["pieces"][0]

    def test_is_not_for_the_municipality(self, runtime, gift):
        key = key_for(runtime, gift[0].organisation_id, Role.MUNICIPALITY)

        assert client(runtime, key).get(path(gift, "trace")).status_code == 403

    def test_is_not_for_another_organisation(self, runtime, gift):
        with runtime.unit_of_work(operator("tester")) as uow:
            other = make_journey(uow).programme
        key = key_for(runtime, other.organisation_id, Role.NPO_ADMIN)

        answer = client(runtime, key).get(path(gift, "trace"))

        assert (answer.status_code, answer.json()["code"]) == (404, "programme_unknown")


class TestStatement:
    def test_sums_to_the_gift_and_names_no_lesson_of_one_child(self, office, gift):
        statement = office.get(path(gift, "statement")).json()

        assert sum(statement["parts"].values()) == statement["amount"] == AMOUNT
        assert statement["detail"] is None
        assert statement["final"] is False

    @pytest.mark.parametrize(("language", "words"), [("ja", "暫定"), ("en", "Provisional")])
    def test_comes_as_a_page(self, runtime, gift, language, words):
        key = key_for(runtime, gift[0].organisation_id, Role.NPO_ADMIN)

        answer = client(runtime, key, language).get(path(gift, "statement.html"))

        assert answer.status_code == 200
        assert words in answer.text
        assert f"¥{AMOUNT:,}" in answer.text

    def test_is_not_there_for_a_gift_that_never_came(self, office, gift):
        answer = office.get(path((gift[0], uuid7()), "statement"))

        assert (answer.status_code, answer.json()["code"]) == (404, "gift_unknown")

    def test_of_a_year_needs_a_gift_in_it(self, office, gift):
        answer = office.get(f"/api/v1/programmes/{gift[0].id}/donors/{uuid7()}/statements/2025")

        assert answer.json()["code"] == "donor_without_gifts"
