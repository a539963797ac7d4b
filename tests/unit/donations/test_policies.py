"""The decisions about gifts, without a database."""

from dataclasses import replace
from datetime import date
from itertools import product
from types import SimpleNamespace

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
from services.core.donations.policies import Deposit, OverheadTerms, Parts, Pledge, Way
from services.core.donations.types import (
    Channel,
    DatePolicy,
    DonationId,
    DonationStatus,
    Lot,
    NoReceipt,
)
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
            ("refunded", "settled"),
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


TERMS = OverheadTerms(1_000, Money(0))
FREE_OF_OVERHEAD = OverheadTerms(0, Money(0))


def parts(amount, *, overhead=0, refunded=0, disputed=0, shortfall=0, allocated=0):
    figures = (amount, overhead, refunded, disputed, shortfall, allocated)
    return Parts(*(Money(minor) for minor in figures))


class TestOverheadTerms:
    def test_leave_what_covers_the_fee_out_of_the_share_and_take_it_whole(self):
        terms = OverheadTerms(1_000, Money(360))

        assert terms.due(Money(10_360)) == Money(1_360)

    def test_take_no_more_than_is_kept(self):
        assert OverheadTerms(1_000, Money(360)).due(Money(100)) == Money(100)


class TestLeave:
    def test_lowers_overhead_to_the_share_of_what_is_kept(self):
        gift = policies.settled_parts(Money(10_000), TERMS)

        after, shares = gift.leave(Money(4_000), Way.REFUNDED, TERMS)

        assert (shares.fund, shares.shortfall) == (Money(4_000), Money(0))
        assert (after.overhead, after.free) == (Money(600), Money(5_400))

    @pytest.mark.parametrize("way", Way)
    def test_takes_from_the_organisation_what_a_child_was_promised(self, way):
        gift = parts(10_000, overhead=1_000, allocated=8_000)

        after, shares = gift.leave(Money(10_000), way, TERMS)

        assert shares.overhead == Money(1_000)
        assert (shares.fund, shares.shortfall) == (Money(2_000), Money(8_000))
        assert (after.allocated, after.free) == (Money(8_000), Money(0))

    @pytest.mark.parametrize("amount", [Money(0), Money(-1), Money(10_001)])
    def test_refuses_more_than_was_given_and_less_than_a_yen(self, amount):
        gift = policies.settled_parts(Money(10_000), FREE_OF_OVERHEAD)
        with pytest.raises(RefundExceedsDonation):
            gift.leave(amount, Way.REFUNDED, FREE_OF_OVERHEAD)


class TestComeBack:
    def test_gives_the_organisation_first_what_it_had_laid_out(self):
        gift = parts(10_000, overhead=1_000, allocated=8_000)
        gone, _ = gift.leave(Money(10_000), Way.DISPUTED, TERMS)

        after, shares = gone.come_back(Money(10_000), Way.DISPUTED, TERMS)

        assert after == gift
        assert (shares.fund, shares.shortfall, shares.overhead) == (
            Money(2_000),
            Money(8_000),
            Money(1_000),
        )

    def test_refuses_more_than_left_by_that_way(self):
        gone, _ = parts(10_000).leave(Money(4_000), Way.REFUNDED, FREE_OF_OVERHEAD)
        with pytest.raises(RefundExceedsDonation):
            gone.come_back(Money(1), Way.DISPUTED, FREE_OF_OVERHEAD)


class TestAsIfBy:
    def test_moves_nothing_but_by_which_way_it_left(self):
        gone, _ = parts(10_000, allocated=9_000).leave(Money(4_000), Way.REFUNDED, FREE_OF_OVERHEAD)

        after = gone.as_if_by(Way.DISPUTED, Money(1_000))

        assert (after.refunded, after.disputed) == (Money(3_000), Money(1_000))
        assert after.as_if_by(Way.REFUNDED, Money(1_000)) == gone
        assert (after.kept, after.shortfall) == (gone.kept, gone.shortfall)

    def test_refuses_more_than_left_by_the_other_way(self):
        with pytest.raises(RefundExceedsDonation):
            parts(10_000).as_if_by(Way.DISPUTED, Money(1))


class TestTakeBack:
    def test_makes_good_an_earlier_shortfall_first(self):
        gift = parts(10_000, refunded=10_000, shortfall=8_000, allocated=8_000)

        after, made_good = gift.take_back(Money(3_000))

        assert made_good == Money(3_000)
        assert (after.shortfall, after.allocated, after.free) == (
            Money(5_000),
            Money(5_000),
            Money(0),
        )

    def test_refuses_more_than_was_promised(self):
        with pytest.raises(LotExceedsAllocation):
            policies.settled_parts(Money(10_000), FREE_OF_OVERHEAD).take_back(Money(1))


class TestParts:
    @given(
        amount=st.integers(1, 10**7),
        overhead_bps=st.integers(0, 1_500),
        cover_bps=st.integers(0, 500),
        steps=st.lists(st.tuples(st.sampled_from("arbdwf"), st.integers(1, 10_000)), max_size=12),
    )
    def test_always_sum_to_the_gift(self, amount, overhead_bps, cover_bps, steps):
        terms = OverheadTerms(overhead_bps, Money(amount).share(cover_bps))
        now = policies.settled_parts(Money(amount), terms)
        for verb, bps in steps:
            now = _step(now, verb, bps, terms)
            gone = now.refunded + now.disputed
            assert now.overhead + gone + now.allocated + now.free == now.amount + now.shortfall
            assert now.overhead == terms.due(now.kept)
            assert not (now.free and now.shortfall)
            assert min(now.free, now.shortfall, now.allocated, now.kept) >= Money(0)


def _step(now, verb, bps, terms):
    """Allocate, refund, take back, dispute, win a dispute, or fail to deliver a refund."""
    if verb == "a" and now.free:
        return replace(now, allocated=now.allocated + now.free.share(bps))
    if verb in "rd" and (some := now.kept.share(bps)):
        return now.leave(some, Way.REFUNDED if verb == "r" else Way.DISPUTED, terms)[0]
    if verb == "b":
        return now.take_back(now.allocated.share(bps))[0]
    if verb == "w" and (some := now.disputed.share(bps)):
        return now.come_back(some, Way.DISPUTED, terms)[0]
    if verb == "f" and (some := now.refunded.share(bps)):
        return now.come_back(some, Way.REFUNDED, terms)[0]
    return now


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
    "kept": True,
    "held": False,
    "anonymous": False,
    "has_name": True,
    "has_address": True,
    "accepted": True,
    "covered": True,
}


class TestWhyNoReceipt:
    def test_lets_a_named_gift_with_an_address_have_one(self):
        assert policies.why_no_receipt(**RECEIPTED) is None

    @pytest.mark.parametrize(
        ("change", "reason"),
        [
            ({"status": DonationStatus.PENDING}, NoReceipt.NOT_SETTLED),
            ({"status": DonationStatus.REFUNDED}, NoReceipt.NOT_SETTLED),
            ({"kept": False}, NoReceipt.NOT_SETTLED),
            ({"held": True}, NoReceipt.HELD),
            ({"channel": Channel.MUNICIPAL_GRANT}, NoReceipt.MUNICIPAL_MONEY),
            ({"anonymous": True}, NoReceipt.ANONYMOUS),
            ({"has_name": False}, NoReceipt.ANONYMOUS),
            ({"has_address": False}, NoReceipt.NO_ADDRESS),
            ({"accepted": False}, NoReceipt.NOT_ACCEPTED),
            ({"covered": False}, NoReceipt.OUTSIDE_TERM),
        ],
    )
    def test_names_what_stands_in_the_way(self, change, reason):
        assert policies.why_no_receipt(**{**RECEIPTED, **change}) is reason


class TestCertificationOn:
    """B8: the version that came in force last counts, and its term alone."""

    FIRST = SimpleNamespace(
        in_force_from=date(2021, 4, 1), valid_from=date(2021, 4, 1), valid_until=date(2026, 3, 31)
    )
    MOVED = SimpleNamespace(
        in_force_from=date(2024, 7, 1), valid_from=date(2021, 4, 1), valid_until=date(2026, 3, 31)
    )
    CUT_SHORT = SimpleNamespace(
        in_force_from=date(2025, 1, 1), valid_from=date(2021, 4, 1), valid_until=date(2025, 6, 30)
    )

    @pytest.mark.parametrize(
        ("day", "version"),
        [
            (date(2021, 3, 31), None),
            (date(2021, 4, 1), FIRST),
            (date(2024, 6, 30), FIRST),
            (date(2024, 7, 1), MOVED),
            (date(2025, 6, 30), CUT_SHORT),
            (date(2025, 7, 1), None),
        ],
    )
    def test_is_none_outside_the_term(self, day, version):
        versions = [self.CUT_SHORT, self.MOVED, self.FIRST]
        assert policies.certification_on(day, versions) is version


class TestTaxCredit:
    @pytest.mark.parametrize(
        ("given", "credit"), [(50_000, 19_200), (2_000, 0), (1_000, 0), (2_249, 0), (2_250, 100)]
    )
    def test_is_forty_per_cent_of_what_exceeds_two_thousand(self, given, credit):
        assert policies.tax_credit(Money(given)) == Money(credit)


class TestAcceptedOn:
    PAID, ARRIVED = date(2026, 12, 30), date(2027, 1, 8)

    @pytest.mark.parametrize(
        ("policy", "arrived_on", "day"),
        [
            (DatePolicy.A, ARRIVED, ARRIVED),
            (DatePolicy.A, None, None),
            (DatePolicy.B, ARRIVED, PAID),
            (DatePolicy.B, None, PAID),
        ],
    )
    def test_is_the_day_that_the_policy_names(self, policy, arrived_on, day):
        """B9: at the bank by policy A, at the donor's by policy B."""
        found = policies.accepted_on(policy, paid_on=self.PAID, arrived_on=arrived_on)
        assert found == day


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
