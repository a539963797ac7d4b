"""Who is paid from which fund, and whose yen go back."""

from dataclasses import dataclass
from uuid import UUID

import pytest

from services.core.allocations.policies import LotPart, Plan, Purse, Wish, from_the_tail, plan
from services.core.kit.money import Money

GENERAL, UPPER_SECONDARY = UUID(int=1), UUID(int=2)


@dataclass
class Grades:
    """A fund's restriction, both ends included."""

    low: int = 1
    high: int = 12

    def may_fund(self, grade_no: int) -> bool:
        return self.low <= grade_no <= self.high


def wish(number: int, amount: int, *, grade: int = 9, household: int | None = None) -> Wish:
    return Wish(UUID(int=number), UUID(int=household or number), grade, Money(amount))


def purse(fund_id: UUID, free: int, restriction: Grades | None = None) -> Purse:
    return Purse(fund_id, restriction or Grades(), Money(free))


def granted(planned: Plan) -> list[tuple[int, UUID]]:
    return [(grant.wish.application_id.int, grant.fund_id) for grant in planned.grants]


class TestPlan:
    def test_grants_in_order_until_the_money_ends(self) -> None:
        planned = plan([wish(1, 100), wish(2, 100), wish(3, 100)], [purse(GENERAL, 250)])

        assert granted(planned) == [(1, GENERAL), (2, GENERAL)]
        assert planned.missing == Money(50)

    def test_lets_nobody_overtake_with_a_smaller_wish(self) -> None:
        planned = plan([wish(1, 300), wish(2, 100)], [purse(GENERAL, 200)])

        assert granted(planned) == []
        assert planned.missing == Money(100)

    def test_goes_on_with_a_fund_that_the_unpaid_one_may_not_have(self) -> None:
        order = [wish(1, 300, grade=9), wish(2, 100, grade=12), wish(3, 100, grade=9)]
        purses = [purse(GENERAL, 200, Grades(7, 9)), purse(UPPER_SECONDARY, 100, Grades(10, 12))]

        assert granted(plan(order, purses)) == [(2, UPPER_SECONDARY)]

    def test_uses_the_funds_in_the_order_stated(self) -> None:
        order = [wish(1, 100, grade=12), wish(2, 100, grade=12), wish(3, 100, grade=8)]
        purses = [purse(UPPER_SECONDARY, 150, Grades(10, 12)), purse(GENERAL, 500)]

        assert granted(plan(order, purses)) == [
            (1, UPPER_SECONDARY),
            (2, GENERAL),
            (3, GENERAL),
        ]

    def test_passes_over_whom_no_fund_may_serve(self) -> None:
        order = [wish(1, 100, grade=5), wish(2, 100, grade=11)]
        planned = plan(order, [purse(UPPER_SECONDARY, 500, Grades(10, 12))], places=1)

        assert granted(planned) == [(2, UPPER_SECONDARY)]
        assert planned.missing == Money(0)

    def test_stops_at_the_places(self) -> None:
        planned = plan([wish(1, 100), wish(2, 100)], [purse(GENERAL, 500)], places=1)

        assert granted(planned) == [(1, GENERAL)]
        assert planned.missing == Money(0)

    def test_stops_before_the_budget_is_exceeded(self) -> None:
        order = [wish(1, 100), wish(2, 200), wish(3, 100)]
        planned = plan(order, [purse(GENERAL, 900)], budget=Money(250))

        assert granted(planned) == [(1, GENERAL)]

    def test_gives_one_each_to_households_where_the_terms_say_so(self) -> None:
        order = [wish(1, 100, household=7), wish(2, 100, household=7), wish(3, 100, household=8)]
        served = {UUID(int=8)}

        assert granted(plan(order, [purse(GENERAL, 900)], served=served)) == [(1, GENERAL)]
        assert len(plan(order, [purse(GENERAL, 900)]).grants) == 3


class TestFromTheTail:
    def test_takes_the_last_lot_first(self) -> None:
        lots = [LotPart(0, 100), LotPart(1, 50), LotPart(2, 30)]

        assert from_the_tail(lots, 60) == [LotPart(2, 30), LotPart(1, 30)]

    def test_passes_over_what_was_returned_before(self) -> None:
        assert from_the_tail([LotPart(0, 100), LotPart(1, 0)], 10) == [LotPart(0, 10)]

    def test_refuses_more_than_the_lots_hold(self) -> None:
        with pytest.raises(ValueError, match="1 more"):
            from_the_tail([LotPart(0, 100)], 101)
