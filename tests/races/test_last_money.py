"""Many approvals at once for the money of a few: as many succeed as it pays for, none overdraws."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID

import pytest

from services.core.allocations import service as allocations
from services.core.allocations.errors import ReturnTooLarge, RoundNotReady
from services.core.bootstrap import Runtime
from services.core.donations import service as donations
from services.core.donations.errors import FundsShort
from services.core.kit.actor import operator
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.types import AccountCode, TransferCode, account_id
from services.core.programmes.models import Programme
from tests.factories.allocations import (
    AMOUNT,
    make_candidate,
    make_drawn,
    make_fund,
    make_round,
)
from tests.factories.households import make_eligible, make_household, new_child
from tests.factories.programmes import make_programme

RIVALS = 50
PLACES = 10
AT_ONCE = 20


@pytest.fixture
def programme(runtime: Runtime) -> Programme:
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow)


def rounds_of_one(runtime: Runtime, programme: Programme, fund_ids: list[list[UUID]]) -> list[UUID]:
    """A drawn round with one candidate for each list of funds."""
    rounds = []
    for funds in fund_ids:
        with runtime.unit_of_work(operator("clerk")) as uow:
            make_candidate(uow, programme)
            opened = allocations.open_round(
                uow,
                programme_id=programme.id,
                fund_ids=funds,
                opens_at=uow.now,
                closes_at=uow.now + timedelta(seconds=1),
                places=1,
            )
            rounds.append(opened.id)
            uow.now = opened.closes_at
            allocations.close_round(uow, programme_id=programme.id, round_id=opened.id)
            allocations.draw_round(uow, programme_id=programme.id, round_id=opened.id)
    return rounds


def all_at_once(verbs: list[Callable[[], str]]) -> Counter[str]:
    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(future.result() for future in [pool.submit(verb) for verb in verbs])


def approval(runtime: Runtime, programme: Programme, round_id: UUID) -> Callable[[], str]:
    def approve() -> str:
        try:
            # Without the edge's retries: a deadlock would show.
            with runtime.unit_of_work(operator("approver")) as uow:
                allocations.award_round(uow, programme_id=programme.id, round_id=round_id)
        except FundsShort:
            return "refused"
        return "awarded"

    return approve


def fund_balance(runtime: Runtime, programme: Programme, fund_id: UUID) -> tuple[Money, Money]:
    with runtime.unit_of_work() as uow:
        account = account_id(programme.id, AccountCode.FUND, fund_id)
        return (
            ledger.balance(uow, programme_id=programme.id, account=account),
            donations.free(uow, programme_id=programme.id, fund_id=fund_id),
        )


class TestAwardRound:
    def test_never_promises_more_than_the_fund_holds(self, runtime, programme):
        with runtime.unit_of_work(operator("founder")) as uow:
            # Gifts of odd sizes, so that awards share gifts; one yen is left over.
            fund = make_fund(uow, programme, *[70_001] + [35_000] * 55 + [5_000])
        rounds = rounds_of_one(runtime, programme, [[fund.id]] * RIVALS)

        told = all_at_once([approval(runtime, programme, round_id) for round_id in rounds])

        assert told == {"awarded": PLACES, "refused": RIVALS - PLACES}
        assert fund_balance(runtime, programme, fund.id) == (Money(1), Money(1))

    def test_never_deadlocks_over_two_funds_in_opposite_orders(self, runtime, programme):
        with runtime.unit_of_work(operator("founder")) as uow:
            one = make_fund(uow, programme, *[AMOUNT // 4] * 20)
            other = make_fund(uow, programme, *[AMOUNT // 4] * 20)
        orders = [[one.id, other.id], [other.id, one.id]] * 10
        rounds = rounds_of_one(runtime, programme, orders)

        told = all_at_once([approval(runtime, programme, round_id) for round_id in rounds])

        assert told == {"awarded": 10, "refused": 10}

    def test_sees_the_award_of_a_sibling_that_is_just_being_made(self, runtime):
        with runtime.unit_of_work(operator("clerk")) as uow:
            programme = make_programme(uow, one_child_a_household=True)
            funds = [make_fund(uow, programme, AMOUNT) for _ in range(2)]
            siblings = [new_child(kana="アオキ イチ"), new_child(kana="アオキ ニ")]
            _, child_ids = make_household(uow, programme, *siblings)
            rounds = []
            for child_id, fund in zip(child_ids, funds, strict=True):
                make_eligible(uow, programme, child_id=child_id)
                rounds.append(make_drawn(uow, programme, fund).id)

        with ThreadPoolExecutor(1) as pool:
            with runtime.unit_of_work(operator("approver")) as uow:
                allocations.award_round(uow, programme_id=programme.id, round_id=rounds[0])
                second = pool.submit(approval(runtime, programme, rounds[1]))
                with pytest.raises(TimeoutError):
                    second.result(timeout=0.5)  # it waits for what we are about to commit
            assert second.result() == "awarded"

        with runtime.unit_of_work() as uow:
            made = [
                len(allocations.awards(uow, programme_id=programme.id, round_id=round_id))
                for round_id in rounds
            ]
        assert made == [1, 0]

    def test_happens_once_when_one_round_is_approved_many_times(self, runtime, programme):
        with runtime.unit_of_work(operator("founder")) as uow:
            fund = make_fund(uow, programme, 10 * AMOUNT)
        (round_id,) = rounds_of_one(runtime, programme, [[fund.id]])

        def approve() -> str:
            try:
                return approval(runtime, programme, round_id)()
            except RoundNotReady:
                return "done before"

        assert all_at_once([approve] * 10) == {"awarded": 1, "done before": 9}


class TestDecline:
    def test_offers_each_place_once_while_money_returns_and_leaves(self, runtime, clock, programme):
        with runtime.unit_of_work(operator("clerk")) as uow:
            fund = make_fund(uow, programme, *[AMOUNT // 2] * 20)
            for _ in range(20):
                make_candidate(uow, programme)
            opened = make_round(uow, programme, fund, places=10)
            uow.now = opened.closes_at
            allocations.close_round(uow, programme_id=programme.id, round_id=opened.id)
            allocations.draw_round(uow, programme_id=programme.id, round_id=opened.id)
        clock.move_to(opened.closes_at)
        with runtime.unit_of_work(operator("approver")) as uow:
            allocations.award_round(uow, programme_id=programme.id, round_id=opened.id)
            made = allocations.awards(uow, programme_id=programme.id, round_id=opened.id)

        def decline(award_id: UUID) -> Callable[[], str]:
            def run() -> str:
                with runtime.unit_of_work(operator("clerk")) as uow:
                    offered = allocations.decline(uow, programme_id=programme.id, award_id=award_id)
                return str(offered)

            return run

        told = all_at_once([decline(award.id) for award in made])

        assert len(told) == 10
        assert "None" not in told
        assert fund_balance(runtime, programme, fund.id) == (Money(0), Money(0))


class TestReturnUnspent:
    def test_gives_back_only_once_what_stands_in_a_voucher(self, runtime, programme):
        with runtime.unit_of_work(operator("founder")) as uow:
            fund = make_fund(uow, programme, AMOUNT)
        (round_id,) = rounds_of_one(runtime, programme, [[fund.id]])
        assert approval(runtime, programme, round_id)() == "awarded"
        with runtime.unit_of_work() as uow:
            (award,) = allocations.awards(uow, programme_id=programme.id, round_id=round_id)

        def expire() -> str:
            try:
                with runtime.unit_of_work() as uow:
                    allocations.return_unspent(
                        uow,
                        programme_id=programme.id,
                        by_voucher={award.voucher_id: AMOUNT},
                        code=TransferCode.VOUCHER_EXPIRED,
                    )
            except ReturnTooLarge:
                return "refused"
            return "returned"

        assert all_at_once([expire] * 8) == {"returned": 1, "refused": 7}
        assert fund_balance(runtime, programme, fund.id) == (Money(AMOUNT), Money(AMOUNT))
