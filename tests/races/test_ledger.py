"""Two at once, or fifty: who waits, and what comes out."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from services.core.invariants import ledger as ledger_invariants
from services.core.kit.ids import uuid7
from services.core.ledger.errors import InsufficientBalance, TransferIdReused
from services.core.ledger.types import TransferCode, TransferId
from tests.factories.ledger import Book

FUNDED = TransferCode.VOUCHER_FUNDED


@pytest.fixture
def truths():
    return ledger_invariants.INVARIANTS


@pytest.fixture
def programme_id(runtime):
    with runtime.unit_of_work() as uow:
        book = Book(uow).play("bank -> fund 1,000 donation_received")
        book.open(*(f"voucher child{number}" for number in range(50)))
    return book.programme_id


def at_once(runtime, verbs):
    """Run every verb in a transaction of its own, all beginning at one moment."""
    start = Barrier(len(verbs))

    def run(verb):
        start.wait()
        try:
            return runtime.attempt(verb)
        except (InsufficientBalance, TransferIdReused) as refusal:
            return refusal

    with ThreadPoolExecutor(len(verbs)) as pool:
        return list(pool.map(run, verbs))


class TestLastMoney:
    def test_goes_to_as_many_as_it_lasts_for(self, runtime, programme_id):
        def fund(child):
            return lambda uow: Book(uow, programme_id).post(
                FUNDED, "fund", f"voucher child{child}", 100
            )

        outcomes = at_once(runtime, [fund(child) for child in range(20)])

        refused = [one for one in outcomes if isinstance(one, InsufficientBalance)]
        assert (len(outcomes) - len(refused), len(refused)) == (10, 10)
        with runtime.unit_of_work() as uow:
            Book(uow, programme_id).balances("fund 0")


class TestSameId:
    def test_moves_once(self, runtime, programme_id):
        again = {"id": TransferId(uuid7()), "of": uuid7()}

        def fund(uow):
            return Book(uow, programme_id).post(FUNDED, "fund", "voucher child1", 100, **again).id

        outcomes = at_once(runtime, [fund] * 12)

        assert set(outcomes) == {again["id"]}
        with runtime.unit_of_work() as uow:
            Book(uow, programme_id).balances("fund 900\nvoucher child1 100")

    def test_with_other_content_is_refused(self, runtime, programme_id):
        again = {"id": TransferId(uuid7()), "of": uuid7()}

        def fund(yen):
            return lambda uow: (
                Book(uow, programme_id).post(FUNDED, "fund", "voucher child1", yen, **again).id
            )

        outcomes = at_once(runtime, [fund(yen) for yen in (100, 200)] * 4)

        refused = [one for one in outcomes if isinstance(one, TransferIdReused)]
        assert len(refused) == 4
        with runtime.unit_of_work() as uow:
            assert Book(uow, programme_id).balance("fund") in {900, 800}


class TestCrossing:
    def test_transfers_both_ways_do_not_deadlock(self, runtime, programme_id):
        with runtime.unit_of_work() as uow:
            Book(uow, programme_id).post(FUNDED, "fund", "voucher child1", 500)

        def there(uow):
            return Book(uow, programme_id).post(FUNDED, "fund", "voucher child1", 1)

        def back(uow):
            return Book(uow, programme_id).post(
                TransferCode.VOUCHER_REVOKED, "voucher child1", "fund", 1
            )

        outcomes = at_once(runtime, [there, back] * 10)

        assert not [one for one in outcomes if isinstance(one, Exception)]
        with runtime.unit_of_work() as uow:
            Book(uow, programme_id).balances("fund 500\nvoucher child1 500")
