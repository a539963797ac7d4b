"""Terms: amounts, windows, days."""

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from services.core.programmes import examples
from services.core.programmes.types import CapWindow, Terms


def terms(example: str, **changes) -> Terms:
    return Terms.model_validate({**examples.load(example)["terms"], **changes})


class TestAmountFor:
    def test_prorates_by_the_months_that_are_left(self):
        fukuoka = terms("fukuoka-2026")
        assert fukuoka.amount_for(9, date(2026, 8, 1)) == 80_000
        assert fukuoka.amount_for(9, date(2026, 4, 1)) == 120_000
        assert fukuoka.amount_for(9, date(2027, 3, 31)) == 10_000

    def test_rounds_down_to_the_unit(self):
        odd = terms("fukuoka-2026", amount_by_grade={9: 100_000}, unit=500)
        assert odd.amount_for(9, date(2026, 5, 1)) == 91_500

    def test_is_whole_where_nothing_is_prorated(self):
        assert terms("cfc-2026").amount_for(12, date(2026, 12, 1)) == 300_000

    def test_is_none_for_a_grade_that_is_not_offered(self):
        assert terms("cfc-2026").amount_for(8, date(2026, 4, 1)) is None


class TestCapWindow:
    @pytest.mark.parametrize(
        ("day", "starts", "ends", "limit"),
        [
            (date(2026, 4, 30), date(2026, 4, 1), date(2026, 5, 1), 10_000),
            (date(2026, 7, 1), date(2026, 7, 1), date(2026, 9, 1), 20_000),
            (date(2026, 8, 31), date(2026, 7, 1), date(2026, 9, 1), 20_000),
            (date(2026, 12, 5), date(2026, 12, 1), date(2027, 2, 1), 20_000),
            (date(2027, 1, 5), date(2026, 12, 1), date(2027, 2, 1), 20_000),
        ],
    )
    def test_joins_the_months_that_osaka_joins(self, day, starts, ends, limit):
        window = terms("osaka-2026").cap_window(day)
        assert window == CapWindow(starts_on=starts, ends_on=ends, limit=limit)

    def test_is_none_without_caps(self):
        assert terms("shibuya-2025").cap_window(date(2025, 7, 1)) is None


class TestDays:
    def test_last_until_midnight_of_the_last_one(self):
        shibuya = terms("shibuya-2025")
        assert shibuya.valid_from == datetime(2025, 3, 31, 15, 0, tzinfo=UTC)
        assert shibuya.valid_until == datetime(2026, 3, 31, 15, 0, tzinfo=UTC)
        assert shibuya.cutoff_at == datetime(2026, 3, 24, 15, 0, tzinfo=UTC)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"cutoff_on": "2026-04-01"},
            {"starts_on": "2026-03-25"},
            {"categories": ["shop_goods"]},
            {"monthly_cap": 10_000},
            {"issue_mode": "monthly"},
            {"small_cell_k": 9},
            {"surprise": 1},
        ],
    )
    def test_must_fit_together(self, wrong):
        with pytest.raises(ValidationError):
            terms("shibuya-2025", **wrong)
