import pytest

from services.core.identity.types import Role
from services.core.kit.actor import operator
from services.core.measurement import service as measurement
from tests.factories.http import client, key_for
from tests.factories.journey import make_journey


@pytest.fixture
def programme(runtime):
    """Twelve children with vouchers, each used once; rolled up."""
    with runtime.unit_of_work(operator("tester")) as uow:
        journey = make_journey(uow, children=12)
        for child in range(12):
            journey.redeem(child, 4_000)
        measurement.roll(uow, programme_id=journey.programme.id)
        return journey.programme


class TestReport:
    def test_is_open_to_anybody_and_protected(self, runtime, programme):
        answer = client(runtime).get(f"/api/v1/programmes/{programme.id}/report")

        assert answer.status_code == 200
        report = answer.json()
        assert report["stages"]["not_used"] is None
        everything = [
            r for r in report["rows"] if r["month"] == r["category"] == r["band"] == "all"
        ]
        assert everything[0]["yen"] == 48_000

    @pytest.mark.parametrize(
        ("language", "words"), [("ja", "三つの利用率"), ("en", "Three rates of use")]
    )
    def test_comes_as_a_page_in_the_reader_s_language(self, runtime, programme, language, words):
        path = f"/api/v1/programmes/{programme.id}/report.html"

        answer = client(runtime, language=language).get(path)

        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert words in answer.text

    def test_comes_as_csv(self, runtime, programme):
        answer = client(runtime).get(f"/api/v1/programmes/{programme.id}/report.csv")

        assert answer.text.splitlines()[0].endswith("month,category,band,children,redemptions,yen")

    def test_is_not_there_before_the_first_rollup(self, runtime):
        with runtime.unit_of_work(operator("tester")) as uow:
            programme = make_journey(uow).programme

        answer = client(runtime).get(f"/api/v1/programmes/{programme.id}/report")

        assert answer.status_code == 404
        assert answer.json()["code"] == "nothing_rolled_up"


class TestRollup:
    def test_is_run_by_the_office_and_changes_nothing_when_repeated(self, runtime, programme):
        office = client(runtime, key_for(runtime, programme.organisation_id, Role.NPO_ADMIN))

        answer = office.post(f"/api/v1/programmes/{programme.id}/rollup")

        assert answer.status_code == 200
        assert answer.json()["rebuilt"] is False

    def test_is_not_for_the_municipality(self, runtime, programme):
        key = key_for(runtime, programme.organisation_id, Role.MUNICIPALITY)

        answer = client(runtime, key).post(f"/api/v1/programmes/{programme.id}/rollup")

        assert answer.status_code == 403
