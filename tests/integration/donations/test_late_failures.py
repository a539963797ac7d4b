"""
B3 and K3: what a gift suffers after its money has become a child's voucher.

Each path ends with all truths of the whole house (the fixture `uow`), and the family's balance as
it was. What is spent is never clawed back: the organisation bears it, in sight.
"""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.types import Channel, DisputeState, RefundId
from services.core.invariants import ALL
from services.core.kit.ids import derived_id
from services.core.kit.models import OutboxMessage
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.core.programmes import service as programmes
from services.core.vouchers import service as vouchers
from tests.factories.allocations import AMOUNT
from tests.factories.donations import (
    HANAKO,
    make_campaign,
    make_dispute,
    make_fund,
    make_gift,
    make_payment,
    make_refund,
)
from tests.factories.gateway import open_shop
from tests.factories.journey import make_journey
from tests.factories.programmes import make_programme

DAY = timedelta(days=1)
USED = 4_000
LEFT = AMOUNT - USED


@pytest.fixture
def truths():
    return ALL


@pytest.fixture
def campaign(uow):
    programme = make_programme(uow)
    fund = make_fund(uow, programme)
    return make_campaign(uow, programme, fund_id=fund.id, overhead_bps=0)


@pytest.fixture
def gift(uow, campaign):
    return make_gift(uow, campaign, amount=AMOUNT, channel=Channel.CARD, donor=HANAKO)


@pytest.fixture
def journey(uow, campaign, gift):
    """The gift, wholly promised to one child, who has used a part of it."""
    fund = ledger.get_fund(uow, programme_id=campaign.programme_id, fund_id=campaign.fund_id)
    programme = programmes.get(uow, campaign.programme_id)
    journey = make_journey(uow, programme=programme, fund=fund)
    journey.used = journey.redeem(0, USED)
    return journey


def told(uow, gift, **state):
    payment = make_payment(gift, settled_at=gift.settled_at, **state)
    return donations.accept_payment(uow, payment)


def refunded(uow, gift, amount=AMOUNT, **more):
    return told(uow, gift, refunds=(make_refund("a", amount, at=uow.now, **more),))


def balance(uow, journey, code, owner):
    account = account_id(journey.programme.id, code, owner)
    return ledger.balance(uow, programme_id=journey.programme.id, account=account).minor


def of_the_child(uow, journey):
    return balance(uow, journey, AccountCode.VOUCHER, journey.cards[0][0].id)


def lacks(uow, journey):
    return balance(uow, journey, AccountCode.SHORTFALL, journey.fund.id)


def topics(uow):
    uow.session.flush()
    return {topic for (topic,) in uow.session.query(OutboxMessage.topic)}


class TestRefund:
    def test_after_a_coupon_was_half_used_leaves_the_coupon_and_shows_the_shortfall(
        self, uow, gift, journey
    ):
        """B3's check: the coupon stays, the fund shows the shortfall, an alert is raised."""
        refunded(uow, gift)

        assert of_the_child(uow, journey) == LEFT
        assert lacks(uow, journey) == AMOUNT
        [shown] = donations.shortfalls(uow, programme_id=journey.programme.id, limit=10)
        assert (shown.fund_id, shown.amount) == (journey.fund.id, Money(AMOUNT))
        assert "donation.shortfall_arose" in topics(uow)
        journey.redeem(0, LEFT)
        assert of_the_child(uow, journey) == 0

    def test_that_fails_later_makes_the_shortfall_good(self, uow, gift, journey):
        refunded(uow, gift)
        refunded(uow, gift, failed_at=uow.now + DAY)

        assert (of_the_child(uow, journey), lacks(uow, journey)) == (LEFT, 0)
        assert gift.parts.kept == Money(AMOUNT)

    def test_is_made_good_by_what_the_child_lets_lapse(self, uow, gift, journey):
        refunded(uow, gift)
        uow.now = journey.programme.terms.valid_until

        vouchers.expire_due(uow, programme_id=journey.programme.id)

        # What was used, the organisation has given.
        assert lacks(uow, journey) == USED
        assert balance(uow, journey, AccountCode.FUND, journey.fund.id) == 0

    def test_after_the_coupon_lapsed_costs_what_was_used(self, uow, gift, journey):
        uow.now = journey.programme.terms.valid_until
        vouchers.expire_due(uow, programme_id=journey.programme.id)

        refunded(uow, gift)

        assert lacks(uow, journey) == USED

    def test_in_part_costs_nobody_anything_beyond_what_is_free(self, uow, gift, journey):
        refunded(uow, gift, 1_000)

        assert (of_the_child(uow, journey), lacks(uow, journey)) == (LEFT, 1_000)


class TestVoid:
    def test_the_same_day_gives_the_child_back_and_the_refund_still_lacks(self, uow, gift, journey):
        """K3: a use undone the same day returns to the child; the gift's refund is another's."""
        journey.reverse(journey.used)
        assert of_the_child(uow, journey) == AMOUNT

        refunded(uow, gift)

        assert (of_the_child(uow, journey), lacks(uow, journey)) == (AMOUNT, AMOUNT)

    def test_of_a_use_after_the_refund_returns_to_the_child(self, uow, gift, journey):
        refunded(uow, gift)

        journey.reverse(journey.used)

        assert (of_the_child(uow, journey), lacks(uow, journey)) == (AMOUNT, AMOUNT)


class TestDispute:
    def test_lost_leaves_the_coupon(self, uow, gift, journey):
        """K3: a chargeback after use: the shortfall account, and the child keeps the voucher."""
        lost = make_dispute("a", AMOUNT, taken_at=uow.now, state=DisputeState.LOST)

        told(uow, gift, disputes=(lost,))

        assert (of_the_child(uow, journey), lacks(uow, journey)) == (LEFT, AMOUNT)
        assert {"dispute.closed", "donation.shortfall_arose"} <= topics(uow)

    def test_won_makes_the_shortfall_good(self, uow, gift, journey):
        told(uow, gift, disputes=(make_dispute("a", AMOUNT, taken_at=uow.now),))
        won = make_dispute(
            "a", AMOUNT, taken_at=uow.now, given_at=uow.now + DAY, state=DisputeState.WON
        )

        told(uow, gift, disputes=(won,))

        assert (of_the_child(uow, journey), lacks(uow, journey)) == (LEFT, 0)


class TestPayout:
    """What is owed to the gateway is taken along by its payouts, whichever came first."""

    @pytest.fixture
    def shop(self, uow):
        with open_shop(uow) as shop:
            yield shop

    @pytest.mark.parametrize("days_before", [0, 10])
    def test_before_or_after_the_refund_leaves_nothing_at_the_gateway(
        self, uow, campaign, shop, days_before
    ):
        gift, other = (shop.give(campaign, amount) for amount in (10_000, 20_000))
        shop.pass_days(days_before)
        shop.follow()
        paid = shop.gateway.payment(shop.sessions[gift.id]).id
        shop.gateway.refund(RefundId(derived_id("refund")), paid, Money(4_000))
        shop.give(campaign, 5_000)
        shop.pass_days(21)

        shop.follow()

        clearing = account_id(gift.programme_id, AccountCode.GATEWAY_CLEARING, gift.organisation_id)
        left = ledger.balance(uow, programme_id=gift.programme_id, account=clearing)
        assert (left, gift.refunded_minor, other.refunded_minor) == (Money(0), 4_000, 0)


class TestReceipt:
    @pytest.mark.parametrize("left", ["refunded", "disputed"])
    def test_is_outdated_by_what_leaves_after_it(self, uow, gift, journey, left):
        uow.enter(gift.organisation_id)
        year = gift.accepted_on.year
        donations.issue_receipts(uow, programme_id=gift.programme_id, year=year)
        assert donations.correct_receipts(uow, limit=10) == 0

        if left == "refunded":
            refunded(uow, gift, 1_000)
        else:
            told(uow, gift, disputes=(make_dispute("a", 1_000, taken_at=uow.now),))

        assert donations.correct_receipts(uow, limit=10) == 1
