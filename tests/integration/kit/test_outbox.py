from datetime import timedelta

from sqlalchemy import select, text

from services.core.kit import outbox
from services.core.kit.attempts import MAX_ATTEMPTS
from services.core.kit.ids import uuid7
from services.core.kit.models import OutboxMessage
from services.core.kit.outbox import Ticket
from tests.factories.messages import ring


class TestClaim:
    def test_takes_what_is_due_and_leaves_it_alone_until_the_lease_ends(self, uow):
        ring(uow)

        assert len(claim(uow)) == 1
        assert claim(uow) == []

        let_time_pass(uow)
        assert len(claim(uow)) == 1

    def test_takes_the_earliest_of_each_key_only(self, uow):
        bell = ring(uow, times=3)
        ring(uow)

        tickets = claim(uow)

        assert len(tickets) == 2
        assert tickets[0].id == rows_of(uow, bell)[0].id

    def test_takes_the_next_of_a_key_once_the_one_before_is_done(self, uow):
        bell = ring(uow, times=2)
        first, second = rows_of(uow, bell)
        (ticket,) = claim(uow)
        message = outbox.begin(uow.session, ticket)
        assert outbox.claim_next(uow.session, after=message) is None

        outbox.finish(uow.session, ticket)

        assert outbox.claim_next(uow.session, after=message) == ticket_of(second)
        assert first.id != second.id

    def test_gives_two_dispatchers_different_messages(self, runtime):
        with runtime.unit_of_work() as uow:
            ring(uow), ring(uow)

        with runtime.unit_of_work() as one, runtime.unit_of_work() as other:
            first = outbox.claim(one.session, limit=1)
            second = outbox.claim(other.session, limit=5)

        assert len(first) == len(second) == 1
        assert first != second

    def test_passes_over_a_key_whose_earlier_message_is_in_anothers_hands(self, runtime):
        with runtime.unit_of_work() as uow:
            bell = ring(uow, times=2)
            first = ticket_of(rows_of(uow, bell)[0])

        with runtime.unit_of_work() as busy, runtime.unit_of_work() as other:
            assert outbox.hold(busy.session, first)
            assert outbox.claim(other.session, limit=5) == []


class TestBegin:
    def test_counts_the_tries(self, uow):
        ring(uow)
        (ticket,) = claim(uow)

        tries = [outbox.begin(uow.session, ticket).attempts for _ in range(3)]

        assert tries == [1, 2, 3]

    def test_finds_nothing_to_do_in_a_message_that_is_done_or_unknown(self, uow):
        ring(uow)
        (ticket,) = claim(uow)
        outbox.finish(uow.session, ticket)

        assert outbox.begin(uow.session, ticket) is None
        assert outbox.begin(uow.session, Ticket(uuid7(), uuid7())) is None

    def test_parks_a_message_whose_every_try_ended_without_a_word(self, uow):
        bell = ring(uow)
        (ticket,) = claim(uow)
        for _ in range(MAX_ATTEMPTS):
            assert outbox.begin(uow.session, ticket)

        assert outbox.begin(uow.session, ticket) is None

        assert rows_of(uow, bell)[0].parked_at
        outbox.unpark(uow.session)


class TestHold:
    def test_is_for_one_at_a_time(self, runtime):
        with runtime.unit_of_work() as uow:
            bell = ring(uow)
            ticket = ticket_of(rows_of(uow, bell)[0])

        with runtime.unit_of_work() as one, runtime.unit_of_work() as other:
            assert outbox.hold(one.session, ticket)
            assert not outbox.hold(other.session, ticket)


class TestIsFirstDelivery:
    def test_is_true_once_for_each_consumer(self, uow):
        message_id = uuid7()

        told = [
            outbox.is_first_delivery(uow.session, consumer=consumer, message_id=message_id)
            for consumer in ("verger", "verger", "neighbour")
        ]

        assert told == [True, False, True]


class TestFail:
    def test_has_the_message_wait_longer_each_time(self, uow):
        bell = ring(uow)
        (ticket,) = claim(uow)
        waits = []
        for _ in range(3):
            message = outbox.begin(uow.session, ticket)
            assert not outbox.fail(uow.session, message, error="BellCracked")
            waits.append(wait_of(uow, bell))

        assert [round(wait.total_seconds(), -1) for wait in waits[1:]] == [10, 20]
        assert rows_of(uow, bell)[0].last_error == "BellCracked"

    def test_parks_the_message_after_the_last_try_and_lets_its_key_go_on(self, uow):
        bell = ring(uow, times=2)
        first, second = (ticket_of(row) for row in rows_of(uow, bell))
        for _ in range(MAX_ATTEMPTS):
            message = outbox.begin(uow.session, first)
            parked = outbox.fail(uow.session, message, error="BellCracked")

        assert parked
        assert claim(uow) == [second]
        assert outbox.backlog(uow.session).parked == 1

        assert outbox.unpark(uow.session) == 1
        assert outbox.backlog(uow.session).parked == 0
        assert outbox.begin(uow.session, first).attempts == 1


class TestHints:
    def test_end_a_wait_early(self, runtime):
        url = runtime.engine.url.render_as_string(hide_password=False)
        with outbox.listening(url) as hints:
            with runtime.unit_of_work() as uow:
                outbox.hint(uow.session)
            hints.wait(timeout_s=30)

    def test_are_not_needed_for_a_wait_to_end(self, runtime):
        url = runtime.engine.url.render_as_string(hide_password=False)
        with outbox.listening(url) as hints:
            hints.wait(timeout_s=0.01)


def claim(uow):
    return outbox.claim(uow.session, limit=10, lease=timedelta(seconds=60))


def rows_of(uow, bell_id):
    query = select(OutboxMessage).where(OutboxMessage.key == str(bell_id))
    uow.session.expire_all()
    return uow.session.scalars(query.order_by(OutboxMessage.id)).all()


def ticket_of(row):
    return Ticket(row.tenant_id, row.id)


def wait_of(uow, bell_id):
    now = uow.session.execute(text("SELECT clock_timestamp()")).scalar_one()
    return rows_of(uow, bell_id)[0].available_at - now


def let_time_pass(uow):
    uow.session.execute(text("UPDATE outbox SET available_at = available_at - interval '1 hour'"))
