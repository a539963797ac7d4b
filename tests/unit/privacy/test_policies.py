"""When a report is due, and what a term ends on."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from services.core.kit.periods import local_date
from services.core.kit.texts import text
from services.core.privacy import policies
from services.core.privacy.schedule import SCHEDULE, acting, before
from services.core.privacy.types import (
    Action,
    BreachKind,
    DataClass,
    Due,
    Reach,
    ReportItem,
    TimerState,
)

ROOT = Path(__file__).parents[3]

# Wednesday, 10 June 2026, half past nine in the evening in Japan.
AWARE = datetime(2026, 6, 10, 12, 30, tzinfo=UTC)


def timers(days, *kinds, preliminary_at=None, final_at=None):
    return policies.timers(
        kinds or [BreachKind.SENSITIVE],
        aware_at=AWARE,
        at=AWARE + timedelta(days=days),
        preliminary_at=preliminary_at,
        final_at=final_at,
    )


class TestTimers:
    @pytest.mark.parametrize(
        ("days", "state", "days_left"),
        [
            (0, TimerState.RUNNING, 4),
            (1, TimerState.RUNNING, 3),
            (2, TimerState.DUE_TODAY, 2),
            (3, TimerState.OVERDUE, 1),
            (4, TimerState.OVERDUE, 0),
            (5, TimerState.PAST_LIMIT, -1),
        ],
    )
    def test_of_the_preliminary_report_aim_at_day_three_and_end_on_day_five(
        self, days, state, days_left
    ):
        preliminary, _ = timers(days)
        assert (preliminary.state, preliminary.days_left) == (state, days_left)
        assert preliminary.day == days + 1
        assert (preliminary.aim_on, preliminary.last_on) == (date(2026, 6, 12), date(2026, 6, 14))

    def test_say_on_day_four_that_it_is_overdue_and_due_tomorrow(self):
        preliminary, _ = timers(3)
        words = text(
            f"timer-{preliminary.state}",
            "en",
            day=preliminary.day,
            aim=preliminary.aim_on,
            last=preliminary.last_on,
            days_left=preliminary.days_left,
        )
        assert words.startswith("Day 4: overdue since 2026-06-12.")
        assert "Due tomorrow at the latest." in words

    @pytest.mark.parametrize(
        ("kinds", "last_on"),
        [
            ([BreachKind.SENSITIVE], date(2026, 7, 9)),
            ([BreachKind.SENSITIVE, BreachKind.WRONGFUL_PURPOSE], date(2026, 8, 8)),
        ],
    )
    def test_of_the_final_report_end_on_day_30_or_60(self, kinds, last_on):
        _, final = timers(0, *kinds)
        assert final.last_on == last_on

    def test_stop_when_the_report_is_in(self):
        preliminary, final = timers(20, preliminary_at=AWARE + timedelta(days=2))
        assert preliminary.state is TimerState.DONE
        assert final.state is TimerState.RUNNING

    def test_count_days_as_they_are_in_japan(self):
        late = datetime(2026, 6, 10, 15, 30, tzinfo=UTC)  # half past midnight of the 11th in Tokyo
        preliminary, _ = policies.timers(
            [BreachKind.SENSITIVE], aware_at=late, at=late, preliminary_at=None, final_at=None
        )
        assert preliminary.last_on == date(2026, 6, 15)


class TestTerms:
    @pytest.mark.parametrize(
        ("given_on", "last_day"),
        [
            (date(2025, 4, 1), date(2031, 3, 31)),
            (date(2026, 3, 31), date(2031, 3, 31)),
            (date(2026, 4, 1), date(2032, 3, 31)),
        ],
    )
    def test_of_gifts_run_from_the_end_of_the_fiscal_year(self, given_on, last_day):
        assert policies.last_day_of_keeping(given_on, 5) == last_day
        end = datetime(last_day.year, 3, 31, 12, tzinfo=UTC)
        assert local_date(policies.kept_since(end, 5)) <= given_on
        assert local_date(policies.kept_since(end + timedelta(days=1), 5)) > given_on

    def test_in_months_end_on_the_last_day_of_a_shorter_month(self):
        at = datetime(2026, 8, 31, 3, tzinfo=UTC)
        assert policies.months_before(at, 6) == datetime(2026, 2, 27, 15, tzinfo=UTC)

    def test_in_years_from_a_leap_day_end_on_the_28th(self):
        assert policies.years_before(datetime(2028, 2, 29, 3, tzinfo=UTC), 1) == date(2027, 2, 28)


class TestSchedule:
    def test_has_one_line_for_every_class_with_words_in_both_languages(self):
        assert sorted(rule.data_class for rule in SCHEDULE) == sorted(DataClass)
        for rule in SCHEDULE:
            for language in ("ja", "en"):
                for part in ("", ".holds", ".from", ".ground"):
                    assert text(f"retention-{rule.data_class}{part}", language)
                assert text(f"retention-action-{rule.action}", language)

    def test_is_what_its_page_says(self):
        page = (ROOT / "docs/reference/retention.md").read_text("utf-8")
        rows = dict(re.findall(r"^\| `(\w+)` \| ([^|]+?) \|", page, re.MULTILINE))
        assert sorted(rows) == sorted(DataClass)
        for rule in SCHEDULE:
            said = rows[rule.data_class]
            if rule.months is None:
                assert said == "for good"
                continue
            number, unit = said.split()[:2]
            assert rule.months == int(number) * (12 if unit.startswith("year") else 1)

    def test_keeps_for_good_what_it_gives_no_term(self):
        for rule in SCHEDULE:
            assert (rule.months is None) == (rule.action is Action.KEEP)
        lines = acting(Reach.ORGANISATION) + acting(Reach.INSTALLATION)
        at = datetime(2026, 6, 10, tzinfo=UTC)
        assert all(before(rule.data_class, at) < at for rule in lines)


class TestDigest:
    def test_names_counts_and_holds(self):
        one = policies.due_digest([Due(DataClass.DONORS, 1)])
        assert one == policies.due_digest([Due(DataClass.DONORS, 1)])
        assert one != policies.due_digest([Due(DataClass.DONORS, 2)])
        assert one != policies.due_digest([Due(DataClass.DONORS, 1, held=1)])


class TestReportItems:
    def test_are_nine_in_the_order_of_the_form(self):
        assert len(ReportItem) == 9
        for number, item in enumerate(ReportItem, 1):
            assert text(f"report-item-{item}", "ja").startswith(f"{number} ")
            assert text(f"report-item-{item}", "en").startswith(f"{number}. ")
