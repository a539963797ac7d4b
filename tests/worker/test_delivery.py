import pytest
from sqlalchemy import select, text

from services.core.kit import outbox
from services.core.kit.attempts import Hopeless
from services.core.kit.errors import Conflict
from services.core.kit.ids import uuid7
from services.core.kit.models import Delivery, InboxEvent, OutboxMessage
from services.worker.delivery import deliver, drain, drain_inbox, fault_name
from services.worker.subscriptions import Errand, Source
from tests.factories.messages import BellRung, receive, ring


class Listener:
    """A handler that remembers what it heard, and fails as often as it is told to."""

    def __init__(self, name="verger", failures=0):
        self.__name__ = name
        self.failures = failures
        self.heard = []

    def __call__(self, uow, message):
        if self.failures:
            self.failures -= 1
            raise BellCracked(bell_id=message.key)
        self.heard.append(message.payload["bell_id"])


class BellCracked(Conflict):
    code = "bell_cracked"


class TestDeliver:
    def test_has_each_handler_hear_each_message_once(self, runtime):
        verger, neighbour = Listener("verger"), Listener("neighbour")
        bells = [rung(runtime) for _ in range(3)]

        drain(runtime, to(verger, neighbour))
        drain(runtime, to(verger, neighbour))

        assert verger.heard == neighbour.heard == [str(bell) for bell in bells]

    def test_keeps_the_order_of_a_key(self, runtime):
        bell = rung(runtime, times=4)
        verger = Listener()

        assert drain(runtime, to(verger)) == 4

        assert verger.heard == [str(bell)] * 4

    def test_finishes_a_message_that_nobody_waits_for(self, runtime):
        bell = rung(runtime)

        drain(runtime, {})

        assert row(runtime, bell).done_at

    def test_does_not_repeat_to_one_handler_what_another_failed_at(self, runtime):
        steady, failing = Listener("steady"), Listener("failing", failures=1)
        bell = rung(runtime)

        drain(runtime, to(steady, failing))
        assert row(runtime, bell).last_error == "bell_cracked"
        assert row(runtime, bell).done_at is None

        let_time_pass(runtime)
        drain(runtime, to(steady, failing))

        assert steady.heard == failing.heard == [str(bell)]
        assert row(runtime, bell).done_at

    def test_undoes_what_a_handler_did_before_it_failed(self, runtime):
        def half_done(uow, message):
            ring(uow)
            raise BellCracked

        bell = rung(runtime)

        drain(runtime, to(half_done))

        with runtime.unit_of_work() as uow:
            keys = uow.session.scalars(select(OutboxMessage.key)).all()
            deliveries = uow.session.scalars(select(Delivery.message_id)).all()
        assert keys == [str(bell)]
        assert deliveries == []
        drain_after_repair(runtime)

    def test_enters_the_tenant_that_the_message_names(self, runtime):
        organisation_id, entered = uuid7(), []

        def enter(uow, message):
            entered.append(uow.organisation_id)

        with runtime.unit_of_work() as uow:
            uow.emit(BellRung(organisation_id=organisation_id, bell_id=uuid7()))
        drain(runtime, to(enter))

        assert entered == [organisation_id]

    def test_finds_nothing_to_do_for_a_ticket_that_was_used(self, runtime):
        bell, verger = rung(runtime), Listener()
        drain(runtime, to(verger))

        with runtime.unit_of_work() as uow:
            used = row_in(uow, bell)
        assert deliver(runtime, used, to(verger)) is None

        assert len(verger.heard) == 1


class TestErrands:
    def test_are_run_outside_of_any_transaction_and_once(self, runtime):
        seen = []

        def walk(runtime, message):
            with runtime.unit_of_work() as uow:  # would wait for ever if its row were held
                uow.session.execute(text("SELECT FROM outbox FOR UPDATE NOWAIT"))
            seen.append(message.key)

        bell = rung(runtime)

        drain(runtime, to(Errand("walk", walk)))
        again(runtime)
        drain(runtime, to(Errand("walk", walk)))

        assert seen == [str(bell)]

    def test_are_run_again_where_they_failed(self, runtime):
        failures = [ConnectionError("the road is closed")]

        def walk(_, message):
            if failures:
                raise failures.pop()

        bell = rung(runtime)
        drain(runtime, to(Errand("walk", walk)))
        assert row(runtime, bell).last_error == "ConnectionError"

        let_time_pass(runtime)
        drain(runtime, to(Errand("walk", walk)))

        assert row(runtime, bell).done_at

    def test_are_put_aside_at_once_where_no_try_will_mend_them(self, runtime):
        class BellSold(Hopeless, BellCracked):
            code = "bell_sold"

        def walk(_, message):
            raise BellSold

        bell = rung(runtime)
        drain(runtime, to(Errand("walk", walk)))

        assert row(runtime, bell).parked_at
        assert row(runtime, bell).last_error == "bell_sold"
        with runtime.unit_of_work() as uow:
            outbox.unpark(uow.session)
        drain_after_repair(runtime)


class TestHandle:
    def test_asks_for_the_present_state_and_applies_it_once(self, runtime):
        applied = []
        foundry = Source(
            fetch=lambda _, event: f"state of {event.object_id}",
            apply=lambda uow, event, present: applied.append(present),
        )
        with runtime.unit_of_work() as uow:
            receive(uow, "evt_1")
            receive(uow, "evt_1")

        drain_inbox(runtime, {"bell_foundry": foundry})
        drain_inbox(runtime, {"bell_foundry": foundry})

        assert applied == ["state of obj_1"]

    def test_tries_again_later_what_could_not_be_fetched(self, runtime):
        def closed(_, event):
            raise ConnectionError("the foundry is closed")

        with runtime.unit_of_work() as uow:
            receive(uow, "evt_2")

        drain_inbox(runtime, {"bell_foundry": Source(fetch=closed, apply=closed)})

        with runtime.unit_of_work() as uow:
            event = uow.session.scalars(select(InboxEvent)).one()
        assert (event.last_error, event.handled_at, event.attempts) == ("ConnectionError", None, 1)


class TestFaultName:
    @pytest.mark.parametrize(
        ("error", "name"),
        [(BellCracked(bell_id=1), "bell_cracked"), (KeyError("Yamada Hanako"), "KeyError")],
    )
    def test_never_holds_the_words_of_an_error(self, error, name):
        assert fault_name(error) == name


def to(*handlers):
    return {BellRung.topic: handlers}


def rung(runtime, times=1):
    with runtime.unit_of_work() as uow:
        return ring(uow, times=times)


def row(runtime, bell_id):
    with runtime.unit_of_work() as uow:
        return row_in(uow, bell_id)


def row_in(uow, bell_id):
    return uow.session.scalars(select(OutboxMessage).where(OutboxMessage.key == str(bell_id))).one()


def let_time_pass(runtime):
    with runtime.unit_of_work() as uow:
        uow.session.execute(text("UPDATE outbox SET available_at = now() - interval '1 hour'"))


def again(runtime):
    """As if the worker had died after the errand, before the message was done."""
    with runtime.unit_of_work() as uow:
        uow.session.execute(text("UPDATE outbox SET done_at = NULL, available_at = now()"))


def drain_after_repair(runtime):
    let_time_pass(runtime)
    drain(runtime, {})
