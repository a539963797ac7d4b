"""A payout that takes along the money of one that failed, of which no message ever came."""

import dataclasses
from datetime import timedelta

import pytest
from pydantic import SecretStr
from sqlalchemy import select

from services.core.donations.models import BookedPayout
from services.core.donations.types import PayoutStatus
from services.core.kit.actor import operator
from services.core.kit.clock import SetClock
from services.core.kit.ids import uuid7
from services.core.kit.inbox import Received
from services.worker import stripe
from tests.conftest import NOW
from tests.factories.donations import make_campaign
from tests.factories.gateway import open_shop
from tests.factories.programmes import make_organisation, make_programme


@pytest.fixture
def shop(runtime):
    with runtime.unit_of_work(operator("founder")) as uow, open_shop(uow) as shop:
        make_organisation(uow)
        campaign = make_campaign(uow, make_programme(uow))
        shop.give(campaign, 10_000)
        shop.pass_days(12)
        shop.follow()
        shop.world.fail_payout(next(shop.world.all_of("payout"))["id"])
        shop.give(campaign, 3_000)
        shop.pass_days(12)
        uow.session.commit()
        yield shop


@pytest.fixture
def connected(runtime, shop):
    settings = runtime.settings.model_copy(
        update={"stripe_api_key": SecretStr(shop.key), "stripe_api_base": shop.base_url}
    )
    clock = SetClock(NOW + timedelta(days=30))
    return dataclasses.replace(runtime, settings=settings, clock=clock)


class TestFetch:
    def test_looks_up_what_a_payout_stands_on_before_it_is_booked(self, connected, shop):
        newest = next(shop.world.all_of("payout"))["id"]
        received = Received(
            id=uuid7(),
            source="stripe",
            external_id="evt_1",
            object_id=newest,
            topic="payout.paid",
            payload={},
            attempts=1,
            begun_at=NOW,
        )

        present = stripe.fetch(connected, received)
        connected.attempt(lambda uow: stripe.apply(uow, received, present))

        with connected.unit_of_work() as uow:
            booked = uow.session.scalars(select(BookedPayout).order_by(BookedPayout.created_at))
            assert [(one.status, one.amount.minor) for one in booked] == [
                (PayoutStatus.FAILED, 9_640),
                (PayoutStatus.PAID, 9_640 + 2_892),
            ]
