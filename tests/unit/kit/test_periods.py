"""Days, months and years as Japan counts them."""

from datetime import UTC, date, datetime

import pytest

from services.core.kit.periods import (
    Month,
    era_year,
    fiscal_year_of,
    local_date,
    months_between,
    start_of,
)


class TestFiscalYear:
    @pytest.mark.parametrize(("day", "year"), [(date(2026, 3, 31), 2025), (date(2026, 4, 1), 2026)])
    def test_turns_on_the_first_of_april(self, day, year):
        assert fiscal_year_of(day) == year


class TestLocalDate:
    def test_is_tomorrow_in_the_evening_of_utc(self):
        assert local_date(datetime(2026, 3, 31, 15, 0, tzinfo=UTC)) == date(2026, 4, 1)

    def test_begins_nine_hours_before_utc(self):
        assert start_of(date(2026, 4, 1)) == datetime(2026, 3, 31, 15, 0, tzinfo=UTC)


class TestMonth:
    def test_reads_and_writes_itself(self):
        assert str(Month.parse("2026-04")) == "2026-04"

    @pytest.mark.parametrize("text", ["2026-13", "2026", "April"])
    def test_refuses_what_is_none(self, text):
        with pytest.raises(ValueError, match=r".+"):
            Month.parse(text)

    def test_knows_its_neighbours(self):
        december = Month(2025, 12)
        assert december.next() == Month(2026, 1)
        assert december.next().previous() == december
        assert december.last_day == date(2025, 12, 31)

    def test_is_half_open(self):
        assert Month(2026, 1).ends_at() == Month(2026, 2).starts_at()

    def test_counts_both_ends(self):
        assert len(months_between(Month(2026, 8), Month(2027, 3))) == 8
        assert months_between(Month(2026, 2), Month(2026, 1)) == []


class TestEra:
    @pytest.mark.parametrize(
        ("day", "year"),
        [(date(2019, 5, 1), "令和元年"), (date(2026, 4, 1), "令和8年")],
    )
    def test_begins_with_its_first(self, day, year):
        assert era_year(day) == year

    def test_refuses_what_lies_before(self):
        with pytest.raises(ValueError, match="Reiwa"):
            era_year(date(2019, 4, 30))
