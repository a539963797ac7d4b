"""The ledger as a state machine against a plain dictionary."""

from dataclasses import dataclass, field

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test

from services.core.invariants import ledger as ledger_invariants
from services.core.invariants import service as invariants
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.ledger import service as ledger
from services.core.ledger.errors import (
    InsufficientBalance,
    PostedMoreThanHeld,
    ReversedMoreThanPosted,
    TransferIdReused,
    TransferNotPending,
)
from services.core.ledger.types import TransferCode, TransferId
from tests.factories.ledger import Book

LIMITED = ("fund", "voucher anna", "voucher ben")
SUMMED = ("bank", "provider_payable")
NAMES = st.sampled_from(LIMITED + SUMMED)
YEN = st.integers(min_value=1, max_value=1_000)
CODE = TransferCode.VOUCHER_REDEEMED


@dataclass
class Model:
    """What must be so, kept in the simplest way there is."""

    posted: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LIMITED + SUMMED, 0))
    held: dict[str, int] = field(default_factory=lambda: dict.fromkeys(LIMITED + SUMMED, 0))

    def can_give(self, name: str, yen: int) -> bool:
        return name not in LIMITED or self.posted[name] - self.held[name] >= yen

    def move(self, debit: str, credit: str, yen: int) -> None:
        """All accounts are told as credits less debits."""
        self.posted[debit] -= yen
        self.posted[credit] += yen


@dataclass
class Moved:
    transfer: object
    debit: str
    credit: str
    yen: int
    reversed: int = 0


class LedgerMachine(RuleBasedStateMachine):
    session = None  # set by the test
    make_uow = None

    def __init__(self):
        super().__init__()
        self.savepoint = type(self).session.begin_nested()
        self.book = Book(type(self).make_uow()).open(*LIMITED, *SUMMED)
        self.model = Model()
        self.moved: list[Moved] = []
        self.pending: list[Moved] = []

    def teardown(self):
        self.savepoint.rollback()

    @rule(debit=NAMES, credit=NAMES, yen=YEN)
    def post(self, debit, credit, yen):
        if debit == credit:
            return
        if not self.model.can_give(debit, yen):
            with pytest.raises(InsufficientBalance):
                self.book.post(CODE, debit, credit, yen)
            return
        transfer = self.book.post(CODE, debit, credit, yen)
        self.model.move(debit, credit, yen)
        self.moved.append(Moved(transfer, debit, credit, yen))

    @rule(data=st.data(), yen=YEN)
    def post_again(self, data, yen):
        if not self.moved:
            return
        one = data.draw(st.sampled_from(self.moved))
        again = {"id": TransferId(one.transfer.id), "of": one.transfer.of_id}
        if yen == one.yen:
            assert self.book.post(CODE, one.debit, one.credit, yen, **again).id == again["id"]
        else:
            with pytest.raises(TransferIdReused):
                self.book.post(CODE, one.debit, one.credit, yen, **again)

    @rule(data=st.data(), yen=YEN)
    def reverse(self, data, yen):
        if not self.moved:
            return
        one = data.draw(st.sampled_from(self.moved))
        arguments = {
            "programme_id": self.book.programme_id,
            "transfer_id": TransferId(one.transfer.id),
            "of": uuid7(),
            "amount": Money(yen),
        }
        if one.reversed + yen > one.yen:
            with pytest.raises(ReversedMoreThanPosted):
                ledger.reverse(self.book.uow, CODE, **arguments)
        elif not self.model.can_give(one.credit, yen):
            with pytest.raises(InsufficientBalance):
                ledger.reverse(self.book.uow, CODE, **arguments)
        else:
            ledger.reverse(self.book.uow, CODE, **arguments)
            self.model.move(one.credit, one.debit, yen)
            one.reversed += yen

    @rule(debit=NAMES, credit=NAMES, yen=YEN)
    def hold(self, debit, credit, yen):
        if debit == credit:
            return
        new = self.book.transfer(CODE, debit, credit, yen)
        arguments = {"programme_id": self.book.programme_id, "transfer": new}
        if not self.model.can_give(debit, yen):
            with pytest.raises(InsufficientBalance):
                ledger.hold(self.book.uow, **arguments)
            return
        transfer = ledger.hold(self.book.uow, **arguments)
        self.model.held[debit] += yen
        self.pending.append(Moved(transfer, debit, credit, yen))

    @rule(data=st.data(), yen=YEN)
    def post_pending(self, data, yen):
        if not self.pending:
            return
        one = data.draw(st.sampled_from(self.pending))
        arguments = {
            "programme_id": self.book.programme_id,
            "pending_id": TransferId(one.transfer.id),
            "amount": Money(yen),
        }
        if yen > one.yen:
            with pytest.raises(PostedMoreThanHeld):
                ledger.post_pending(self.book.uow, **arguments)
            return
        ledger.post_pending(self.book.uow, **arguments)
        self.model.held[one.debit] -= one.yen
        self.model.move(one.debit, one.credit, yen)
        self._resolved(one, arguments)

    @rule(data=st.data())
    def void_pending(self, data):
        if not self.pending:
            return
        one = data.draw(st.sampled_from(self.pending))
        arguments = {
            "programme_id": self.book.programme_id,
            "pending_id": TransferId(one.transfer.id),
        }
        ledger.void_pending(self.book.uow, **arguments)
        self.model.held[one.debit] -= one.yen
        self._resolved(one, arguments)

    @invariant()
    def agrees_with_the_model(self):
        signs = dict.fromkeys(LIMITED + SUMMED, 1) | {"bank": -1}  # the bank's side is debit
        seen = {name: sign * self.book.balance(name) for name, sign in signs.items()}
        assert seen == self.model.posted

    def _resolved(self, one, arguments):
        self.pending.remove(one)
        with pytest.raises(TransferNotPending):
            ledger.void_pending(
                self.book.uow,
                programme_id=arguments["programme_id"],
                pending_id=arguments["pending_id"],
            )


class TestLedger:
    def test_is_a_dictionary_that_never_forgets(self, session, uow_as):
        class Machine(LedgerMachine):
            pass

        Machine.session = session
        Machine.make_uow = staticmethod(uow_as)
        run_state_machine_as_test(
            Machine,
            settings=settings(
                max_examples=25,
                stateful_step_count=25,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )

    def test_holds_its_invariants_after_a_long_history(self, session, uow_as):
        machine_uow = uow_as()
        book = Book(machine_uow).open(*LIMITED, *SUMMED)
        for step in range(60):
            book.post(CODE, "bank", "fund", 10 + step)
            book.post(CODE, "fund", LIMITED[1 + step % 2], 5 + step % 5)
            book.post(CODE, LIMITED[1 + step % 2], "provider_payable", 3 + step % 3)

        found = invariants.counts(invariants.verify(machine_uow, ledger_invariants.INVARIANTS))

        assert not any(found.values()), found
