"""How a monthly gift stands, whatever is heard first; and when its donor is told of the card."""

import random
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.donations.policies import card_notice_due, is_news, last_day_of_card
from services.core.donations.types import MonthlyGiftState

START = datetime(2026, 4, 1, tzinfo=UTC)
EXPIRES = date(2026, 6, 30)


def joined(answers):
    state, observed_at = MonthlyGiftState.STARTING, None
    for told, at in answers:
        if is_news(state, observed_at, told, at):
            state, observed_at = told, at
    return state, observed_at


class TestIsNews:
    @given(st.lists(st.sampled_from(MonthlyGiftState), min_size=1, max_size=8), st.randoms())
    def test_ends_in_the_same_state_whatever_the_order(self, states, chance):
        answers = [(state, START + timedelta(hours=n)) for n, state in enumerate(states)]
        heard = answers + chance.choices(answers, k=3)
        chance.shuffle(heard)

        assert joined(heard) == joined(answers)

    def test_lets_nothing_that_ended_run_again(self):
        late = START + timedelta(days=40)

        assert not is_news(MonthlyGiftState.ENDED, START, MonthlyGiftState.ACTIVE, late)

    def test_lets_a_page_that_was_left_be_paid_on_after_all(self):
        assert is_news(MonthlyGiftState.ABANDONED, START, MonthlyGiftState.ACTIVE, START)

    def test_believes_the_later_of_two_that_run(self):
        before = START - timedelta(seconds=1)

        assert not is_news(MonthlyGiftState.PAUSED, START, MonthlyGiftState.ACTIVE, before)
        assert is_news(MonthlyGiftState.PAST_DUE, before, MonthlyGiftState.ACTIVE, START)

    def test_is_deterministic_for_a_year_of_answers(self):
        chance = random.Random(7)
        running = [MonthlyGiftState.ACTIVE, MonthlyGiftState.PAST_DUE, MonthlyGiftState.PAUSED]
        answers = [(chance.choice(running), START + timedelta(days=n)) for n in range(365)]
        expected = joined(answers)

        for _ in range(20):
            chance.shuffle(answers)
            assert joined(answers) == expected


class TestCardNotice:
    @pytest.mark.parametrize(
        ("days_left", "told", "due"),
        [
            (31, None, None),
            (30, None, 30),
            (12, None, 30),  # late is better than never
            (29, 30, None),
            (8, 30, None),
            (7, 30, 7),
            (7, None, 7),  # the first was overtaken: one mail, not two
            (0, 30, 7),
            (0, 7, None),
            (-1, None, None),
        ],
    )
    def test_is_given_a_month_and_a_week_before(self, days_left, told, due):
        assert card_notice_due(EXPIRES, told, EXPIRES - timedelta(days=days_left)) == due

    def test_knows_the_last_day_of_a_card(self):
        assert last_day_of_card(2028, 2) == date(2028, 2, 29)
