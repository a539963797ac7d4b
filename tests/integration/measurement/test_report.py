import csv
import io
from datetime import date

import pytest

from services.core.measurement import pages
from services.core.measurement import service as measurement
from services.core.measurement.errors import NothingRolledUp
from services.core.measurement.protection import ALL
from services.core.measurement.protection.rates import Precision
from services.core.measurement.types import Rate, Stage
from services.core.programmes.types import ServiceCategory
from tests.factories.allocations import AMOUNT
from tests.factories.households import make_eligible, make_household, new_child
from tests.factories.journey import make_journey


@pytest.fixture
def journey(uow):
    """Thirty children with vouchers; a dozen have not used theirs; three bought material."""
    journey = make_journey(uow, children=30)
    for child in range(18):
        journey.redeem(child, 4_000)
        journey.redeem(child, 2_000, on=date(2025, 5, 10))
    for child in range(3):
        journey.redeem(child, 1_000, category=ServiceCategory.MATERIAL)
    measurement.roll(uow, programme_id=journey.programme.id)
    return journey


@pytest.fixture
def report(uow, journey):
    return measurement.report(uow, programme_id=journey.programme.id)


class TestReport:
    def test_computes_the_three_rates_by_hand(self, report):
        assert report.stages[Stage.ISSUED] == 30
        assert report.rates[Rate.USERS].basis_points == 18 * 10_000 // 30
        used = 18 * 6_000 + 3 * 1_000
        assert report.rates[Rate.AMOUNT].basis_points == used * 10_000 // (30 * AMOUNT)

    def test_tells_only_a_bound_where_a_handful_is_without(self, report):
        assert report.rates[Rate.ISSUE].precision is Precision.AT_LEAST

    def test_counts_eligible_children_without_a_voucher(self, uow, journey):
        for number in range(12):
            kana = f"ヨソ {'アイウエオカキクケコサシ'[number]}エ"
            _, (child_id,) = make_household(uow, journey.programme, new_child(kana=kana))
            make_eligible(uow, journey.programme, child_id=child_id)

        report = measurement.report(uow, programme_id=journey.programme.id)

        assert report.stages[Stage.ELIGIBLE] == 42
        assert report.rates[Rate.ISSUE].basis_points == 30 * 10_000 // 42

    def test_hides_what_three_children_used_and_what_would_give_it_away(self, report):
        tuition, material = cell(report, category="tuition"), cell(report, category="material")

        assert (material.children, material.redemptions, material.used_minor) == (None,) * 3
        assert tuition.redemptions is None
        assert cell(report).used_minor == 18 * 6_000 + 3 * 1_000

    def test_counts_a_child_once_over_months(self, report):
        assert cell(report, month="2025-05").children == 18
        assert cell(report, month="2025-06").children == 18
        assert cell(report).children == 18

    def test_shows_no_count_of_users_that_tells_who_did_not_use(self, uow):
        journey = make_journey(uow, children=14)
        for child in range(12):
            journey.redeem(child, 4_000)
        measurement.roll(uow, programme_id=journey.programme.id)

        report = measurement.report(uow, programme_id=journey.programme.id)

        shown = {report.stages[Stage.ISSUED], report.stages[Stage.USED]}
        assert shown != {14, 12}
        # Nor by the number that used theirs in one month: twelve at least are then among them.
        assert report.stages[Stage.USED] is None
        assert all(row.children is None for row in report.rows if row.band == ALL)

    def test_needs_a_rollup(self, uow):
        journey = make_journey(uow)

        with pytest.raises(NothingRolledUp):
            measurement.report(uow, programme_id=journey.programme.id)


class TestPages:
    @pytest.mark.parametrize("language", ["ja", "en"])
    def test_say_the_report_without_a_hidden_figure(self, report, language):
        page = pages.as_html(report, language)

        assert ("少数のため非表示" if language == "ja" else "too few to show") in page
        assert "¥3,000" not in page

    def test_write_a_blank_for_what_is_hidden(self, report):
        rows = list(csv.DictReader(io.StringIO(pages.as_csv(report).decode("utf-8-sig"))))

        [material] = [
            r for r in rows if (r["month"], r["category"], r["band"]) == (ALL, "material", ALL)
        ]
        assert material["yen"] == material["children"] == ""

    def test_give_machines_the_same_cells(self, report):
        data = pages.as_data(report)

        assert len(data["rows"]) == len(report.rows)
        assert data["rates"]["users"] == {"precision": "exact", "basis_points": 6_000}


def cell(report, *, month=ALL, category=ALL, band=ALL):
    [found] = [r for r in report.rows if (r.month, r.category, r.band) == (month, category, band)]
    return found
