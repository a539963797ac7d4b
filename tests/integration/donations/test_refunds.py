"""Refunds: from what is free, else at the organisation's cost, never at a child's (B3, K3)."""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    DonationIdReused,
    DonationNotRefundable,
    GatewayMismatch,
    RefundExceedsDonation,
    RefundNotOpen,
)
from services.core.donations.ports import GatewayRefund, PaymentState
from services.core.donations.types import (
    Channel,
    DonationStatus,
    RefundId,
    RefundReason,
    RefundStatus,
)
from services.core.kit.ids import uuid7
from services.core.kit.models import OutboxMessage
from services.core.kit.money import Money
from services.core.ledger.types import AccountCode
from tests.factories.donations import (
    give_back_by_hand,
    make_campaign,
    make_gift,
    make_payment,
    make_refund,
)
from tests.factories.programmes import make_programme
from tests.integration.donations.test_gifts import balance, free, let_go, promise

DAY = timedelta(days=1)


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def by_card(uow, campaign):
    return make_gift(uow, campaign, amount=10_000, channel=Channel.CARD)


def refund(uow, gift, amount=None, **more):
    return donations.refund(
        uow,
        programme_id=gift.programme_id,
        donation_id=gift.id,
        amount=Money(amount) if amount else None,
        **more,
    )


def told(uow, gift, *refunds, **more):
    payment = make_payment(gift, settled_at=gift.settled_at, refunds=refunds, **more)
    return donations.accept_payment(uow, payment)


def tasks(uow, campaign):
    return donations.refund_tasks(uow, programme_id=campaign.programme_id, limit=10)


def topics(uow, gift):
    uow.session.flush()
    rows = uow.session.query(OutboxMessage).filter_by(key=str(gift.id)).order_by(OutboxMessage.id)
    return [row.topic for row in rows]


class TestRefund:
    def test_of_all_leaves_nothing_behind(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)

        give_back_by_hand(uow, gift)

        assert gift.status is DonationStatus.REFUNDED
        for code in (AccountCode.FUND, AccountCode.OVERHEAD, AccountCode.BANK):
            assert balance(uow, campaign, code) == 0

    def test_of_a_part_keeps_the_promised_share_of_overhead(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)

        give_back_by_hand(uow, gift, 4_000)

        assert gift.status is DonationStatus.SETTLED
        assert balance(uow, campaign, AccountCode.OVERHEAD) == 600
        assert free(uow, campaign) == 5_400

    def test_leaves_the_childs_money_and_shows_the_shortfall(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)
        promise(uow, campaign, 8_000)

        give_back_by_hand(uow, gift)

        assert gift.allocated_minor == 8_000
        assert balance(uow, campaign, AccountCode.SHORTFALL) == 8_000
        assert balance(uow, campaign, AccountCode.BANK) == 0
        assert "donation.shortfall_arose" in topics(uow, gift)
        [lacking] = donations.shortfalls(uow, programme_id=campaign.programme_id, limit=10)
        assert (lacking.donation_id, lacking.fund_id) == (gift.id, campaign.fund_id)
        assert (lacking.amount, lacking.since) == (Money(8_000), gift.settled_at)

    def test_is_made_good_by_what_comes_back(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)
        other = make_gift(uow, campaign, amount=1_000)
        (lots,) = promise(uow, campaign, 8_000)
        give_back_by_hand(uow, gift)

        let_go(uow, campaign, lots)

        assert balance(uow, campaign, AccountCode.SHORTFALL) == 0
        assert free(uow, campaign) == other.free.minor
        assert not donations.shortfalls(uow, programme_id=campaign.programme_id, limit=10)

    def test_is_refused_before_the_money_has_come(self, uow, campaign):
        gift = make_gift(uow, campaign, settled=False)

        with pytest.raises(DonationNotRefundable):
            refund(uow, gift)

    def test_counts_refunds_on_their_way(self, uow, campaign, by_card):
        first = refund(uow, by_card, 6_000)

        with pytest.raises(RefundExceedsDonation):
            refund(uow, by_card, 4_001)

        assert (first.status, first.by_hand) == (RefundStatus.PENDING, False)
        assert by_card.free == Money(3_000)  # what is about to leave is not promised meanwhile
        assert tasks(uow, campaign) == []

    def test_is_the_same_refund_by_the_same_id(self, uow, campaign):
        gift, id = make_gift(uow, campaign), uuid7()
        first = refund(uow, gift, 500, id=id)

        assert refund(uow, gift, 500, id=id) is first
        with pytest.raises(DonationIdReused):
            refund(uow, gift, 501, id=id)
        assert len(tasks(uow, campaign)) == 1

    def test_says_why(self, uow, campaign):
        gift = make_gift(uow, campaign)

        asked = refund(uow, gift, reason=RefundReason.CANCELLED_BY_LAW)

        assert asked.reason is RefundReason.CANCELLED_BY_LAW


class TestAcceptPayment:
    def test_settles_a_refund_that_we_asked_for(self, uow, campaign, by_card):
        ours = refund(uow, by_card, 4_000)

        for _ in range(3):
            told(uow, by_card, make_refund("a", 4_000, at=uow.now, refund_id=ours.id))

        assert (ours.status, ours.external_id) == (RefundStatus.SETTLED, "re_a")
        assert by_card.refunded_minor == 4_000
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 10_000 - 360 - 4_000

    def test_books_a_refund_that_was_made_at_the_gateway(self, uow, by_card):
        for _ in range(2):
            told(
                uow,
                by_card,
                make_refund("a", 1_000, at=uow.now),
                make_refund("b", 2_000, at=uow.now),
            )

        assert by_card.refunded_minor == 3_000

    def test_waits_while_a_refund_has_not_moved(self, uow, by_card):
        ours = refund(uow, by_card, 1_000)
        waiting = GatewayRefund(
            id="re_a",
            refund_id=RefundId(ours.id),
            amount=Money(1_000),
            state=PaymentState.OPEN,
            entry=None,
        )

        told(uow, by_card, waiting)

        assert (ours.status, by_card.refunded_minor) == (RefundStatus.PENDING, 0)
        with pytest.raises(RefundNotOpen):
            donations.cancel_refund(uow, programme_id=ours.programme_id, refund_id=ours.id)

    def test_takes_back_a_refund_that_failed_later(self, uow, campaign, by_card):
        """B3: refunded after it was promised, and the refund fails: the shortfall is no more."""
        promise(uow, campaign, 9_000)
        ours = refund(uow, by_card)
        left = make_refund("a", 10_000, at=uow.now, refund_id=ours.id)
        back = make_refund("a", 10_000, at=uow.now, refund_id=ours.id, failed_at=uow.now + DAY)

        told(uow, by_card, left)
        assert balance(uow, campaign, AccountCode.SHORTFALL) == 9_000
        for news in (back, left, back):
            told(uow, by_card, news)

        assert (ours.status, ours.failure) == (RefundStatus.FAILED, "lost_or_stolen_card")
        assert by_card.status is DonationStatus.SETTLED
        assert balance(uow, campaign, AccountCode.SHORTFALL) == 0
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 10_000 - 360
        assert tasks(uow, campaign) == [ours]
        assert "donation.refund_failed" in topics(uow, by_card)

    def test_makes_a_task_of_a_refund_that_never_left(self, uow, campaign, by_card):
        ours = refund(uow, by_card, 1_000)
        failed = GatewayRefund(
            id="re_a",
            refund_id=RefundId(ours.id),
            amount=Money(1_000),
            state=PaymentState.FAILED,
            entry=None,
            failure_reason="insufficient_funds",
        )

        for _ in range(2):
            told(uow, by_card, failed)

        assert (ours.status, ours.failure) == (RefundStatus.FAILED, "insufficient_funds")
        assert topics(uow, by_card).count("donation.refund_failed") == 1

    def test_refuses_a_refund_that_is_another_one_here(self, uow, by_card):
        ours = refund(uow, by_card, 1_000)

        with pytest.raises(GatewayMismatch):
            told(uow, by_card, make_refund("a", 2_000, at=uow.now, refund_id=ours.id))


class TestNoteRefundRefused:
    def test_ends_in_sight_and_not_for_ever_pending(self, uow, campaign, by_card):
        ours = refund(uow, by_card, 1_000)

        donations.note_refund_refused(
            uow, programme_id=ours.programme_id, refund_id=ours.id, reason="charge_disputed"
        )

        assert (ours.status, ours.failure) == (RefundStatus.FAILED, "charge_disputed")
        assert tasks(uow, campaign) == [ours]
        assert donations.refunds_to_ask_for(uow, limit=10) == []

    def test_counts_for_nothing_where_the_gateway_has_it_after_all(self, uow, campaign, by_card):
        """The answer to the first request was lost, and the second was refused as too much."""
        ours = refund(uow, by_card)
        donations.note_refund_refused(
            uow,
            programme_id=ours.programme_id,
            refund_id=ours.id,
            reason="charge_already_refunded",
        )

        told(uow, by_card, make_refund("a", 10_000, at=uow.now, refund_id=ours.id))

        assert (ours.status, tasks(uow, campaign)) == (RefundStatus.SETTLED, [])


class TestRefundsToAskFor:
    def test_are_those_that_the_gateway_knows_nothing_of(self, uow, by_card):
        ours = refund(uow, by_card, 100)

        ((found, payment_id),) = donations.refunds_to_ask_for(uow, limit=10)
        assert (found, payment_id) == (ours, by_card.payment_id)
        donations.note_refund_asked(uow, programme_id=found.programme_id, refund_id=found.id)

        assert donations.refunds_to_ask_for(uow, limit=10) == []
