"""The plan of an award run over random orders and funds, against what it promises."""

from dataclasses import dataclass
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from services.core.allocations.policies import LotPart, Purse, Wish, from_the_tail, plan
from services.core.kit.money import Money, total


@dataclass(frozen=True)
class Grades:
    low: int
    high: int

    def may_fund(self, grade_no: int) -> bool:
        return self.low <= grade_no <= self.high


GRADES = st.integers(1, 4)
RESTRICTIONS = st.tuples(GRADES, GRADES).map(lambda two: Grades(min(two), max(two)))


@st.composite
def orders(draw: st.DrawFn) -> list[Wish]:
    rows = draw(st.lists(st.tuples(GRADES, st.integers(1, 5), st.integers(1, 6)), max_size=15))
    return [
        Wish(UUID(int=number), UUID(int=household), grade, Money(amount * 50))
        for number, (grade, amount, household) in enumerate(rows)
    ]


PURSES = st.lists(st.tuples(RESTRICTIONS, st.integers(0, 900)), max_size=4).map(
    lambda rows: [
        Purse(UUID(int=number), restriction, Money(free))
        for number, (restriction, free) in enumerate(rows)
    ]
)
PLACES = st.none() | st.integers(0, 10)
BUDGETS = st.none() | st.integers(1, 1_500).map(Money)
SERVED = st.none() | st.frozensets(st.integers(1, 6).map(lambda n: UUID(int=n)), max_size=2)


class TestPlan:
    @given(order=orders(), purses=PURSES, places=PLACES, budget=BUDGETS, served=SERVED)
    def test_promises_nothing_that_is_not_there(self, order, purses, places, budget, served):
        grants = plan(order, purses, places=places, budget=budget, served=served).grants

        by_fund = {purse.fund_id: purse for purse in purses}
        for purse in purses:
            paid = total(g.wish.amount for g in grants if g.fund_id == purse.fund_id)
            assert paid <= purse.free
        assert all(by_fund[g.fund_id].restriction.may_fund(g.wish.grade_no) for g in grants)
        assert len(grants) <= (len(order) if places is None else places)
        assert budget is None or total(g.wish.amount for g in grants) <= budget
        granted = [g.wish for g in grants]
        assert granted == [wish for wish in order if wish in granted]
        if served is not None:
            households = [wish.household_id for wish in granted]
            assert len(set(households)) == len(households)
            assert not served & set(households)

    @given(order=orders(), purses=PURSES)
    def test_lets_nobody_overtake(self, order, purses):
        fund_of = {g.wish.application_id: g.fund_id for g in plan(order, purses).grants}

        for place, unpaid in enumerate(order):
            if unpaid.application_id in fund_of:
                continue
            open_to_them = {
                purse.fund_id for purse in purses if purse.restriction.may_fund(unpaid.grade_no)
            }
            later = {fund_of.get(wish.application_id) for wish in order[place + 1 :]}
            assert not later & open_to_them

    @given(order=orders(), purses=PURSES)
    def test_turns_nobody_away_whom_a_fund_could_pay(self, order, purses):
        planned = plan(order, purses)
        fund_of = {g.wish.application_id: g.fund_id for g in planned.grants}
        left = {purse.fund_id: purse.free for purse in purses}

        turned_away = False
        for wish in order:
            if fund_id := fund_of.get(wish.application_id):
                left[fund_id] -= wish.amount
                continue
            fitting = [p.fund_id for p in purses if p.restriction.may_fund(wish.grade_no)]
            if not turned_away:
                assert all(left[fund_id] < wish.amount for fund_id in fitting)
            if fitting and not turned_away:
                best = max(left[fund_id].minor for fund_id in fitting)
                assert planned.missing == wish.amount - Money(best)
                turned_away = True
        assert turned_away or not planned.missing


class TestFromTheTail:
    @given(
        left=st.lists(st.integers(0, 100), max_size=8), share=st.integers(0, 100), data=st.data()
    )
    def test_returns_all_and_leaves_a_head(self, left, share, data):
        lots = [LotPart(ordinal, minor) for ordinal, minor in enumerate(left)]
        minor = sum(left) * share // 100
        parts = from_the_tail(data.draw(st.permutations(lots)), minor)

        assert sum(part.left_minor for part in parts) == minor
        back = {part.ordinal: part.left_minor for part in parts}
        kept = [lot.left_minor - back.get(lot.ordinal, 0) for lot in lots]
        assert min(kept, default=0) >= 0
        # Once a lot gives, all behind it give everything.
        touched = [lot.ordinal for lot in lots if back.get(lot.ordinal)]
        if touched:
            assert sum(kept[min(touched) + 1 :]) == 0
