"""Two at once: a month is closed once, a batch takes what is owed once, a file is made once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest

from services.core.bootstrap import Runtime
from services.core.kit.actor import operator
from services.core.kit.errors import DomainError
from services.core.kit.ids import uuid7
from services.core.redemptions import service as redemptions
from services.core.settlements import service as settlements
from services.core.settlements.types import PayoutBatchId
from tests.factories.redemptions import make_classroom, redeem
from tests.factories.settlements import JUNE, set_payer

WAIT_S = 20


@pytest.fixture
def place(runtime: Runtime):
    """A programme with a lesson of June, early in July."""
    with runtime.unit_of_work(operator("office")) as uow:
        classroom = make_classroom(uow)
        use = redeem(uow, classroom, amount=5_000)
        programme_id = classroom.programme.id
        redemptions.confirm(uow, programme_id=programme_id, redemption_id=use.id)
        set_payer(uow, programme_id)
        organisation_id = uow.organisation_id
    runtime.clock.move_to(JUNE.ends_at() + timedelta(days=6))
    return organisation_id, programme_id


def at_once(runtime, place, *verbs):
    """Run each verb as another person, all at the same moment; errors are answers too."""
    organisation_id, programme_id = place
    start = Barrier(len(verbs))

    def run(number, verb):
        with runtime.unit_of_work(
            operator(f"person {number}"), organisation_id=organisation_id
        ) as uow:
            start.wait(WAIT_S)
            return verb(uow, programme_id)

    def attempt(number, verb):
        try:
            return run(number, verb)
        except DomainError as error:
            return error.code

    with ThreadPoolExecutor(len(verbs)) as pool:
        futures = [pool.submit(attempt, number, verb) for number, verb in enumerate(verbs)]
        return [future.result(WAIT_S) for future in futures]


def close(uow, programme_id):
    return settlements.close_month(uow, programme_id=programme_id, month=JUNE)


def prepare(uow, programme_id):
    prepared = settlements.prepare_batch(uow, id=PayoutBatchId(uuid7()), programme_id=programme_id)
    return prepared.batch.id


def approve(batch_id):
    def verb(uow, programme_id):
        batch = settlements.approve_batch(uow, programme_id=programme_id, batch_id=batch_id)
        return batch.status.value

    return verb


def export(batch_id):
    def verb(uow, programme_id):
        return settlements.export_bank_file(uow, programme_id=programme_id, batch_id=batch_id).count

    return verb


def in_turn(runtime, place, verb):
    return at_once(runtime, place, verb)[0]


class TestSettlements:
    def test_close_a_month_once(self, runtime, place):
        first, second = at_once(runtime, place, close, close)

        assert first == second
        assert (first.statements, first.gross) == (1, 5_000)

    def test_pay_what_is_owed_in_one_batch(self, runtime, place):
        in_turn(runtime, place, close)
        runtime.clock.move_to(runtime.clock.now() + timedelta(days=8))

        answers = at_once(runtime, place, prepare, prepare)

        assert [answer for answer in answers if isinstance(answer, str)] == ["nothing_to_pay"]

    def test_let_one_person_approve_and_make_one_file(self, runtime, place):
        in_turn(runtime, place, close)
        runtime.clock.move_to(runtime.clock.now() + timedelta(days=8))
        batch_id = in_turn(runtime, place, prepare)

        # Person 0 prepared it, so only the other two may; one of them comes second.
        approvals = at_once(runtime, place, approve(batch_id), approve(batch_id), approve(batch_id))
        files = at_once(runtime, place, export(batch_id), export(batch_id))

        assert approvals[0] == "second_person_required"
        assert sorted(approvals[1:]) == ["approved", "batch_status_unfit"]
        assert sorted(files, key=str) == [1, "already_exported"]
