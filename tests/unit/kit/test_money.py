"""Money: whole units, nothing lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.kit.money import CurrencyMismatch, Money, total

AMOUNTS = st.integers(min_value=-(10**12), max_value=10**12)
WEIGHTS = st.lists(st.integers(min_value=0, max_value=10**6), min_size=1, max_size=20).filter(any)


class TestSplit:
    @given(AMOUNTS, WEIGHTS)
    def test_loses_nothing(self, minor, weights):
        assert total(Money(minor).split(weights)) == Money(minor)

    @given(AMOUNTS, WEIGHTS)
    def test_is_off_by_less_than_one_unit(self, minor, weights):
        for part, weight in zip(Money(minor).split(weights), weights, strict=True):
            assert abs(part.minor * sum(weights) - minor * weight) < sum(weights)

    def test_gives_the_remainder_to_the_first_of_equals(self):
        assert [part.minor for part in Money(100).split([1, 1, 1])] == [34, 33, 33]

    @pytest.mark.parametrize("weights", [[0, 0], [-1, 2]])
    def test_refuses_weights_that_say_nothing(self, weights):
        with pytest.raises(ValueError, match="weights"):
            Money(1).split(weights)


class TestMoney:
    def test_refuses_a_float(self):
        with pytest.raises(TypeError):
            Money(1.0)  # type: ignore[arg-type]

    def test_refuses_an_unknown_currency(self):
        with pytest.raises(ValueError, match="XXX"):
            Money(1, "XXX")

    @pytest.mark.parametrize("operation", ["__add__", "__sub__", "__lt__", "__ge__"])
    def test_does_not_mix_currencies(self, operation):
        with pytest.raises(CurrencyMismatch):
            getattr(Money(1), operation)(Money(1, "USD"))

    @pytest.mark.parametrize(
        ("money", "shown"),
        [
            (Money(1234567), "1,234,567 JPY"),
            (Money(-1234, "USD"), "-12.34 USD"),
            (Money(5, "EUR"), "0.05 EUR"),
        ],
    )
    def test_shows_its_exponent(self, money, shown):
        assert str(money) == shown

    def test_takes_a_share_and_leaves_the_rest(self):
        assert Money(999).share(1_500) == Money(149)

    def test_compares_and_negates(self):
        assert Money(1) < Money(2) <= Money(2) < Money(3)
        assert Money(3) > Money(2) >= Money(2)
        assert -Money(2) == Money(-2)
        assert (bool(Money(0)), bool(Money(-1))) == (False, True)
