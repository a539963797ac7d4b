"""B5: All-or-Nothing campaigns, from the first gift held to the last one given back."""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    FundsShort,
)
from services.core.donations.types import (
    CampaignKind,
    CampaignStatus,
    Channel,
    Outcome,
    RefundReason,
    RefundStatus,
)
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from tests.factories.donations import (
    make_campaign,
    make_gift,
    make_payment,
)
from tests.factories.programmes import make_programme

DAY = timedelta(days=1)


@pytest.fixture
def programme(uow):
    return make_programme(uow)


@pytest.fixture
def all_or_nothing(uow, programme):
    return make_campaign(
        uow,
        programme,
        kind=CampaignKind.ALL_OR_NOTHING,
        goal=Money(100_000),
        closes_at=uow.now + 10 * DAY,
    )


def give(uow, campaign, *, channel=Channel.BANK_TRANSFER, **more):
    """A gift that nobody has to look at: cash would be flagged."""
    return make_gift(uow, campaign, channel=channel, **more)


def keys(campaign):
    return {"programme_id": campaign.programme_id, "campaign_id": campaign.id}


def free(uow, campaign):
    return donations.free(uow, programme_id=campaign.programme_id, fund_id=campaign.fund_id).minor


def end(uow, campaign, *, later=timedelta(0), batch=2):
    """Let its end come, close it, and follow through in small batches."""
    uow.now = max(uow.now, campaign.decides_at) + later
    donations.close_campaign(uow, **keys(campaign))
    return follow(uow, campaign, batch=batch)


def follow(uow, campaign, *, batch=2):
    rounds = 0
    while not donations.follow_decision(uow, **keys(campaign), limit=batch).nothing:
        rounds += 1
    return rounds


def refunds(uow, *gifts):
    return [
        refund
        for gift in gifts
        for refund in donations.refunds_of(uow, programme_id=gift.programme_id, donation_id=gift.id)
    ]


def move(uow, campaign, until, **reasons):
    told = {"reason_ja": "夏休みのため", "reason_en": "For the holidays"}
    return donations.move_deadline(uow, **keys(campaign), until=until, **(told | reasons))


def allocate(uow, campaign, yen):
    with uow.session.begin_nested() as savepoint:
        lots = donations.allocate(
            uow,
            programme_id=campaign.programme_id,
            fund_id=campaign.fund_id,
            amounts=[Money(yen)],
        )
        savepoint.rollback()
    return lots


def settle_at_gateway(uow, gift):
    donations.accept_payment(uow, make_payment(gift, settled_at=uow.now))


def confirm(uow, refund):
    donations.confirm_refund(
        uow,
        programme_id=refund.programme_id,
        refund_id=refund.id,
        sent_on=local_date(uow.now),
    )


class TestAllOrNothing:
    """B5: all or nothing."""

    def test_gives_each_gift_back_at_99_percent_of_the_goal(self, uow, all_or_nothing):
        """B5: 99 % of the goal on the deadline: one refund task a gift, their sum the receipts."""
        gifts = [
            give(uow, all_or_nothing, amount=20_000, channel=Channel.BANK_TRANSFER),
            give(uow, all_or_nothing, amount=30_000, channel=Channel.CASH),
            give(uow, all_or_nothing, amount=40_000, channel=Channel.CARD),
            give(uow, all_or_nothing, amount=9_000, channel=Channel.CROWDFUNDING),
        ]

        end(uow, all_or_nothing)

        made = refunds(uow, *gifts)
        assert all_or_nothing.outcome is Outcome.MISSED
        assert all_or_nothing.counted_minor == 99_000
        assert [refund.amount for refund in made] == [gift.amount for gift in gifts]
        assert {refund.reason for refund in made} == {RefundReason.CAMPAIGN_FAILED}
        assert {refund.status for refund in made} == {RefundStatus.PENDING}
        assert [refund.by_hand for refund in made] == [True, True, False, True]
        told = donations.figures(uow, **keys(all_or_nothing))
        assert sum(refund.amount.minor for refund in made) == told.settled == 99_000

    def test_promises_nothing_until_it_is_decided(self, uow, all_or_nothing):
        give(uow, all_or_nothing, amount=100_000)

        assert free(uow, all_or_nothing) == 0
        with pytest.raises(FundsShort):
            allocate(uow, all_or_nothing, 1)
        end(uow, all_or_nothing)

        assert all_or_nothing.outcome is Outcome.REACHED
        assert free(uow, all_or_nothing) == 90_000

    def test_lets_what_comes_later_be_used_once_it_is_reached(self, uow, all_or_nothing):
        late = give(uow, all_or_nothing, channel=Channel.KONBINI, settled=False)
        give(uow, all_or_nothing, amount=100_000)
        end(uow, all_or_nothing)

        settle_at_gateway(uow, late)

        assert not late.held
        assert free(uow, all_or_nothing) == 90_000 + 9_000

    def test_gives_back_what_comes_after_it_was_missed(self, uow, all_or_nothing):
        late = give(uow, all_or_nothing, amount=500_000, channel=Channel.KONBINI, settled=False)
        end(uow, all_or_nothing)

        settle_at_gateway(uow, late)
        follow(uow, all_or_nothing)

        assert late.held
        assert [refund.amount for refund in refunds(uow, late)] == [Money(500_000)]
        assert all_or_nothing.outcome is Outcome.MISSED

    def test_counts_no_pledge_and_no_money_that_came_after_the_end(self, uow, all_or_nothing):
        give(uow, all_or_nothing, amount=99_000)
        give(uow, all_or_nothing, amount=50_000, settled=False)
        uow.now = all_or_nothing.closes_at - DAY
        too_late = give(uow, all_or_nothing, amount=50_000, settled=False)
        donations.settle(
            uow,
            programme_id=too_late.programme_id,
            donation_id=too_late.id,
            settled_at=all_or_nothing.closes_at,
        )

        end(uow, all_or_nothing, later=DAY)

        assert all_or_nothing.counted_minor == 99_000
        assert all_or_nothing.outcome is Outcome.MISSED

    def test_is_reached_by_the_goal_itself(self, uow, all_or_nothing):
        give(uow, all_or_nothing, amount=100_000)

        end(uow, all_or_nothing)

        assert all_or_nothing.outcome is Outcome.REACHED

    def test_gives_back_what_is_left_of_a_gift_and_no_more(self, uow, all_or_nothing):
        gift = give(uow, all_or_nothing, amount=30_000)
        own = donations.refund(
            uow, programme_id=gift.programme_id, donation_id=gift.id, amount=Money(10_000)
        )
        confirm(uow, own)

        end(uow, all_or_nothing)

        assert [one.amount.minor for one in refunds(uow, gift)] == [10_000, 20_000]

    def test_changes_nothing_when_it_is_followed_again(self, uow, all_or_nothing):
        gifts = [give(uow, all_or_nothing, amount=10_000) for _ in range(5)]

        rounds = end(uow, all_or_nothing, batch=2)
        donations.close_campaign(uow, **keys(all_or_nothing))
        again = follow(uow, all_or_nothing)
        for refund in refunds(uow, *gifts):
            confirm(uow, refund)

        assert (rounds, again, follow(uow, all_or_nothing)) == (3, 0, 0)
        assert len(refunds(uow, *gifts)) == 5
        told = donations.figures(uow, **keys(all_or_nothing))
        assert (told.settled, told.kept, told.refunded) == (50_000, 0, 50_000)

    def test_waits_for_the_books_of_the_last_day(self, uow, programme):
        campaign = make_campaign(
            uow,
            programme,
            kind=CampaignKind.ALL_OR_NOTHING,
            goal=Money(10_000),
            closes_at=uow.now + DAY,
            settling_days=3,
        )
        transfer = give(uow, campaign, channel=Channel.BANK_TRANSFER, settled=False)
        uow.now = campaign.closes_at + DAY
        donations.close_campaign(uow, **keys(campaign))
        assert campaign.status is CampaignStatus.PUBLISHED

        donations.settle(
            uow,
            programme_id=transfer.programme_id,
            donation_id=transfer.id,
            settled_at=campaign.closes_at - timedelta(hours=1),
        )
        end(uow, campaign)

        assert campaign.outcome is Outcome.REACHED

    def test_ended_early_is_decided_by_what_is_there(self, uow, all_or_nothing):
        gift = give(uow, all_or_nothing, amount=50_000)
        move(uow, all_or_nothing, uow.now)

        end(uow, all_or_nothing)

        assert all_or_nothing.outcome is Outcome.MISSED
        assert len(refunds(uow, gift)) == 1


class TestCloseCampaign:
    def test_decides_nothing_of_all_in(self, uow, programme):
        campaign = make_campaign(uow, programme, closes_at=uow.now + DAY)
        gift = give(uow, campaign)

        end(uow, campaign)

        assert (campaign.status, campaign.outcome) == (CampaignStatus.CLOSED, None)
        assert refunds(uow, gift) == []

    def test_comes_not_before_the_end(self, uow, all_or_nothing):
        donations.close_campaign(uow, **keys(all_or_nothing))

        assert all_or_nothing.status is CampaignStatus.PUBLISHED
