"""Days of payment, tax contained, and who is paid."""

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest

from services.core.kit.business_days import Shift
from services.core.kit.periods import Month
from services.core.settlements import policies
from services.core.settlements.types import OpenAmount

PROVIDER, STATEMENT = UUID(int=1), UUID(int=2)


def open_amount(gross, contribution=0):
    return OpenAmount(PROVIDER, STATEMENT, gross, contribution)


class TestPayDate:
    @pytest.mark.parametrize(
        ("month", "shift", "day"),
        [
            (Month(2027, 3), Shift.NEXT, date(2027, 4, 30)),
            (Month(2026, 11), Shift.NEXT, date(2027, 1, 4)),
            (Month(2026, 11), Shift.PREVIOUS, date(2026, 12, 30)),
            (Month(2027, 1), Shift.NEXT, date(2027, 3, 1)),
        ],
    )
    def test_is_the_end_of_the_next_month_on_a_business_day(self, month, shift, day):
        assert policies.pay_date(month, shift) == day


class TestTaxContained:
    @pytest.mark.parametrize(
        ("gross", "rate", "tax"),
        [(11_000, 1_000, 1_000), (10_000, 1_000, 909), (10_800, 800, 800), (-10_000, 1_000, -909)],
    )
    def test_is_what_the_amount_holds_at_that_rate(self, gross, rate, tax):
        assert policies.tax_contained(gross, rate) == tax


class TestHasRested:
    def test_takes_a_day_to_the_second(self):
        approved = datetime(2026, 4, 1, tzinfo=UTC)

        assert policies.has_rested(approved, approved + timedelta(hours=24))
        assert not policies.has_rested(approved, approved + timedelta(hours=24, seconds=-1))


class TestIsPayable:
    @pytest.mark.parametrize(
        ("amounts", "payable"),
        [
            ([open_amount(1_000)], True),
            ([open_amount(1_000), open_amount(-400)], True),
            ([open_amount(1_000), open_amount(-1_000)], False),
            ([open_amount(-1)], False),
            # All of it is the provider's own share: nothing would be transferred.
            ([open_amount(1_000, 1_000)], False),
            # Rates that changed between the months: the share itself would be negative.
            ([open_amount(1_000), open_amount(-900, -90)], False),
        ],
    )
    def test_asks_for_a_sum_that_somebody_can_send(self, amounts, payable):
        assert policies.is_payable(amounts) is payable
