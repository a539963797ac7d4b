"""Transfers that anybody announces: bounded, shown to staff only, and not waited for for ever."""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import AmountOutsideChannel
from services.core.donations.policies import ChannelTerms, FeePrice
from services.core.donations.service import Wish
from services.core.donations.types import Channel, DonationStatus
from services.core.kit.actor import ANYBODY
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from tests.factories.donations import make_campaign, make_gift
from tests.factories.programmes import make_programme

TERMS = {
    Channel.BANK_TRANSFER: ChannelTerms(least=Money(1), most=Money(10_000_000), price=FeePrice(0))
}


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def anybody(uow_as, campaign):
    return uow_as(ANYBODY, campaign.organisation_id)


def announce(anybody, campaign, yen=5_000):
    return donations.give(
        anybody,
        programme_id=campaign.programme_id,
        campaign_id=campaign.id,
        key=str(uuid7()),
        wish=Wish(gift=Money(yen), channel=Channel.BANK_TRANSFER),
        terms=TERMS,
    )


def figures(uow, campaign):
    return donations.figures(uow, programme_id=campaign.programme_id, campaign_id=campaign.id)


def lapse(uow, campaign, days):
    uow.now += timedelta(days=days)
    return donations.lapse_pledges(uow, programme_id=campaign.programme_id, after_days=60)


class TestFigures:
    def test_tell_what_anybody_began_apart_from_what_the_office_was_promised(
        self, uow, anybody, campaign
    ):
        announce(anybody, campaign)
        make_gift(uow, campaign, amount=3_000, channel=Channel.BANK_TRANSFER, settled=False)

        told = figures(uow, campaign)

        assert (told.pledged, told.unconfirmed) == (3_000, 5_000)


class TestGive:
    def test_bounds_what_anybody_announces(self, anybody, campaign):
        with pytest.raises(AmountOutsideChannel):
            announce(anybody, campaign, 10_000_001)


class TestLapsePledges:
    def test_waits_no_longer_for_what_anybody_announced_long_ago(self, uow, anybody, campaign):
        pledge = announce(anybody, campaign)
        by_the_office = make_gift(uow, campaign, channel=Channel.BANK_TRANSFER, settled=False)

        assert lapse(uow, campaign, 60) == 0
        assert lapse(uow, campaign, 1) == 1

        assert pledge.status is DonationStatus.FAILED
        assert by_the_office.status is DonationStatus.PENDING
        assert figures(uow, campaign).unconfirmed == 0
