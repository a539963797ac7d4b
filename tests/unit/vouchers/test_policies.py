from datetime import date, datetime, timedelta

import pytest

from services.core.kit.periods import TOKYO, start_of
from services.core.kit.texts import LANGUAGES, text
from services.core.vouchers.errors import StatusListFull
from services.core.vouchers.policies import USABLE, draw_entries, key_life, room_left
from services.core.vouchers.types import Refusal
from tests.factories.tokens import NEXT_APRIL


class TestKeyLife:
    @pytest.mark.parametrize(
        ("day", "first", "until"),
        [
            (date(2025, 4, 1), date(2025, 4, 1), date(2025, 8, 1)),
            (date(2025, 6, 30), date(2025, 4, 1), date(2025, 8, 1)),
            (date(2025, 11, 5), date(2025, 10, 1), date(2026, 2, 1)),
            (date(2026, 3, 31), date(2026, 1, 1), date(2026, 5, 1)),
        ],
    )
    def test_is_one_a_quarter_and_signs_four_months_at_most(self, day, first, until):
        life = key_life(start_of(day), valid_until=NEXT_APRIL, zone=TOKYO)

        assert (life.signs_from, life.signs_until) == (start_of(first), start_of(until))

    def test_verifies_until_thirty_days_after_its_last_voucher(self):
        life = key_life(start_of(date(2025, 4, 1)), valid_until=NEXT_APRIL, zone=TOKYO)

        assert life.verifies_until == NEXT_APRIL + timedelta(days=30)

    def test_follows_the_programmes_calendar_and_not_greenwich(self):
        eve = datetime.fromisoformat("2025-03-31T15:00:00+00:00")

        life = key_life(eve, valid_until=NEXT_APRIL, zone=TOKYO)
        assert life.signs_from == start_of(date(2025, 4, 1))


class TestDrawEntries:
    def test_gives_each_entry_once(self):
        drawn = draw_entries(range(1_000), 5_000)

        assert len(set(drawn)) == 5_000
        assert min(drawn) >= 1_000

    def test_gives_them_in_no_order(self):
        assert draw_entries([], 50) != draw_entries([], 50)

    def test_leaves_half_the_list_free(self):
        assert len(draw_entries(range(USABLE - 1), 1)) == 1
        assert room_left(USABLE) == 0
        with pytest.raises(StatusListFull):
            draw_entries(range(USABLE), 1)


class TestRefusal:
    @pytest.mark.parametrize("refusal", list(Refusal))
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_has_its_sentence_in_every_language(self, refusal, language):
        said = text(f"refusal-{refusal.value.replace('_', '-')}", language)

        assert said
        if language != "en":
            assert said.endswith("。")

    @pytest.mark.parametrize("refusal", list(Refusal))
    def test_says_in_easy_japanese_what_it_says_in_japanese_otherwise(self, refusal):
        message = f"refusal-{refusal.value.replace('_', '-')}"

        assert text(message, "ja-easy") != text(message, "ja")
