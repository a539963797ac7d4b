"""Bank business days, and where other days are moved to."""

from datetime import date

import pytest

from services.core.kit.business_days import Shift, business_day, is_business_day


class TestBusinessDay:
    @pytest.mark.parametrize(
        ("day", "next_", "previous"),
        [
            # A Friday, an ordinary business day.
            (date(2027, 4, 30), date(2027, 4, 30), date(2027, 4, 30)),
            # Greenery Day within Golden Week.
            (date(2027, 5, 4), date(2027, 5, 6), date(2027, 4, 30)),
            # The banks' own year end, no holiday by law.
            (date(2026, 12, 31), date(2027, 1, 4), date(2026, 12, 30)),
            (date(2027, 1, 2), date(2027, 1, 4), date(2026, 12, 30)),
            # A month end on a Sunday.
            (date(2027, 2, 28), date(2027, 3, 1), date(2027, 2, 26)),
            # The substitute Monday for a holiday on Sunday (2027-03-21, vernal equinox).
            (date(2027, 3, 22), date(2027, 3, 23), date(2027, 3, 19)),
        ],
    )
    def test_moves_a_day_of_rest_either_way(self, day, next_, previous):
        assert business_day(day, Shift.NEXT) == next_
        assert business_day(day, Shift.PREVIOUS) == previous

    def test_leaves_a_business_day_where_it_is(self):
        assert is_business_day(date(2027, 4, 30))
        assert business_day(date(2027, 4, 30)) == date(2027, 4, 30)
