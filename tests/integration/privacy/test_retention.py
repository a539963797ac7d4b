"""What is over its term goes, what is within it stays, and the books stay as they were (I4)."""

from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.core.donations.models import Donor
from services.core.households import service as households
from services.core.households.models import Child, Consent
from services.core.households.types import ConsentGiver, ConsentPurpose
from services.core.kit import inbox
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.kit.models import GivenAnswer, InboxEvent, JobRun, OutboxMessage, SubjectKey
from services.core.privacy import service as privacy
from services.core.privacy.errors import RetentionPlanChanged
from services.core.privacy.models import Disclosure
from services.core.privacy.types import (
    AskedBy,
    DataClass,
    ErasureGround,
    HoldId,
    HoldReason,
    Subject,
    SubjectKind,
)
from services.core.redemptions.models import RefusedAttempt
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.households import make_application, make_eligible, make_household, new_child
from tests.factories.journey import make_journey
from tests.factories.privacy import answer, consent, disclosure, link, message, refusal, session
from tests.factories.programmes import make_programme


def attempts(uow):
    """`Runtime.attempt` within the test's one transaction."""

    def attempt(verb, *, organisation_id):
        uow.enter(organisation_id)
        outcome = verb(uow)
        uow.session.flush()
        return outcome

    return attempt


def run(uow):
    return privacy.run_retention(attempts(uow), organisation_id=uow.organisation_id)


def due(uow, data_class):
    found = privacy.retention_due(uow).classes
    return next(one for one in found if one.data_class is data_class)


def is_gone(uow, child_id):
    uow.session.expire_all()
    return uow.session.get(Child, (uow.organisation_id, child_id)).forgotten_at is not None


def later(uow, **delta):
    uow.now += timedelta(**delta)


def books(uow):
    query = "SELECT md5(string_agg(t::text, '|' ORDER BY t.id)) FROM ledger_transfers t"
    sums = "SELECT sum(debits_posted), sum(credits_posted), count(*) FROM ledger_accounts"
    return uow.session.scalar(text(query)), tuple(uow.session.execute(text(sums)).one())


@pytest.fixture
def programme(uow):
    return make_programme(uow)


class TestNotSelected:
    def test_go_after_their_term_and_the_selected_stay(self, uow):
        journey = make_journey(uow)
        selected = journey.cards[0][0].child_id
        _, (brother, applicant) = make_household(
            uow, journey.programme, new_child(kana="ベツノ イチロウ"), new_child(kana="ベツノ ハナ")
        )
        for child in (brother, applicant):
            make_application(uow, journey.programme, child_id=child)
        households.decide_all(uow, programme_id=journey.programme.id)
        uow.session.execute(
            text("UPDATE applications SET decision = 'ineligible' WHERE child_id = ANY(:ids)"),
            {"ids": [brother, applicant]},
        )
        later(uow, days=170)
        _, (newcomer,) = make_household(uow, journey.programme, new_child(kana="シンキ ナツ"))
        before = books(uow)
        later(uow, days=20)
        assert due(uow, DataClass.NOT_SELECTED).due == 2

        report = run(uow)

        assert is_gone(uow, applicant)
        assert is_gone(uow, brother)
        assert not is_gone(uow, selected)
        assert not is_gone(uow, newcomer)
        assert books(uow) == before
        step = next(one for one in report.steps if one.data_class is DataClass.NOT_SELECTED)
        assert (step.due, step.done, step.held) == (2, 2, 0)
        erased = {one.subject.id: one for one in privacy.erasures(uow)}
        assert erased[applicant].ground is ErasureGround.TERM_OVER
        assert erased[applicant].asked_by is AskedBy.SCHEDULE
        key = uow.session.get(SubjectKey, (uow.organisation_id, applicant))
        assert key.wrapped is None

    def test_stay_while_they_may_still_be_drawn(self, uow, programme):
        hopeful = make_eligible(uow, programme)
        later(uow, days=200)
        assert due(uow, DataClass.NOT_SELECTED).due == 0
        later(uow, days=200)  # the programme's year is over
        assert due(uow, DataClass.NOT_SELECTED).due == 1
        run(uow)
        assert is_gone(uow, hopeful.child_id)

    def test_stay_for_the_evaluation_that_they_agreed_to(self, uow, programme):
        followed = make_eligible(uow, programme)
        households.give_consent(
            uow,
            child_id=followed.child_id,
            purpose=ConsentPurpose.EVALUATION,
            given_by=ConsentGiver.GUARDIAN,
        )
        later(uow, days=700)
        assert due(uow, DataClass.NOT_SELECTED).due == 0
        households.withdraw_consent(
            uow,
            child_id=followed.child_id,
            purpose=ConsentPurpose.EVALUATION,
            given_by=ConsentGiver.GUARDIAN,
        )
        uow.session.flush()
        assert due(uow, DataClass.NOT_SELECTED).due == 1

    def test_stay_under_a_hold_which_is_told(self, uow, programme):
        household_id, (held,) = make_household(uow, programme)
        _, (free,) = make_household(uow, programme)
        privacy.place_hold(
            uow,
            id=HoldId(uuid7()),
            subject=Subject(SubjectKind.HOUSEHOLD, household_id),
            reason=HoldReason.COURT_ORDER,
            until=uow.now + timedelta(days=2_000),
        )
        later(uow, days=400)
        found = due(uow, DataClass.NOT_SELECTED)
        assert (found.due, found.held) == (2, 1)

        report = run(uow)

        assert report.finished_at == uow.now
        assert is_gone(uow, free)
        assert not is_gone(uow, held)

    def test_of_another_organisation_are_not_touched(self, runtime):
        who, children = operator("office"), {}
        for _ in range(2):
            with runtime.unit_of_work(who) as uow:
                programme = make_programme(uow)
                _, (children[programme.organisation_id],) = make_household(uow, programme)
        runtime.clock.move_to(runtime.clock.now() + timedelta(days=400))
        mine, theirs = children

        privacy.run_retention(partial(runtime.attempt, actor=who), organisation_id=mine)

        for organisation_id, gone in ((mine, True), (theirs, False)):
            with runtime.unit_of_work(who, organisation_id=organisation_id) as uow:
                assert is_gone(uow, children[organisation_id]) is gone


class TestParticipants:
    def test_go_five_years_after_their_last_year(self, uow):
        journey = make_journey(uow)
        child_id = journey.cards[0][0].child_id
        uow.now = datetime(2031, 3, 1, tzinfo=uow.now.tzinfo)
        assert due(uow, DataClass.PARTICIPANTS).due == 0
        uow.now = datetime(2031, 5, 1, tzinfo=uow.now.tzinfo)
        assert due(uow, DataClass.PARTICIPANTS).due == 1
        assert not is_gone(uow, child_id)


class TestDonors:
    def test_go_when_the_list_has_served(self, uow, programme):
        campaign = make_campaign(uow, programme)
        gift = make_gift(uow, campaign, donor=HANAKO)
        uow.now = datetime(2031, 3, 31, 12, tzinfo=uow.now.tzinfo)
        assert due(uow, DataClass.DONORS).due == 0
        uow.now = datetime(2031, 4, 1, 1, tzinfo=uow.now.tzinfo)
        assert due(uow, DataClass.DONORS).due == 1

        run(uow)

        uow.session.expire_all()
        donor = uow.session.get(Donor, (uow.organisation_id, gift.donor_id))
        assert donor.name_sealed is None

    def test_without_a_gift_go_after_a_year(self, uow, programme):
        make_gift(uow, make_campaign(uow, programme), settled=False, donor=HANAKO)
        later(uow, days=300)
        assert due(uow, DataClass.DONORS_WITHOUT_GIFT).due == 0
        later(uow, days=100)
        assert due(uow, DataClass.DONORS_WITHOUT_GIFT).due == 1


class TestRows:
    def test_go_when_they_are_old_and_stay_while_they_are_young(self, uow, programme):
        _, (child_id,) = make_household(uow, programme)
        rows = {
            DataClass.GIVEN_ANSWERS: (GivenAnswer, "given_at", answer, 40),
            DataClass.OUTBOX_MESSAGES: (OutboxMessage, "done_at", message, 100),
            DataClass.SHARING_RECORDS: (Disclosure, "disclosed_at", disclosure, 1_200),
            DataClass.REFUSED_ATTEMPTS: (RefusedAttempt, "refused_at", refusal, 400),
            DataClass.CONSENTS: (Consent, "withdrawn_at", consent, 1_200),
        }
        young, old = {}, {}
        for data_class, (_, column, make, days) in rows.items():
            young[data_class] = make(uow, child_id, **{column: uow.now - timedelta(days=1)})
            old[data_class] = make(uow, child_id, **{column: uow.now - timedelta(days=days)})
        uow.session.flush()

        report = run(uow)

        done = {step.data_class: step.done for step in report.steps}
        for data_class, (table, column, _, days) in rows.items():
            stamps = set(uow.session.scalars(text(f"SELECT {column} FROM {table.__tablename__}")))
            assert done[data_class] == 1, data_class
            assert uow.now - timedelta(days=days) not in stamps, data_class
            assert uow.now - timedelta(days=1) in stamps, data_class

    def test_of_sessions_and_links_go_when_they_open_nothing_any_more(self, uow, programme):
        for days in (1, 200):
            ended = uow.now - timedelta(days=days)
            uow.session.add(session(programme.organisation_id, ended))
            uow.session.add(link(programme.organisation_id, ended))
        uow.session.flush()
        report = run(uow)
        done = {step.data_class: step.done for step in report.steps}
        assert done[DataClass.SIGN_IN] == 2

    def test_of_the_installation_go_by_themselves(self, uow, programme):
        old = uow.now - timedelta(days=500)
        uow.session.add(JobRun(job="x", scheduled_for=old, finished_at=old))
        uow.session.add(JobRun(job="y", scheduled_for=uow.now, finished_at=uow.now))
        for number, when in enumerate((old, uow.now)):
            inbox.store(
                uow.session,
                source="s",
                external_id=f"e{number}",
                object_id="o",
                topic="t",
                payload={"name": "見本"},
            )
            uow.session.query(InboxEvent).filter_by(external_id=f"e{number}").update(
                {"received_at": when, "handled_at": when}
            )
        uow.session.flush()

        done = privacy.tidy_installation(uow)

        assert done == {"inbox_payloads": 1, "job_runs": 1}
        uow.session.expire_all()
        told = {row.external_id: row.payload for row in uow.session.query(InboxEvent)}
        assert told == {"e0": {}, "e1": {"name": "見本"}}

    def test_the_database_itself_keeps_the_last_years_refusals(self, uow, programme):
        attempt = refusal(uow, None, refused_at=datetime.now(tz=uow.now.tzinfo))
        uow.session.flush()
        with (
            pytest.raises(DBAPIError, match="keeps its rows for a year"),
            uow.session.begin_nested(),
        ):
            uow.session.execute(
                text("DELETE FROM refused_attempts WHERE id = :id"), {"id": attempt.id}
            )


class TestRun:
    def test_refuses_when_more_is_due_than_was_confirmed(self, uow, programme):
        make_household(uow, programme)
        later(uow, days=400)
        seen = privacy.retention_due(uow)
        make_household(uow, programme)
        later(uow, days=400)
        with pytest.raises(RetentionPlanChanged):
            privacy.begin_run(uow, confirm=seen.digest)

    def test_goes_on_where_it_was_left(self, uow, programme):
        children = []
        for number in range(60):
            _, (child_id,) = make_household(uow, programme, reference=f"R-{number}")
            children.append(child_id)
        later(uow, days=400)
        begun = privacy.begin_run(uow)
        while not any(step.done for step in privacy.get_run(uow, run_id=begun.id).steps):
            assert privacy.continue_run(uow, run_id=begun.id)
        assert 0 < sum(is_gone(uow, child) for child in children) < 60

        report = run(uow)

        assert report.id == begun.id
        assert all(is_gone(uow, child) for child in children)
        done = {step.data_class: step.done for step in report.steps}
        assert done[DataClass.NOT_SELECTED] == 60
        assert privacy.unfinished_run(uow) is None

    def test_that_was_killed_in_the_middle_is_resumed(self, runtime):
        who = operator("office")
        with runtime.unit_of_work(who) as uow:
            programme = make_programme(uow)
            for number in range(60):
                make_household(uow, programme, reference=f"R-{number}")
        runtime.clock.move_to(runtime.clock.now() + timedelta(days=400))
        organisation_id = programme.organisation_id
        batches = []

        def dying(verb, *, organisation_id):
            """The process ends in the third batch that erases, before its commit."""
            with runtime.unit_of_work(who, organisation_id=organisation_id) as uow:
                outcome = verb(uow)
                batches.append(len(privacy.erasures(uow)))
                if batches[-1] > 25:
                    raise KeyboardInterrupt
                return outcome

        with pytest.raises(KeyboardInterrupt):
            privacy.run_retention(dying, organisation_id=organisation_id)
        with runtime.unit_of_work(who, organisation_id=organisation_id) as uow:
            assert len(privacy.erasures(uow)) == 25
            assert privacy.unfinished_run(uow)

        report = privacy.run_retention(
            partial(runtime.attempt, actor=who), organisation_id=organisation_id
        )

        done = {step.data_class: step.done for step in report.steps}
        assert done[DataClass.NOT_SELECTED] == 60
        with runtime.unit_of_work(who, organisation_id=organisation_id) as uow:
            assert len(privacy.erasures(uow)) == 60
