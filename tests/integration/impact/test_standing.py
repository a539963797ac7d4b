"""How far a sponsor's fund, or a campaign, has come: the same yen as each gift's trace tells."""

import pytest

from services.core.donations import service as donations
from services.core.donations.types import Channel
from services.core.impact import service as impact
from services.core.impact.service import standing
from services.core.impact.types import Place
from services.core.kit.money import Money
from tests.factories.allocations import AMOUNT
from tests.factories.donations import make_campaign, make_gift
from tests.factories.journey import make_journey


def pool(uow, journey):
    """The journey's fund as a bank's own."""
    journey.fund.restricted = True
    return donations.promise_places(
        uow,
        programme_id=journey.programme.id,
        fund_id=journey.fund.id,
        sponsor_ja="見本銀行",
        sponsor_en="Mihon Bank",
        places=len(journey.cards),
        yen_a_place=Money(AMOUNT),
    )


def state(uow, journey, promise):
    return standing.pool_statement(
        uow, programme_id=journey.programme.id, sponsorship_id=promise.id
    )


class TestPoolStatement:
    def test_says_what_the_traces_of_its_gifts_say(self, uow):
        journey = make_journey(uow, 30_000, 1_000, 500_000, children=2)
        journey.redeem(0, 12_345)
        journey.reverse(journey.redeem(1, 6_789), 789)

        told = state(uow, journey, pool(uow, journey))

        traced = list(impact.statements(uow, programme_id=journey.programme.id))
        assert told.standing.used == sum(one.parts[Place.USED] for one in traced) == 18_345
        assert told.standing.committed == sum(one.parts[Place.COMMITTED] for one in traced)
        assert told.figures.promised == 2 * AMOUNT

    @pytest.mark.parametrize(("children", "shown"), [(9, None), (10, 10)])
    def test_tells_no_number_of_few_children(self, uow, children, shown):
        journey = make_journey(uow, children=children)

        assert state(uow, journey, pool(uow, journey)).standing.children == shown

    def test_has_no_places_to_tell_of_for_matching(self, uow):
        journey = make_journey(uow)
        campaign = make_campaign(uow, journey.programme)
        promise = donations.promise_matching(
            uow,
            programme_id=journey.programme.id,
            campaign_id=campaign.id,
            sponsor_ja="見本銀行",
            sponsor_en="Mihon Bank",
            ratio_bps=10_000,
            cap=Money(1_000),
            opens_at=campaign.opens_at,
            closes_at=campaign.closes_at,
        )

        assert state(uow, journey, promise) is None


class TestStandingOfCampaign:
    def test_is_nothing_before_money_was_promised(self, uow):
        journey = make_journey(uow)
        campaign = make_campaign(uow, journey.programme)
        make_gift(uow, campaign, channel=Channel.BANK_TRANSFER)

        told = standing.standing_of_campaign(
            uow, programme_id=journey.programme.id, campaign_id=campaign.id
        )

        assert (told.used, told.committed, told.children) == (0, 0, None)
