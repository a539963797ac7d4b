"""Whose the gateway's account is: no donor pays there for another organisation than its own."""

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import GatewayOfAnother
from services.core.donations.policies import ChannelTerms, FeePrice
from services.core.donations.types import Channel, DonationStatus
from services.core.kit.money import Money
from tests.factories.donations import HANAKO, make_campaign, make_gift, make_monthly_gift
from tests.factories.programmes import make_programme

FREE = ChannelTerms(least=Money(50), most=None, price=FeePrice(0))
TERMS = dict.fromkeys(Channel, FREE)


@pytest.fixture
def campaign(uow, uow_as):
    """Of an organisation beside another, for which money has come in through the gateway."""
    other = uow_as()
    make_gift(other, make_campaign(other, make_programme(other)), channel=Channel.CARD)
    doors = [*(one for one in Channel if one.through_gateway), Channel.BANK_TRANSFER]
    return make_campaign(uow, make_programme(uow), channels=doors)


def give(uow, campaign, channel):
    return donations.give(
        uow,
        programme_id=campaign.programme_id,
        campaign_id=campaign.id,
        key="k" * 20,
        wish=donations.Wish(gift=Money(1_000), channel=channel, donor=HANAKO),
        terms=TERMS,
    )


class TestGive:
    @pytest.mark.parametrize("channel", [one for one in Channel if one.through_gateway])
    def test_is_refused_at_the_gateway_of_another_organisation(self, uow, campaign, channel):
        with pytest.raises(GatewayOfAnother):
            give(uow, campaign, channel)

    def test_is_open_by_the_bank(self, uow, campaign):
        assert give(uow, campaign, Channel.BANK_TRANSFER).status is DonationStatus.PENDING


class TestStartMonthly:
    def test_is_refused_at_the_gateway_of_another_organisation(self, uow, campaign):
        with pytest.raises(GatewayOfAnother):
            make_monthly_gift(uow, campaign)
