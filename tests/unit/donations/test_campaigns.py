"""What campaigns must tell and come to, without a database."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.donations import policies
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignFieldMissing,
    CampaignTermsFixed,
    StretchGoalsNotRising,
)
from services.core.donations.policies.campaigns import FIXED, MANDATORY
from services.core.donations.types import (
    CampaignKind,
    Outcome,
    OverheadOfFund,
    SponsorFigures,
    StretchGoal,
)
from services.core.kit.ids import uuid7
from services.core.kit.money import Money

OPENS = datetime(2026, 4, 1, tzinfo=UTC)
CLOSES = datetime(2026, 6, 30, 15, tzinfo=UTC)  # midnight in Japan: the 30th is the last day


def goal(minor):
    return StretchGoal(amount=Money(minor), text_ja="さらに", text_en="More")


class TestMustBePublishable:
    def test_asks_for_all_that_the_law_wants_told(self):
        """B7."""
        assert {"solicitor_name", "solicitor_address", "use_of_funds", "if_goal_missed"} < {
            *MANDATORY
        }
        told = dict.fromkeys(MANDATORY, "見本")
        policies.must_be_publishable(told)

        for field in MANDATORY:
            with pytest.raises(CampaignFieldMissing):
                policies.must_be_publishable(told | {field: "　"})


class TestMustBeInOrder:
    def order(self, **changes):
        told = {"opens_at": OPENS, "closes_at": CLOSES, "goal": Money(10), "stretch_goals": ()}
        policies.must_be_in_order(**(told | changes))

    def test_lets_goals_rise(self):
        self.order(stretch_goals=[goal(11), goal(12)])

    @pytest.mark.parametrize("goals", [[10], [9], [11, 11], [12, 11]])
    def test_refuses_goals_that_do_not(self, goals):
        with pytest.raises(StretchGoalsNotRising):
            self.order(stretch_goals=[goal(minor) for minor in goals])

    def test_refuses_no_goal_and_no_time(self):
        with pytest.raises(AmountNotPositive):
            self.order(goal=Money(0))
        with pytest.raises(CampaignFieldMissing):
            self.order(closes_at=OPENS)


class TestMustLeaveTerms:
    @pytest.mark.parametrize("field", FIXED)
    def test_fixes_what_donors_rely_upon(self, field):
        for kind in CampaignKind:
            with pytest.raises(CampaignTermsFixed):
                policies.must_leave_terms(kind, [field])

    def test_fixes_the_goal_of_all_or_nothing_only(self):
        policies.must_leave_terms(CampaignKind.ALL_IN, ["goal"])
        with pytest.raises(CampaignTermsFixed):
            policies.must_leave_terms(CampaignKind.ALL_OR_NOTHING, ["goal"])


class TestOutcomeOf:
    @given(counted=st.integers(0, 10**9), goal=st.integers(1, 10**9))
    def test_is_reached_from_the_goal_on(self, counted, goal):
        outcome = policies.outcome_of(counted=Money(counted), goal=Money(goal))

        assert (outcome is Outcome.REACHED) == (counted >= goal)


class TestDaysLeft:
    @pytest.mark.parametrize(
        ("today", "days"),
        [
            (date(2026, 6, 29), 2),
            (date(2026, 6, 30), 1),
            (date(2026, 7, 1), 0),
            (date(2026, 9, 1), 0),
        ],
    )
    def test_counts_whole_days_today_included(self, today, days):
        """B7: no countdown: a page can tell days, and nothing finer."""
        assert policies.days_left(CLOSES, today) == days

    def test_counts_a_last_day_that_ends_before_midnight(self):
        assert policies.days_left(CLOSES - timedelta(hours=1), date(2026, 6, 30)) == 1


class TestOverheadOfFund:
    @given(given=st.integers(0, 10**9), overhead=st.integers(0, 10**9), cap=st.integers(0, 10_000))
    def test_is_over_exactly_where_its_share_is(self, given, overhead, cap):
        """A6: the share told and the share refused are the same one."""
        fund = OverheadOfFund(fund_id=uuid7(), given=given, overhead=overhead, cap_bps=cap)

        if given:
            assert fund.over_cap == (fund.share_bps > cap)


class TestSponsorFigures:
    def test_owe_nothing_that_is_paid_ahead(self):
        told = SponsorFigures(promised=100, due=40, paid=60, matched_gifts=1)

        assert told.owed == 0
