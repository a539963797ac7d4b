"""Cash at the gateway: what fits to the yen needs nobody, and all else waits (B4)."""

from uuid import UUID

import pytest

from services.core.donations.errors import CashDecisionUnfit
from services.core.donations.policies import Waiting, exact_fit, split
from services.core.donations.types import CashDecisionKind
from services.core.kit.ids import derived_id
from services.core.kit.money import Money

PROGRAMME = derived_id("programme")
FUND = derived_id("fund")


def waiting(number: int, yen: int, campaign: UUID = PROGRAMME) -> Waiting:
    return Waiting(PROGRAMME, derived_id("gift", number), Money(yen), (campaign, FUND))


class TestExactFit:
    @pytest.mark.parametrize("yen", [8_000, 12_000, 9_999, 10_001, 20_000])
    def test_b4_takes_neither_too_much_nor_too_little(self, yen):
        assert exact_fit(Money(yen), [waiting(1, 10_000)]) is None

    def test_is_the_gift_of_that_sum(self):
        gifts = [waiting(1, 3_000), waiting(2, 10_000)]

        assert exact_fit(Money(10_000), gifts) == gifts[1]

    def test_is_the_first_of_two_alike(self):
        gifts = [waiting(1, 10_000), waiting(2, 10_000)]

        assert exact_fit(Money(10_000), gifts) == gifts[0]

    def test_asks_a_person_where_a_refund_of_that_sum_may_have_come_back(self):
        gifts = [waiting(1, 10_000), waiting(2, 3_000)]
        returned = {Money(10_000)}

        assert exact_fit(Money(10_000), gifts, returned=returned) is None
        assert exact_fit(Money(3_000), gifts, returned=returned) == gifts[1]

    def test_asks_a_person_where_two_purposes_could_be_meant(self):
        gifts = [waiting(1, 10_000), waiting(2, 10_000, campaign=FUND)]

        assert exact_fit(Money(10_000), gifts) is None


class TestSplit:
    @pytest.mark.parametrize(
        ("kind", "cash", "asked", "to_gift", "to_return"),
        [
            (CashDecisionKind.EXACT, 10_000, 10_000, 10_000, 0),
            (CashDecisionKind.AS_ASKED, 12_000, 10_000, 10_000, 2_000),
            (CashDecisionKind.ALL_AS_GIFT, 12_000, 10_000, 12_000, 0),
            (CashDecisionKind.ALL_AS_GIFT, 8_000, 10_000, 8_000, 0),
            (CashDecisionKind.RETURN_ALL, 8_000, 10_000, 0, 8_000),
            (CashDecisionKind.RETURN_ALL, 8_000, None, 0, 8_000),
        ],
    )
    def test_divides_all_of_the_cash(self, kind, cash, asked, to_gift, to_return):
        parted = split(kind, Money(cash), None if asked is None else Money(asked))

        assert (parted.to_gift.minor, parted.to_return.minor) == (to_gift, to_return)

    @pytest.mark.parametrize(
        ("kind", "cash", "asked"),
        [
            (CashDecisionKind.AS_ASKED, 8_000, 10_000),
            (CashDecisionKind.EXACT, 12_000, 10_000),
            (CashDecisionKind.ALL_AS_GIFT, 12_000, None),
        ],
    )
    def test_refuses_what_does_not_add_up(self, kind, cash, asked):
        with pytest.raises(CashDecisionUnfit):
            split(kind, Money(cash), None if asked is None else Money(asked))
