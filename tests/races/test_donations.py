"""Two at once: refunds of one gift, the last money of a fund, one payment told twice, receipts."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from services.core.donations import service as donations
from services.core.donations.errors import FundsShort, RefundExceedsDonation
from services.core.donations.types import Channel
from services.core.invariants import kit, ledger
from services.core.invariants.donations import INVARIANTS
from services.core.kit.actor import operator
from services.core.kit.errors import DomainError
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.ledger import service as ledger_service
from services.core.ledger.types import AccountCode, TransferCode, account_id
from tests.factories.donations import (
    HANAKO,
    make_campaign,
    make_dispute,
    make_entry,
    make_gift,
    make_payment,
    make_refund,
)
from tests.factories.programmes import make_organisation, make_programme

AT_ONCE = 6


@pytest.fixture
def truths():
    return [*ledger.INVARIANTS, *INVARIANTS, *kit.INVARIANTS]


@pytest.fixture
def campaign(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        make_organisation(uow)
        return make_campaign(uow, make_programme(uow))


@pytest.fixture
def given(runtime, campaign):
    """A function that makes a gift and commits it."""

    def give(**more):
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            return make_gift(uow, campaign, **more)

    return give


def at_once(runtime, campaign, verb):
    """Run `verb` in several transactions at the same instant; what each returned or raised."""
    start = Barrier(AT_ONCE)

    def one(_):
        start.wait()
        try:
            return runtime.attempt(verb, organisation_id=campaign.organisation_id)
        except DomainError as refusal:
            return refusal

    with ThreadPoolExecutor(AT_ONCE) as threads:
        return list(threads.map(one, range(AT_ONCE)))


def refused(outcomes, kind):
    return sum(isinstance(outcome, kind) for outcome in outcomes)


class TestRefund:
    @pytest.mark.parametrize("channel", [Channel.CASH, Channel.CARD])
    def test_gives_a_gift_back_once(self, runtime, campaign, given, channel):
        gift = given(channel=channel)

        outcomes = at_once(
            runtime,
            campaign,
            lambda uow: donations.refund(
                uow, programme_id=gift.programme_id, donation_id=gift.id, amount=gift.amount
            ),
        )

        assert refused(outcomes, RefundExceedsDonation) == AT_ONCE - 1

    def test_is_one_refund_by_one_id(self, runtime, campaign, given):
        gift, id = given(), uuid7()

        outcomes = at_once(
            runtime,
            campaign,
            lambda uow: donations.refund(
                uow,
                programme_id=gift.programme_id,
                donation_id=gift.id,
                amount=Money(100),
                id=id,
            ),
        )

        assert {outcome.id for outcome in outcomes} == {id}
        with runtime.unit_of_work() as uow:
            # By hand: decided once, and not sent yet.
            [task] = donations.refund_tasks(uow, programme_id=gift.programme_id, limit=10)
            assert (task.id, task.amount) == (id, Money(100))

    def test_counts_what_is_about_to_leave_once_each(self, runtime, campaign, given):
        gift = given(channel=Channel.CARD)
        of = {"programme_id": gift.programme_id}

        def decide_and_let_go(uow):
            some = Money(1_500)
            asked = donations.refund(uow, **of, donation_id=gift.id, amount=some)
            return donations.cancel_refund(uow, **of, refund_id=asked.id)

        def decide(uow):
            return donations.refund(uow, **of, donation_id=gift.id, amount=Money(1_500))

        assert refused(at_once(runtime, campaign, decide_and_let_go), DomainError) == 0
        assert refused(at_once(runtime, campaign, decide), DomainError) == 0

        with runtime.unit_of_work() as uow:
            found = donations.get(uow, **of, donation_id=gift.id)
            assert (found.refunding, found.free) == (Money(9_000), Money(0))


class TestAcceptPayment:
    def test_books_a_payment_once(self, runtime, campaign, given, clock):
        gift = given(channel=Channel.CARD, settled=False)
        payment = make_payment(gift, settled_at=clock.now())

        outcomes = at_once(runtime, campaign, lambda uow: donations.accept_payment(uow, payment))

        assert refused(outcomes, DomainError) == 0
        with runtime.unit_of_work() as uow:
            told = donations.summary(uow, programme_id=campaign.programme_id)
        assert (told.gifts_settled, told.gateway_fees) == (10_000, 360)

    def test_books_all_that_moved_once(self, runtime, campaign, given, clock):
        gift = given(channel=Channel.CARD, settled=False)
        now = clock.now()
        payment = make_payment(
            gift,
            settled_at=now,
            refunds=(make_refund("a", 1_000, at=now), make_refund("b", 500, at=now, failed_at=now)),
            disputes=(make_dispute("a", 10_000, taken_at=now + timedelta(days=1)),),
        )

        outcomes = at_once(runtime, campaign, lambda uow: donations.accept_payment(uow, payment))

        assert refused(outcomes, DomainError) == 0
        with runtime.unit_of_work() as uow:
            found = donations.get(uow, programme_id=gift.programme_id, donation_id=gift.id)
            assert (found.refunded_minor, found.disputed_minor) == (1_000, 9_000)

    def test_sets_a_second_payment_aside_once(self, runtime, campaign, given, clock):
        gift = given(channel=Channel.CARD)
        charge = make_entry("txn_second", gift.amount, occurred_at=clock.now())
        second = make_payment(gift, settled_at=clock.now(), id="pi_second", charge=charge)

        at_once(runtime, campaign, lambda uow: donations.accept_payment(uow, second))

        with runtime.unit_of_work() as uow:
            found = donations.strays_page(uow, programme_id=gift.programme_id, limit=10)
            assert [one.amount for one in found] == [gift.amount]


class TestConfirmRefund:
    def test_books_what_was_sent_once(self, runtime, campaign, given):
        gift = given()
        with runtime.unit_of_work(organisation_id=campaign.organisation_id) as uow:
            asked = donations.refund(
                uow, programme_id=gift.programme_id, donation_id=gift.id, amount=Money(100)
            )

        at_once(
            runtime,
            campaign,
            lambda uow: donations.confirm_refund(
                uow,
                programme_id=gift.programme_id,
                refund_id=asked.id,
                sent_on=local_date(uow.now),
            ),
        )

        with runtime.unit_of_work() as uow:
            found = donations.get(uow, programme_id=gift.programme_id, donation_id=gift.id)
            assert found.refunded_minor == 100


class TestAllocate:
    def test_promises_the_last_money_once(self, runtime, campaign, given):
        for _ in range(3):
            given(amount=1_000)

        def promise(uow):
            donations.allocate(
                uow,
                programme_id=campaign.programme_id,
                fund_id=campaign.fund_id,
                amounts=[Money(1_200)],
            )
            ledger_service.post(
                uow,
                TransferCode.VOUCHER_FUNDED,
                programme_id=campaign.programme_id,
                debit=account_id(campaign.programme_id, AccountCode.FUND, campaign.fund_id),
                credit=ledger_service.open_account(
                    uow,
                    programme_id=campaign.programme_id,
                    code=AccountCode.VOUCHER,
                    owner_id=uuid7(),
                ),
                amount=Money(1_200),
                of=uuid7(),
            )

        outcomes = at_once(runtime, campaign, promise)

        assert refused(outcomes, FundsShort) == AT_ONCE - 2


class TestKeepDonor:
    def test_keeps_one_donor_for_one_address(self, runtime, campaign):
        outcomes = at_once(
            runtime,
            campaign,
            lambda uow: donations.keep_donor(
                uow, organisation_id=campaign.organisation_id, details=HANAKO
            ),
        )

        assert len(set(outcomes)) == 1


class TestIssueReceipts:
    def test_gives_out_each_number_once_and_leaves_none_out(self, runtime, campaign, given):
        for _ in range(5):
            given(donor=HANAKO)

        outcomes = at_once(
            runtime,
            campaign,
            lambda uow: donations.issue_receipts(
                uow, programme_id=campaign.programme_id, year=2025
            ),
        )

        numbers = [receipt.serial for issued in outcomes for receipt in issued.receipts]
        assert sorted(numbers) == [1, 2, 3, 4, 5]
