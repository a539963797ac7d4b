"""All or nothing, decided by several at once, while gifts settle (B5)."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from services.core.donations import service as donations
from services.core.donations.types import CampaignKind, Channel, Outcome
from services.core.invariants import kit, ledger
from services.core.invariants.donations import INVARIANTS
from services.core.kit.actor import operator
from services.core.kit.money import Money
from services.worker import campaigns as worker
from tests.factories.donations import make_campaign, make_gift
from tests.factories.programmes import make_organisation, make_programme

DECIDERS, GIFTS, LATE = 4, 12, 6


@pytest.fixture
def truths():
    return [*ledger.INVARIANTS, *INVARIANTS, *kit.INVARIANTS]


@pytest.fixture
def founded(runtime):
    """A function that starts an All-or-Nothing campaign, with gifts that came and some to come."""

    def found(goal):
        with runtime.unit_of_work(operator("founder")) as uow:
            make_organisation(uow)
            campaign = make_campaign(
                uow,
                make_programme(uow),
                kind=CampaignKind.ALL_OR_NOTHING,
                goal=Money(goal),
                closes_at=uow.now + timedelta(days=1),
            )
            come = [make_gift(uow, campaign, channel=Channel.BANK_TRANSFER) for _ in range(GIFTS)]
            to_come = [
                make_gift(uow, campaign, channel=Channel.BANK_TRANSFER, settled=False)
                for _ in range(LATE)
            ]
            return campaign, [*come, *to_come], [gift.id for gift in to_come]

    return found


def all_at_once(runtime, campaign, late):
    """Several decide and follow through, while the late gifts settle."""
    start = Barrier(DECIDERS + len(late))
    keys = {"programme_id": campaign.programme_id}

    def decide(_):
        start.wait()
        worker.close_one(
            runtime,
            organisation_id=campaign.organisation_id,
            campaign_id=campaign.id,
            **keys,
        )

    def settle(donation_id):
        start.wait()
        runtime.attempt(
            lambda uow: donations.settle(uow, donation_id=donation_id, **keys),
            organisation_id=campaign.organisation_id,
        )

    with ThreadPoolExecutor(DECIDERS + len(late)) as threads:
        tasks = [threads.submit(decide, number) for number in range(DECIDERS)]
        tasks += [threads.submit(settle, id) for id in late]
        for task in tasks:
            task.result()
    worker.close_due(runtime)  # the worker's next look


class TestAllOrNothing:
    def test_is_decided_once_and_each_gift_given_back_once(self, runtime, clock, founded):
        campaign, gifts, late = founded(goal=GIFTS * 10_000 + 1)
        clock.move_to(campaign.closes_at)

        all_at_once(runtime, campaign, late)

        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            decided = donations.get_campaign(
                uow, programme_id=campaign.programme_id, campaign_id=campaign.id
            )
            tasks = donations.refund_tasks(uow, programme_id=campaign.programme_id, limit=100)
        assert decided.outcome is Outcome.MISSED
        assert sorted(task.donation_id for task in tasks) == sorted(gift.id for gift in gifts)
        assert sum(task.amount.minor for task in tasks) == (GIFTS + LATE) * 10_000

    def test_leaves_no_gift_waiting_once_it_is_reached(self, runtime, clock, founded):
        campaign, gifts, late = founded(goal=GIFTS * 10_000)
        clock.move_to(campaign.closes_at)

        all_at_once(runtime, campaign, late)

        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            figures = donations.figures(
                uow, programme_id=campaign.programme_id, campaign_id=campaign.id
            )
            free = donations.free(uow, programme_id=campaign.programme_id, fund_id=campaign.fund_id)
        assert figures.held == 0
        assert free == Money(len(gifts) * 9_000)
