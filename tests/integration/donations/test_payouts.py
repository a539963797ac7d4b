"""Payouts: shared out over programmes, refused by the bank, seen on its statement."""

import random
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.core.donations import service as donations
from services.core.donations.errors import PayoutNotExplained
from services.core.donations.models import BookedPayout, Donation, GatewayMovement
from services.core.donations.service import NewGatewayLine
from services.core.donations.types import Channel, PayoutStatus
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, account_id
from services.sandbox.fakestripe.terms import Terms
from services.worker import stripe
from tests.factories.donations import make_campaign
from tests.factories.gateway import open_shop
from tests.factories.programmes import make_programme


@pytest.fixture
def shop(uow):
    with open_shop(uow) as shop:
        yield shop


@pytest.fixture
def campaign(uow):
    return make_campaign(uow, make_programme(uow))


@pytest.fixture
def other(uow, campaign):
    """A campaign of another programme of the same organisation."""
    return make_campaign(uow, make_programme(uow, organisation_id=campaign.organisation_id))


def balance(uow, campaign, code):
    """In yen, as the account's own side counts."""
    account = account_id(campaign.programme_id, code, campaign.organisation_id)
    return ledger.balance(uow, programme_id=campaign.programme_id, account=account).minor


def booked(uow):
    query = select(BookedPayout).order_by(BookedPayout.created_at)
    return uow.session.scalars(query.execution_options(populate_existing=True)).all()


def arrival(uow, gift):
    uow.session.flush()
    uow.session.expire_all()
    return uow.session.get(Donation, (gift.programme_id, gift.id)).arrived_on


def line(payout, *, days=0, amount=None):
    minor = payout.amount.minor if amount is None else amount
    return NewGatewayLine(
        id=uuid7(), booked_on=payout.arrives_on + timedelta(days=days), amount=Money(minor)
    )


class TestRecordGatewayPayout:
    def test_shares_it_out_over_the_programmes_and_leaves_nothing_behind(
        self, uow, shop, campaign, other
    ):
        shop.give(campaign, 10_000)
        shop.give(other, 5_000, Channel.KONBINI)
        shop.pass_days(14)

        shop.follow()

        (payout,) = booked(uow)
        assert (payout.status, payout.amount) == (PayoutStatus.PAID, Money(9_640 + 4_820))
        assert balance(uow, campaign, AccountCode.BANK) == 9_640
        assert balance(uow, other, AccountCode.BANK) == 4_820
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 0
        assert balance(uow, other, AccountCode.GATEWAY_CLEARING) == 0

    def test_dates_the_gifts_by_the_day_on_which_it_reached_the_bank(self, uow, shop, campaign):
        gift = shop.give(campaign, 10_000)
        shop.pass_days(14)

        shop.follow()

        (payout,) = booked(uow)
        assert arrival(uow, gift) == payout.arrives_on

    def test_tells_and_books_it_once_however_often_it_is_looked_at(self, uow, shop, campaign):
        shop.give(campaign, 10_000)
        shop.pass_days(14)

        for _ in range(3):
            shop.follow()

        assert balance(uow, campaign, AccountCode.BANK) == 9_640

    def test_is_refused_while_a_payment_of_it_is_in_no_book(self, uow, shop, campaign):
        shop.give(campaign, 10_000)
        shop.pass_days(14)
        (look,) = shop.payouts()

        with pytest.raises(PayoutNotExplained):
            donations.record_gateway_payout(uow, look.payout)

    def test_lets_each_programme_bear_its_share_of_what_the_account_costs(
        self, uow, shop, campaign, other
    ):
        shop.give(campaign, 30_000)
        shop.give(other, 10_000)
        shop.follow()
        before = balance(uow, campaign, AccountCode.OVERHEAD)
        before_other = balance(uow, other, AccountCode.OVERHEAD)
        shop.world.take_fee(401)
        shop.pass_days(14)

        shop.follow()

        # 401 by 30,000 : 10,000; the yen that is left goes to the larger fraction.
        assert balance(uow, campaign, AccountCode.OVERHEAD) == before - 301
        assert balance(uow, other, AccountCode.OVERHEAD) == before_other - 100
        assert balance(uow, other, AccountCode.GATEWAY_CLEARING) == 0


class TestPayoutThatFails:
    def test_lies_at_the_gateway_again_until_the_next_one(self, uow, shop, campaign):
        gift = shop.give(campaign, 10_000)
        shop.pass_days(12)
        shop.follow()
        first = booked(uow)[0]
        assert arrival(uow, gift) == first.arrives_on

        shop.world.fail_payout(first.external_id)
        shop.follow()

        assert booked(uow)[0].status is PayoutStatus.FAILED
        assert balance(uow, campaign, AccountCode.BANK) == 0
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 9_640
        assert arrival(uow, gift) is None

        shop.pass_days(12)
        shop.follow()

        second = booked(uow)[1]
        assert second.status is PayoutStatus.PAID
        assert balance(uow, campaign, AccountCode.BANK) == 9_640
        assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 0
        assert arrival(uow, gift) == second.arrives_on

    def test_ends_in_the_same_books_whatever_the_order_of_the_news(
        self, uow, shop, campaign, other
    ):
        gifts = [shop.give(campaign, 10_000), shop.give(other, 4_000)]
        looks = shop.payments()
        shop.pass_days(9)
        looks += shop.payouts()
        shop.world.fail_payout(looks[-1].payout.id)
        looks += shop.payouts()
        gifts.append(shop.give(other, 2_000))
        shop.pass_days(9)
        looks += shop.payments() + shop.payouts()
        expected = None
        for seed in range(12):
            shuffled = looks + random.Random(seed).choices(looks, k=4)
            random.Random(seed).shuffle(shuffled)
            savepoint = uow.session.begin_nested()
            # A payout that cannot be explained yet is tried again, as the inbox does.
            while shuffled:
                look = shuffled.pop(0)
                try:
                    with uow.session.begin_nested():
                        stripe.apply(uow, None, look)
                except PayoutNotExplained:
                    shuffled.append(look)
            told = (
                {(one.external_id, one.status, one.amount) for one in booked(uow)},
                {
                    (one.external_id, one.programme_id, one.net, one.of_id, one.payout_id)
                    for one in uow.session.scalars(select(GatewayMovement))
                },
                [arrival(uow, gift) for gift in gifts],
                [balance(uow, one, AccountCode.BANK) for one in (campaign, other)],
            )
            savepoint.rollback()
            uow.session.expire_all()
            expected = expected or told
            assert told == expected, f"seed {seed}"


class TestNegativePayout:
    def test_takes_from_the_bank_what_the_gateway_is_owed(self, uow, campaign):
        """Refunds outweigh gifts, and the gateway debits the bank account."""
        with open_shop(uow, terms=Terms(takes_debts=True)) as shop:
            shop.give(campaign, 10_000)
            shop.pass_days(9)
            paid = next(shop.world.all_of("payment_intent"))["id"]
            shop.world.refund({"payment_intent": paid})
            shop.pass_days(9)

            shop.follow()

            credit, debit = booked(uow)
            assert (credit.amount, debit.amount) == (Money(9_640), Money(-10_000))
            assert balance(uow, campaign, AccountCode.BANK) == 9_640 - 10_000
            assert balance(uow, campaign, AccountCode.GATEWAY_CLEARING) == 0

            note(uow, campaign, line(debit, days=1))
            assert booked(uow)[1].bank_line_id is not None


class TestNoteGatewayLines:
    @pytest.mark.parametrize("line_first", [False, True])
    def test_puts_a_line_to_its_payout_whichever_came_first(self, uow, shop, campaign, line_first):
        """The bank's day counts."""
        gift = shop.give(campaign, 10_000)
        for look in shop.payments():
            stripe.apply(uow, None, look)
        shop.pass_days(14)
        (look,) = shop.payouts()
        expected = look.payout.arrives_on + timedelta(days=3)
        seen = NewGatewayLine(id=uuid7(), booked_on=expected, amount=look.payout.amount)

        if line_first:
            uow.enter(campaign.organisation_id)
            note(uow, campaign, seen)
            stripe.apply(uow, None, look)
        else:
            stripe.apply(uow, None, look)
            note(uow, campaign, seen)

        assert booked(uow)[0].bank_line_id == seen.id
        assert arrival(uow, gift) == expected
        assert balance(uow, campaign, AccountCode.BANK) == 9_640

    def test_leaves_a_line_of_another_amount_or_week_alone(self, uow, shop, campaign):
        shop.give(campaign, 10_000)
        shop.pass_days(14)
        shop.follow()
        (payout,) = booked(uow)

        note(uow, campaign, line(payout, amount=9_641), line(payout, days=9))

        assert booked(uow)[0].bank_line_id is None

    def test_finds_the_line_by_which_a_failed_payout_left_again(self, uow, shop, campaign):
        shop.give(campaign, 10_000)
        shop.pass_days(12)
        shop.follow()
        (payout,) = booked(uow)
        came, left = line(payout), line(payout, days=1, amount=-9_640)
        note(uow, campaign, came)
        shop.world.fail_payout(payout.external_id)
        shop.follow()

        note(uow, campaign, left)

        (payout,) = booked(uow)
        assert (payout.bank_line_id, payout.return_line_id) == (came.id, left.id)


def note(uow, campaign, *lines):
    return donations.note_gateway_lines(
        uow, organisation_id=campaign.organisation_id, lines=list(lines)
    )
