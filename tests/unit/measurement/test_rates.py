from services.core.measurement.protection.money import Spread, money_may_show
from services.core.measurement.protection.rates import Precision, money_rate, people_rate


class TestPeopleRate:
    def test_is_exact_where_both_sides_are_large(self):
        assert people_rate(30, 50, k=10).basis_points == 6_000

    def test_is_hidden_below_the_threshold(self):
        assert people_rate(9, 9, k=10).precision is Precision.HIDDEN

    def test_says_at_least_where_a_handful_is_missing(self):
        rate = people_rate(51, 54, k=10)

        assert rate.precision is Precision.AT_LEAST
        assert rate.basis_points == 8_333

    def test_says_the_same_whoever_of_the_handful_is_missing(self):
        assert len({people_rate(54 - missing, 54, k=10) for missing in range(10)}) == 1

    def test_says_below_where_a_handful_is_in(self):
        rates = {people_rate(within, 54, k=10) for within in range(10)}

        assert {rate.precision for rate in rates} == {Precision.BELOW}
        assert len(rates) == 1

    def test_says_nothing_where_both_sides_are_a_handful(self):
        assert people_rate(8, 15, k=10).precision is Precision.HIDDEN


class TestMoneyRate:
    def test_is_the_share_of_the_amount(self):
        assert money_rate(396, 1_000, people=20, k=10).basis_points == 3_960

    def test_is_hidden_where_few_people_share_the_amount(self):
        assert money_rate(396, 1_000, people=9, k=10).precision is Precision.HIDDEN


class TestMoneyMayShow:
    def test_needs_five_contributors(self):
        assert not money_may_show(Spread.of([100] * 4))
        assert money_may_show(Spread.of([100] * 5))

    def test_counts_nobody_who_gave_nothing(self):
        assert not money_may_show(Spread.of([100, 100, 100, 100, 0]))

    def test_lets_two_make_up_85_per_cent_and_not_more(self):
        assert money_may_show(Spread.of([425, 425, 50, 50, 50]))
        assert not money_may_show(Spread.of([426, 425, 50, 50, 49]))
