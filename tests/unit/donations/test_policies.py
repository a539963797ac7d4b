"""The decisions about gifts, without a database."""

from datetime import UTC, date, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.donations import policies
from services.core.donations.errors import (
    FundsShort,
    LotExceedsAllocation,
    OverheadOverCap,
    RefundExceedsDonation,
)
from services.core.donations.policies import Deposit, Parts, Pledge
from services.core.donations.types import Channel, DonationId, DonationStatus, Lot, NoReceipt
from services.core.kit.ids import derived_id
from services.core.kit.money import Money, total

FIRST, SECOND, THIRD = (DonationId(derived_id("gift", n)) for n in range(3))


class TestMayBecome:
    def test_follows_the_table_and_nothing_else(self):
        allowed = {
            ("pending", "settled"),
            ("pending", "failed"),
            ("failed", "settled"),
            ("settled", "refunded"),
        }
        for now, then in product(DonationStatus, DonationStatus):
            assert policies.may_become(now, then) is ((now.value, then.value) in allowed)


class TestMustKeepWithinCap:
    def test_lets_the_cap_itself_pass(self):
        policies.must_keep_within_cap(1_500, 1_500)

    @pytest.mark.parametrize("overhead_bps", [1_501, -1])
    def test_refuses_a_share_outside_the_cap(self, overhead_bps):
        with pytest.raises(OverheadOverCap):
            policies.must_keep_within_cap(overhead_bps, 1_500)


class TestRefund:
    def test_lowers_overhead_to_the_share_of_what_is_kept(self):
        gift = policies.settled_parts(Money(10_000), 1_000)

        after, shares = gift.refund(Money(4_000), 1_000)

        assert (shares.from_fund, shares.from_shortfall) == (Money(4_000), Money(0))
        assert (after.overhead, after.free) == (Money(600), Money(5_400))

    def test_takes_from_the_organisation_what_a_child_was_promised(self):
        gift = Parts(Money(10_000), Money(1_000), Money(0), Money(0), Money(8_000))

        after, shares = gift.refund(Money(10_000), 1_000)

        assert shares.overhead_back == Money(1_000)
        assert (shares.from_fund, shares.from_shortfall) == (Money(2_000), Money(8_000))
        assert (after.allocated, after.free) == (Money(8_000), Money(0))

    @pytest.mark.parametrize("amount", [Money(0), Money(-1), Money(10_001)])
    def test_refuses_more_than_was_given_and_less_than_a_yen(self, amount):
        with pytest.raises(RefundExceedsDonation):
            policies.settled_parts(Money(10_000), 0).refund(amount, 0)


class TestTakeBack:
    def test_makes_good_an_earlier_shortfall_first(self):
        gift = Parts(Money(10_000), Money(0), Money(10_000), Money(8_000), Money(8_000))

        after, made_good = gift.take_back(Money(3_000))

        assert made_good == Money(3_000)
        assert (after.shortfall, after.allocated, after.free) == (
            Money(5_000),
            Money(5_000),
            Money(0),
        )

    def test_refuses_more_than_was_promised(self):
        with pytest.raises(LotExceedsAllocation):
            policies.settled_parts(Money(10_000), 0).take_back(Money(1))


class TestParts:
    @given(
        amount=st.integers(1, 10**7),
        overhead_bps=st.integers(0, 1_500),
        steps=st.lists(st.tuples(st.sampled_from("arb"), st.integers(1, 10_000)), max_size=12),
    )
    def test_always_sum_to_the_gift(self, amount, overhead_bps, steps):
        parts = policies.settled_parts(Money(amount), overhead_bps)
        for verb, bps in steps:
            parts = _step(parts, verb, bps, overhead_bps)
            everything = parts.overhead + parts.refunded + parts.allocated + parts.free
            assert everything == parts.amount + parts.shortfall
            kept = parts.amount - parts.refunded
            assert Money(0) <= parts.overhead <= kept.share(overhead_bps)
            assert min(parts.free, parts.shortfall, parts.allocated, kept) >= Money(0)


def _step(parts, verb, bps, overhead_bps):
    if verb == "a" and parts.free:
        allocated = parts.allocated + parts.free.share(bps)
        return Parts(parts.amount, parts.overhead, parts.refunded, parts.shortfall, allocated)
    if verb == "r" and (some := parts.refundable.share(bps)):
        return parts.refund(some, overhead_bps)[0]
    if verb == "b":
        return parts.take_back(parts.allocated.share(bps))[0]
    return parts


class TestLayLots:
    def test_takes_the_oldest_first_and_splits_where_amounts_meet(self):
        sources = [(FIRST, Money(500)), (SECOND, Money(0)), (THIRD, Money(1_000))]

        lots = policies.lay_lots([Money(300), Money(700), Money(0)], sources)

        assert lots == [
            [Lot(FIRST, Money(300))],
            [Lot(FIRST, Money(200)), Lot(THIRD, Money(500))],
            [],
        ]

    def test_refuses_when_the_gifts_end_first(self):
        with pytest.raises(FundsShort) as refused:
            policies.lay_lots([Money(600)], [(FIRST, Money(500))])

        assert refused.value.context == {"missing": Money(100)}

    def test_asks_for_no_more_gifts_than_it_needs(self):
        def sources():
            yield FIRST, Money(500)
            pytest.fail("a second gift was asked for")

        policies.lay_lots([Money(500)], sources())

    @given(
        st.lists(st.integers(0, 5_000), max_size=20), st.lists(st.integers(0, 5_000), max_size=20)
    )
    def test_loses_no_yen(self, amounts, frees):
        sources = [(DonationId(derived_id(n)), Money(free)) for n, free in enumerate(frees)]
        if sum(amounts) > sum(frees):
            with pytest.raises(FundsShort):
                policies.lay_lots([Money(a) for a in amounts], sources)
            return

        lots = policies.lay_lots([Money(a) for a in amounts], sources)

        assert [policies.sum_of(some).minor for some in lots] == amounts
        by_donation = policies.lots_by_donation(lot for some in lots for lot in some)
        assert all(by_donation[id] <= free for id, free in sources if id in by_donation)
        assert total(by_donation.values()).minor == sum(amounts)


RECEIPTED = {
    "status": DonationStatus.SETTLED,
    "channel": Channel.CARD,
    "anonymous": False,
    "has_name": True,
    "has_address": True,
}


class TestWhyNoReceipt:
    def test_lets_a_named_gift_with_an_address_have_one(self):
        assert policies.why_no_receipt(**RECEIPTED) is None

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"status": DonationStatus.PENDING}, NoReceipt.NOT_SETTLED),
            ({"status": DonationStatus.REFUNDED}, NoReceipt.NOT_SETTLED),
            ({"channel": Channel.MUNICIPAL_GRANT}, NoReceipt.MUNICIPAL_MONEY),
            ({"anonymous": True}, NoReceipt.ANONYMOUS),
            ({"has_name": False}, NoReceipt.ANONYMOUS),
            ({"has_address": False}, NoReceipt.NO_ADDRESS),
        ],
    )
    def test_names_what_stands_in_the_way(self, change, reason):
        assert policies.why_no_receipt(**{**RECEIPTED, **change}) is reason


class TestAcceptedOn:
    def test_is_the_day_in_tokyo(self):
        assert policies.accepted_on(datetime(2026, 12, 31, 15, tzinfo=UTC)) == date(2027, 1, 1)


class TestPledgeOf:
    PLEDGES = (
        Pledge(donation_id=FIRST, amount=Money(10_000), reference="4821", payer="hanako"),
        Pledge(donation_id=SECOND, amount=Money(5_000), reference="4830", payer="taro"),
        Pledge(donation_id=THIRD, amount=Money(5_000), reference="4849", payer="taro"),
    )

    @pytest.mark.parametrize(
        ("amount", "reference", "payer", "expected"),
        [
            (10_000, "4821", "hanakos husband", FIRST),
            (10_000, None, "hanako", FIRST),
            (12_000, "4821", "hanako", None),
            (8_000, None, "hanako", None),
            (5_000, None, "taro", None),
            (5_000, "4849", "taro", THIRD),
            (10_000, None, None, None),
        ],
    )
    def test_is_sure_or_leaves_it_to_a_person(self, amount, reference, payer, expected):
        deposit = Deposit(amount=Money(amount), reference=reference, payer=payer)

        found = policies.pledge_of(deposit, self.PLEDGES)

        assert (found and found.donation_id) == expected
