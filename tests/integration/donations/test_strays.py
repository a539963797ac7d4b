"""Payments that are not what their gift was started with: set aside, and decided by a person."""

from datetime import timedelta

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import (
    StrayPaymentDecided,
    StrayPaymentNotFound,
    SuspenseShort,
)
from services.core.donations.types import (
    Channel,
    DonationStatus,
    ManualTransferId,
    ManualTransferReason,
    StrayBecause,
    StrayState,
)
from services.core.kit.ids import derived_id, uuid7
from services.core.kit.money import Money
from services.core.ledger.types import AccountCode
from tests.factories.donations import (
    make_campaign,
    make_dispute,
    make_entry,
    make_gift,
    make_payment,
    make_refund,
)
from tests.factories.programmes import make_programme
from tests.integration.donations.test_gifts import balance, free
from tests.integration.donations.test_refunds import topics

SECOND = "pi_second"


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def gift(uow, campaign):
    return make_gift(uow, campaign, amount=10_000, channel=Channel.CARD)


def told(uow, gift, *, id=SECOND, amount=10_000, **more):
    charge = make_entry(f"txn_{id}", Money(amount), fee=Money(360), occurred_at=uow.now)
    payment = make_payment(
        gift, settled_at=uow.now, id=id, charge=charge, amount=Money(amount), **more
    )
    return donations.accept_payment(uow, payment)


def stray(uow, gift, id=SECOND):
    return donations.get_stray(
        uow, programme_id=gift.programme_id, stray_id=derived_id("stripe", id, "stray")
    )


def decide(uow, found, *, refund):
    return donations.decide_stray(
        uow, programme_id=found.programme_id, stray_id=found.id, refund=refund
    )


class TestAcceptPayment:
    def test_leaves_a_second_payment_of_one_gift_to_a_person(self, uow, campaign, gift):
        for _ in range(2):
            told(uow, gift)

        found = stray(uow, gift)
        assert (found.because, found.state) == (StrayBecause.SECOND_PAYMENT, StrayState.WAITING)
        assert free(uow, campaign) == 9_000
        assert balance(uow, campaign, AccountCode.SUSPENSE) == 10_000
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 2 * (10_000 - 360)
        assert topics(uow, gift).count("gateway.payment_set_aside") == 1

    def test_leaves_another_amount_than_was_asked_to_a_person(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000, channel=Channel.CARD, settled=False)

        told(uow, gift, amount=9_999)

        assert stray(uow, gift).because is StrayBecause.OTHER_AMOUNT
        assert (gift.status, free(uow, campaign)) == (DonationStatus.PENDING, 0)

    def test_has_no_account_for_another_currency(self, uow, campaign):
        gift = make_gift(uow, campaign, amount=10_000, channel=Channel.CARD, settled=False)
        charge = make_entry("txn_usd", Money(10_000, "USD"), occurred_at=uow.now)
        payment = make_payment(
            gift, settled_at=uow.now, id=SECOND, charge=charge, amount=Money(10_000, "USD")
        )

        donations.accept_payment(uow, payment)

        assert stray(uow, gift).because is StrayBecause.OTHER_CURRENCY
        assert balance(uow, campaign, AccountCode.SUSPENSE) == 0


class TestDecideStray:
    def test_gives_it_back_by_the_gateway(self, uow, campaign, gift):
        told(uow, gift)
        for _ in range(2):
            decide(uow, stray(uow, gift), refund=True)
        (asked,) = donations.strays_to_refund(uow, limit=10)
        donations.note_stray_asked(uow, programme_id=gift.programme_id, stray_id=asked.id)
        assert donations.strays_to_refund(uow, limit=10) == []

        for _ in range(2):
            told(uow, gift, refunds=(make_refund("s", 10_000, at=uow.now),))

        assert stray(uow, gift).state is StrayState.REFUNDED
        assert balance(uow, campaign, AccountCode.SUSPENSE) == 0
        assert gift.refunded_minor == 0

    def test_waits_again_where_the_gateway_refuses(self, uow, gift):
        told(uow, gift)
        found = decide(uow, stray(uow, gift), refund=True)

        donations.note_stray_asked(
            uow, programme_id=gift.programme_id, stray_id=found.id, refused="charge_disputed"
        )

        assert (found.state, found.failure) == (StrayState.WAITING, "charge_disputed")
        assert decide(uow, found, refund=True).tries == 2

    def test_waits_again_where_the_refund_came_back(self, uow, campaign, gift):
        told(uow, gift)
        decide(uow, stray(uow, gift), refund=True)

        failed = make_refund("s", 10_000, at=uow.now, failed_at=uow.now)
        told(uow, gift, refunds=(failed,))

        assert stray(uow, gift).state is StrayState.WAITING
        assert balance(uow, campaign, AccountCode.SUSPENSE) == 10_000

    def test_keeps_it_for_two_people_to_assign(self, uow, campaign, gift):
        told(uow, gift)

        def assign():
            return donations.propose_assignment(
                uow,
                id=ManualTransferId(uuid7()),
                programme_id=gift.programme_id,
                amount=Money(10_000),
                to_fund_id=campaign.fund_id,
                reason=ManualTransferReason.PURPOSE_FOUND,
            )

        with pytest.raises(SuspenseShort):
            assign()
        decide(uow, stray(uow, gift), refund=False)

        assert assign().amount == Money(10_000)
        with pytest.raises(StrayPaymentDecided):
            decide(uow, stray(uow, gift), refund=True)

    def test_knows_no_other(self, uow, gift):
        with pytest.raises(StrayPaymentNotFound):
            donations.decide_stray(
                uow, programme_id=gift.programme_id, stray_id=uuid7(), refund=True
            )


class TestDispute:
    def test_of_a_stray_payment_takes_it_out_of_suspense(self, uow, campaign, gift):
        taken = make_dispute("s", 10_000, taken_at=uow.now)

        told(uow, gift, disputes=(taken,))

        assert balance(uow, campaign, AccountCode.SUSPENSE) == 0
        assert gift.disputed_minor == 0

    def test_of_a_stray_payment_is_told_with_its_deadline(self, uow, gift):
        due = uow.now + timedelta(days=3)
        for _ in range(2):
            told(uow, gift, disputes=[make_dispute("s", 10_000, taken_at=uow.now, respond_by=due)])

        [shown] = donations.disputes_page(uow, programme_id=gift.programme_id, limit=9)
        assert (shown.respond_by, shown.closed_at) == (due, None)
        assert donations.remind_of_disputes(uow) == 1
        assert topics(uow, gift).count("dispute.opened") == 1
