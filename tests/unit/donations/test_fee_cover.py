"""A donor who covers the fee: exactly the gift is left after it, and all that is paid is a gift."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.donations.errors import AmountOutsideChannel, ChannelNotPayable
from services.core.donations.policies import (
    ChannelTerms,
    FeePrice,
    OverheadTerms,
    quote,
    settled_parts,
)
from services.core.donations.types import Channel
from services.core.kit.money import Money

PRICES = st.builds(FeePrice, st.integers(0, 5_000), st.builds(Money, st.integers(0, 500)))
TERMS = {
    Channel.CARD: ChannelTerms(least=Money(50), most=None, price=FeePrice(360)),
    Channel.KONBINI: ChannelTerms(least=Money(50), most=Money(300_000), price=FeePrice(360)),
}
GIFTS = st.builds(Money, st.integers(1, 10**9))


class TestCover:
    @given(PRICES, GIFTS)
    def test_leaves_exactly_the_gift(self, price, gift):
        whole = gift + price.cover(gift)

        assert whole - price.of(whole) == gift
        # So that of a whole that was reckoned so, the cover can be told again.
        assert price.of(whole) == price.cover(gift)

    @given(PRICES, GIFTS)
    def test_is_the_least_that_does(self, price, gift):
        less = gift + price.cover(gift) - Money(1)

        assert less - price.of(less) < gift

    @pytest.mark.parametrize(
        ("price", "gift", "cover"),
        [
            (FeePrice(360), 10_000, 374),
            (FeePrice(360), 1, 1),
            (FeePrice(360, Money(120)), 500, 120),
            (FeePrice(150), 100_000, 1_523),
            (FeePrice(0), 3_000, 0),
        ],
    )
    def test_comes_to_known_sums(self, price, gift, cover):
        assert price.cover(Money(gift)).minor == cover

    @given(GIFTS, st.integers(0, 10_000))
    def test_goes_wholly_to_the_running_costs(self, gift, bps):
        cover = FeePrice(360).cover(gift)
        parts = settled_parts(gift + cover, OverheadTerms(bps, cover))

        # What is free for children is what it had been without the cover.
        assert parts.free == settled_parts(gift, OverheadTerms(bps, Money(0))).free


class TestQuote:
    def test_is_the_gift_alone_where_nobody_covers(self):
        quoted = quote(TERMS, Channel.CARD, Money(1_000), cover_fee=False)

        assert (quoted.whole, quoted.fee_cover) == (Money(1_000), Money(0))

    def test_counts_the_cover_against_the_limits(self):
        quote(TERMS, Channel.KONBINI, Money(300_000), cover_fee=False)
        with pytest.raises(AmountOutsideChannel):
            quote(TERMS, Channel.KONBINI, Money(300_000), cover_fee=True)

    def test_refuses_too_little(self):
        with pytest.raises(AmountOutsideChannel):
            quote(TERMS, Channel.CARD, Money(49), cover_fee=False)

    def test_refuses_what_nobody_pays_by(self):
        with pytest.raises(ChannelNotPayable):
            quote(TERMS, Channel.CASH, Money(1_000), cover_fee=False)
