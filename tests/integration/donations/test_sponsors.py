"""Companies' promises: what gifts are matched with, what is owed, what is paid."""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import SponsorFundUnfit, SponsorPaymentUnfit
from services.core.donations.types import Channel
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from tests.factories.donations import make_campaign, make_fund, make_gift
from tests.factories.programmes import make_programme

HOUR = timedelta(hours=1)


@pytest.fixture
def programme(uow):
    return make_programme(uow)


@pytest.fixture
def campaign(uow, programme):
    return make_campaign(uow, programme)


@pytest.fixture
def promise(uow, campaign):
    """A yen for each yen, up to 25,000, within a day."""
    return donations.promise_matching(
        uow,
        programme_id=campaign.programme_id,
        campaign_id=campaign.id,
        sponsor_ja="見本銀行",
        sponsor_en="Mihon Bank",
        ratio_bps=10_000,
        cap=Money(25_000),
        opens_at=uow.now - HOUR,
        closes_at=uow.now + 24 * HOUR,
    )


def give(uow, campaign, amount, **more):
    uow.now += timedelta(minutes=1)
    told = {"channel": Channel.BANK_TRANSFER, "amount": amount, **more}
    return make_gift(uow, campaign, **told)


def figures(uow, promise):
    return donations.sponsor_figures(uow, promise)


def matches(uow, promise, *gifts):
    found = donations.matched_with(
        uow,
        programme_id=promise.programme_id,
        sponsorship_id=promise.id,
        donation_ids=[gift.id for gift in gifts],
    )
    return [found.get(gift.id, Money(0)).minor for gift in gifts]


def pay(uow, promise, gift):
    return donations.note_sponsor_payment(
        uow,
        programme_id=promise.programme_id,
        sponsorship_id=promise.id,
        donation_id=gift.id,
    )


class TestPromiseMatching:
    def test_matches_gifts_as_they_come_until_the_cap(self, uow, campaign, promise):
        gifts = [give(uow, campaign, amount) for amount in (10_000, 12_000, 8_000, 1_000)]

        assert matches(uow, promise, *gifts) == [10_000, 12_000, 3_000, 0]
        told = figures(uow, promise)
        assert (told.promised, told.due, told.paid, told.owed) == (25_000, 25_000, 0, 25_000)
        assert told.matched_gifts == 3

    def test_is_undone_with_its_gift(self, uow, campaign, promise):
        gifts = [give(uow, campaign, amount) for amount in (10_000, 12_000, 8_000)]
        back = donations.refund(uow, programme_id=campaign.programme_id, donation_id=gifts[0].id)
        donations.confirm_refund(
            uow,
            programme_id=campaign.programme_id,
            refund_id=back.id,
            sent_on=local_date(uow.now),
        )

        assert matches(uow, promise, *gifts) == [0, 12_000, 8_000]
        assert figures(uow, promise).due == 20_000

    def test_matches_nothing_outside_of_its_window(self, uow, campaign, promise):
        pending = give(uow, campaign, 5_000, settled=False)
        uow.now = promise.closes_at
        late = give(uow, campaign, 5_000)

        assert matches(uow, promise, pending, late) == [0, 0]

    def test_is_a_promise_until_it_is_paid(self, uow, campaign, promise):
        give(uow, campaign, 10_000)
        before = donations.figures(uow, programme_id=campaign.programme_id, campaign_id=campaign.id)
        payment = give(uow, campaign, 10_000)
        assert figures(uow, promise).due == 20_000

        pay(uow, promise, payment)
        pay(uow, promise, payment)

        told = figures(uow, promise)
        assert before.kept == 10_000
        assert (told.due, told.paid, told.owed) == (10_000, 10_000, 0)
        assert matches(uow, promise, payment) == [0]

    def test_is_not_paid_by_a_gift_to_another_campaign(self, uow, programme, promise):
        elsewhere = give(uow, make_campaign(uow, programme), 10_000)

        with pytest.raises(SponsorPaymentUnfit):
            pay(uow, promise, elsewhere)


class TestPromisePlaces:
    """「325 places from one bank」: promised, paid, out of a fund of its own."""

    def promise(self, uow, programme, fund):
        return donations.promise_places(
            uow,
            programme_id=programme.id,
            fund_id=fund.id,
            sponsor_ja="見本銀行",
            sponsor_en="Mihon Bank",
            places=325,
            yen_a_place=Money(200_000),
        )

    def test_owes_the_places_until_they_are_paid(self, uow, programme, campaign):
        fund = make_fund(uow, programme, restricted=True)
        promise = self.promise(uow, programme, fund)
        pay(uow, promise, give(uow, campaign, 500_000, fund_id=fund.id))

        told = figures(uow, promise)

        assert (told.promised, told.due, told.paid) == (65_000_000, 65_000_000, 500_000)
        assert told.owed == 64_500_000

    def test_wants_a_restricted_fund_of_its_own(self, uow, programme):
        own = make_fund(uow, programme, restricted=True)
        self.promise(uow, programme, own)

        for fund in (own, make_fund(uow, programme, restricted=False)):
            with pytest.raises(SponsorFundUnfit):
                self.promise(uow, programme, fund)
