"""What the worker asks of the gateway: one that fails keeps nobody waiting, and none is lost."""

from datetime import timedelta

import pytest
import stripe
from pydantic import SecretStr
from sqlalchemy import select

from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.errors import DONOR_UNREACHABLE, GatewayUnavailable
from services.core.donations.models import Refund
from services.core.donations.service.gifts import NOBODY
from services.core.donations.types import Channel, RefundStatus
from services.core.integrations.stripe.faults import translated
from services.core.kit.models import InboxEvent
from services.core.kit.money import Money
from services.sandbox.fakestripe import FakeStripe, host
from services.worker.sweeps import SWEPT, sweep_entries
from services.worker.tasks.gateway import ask_for_refunds
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.fakestripe import page
from tests.factories.programmes import make_programme

UNKNOWN = dict.fromkeys(
    ("organisation_id", "programme_id", "donation_id"), "01a21edc-9923-75ad-bb1d-952e6c7baa59"
)


class Troubled:
    """A gateway that answers some requests, or all, with a fault of the library."""

    def __init__(self, fault, *, of=None):
        self._fault, self._of = fault, of
        self.emails = []

    def refund(self, refund_id, payment_id, amount, *, email=None):
        self.emails.append(email)
        if self._of in {None, refund_id}:
            with translated():
                raise self._fault

    def payment(self, object_id):
        return None


@pytest.fixture
def asked(runtime):
    """Three refunds that were decided, oldest first."""
    with runtime.unit_of_work() as uow:
        programme = make_programme(uow)
        uow.enter(programme.organisation_id)
        campaign = make_campaign(uow, programme)
        gifts = [make_gift(uow, campaign, channel=Channel.CARD) for _ in range(3)]
        return [
            donations.refund(uow, programme_id=programme.id, donation_id=gift.id).id
            for gift in gifts
        ]


def paid_at(world, gift):
    """A gift of 10,000 yen, paid on the gateway's page."""
    names = ("organisation_id", "programme_id")
    metadata = {name: str(getattr(gift, name)) for name in names} | {"donation_id": str(gift.id)}
    asked = page(payment_intent_data={"metadata": metadata})
    asked["line_items"][0]["price_data"]["unit_amount"] = 10_000
    return world.pay(world.open_session(asked)["id"])["payment_intent"]


def asking(runtime, gateway):
    """The same runtime with this gateway."""

    class Asking(Runtime):
        @property
        def gateway(self):
            return gateway

    return Asking(
        settings=runtime.settings, engine=runtime.engine, ring=runtime.ring, clock=runtime.clock
    )


def refunds(runtime):
    with runtime.unit_of_work() as uow:
        return {one.id: one for one in uow.session.scalars(select(Refund))}


class TestAsk:
    def test_again_when_the_answer_was_lost_and_the_key_forgotten_is_one_refund(
        self, runtime, clock
    ):
        world = FakeStripe(seed=1, now=int(clock.now().timestamp()))
        with host(world) as hosted:
            runtime.settings.stripe_api_key = SecretStr("sk_test_of_this_test")
            runtime.settings.stripe_api_base = hosted.base_url
            with runtime.unit_of_work() as uow:
                campaign = make_campaign(uow, make_programme(uow))
                uow.enter(campaign.organisation_id)
                gift = make_gift(uow, campaign, channel=Channel.CARD, settled=False)
                intent = paid_at(world, gift)
                donations.accept_payment(uow, runtime.gateway.payment(intent))
                asked = donations.refund(
                    uow,
                    programme_id=gift.programme_id,
                    donation_id=gift.id,
                    amount=Money(4_000),
                )
            runtime.gateway.refund(asked.id, intent, asked.amount)  # its answer never came
            world.advance(world.now + 25 * 3_600)

            assert [ask_for_refunds(runtime), ask_for_refunds(runtime)] == [1, 0]

            assert len(runtime.gateway.payment(intent).refunds) == 1
        assert refunds(runtime)[asked.id].status is RefundStatus.SETTLED

    def test_by_mail_where_the_way_of_paying_has_no_way_back(self, runtime):
        with runtime.unit_of_work() as uow:
            campaign = make_campaign(uow, make_programme(uow))
            uow.enter(campaign.organisation_id)
            for donor in (HANAKO, NOBODY):
                gift = make_gift(uow, campaign, channel=Channel.KONBINI, donor=donor)
                donations.refund(uow, programme_id=gift.programme_id, donation_id=gift.id)
        gateway = Troubled(stripe.APIError("never"), of="nobody")

        assert ask_for_refunds(asking(runtime, gateway)) == 1

        assert gateway.emails == [HANAKO.email]
        told = {one.failure for one in refunds(runtime).values()}
        assert told == {None, DONOR_UNREACHABLE}


class TestSweepEntries:
    def test_leaves_a_payment_that_cannot_be_accepted_to_the_inbox_and_goes_on(
        self, runtime, clock
    ):
        world = FakeStripe(seed=1, now=int(clock.now().timestamp()))
        astray = world.open_session(page(payment_intent_data={"metadata": UNKNOWN}))
        world.pay(astray["id"])
        span = {"since": clock.now() - timedelta(days=1), "until": clock.now() + timedelta(hours=1)}
        with host(world) as hosted:
            runtime.settings.stripe_api_key = SecretStr("sk_test_of_this_test")
            runtime.settings.stripe_api_base = hosted.base_url

            assert sweep_entries(runtime, **span) == 0

        with runtime.unit_of_work() as uow:
            [left] = uow.session.scalars(select(InboxEvent))
        assert (left.topic, left.object_id[:3]) == (SWEPT, "ch_")


class TestAskForRefunds:
    def test_asks_for_those_behind_one_that_stays_unanswered(self, runtime, asked):
        gateway = Troubled(stripe.APIError("stored 500"), of=asked[0])

        with pytest.raises(ExceptionGroup) as raised:
            ask_for_refunds(asking(runtime, gateway))

        assert raised.group_contains(GatewayUnavailable)
        assert [refunds(runtime)[id].asked_at is not None for id in asked] == [False, True, True]

    @pytest.mark.parametrize(
        "fault",
        [
            stripe.AuthenticationError("revoked"),
            stripe.PermissionError("restricted"),
            stripe.IdempotencyError("of another request"),
        ],
        ids=lambda fault: type(fault).__name__,
    )
    def test_leaves_them_pending_where_it_is_the_key_that_is_refused(self, runtime, asked, fault):
        gateway = Troubled(fault)

        with pytest.raises(ExceptionGroup):
            ask_for_refunds(asking(runtime, gateway))

        assert {one.status for one in refunds(runtime).values()} == {RefundStatus.PENDING}

    def test_makes_a_task_of_what_the_gateway_will_not_do(self, runtime, asked):
        fault = stripe.InvalidRequestError("gone", "charge", code="charge_already_refunded")
        gateway = Troubled(fault, of=asked[1])

        assert ask_for_refunds(asking(runtime, gateway)) == 2

        refused = refunds(runtime)[asked[1]]
        assert (refused.status, refused.failure) == (RefundStatus.FAILED, "charge_already_refunded")
