"""Refunds that a person sees to: sent by hand, taken back, returned by the bank, tried again."""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    DonationIdReused,
    RefundNotFound,
    RefundNotOpen,
    SentOnImpossible,
)
from services.core.donations.types import Channel, DonationStatus, RefundStatus
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.ledger.types import AccountCode
from tests.factories.donations import (
    give_back_by_hand,
    make_campaign,
    make_gift,
    make_refund,
)
from tests.factories.programmes import make_programme
from tests.integration.donations.test_gifts import balance, promise
from tests.integration.donations.test_refunds import refund, tasks, told

DAY = timedelta(days=1)


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def by_card(uow, campaign):
    return make_gift(uow, campaign, amount=10_000, channel=Channel.CARD)


def confirm(uow, asked, sent_on=None):
    return donations.confirm_refund(
        uow,
        programme_id=asked.programme_id,
        refund_id=asked.id,
        sent_on=sent_on or local_date(uow.now),
    )


class TestConfirmRefund:
    def test_books_what_was_sent_by_hand_and_not_before(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)
        asked = refund(uow, gift)
        assert (asked.by_hand, asked.status) == (True, RefundStatus.PENDING)
        assert gift.refunded_minor == 0
        assert tasks(uow, campaign) == [asked]

        for _ in range(2):
            confirm(uow, asked)

        assert (asked.status, gift.refunded_minor) == (RefundStatus.SETTLED, 10_000)
        assert tasks(uow, campaign) == []

    @pytest.mark.parametrize("days", [1, -1])
    def test_for_no_day_to_come_and_none_before_the_gift(self, uow, campaign, days):
        asked = refund(uow, make_gift(uow, campaign))

        with pytest.raises(SentOnImpossible):
            confirm(uow, asked, local_date(uow.now) + days * DAY)

    def test_is_not_for_what_the_gateway_sends(self, uow, by_card):
        asked = refund(uow, by_card)

        with pytest.raises(RefundNotOpen):
            confirm(uow, asked)

    def test_knows_no_refund_of_another_programme(self, uow, campaign):
        asked = refund(uow, make_gift(uow, make_campaign(uow, make_programme(uow))))

        with pytest.raises(RefundNotFound):
            donations.confirm_refund(
                uow,
                programme_id=campaign.programme_id,
                refund_id=asked.id,
                sent_on=local_date(uow.now),
            )


class TestCancelRefund:
    def test_undoes_what_nobody_has_sent(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)
        asked = refund(uow, gift)

        for _ in range(2):
            donations.cancel_refund(uow, programme_id=gift.programme_id, refund_id=asked.id)

        assert (asked.status, tasks(uow, campaign)) == (RefundStatus.CANCELLED, [])
        assert refund(uow, gift).amount == Money(10_000)

    def test_comes_too_late_once_it_was_sent(self, uow, campaign):
        gift = make_gift(uow, campaign)
        asked = confirm(uow, refund(uow, gift))

        with pytest.raises(RefundNotOpen):
            donations.cancel_refund(uow, programme_id=gift.programme_id, refund_id=asked.id)

    def test_believes_the_gateway_if_it_was_asked_after_all(self, uow, campaign, by_card):
        asked = refund(uow, by_card, 4_000)
        donations.cancel_refund(uow, programme_id=by_card.programme_id, refund_id=asked.id)

        told(uow, by_card, make_refund("a", 4_000, at=uow.now, refund_id=asked.id))

        assert (asked.status, by_card.refunded_minor) == (RefundStatus.SETTLED, 4_000)


class TestNoteRefundReturned:
    def test_makes_the_gift_whole_and_the_refund_a_task_again(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000)
        promise(uow, campaign, 8_000)
        asked = give_back_by_hand(uow, gift)

        for _ in range(2):
            donations.note_refund_returned(
                uow,
                programme_id=gift.programme_id,
                refund_id=asked.id,
                returned_on=local_date(uow.now),
            )

        assert (asked.status, asked.failure) == (RefundStatus.FAILED, "returned_by_bank")
        assert (gift.status, gift.refunded_minor) == (DonationStatus.SETTLED, 0)
        assert balance(uow, campaign, AccountCode.SHORTFALL) == 0
        assert balance(uow, campaign, AccountCode.BANK) == 10_000
        assert tasks(uow, campaign) == [asked]


class TestRetryRefund:
    @pytest.fixture
    def failed(self, uow, by_card):
        asked = refund(uow, by_card, 4_000)
        donations.note_refund_refused(
            uow, programme_id=asked.programme_id, refund_id=asked.id, reason="charge_disputed"
        )
        return asked

    def retry(self, uow, failed, **how):
        return donations.retry_refund(
            uow, programme_id=failed.programme_id, refund_id=failed.id, **how
        )

    def test_by_hand_leaves_from_the_bank(self, uow, campaign, by_card, failed):
        id = uuid7()
        again = self.retry(uow, failed, by_hand=True, id=id)
        assert self.retry(uow, failed, by_hand=True, id=id) is again
        with pytest.raises(DonationIdReused):
            self.retry(uow, failed, by_hand=False, id=id)
        assert tasks(uow, campaign) == [again]

        confirm(uow, again)

        assert (again.retry_of, by_card.refunded_minor) == (failed.id, 4_000)
        assert balance(uow, campaign, AccountCode.BANK) == -4_000
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 10_000 - 360

    def test_by_the_gateway_asks_it_anew(self, uow, campaign, failed):
        again = self.retry(uow, failed, by_hand=False)

        asked = [pair[0] for pair in donations.refunds_to_ask_for(uow, limit=10)]
        assert asked == [again]
        assert tasks(uow, campaign) == []

    def test_is_for_what_failed_and_nobody_has_seen_to(self, uow, campaign, failed):
        donations.cancel_refund(uow, programme_id=failed.programme_id, refund_id=failed.id)
        assert (failed.status, tasks(uow, campaign)) == (RefundStatus.FAILED, [])

        with pytest.raises(RefundNotOpen):
            self.retry(uow, failed, by_hand=True)
