"""B13: which gifts wait for a second person."""

import pytest

from services.core.donations import policies
from services.core.donations.errors import ChannelNotPayable, MunicipalFiguresUnfit
from services.core.donations.policies import COMMON, Candidate, Deposit, Pledge, Seen
from services.core.donations.types import (
    CandidateFit,
    Channel,
    ClearanceReason,
    DonationId,
    HoldReason,
    MunicipalSource,
    Verdict,
)
from services.core.kit.ids import uuid7
from services.core.kit.money import Money


def flags(amount=1_000, channel=Channel.CARD, **more):
    return policies.flags_of(Seen(amount=Money(amount), channel=channel, **more), COMMON)


class TestFlagsOf:
    def test_are_none_of_an_ordinary_gift_from_japan(self):
        assert flags(countries=frozenset({"JP"})) == set()

    @pytest.mark.parametrize(
        ("gift", "reason"),
        [
            ({"countries": frozenset({"JP", "US"})}, HoldReason.FOREIGN),
            ({"amount": 100_000, "channel": Channel.CASH}, HoldReason.CASH),
            ({"amount": 2_000_000}, HoldReason.LARGE),
            ({"related": True}, HoldReason.RELATED_TO_PROVIDER),
        ],
    )
    def test_tell_why(self, gift, reason):
        assert flags(**gift) == {reason}

    @pytest.mark.parametrize(
        "gift", [{"amount": 99_999, "channel": Channel.CASH}, {"amount": 1_999_999}]
    )
    def test_begin_at_the_threshold(self, gift):
        assert flags(**gift) == set()

    def test_are_none_of_municipal_money(self):
        assert flags(amount=9_000_000, channel=Channel.MUNICIPAL_GRANT) == set()


class TestClearanceReason:
    def test_goes_with_one_verdict(self):
        refusing = {one for one in ClearanceReason if one.verdict is Verdict.REFUSED}

        assert ClearanceReason.SOURCE_UNCLEAR in refusing
        assert ClearanceReason.IDENTITY_CONFIRMED not in refusing


class TestCandidatesOf:
    def test_put_the_reference_before_the_name_and_the_nearer_sum_before_the_farther(self):
        by_name = pledge(9_000, payer="ヤマダ")
        near, far = pledge(11_000, reference="1234"), pledge(30_000, reference="1234")
        deposit = Deposit(amount=Money(12_000), reference="1234", payer="ヤマダ")

        found = policies.candidates_of(deposit, [by_name, far, near, pledge(1)])

        assert found == [
            Candidate(near, CandidateFit.REFERENCE, Money(1_000)),
            Candidate(far, CandidateFit.REFERENCE, Money(-18_000)),
            Candidate(by_name, CandidateFit.PAYER, Money(3_000)),
        ]


class TestMustAddUp:
    SOURCE = MunicipalSource(name="見本市", project="学びを贈る", raised=Money(1_000_000))

    def test_takes_a_share_that_was_passed_on(self):
        policies.must_add_up(Channel.HOMETOWN_TAX, Money(800_000), self.SOURCE)

    @pytest.mark.parametrize(
        ("channel", "amount", "source"),
        [
            (Channel.HOMETOWN_TAX, 1, None),
            (Channel.HOMETOWN_TAX, 1, MunicipalSource(name="見本市")),
            (Channel.HOMETOWN_TAX, 1_000_001, SOURCE),
            (
                Channel.CORPORATE_HOMETOWN_TAX,
                1,
                MunicipalSource(name="見本市", project="計画", donors=2, raised=Money(199_999)),
            ),
        ],
    )
    def test_refuses_what_cannot_be(self, channel, amount, source):
        with pytest.raises(MunicipalFiguresUnfit):
            policies.must_add_up(channel, Money(amount), source)

    def test_refuses_a_donors_channel(self):
        with pytest.raises(ChannelNotPayable):
            policies.must_add_up(Channel.CARD, Money(1), None)


def pledge(yen, *, reference=None, payer=None):
    return Pledge(
        donation_id=DonationId(uuid7()), amount=Money(yen), reference=reference, payer=payer
    )
