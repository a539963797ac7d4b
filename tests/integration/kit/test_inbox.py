from datetime import timedelta

from sqlalchemy import select

from services.core.kit import inbox
from services.core.kit.attempts import MAX_ATTEMPTS
from services.core.kit.ids import uuid7
from services.core.kit.models import InboxEvent
from tests.factories.messages import receive


class TestStore:
    def test_keeps_an_event_once(self, uow):
        assert receive(uow, "evt_1")
        assert not receive(uow, "evt_1")
        assert receive(uow, "evt_1", source="another_foundry")

    def test_keeps_an_event_that_must_not_be_handled_out_of_reach(self, uow):
        receive(uow, quarantined_because="test mode")

        assert claim(uow) == []
        assert inbox.backlog(uow.session).parked == 1


class TestClaim:
    def test_takes_what_is_due_and_leaves_it_alone_until_the_lease_ends(self, uow):
        receive(uow)

        (event_id,) = claim(uow)

        assert claim(uow) == []
        assert inbox.begin(uow.session, event_id).object_id == "obj_1"


class TestBegin:
    def test_finds_nothing_to_do_in_an_event_that_is_handled_or_unknown(self, uow):
        receive(uow)
        (event_id,) = claim(uow)
        inbox.finish(uow.session, event_id)

        assert inbox.begin(uow.session, event_id) is None
        assert inbox.begin(uow.session, uuid7()) is None

    def test_parks_an_event_whose_every_try_ended_without_a_word(self, uow):
        receive(uow)
        (event_id,) = claim(uow)
        for _ in range(MAX_ATTEMPTS):
            assert inbox.begin(uow.session, event_id)

        assert inbox.begin(uow.session, event_id) is None
        assert row(uow, event_id).parked_at


class TestHold:
    def test_is_for_one_at_a_time(self, runtime):
        with runtime.unit_of_work() as uow:
            receive(uow)
            (event_id,) = claim(uow)

        with runtime.unit_of_work() as one, runtime.unit_of_work() as other:
            assert inbox.hold(one.session, event_id)
            assert not inbox.hold(other.session, event_id)


class TestFail:
    def test_puts_the_event_back_and_parks_it_after_the_last_try(self, uow):
        receive(uow)
        (event_id,) = claim(uow)

        parked = [
            inbox.fail(uow.session, inbox.begin(uow.session, event_id), error="FoundryClosed")
            for _ in range(MAX_ATTEMPTS)
        ]

        assert parked == [False] * (MAX_ATTEMPTS - 1) + [True]
        assert row(uow, event_id).last_error == "FoundryClosed"


def claim(uow):
    return inbox.claim(uow.session, limit=10, lease=timedelta(seconds=60))


def row(uow, event_id):
    uow.session.expire_all()
    return uow.session.scalars(select(InboxEvent).where(InboxEvent.id == event_id)).one()


class TestFinishOthers:
    def begun(self, uow):
        (event_id, *_) = claim(uow)
        return inbox.begin(uow.session, event_id)

    def test_lets_one_look_answer_all_that_was_kept_before_it(self, uow):
        for twin in ("evt_1", "evt_2", "evt_3"):
            receive(uow, twin)
        receive(uow, "evt_other", object_id="obj_2")

        event = self.begun(uow)
        inbox.finish(uow.session, event.id)

        assert inbox.finish_others(uow.session, event) == 2
        assert inbox.backlog(uow.session).waiting == 1

    def test_leaves_what_came_after_the_look_began(self, uow):
        receive(uow, "evt_1")
        event = self.begun(uow)
        receive(uow, "evt_news")

        assert inbox.finish_others(uow.session, event) == 0

    def test_leaves_what_is_put_aside_and_what_is_of_another_system(self, uow):
        receive(uow, "evt_odd", quarantined_because="test mode")
        receive(uow, "evt_1", source="another_foundry")
        receive(uow, "evt_1")
        query = select(InboxEvent.id).filter_by(source="bell_foundry", quarantined_because=None)

        event = inbox.begin(uow.session, uow.session.scalars(query).one())

        assert inbox.finish_others(uow.session, event) == 0

    def test_leaves_what_another_has_in_hand(self, runtime):
        with runtime.unit_of_work() as uow:
            receive(uow, "evt_1")
            receive(uow, "evt_2")
            first, second = claim(uow)
            event = inbox.begin(uow.session, first)

        with runtime.unit_of_work() as one, runtime.unit_of_work() as other:
            assert inbox.hold(one.session, second)
            assert inbox.finish_others(other.session, event) == 0
