"""Unspent money goes back to its fund and its gifts, the last lot first."""

import pytest

from services.core.allocations import service as allocations
from services.core.allocations.errors import AwardNotFound, ReturnTooLarge
from services.core.donations import service as donations
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.errors import InsufficientBalance
from services.core.ledger.types import AccountCode, TransferCode, account_id
from tests.factories.allocations import (
    AMOUNT,
    award,
    lots_of,
    make_candidate,
    make_drawn,
    make_fund,
)
from tests.factories.programmes import make_programme


@pytest.fixture
def programme(uow):
    return make_programme(uow)


@pytest.fixture
def fund(uow, programme):
    return make_fund(uow, programme, 120_000, 50_000, 30_000, AMOUNT)


@pytest.fixture
def two(uow, uow_as, programme, fund):
    """Two awards; the first lies on three gifts, the second on one."""
    for _ in range(2):
        make_candidate(uow, programme)
    round_ = award(uow_as, make_drawn(uow, programme, fund))
    return [*allocations.awards(uow, programme_id=programme.id, round_id=round_.id)]


def give_back(uow, programme, by_voucher, code=TransferCode.VOUCHER_EXPIRED):
    return allocations.return_unspent(
        uow, programme_id=programme.id, by_voucher=by_voucher, code=code
    )


def spend(uow, made, yen):
    """Move money out of the voucher as a redemption does, but to the organisation's overhead."""
    ledger.post(
        uow,
        TransferCode.VOUCHER_REDEEMED,
        programme_id=made.programme_id,
        debit=account_id(made.programme_id, AccountCode.VOUCHER, made.voucher_id),
        credit=account_id(made.programme_id, AccountCode.OVERHEAD, made.organisation_id),
        amount=Money(yen),
        of=uuid7(),
    )


class TestReturnUnspent:
    def test_takes_from_the_tail_and_frees_the_gifts(self, uow, programme, fund, two):
        first, second = two

        back = give_back(uow, programme, {first.voucher_id: 70_000, second.voucher_id: 1})

        assert back == Money(70_001)
        assert lots_of(uow, first) == [120_000, 10_000, 0]
        assert lots_of(uow, second) == [AMOUNT - 1]
        free = donations.free(uow, programme_id=programme.id, fund_id=fund.id)
        account = account_id(programme.id, AccountCode.FUND, fund.id)
        assert free == ledger.balance(uow, programme_id=programme.id, account=account)
        assert free == Money(70_001)

    def test_may_come_more_than_once_for_one_voucher(self, uow, programme, two):
        first, _ = two
        give_back(uow, programme, {first.voucher_id: 30_000})
        give_back(uow, programme, {first.voucher_id: 30_000})
        give_back(uow, programme, {first.voucher_id: 10_000}, TransferCode.VOUCHER_REVOKED)

        assert lots_of(uow, first) == [120_000, 10_000, 0]

    def test_passes_over_vouchers_that_were_spent_to_the_end(self, uow, programme, two):
        first, _ = two

        assert give_back(uow, programme, {first.voucher_id: 0}) == Money(0)
        assert give_back(uow, programme, {}) == Money(0)

    def test_refuses_more_than_the_lots_hold(self, uow, programme, two):
        first, _ = two

        with pytest.raises(ReturnTooLarge):
            give_back(uow, programme, {first.voucher_id: AMOUNT + 1})

    def test_refuses_more_than_stands_in_the_account(self, uow, programme, two):
        first, _ = two
        with uow.session.begin_nested() as spending:
            spend(uow, first, 1)
            with pytest.raises(InsufficientBalance):
                give_back(uow, programme, {first.voucher_id: AMOUNT})
            spending.rollback()

    def test_knows_only_vouchers_with_an_award_in_the_programme(self, uow, programme, two):
        first, _ = two
        other = make_programme(uow)

        with pytest.raises(AwardNotFound):
            give_back(uow, programme, {uuid7(): 1})
        with pytest.raises(AwardNotFound):
            give_back(uow, other, {first.voucher_id: 1})


class TestSummary:
    def test_counts_all_that_was_ever_promised(self, uow, programme, two):
        allocations.decline(uow, programme_id=programme.id, award_id=two[0].id)

        told = allocations.summary(uow, programme_id=programme.id)

        assert (told.awards, told.awarded, told.applicants) == (2, Money(2 * AMOUNT), 2)
