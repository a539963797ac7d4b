"""Consents stand for one purpose each, and can be taken back (C2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.core.households import service as households
from services.core.households.errors import ChildNotFound, ConsentMissing
from services.core.households.types import ConsentGiver, ConsentPurpose
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.ids import uuid7
from tests.factories.households import (
    make_application,
    make_eligible,
    make_household,
    new_child,
    new_household,
)
from tests.factories.programmes import make_programme

SHARING = ConsentPurpose.SHARING_WITH_PROVIDER


@pytest.fixture
def programme(uow):
    return make_programme(uow)


def give(uow, child_id, given_by=ConsentGiver.GUARDIAN, purpose=SHARING):
    return households.give_consent(uow, child_id=child_id, purpose=purpose, given_by=given_by)


def take_back(uow, child_id, purpose):
    households.withdraw_consent(
        uow, child_id=child_id, purpose=purpose, given_by=ConsentGiver.GUARDIAN
    )


class TestRequireConsent:
    def test_blocks_sharing_where_none_was_given(self, uow, programme):
        _, (child_id,) = make_household(uow, programme, new_child(consents=frozenset()))
        give(uow, child_id, purpose=ConsentPurpose.EVALUATION)

        with pytest.raises(ConsentMissing):
            households.require_consent(uow, child_id=child_id, purpose=SHARING)

    def test_lets_pass_what_the_guardian_allowed(self, uow, programme):
        _, (child_id,) = make_household(uow, programme, new_child(consents=frozenset({SHARING})))

        households.require_consent(uow, child_id=child_id, purpose=SHARING)

    def test_asks_a_child_of_sixteen_as_well(self, uow, programme):
        _, (child_id,) = make_household(
            uow, programme, new_child(birth_date=date(2009, 6, 12), own_consents=frozenset())
        )
        give(uow, child_id)

        # On 11 June 2025, the eve of its birthday, the child is sixteen by law.
        with pytest.raises(ConsentMissing):
            households.require_consent(uow, child_id=child_id, purpose=SHARING)

        give(uow, child_id, ConsentGiver.CHILD)
        households.require_consent(uow, child_id=child_id, purpose=SHARING)

    def test_blocks_again_once_it_is_taken_back(self, uow, programme):
        _, (child_id,) = make_household(uow, programme)
        consent = give(uow, child_id)

        households.withdraw_consent(
            uow, child_id=child_id, purpose=SHARING, given_by=ConsentGiver.GUARDIAN
        )

        assert consent.withdrawn_at == uow.now
        with pytest.raises(ConsentMissing):
            households.require_consent(uow, child_id=child_id, purpose=SHARING)


class TestRegister:
    def test_adds_the_consents_that_are_told_later(self, uow, programme):
        told = new_household()
        _, (child_id,) = households.register(uow, household=told)
        with_consent = replace(
            told, children=(replace(told.children[0], consents=frozenset({SHARING})),)
        )

        for _ in range(2):
            households.register(uow, household=with_consent)
        households.register(uow, household=told)

        households.require_consent(uow, child_id=child_id, purpose=SHARING)


class TestProcessing:
    """Without it nothing is done with a child's data at all."""

    def test_is_what_an_application_takes(self, uow, programme):
        _, (child_id,) = make_household(uow, programme, new_child(consents=frozenset({SHARING})))

        with pytest.raises(ConsentMissing):
            households.apply(uow, programme_id=programme.id, child_id=child_id)

    def test_keeps_an_application_undecided_once_it_is_taken_back(self, uow, programme):
        application = make_application(uow, programme)
        take_back(uow, application.child_id, ConsentPurpose.PROCESSING)

        decided = households.decide_all(uow, programme_id=programme.id)

        assert sum(decided.values()) == 0
        assert application.decision == "pending"
        with pytest.raises(ConsentMissing):
            households.decide(uow, programme_id=programme.id, application_id=application.id)

    def test_keeps_a_child_out_of_the_draw_once_it_is_taken_back(self, uow, programme):
        kept, gone = make_eligible(uow, programme), make_eligible(uow, programme)
        take_back(uow, gone.child_id, ConsentPurpose.PROCESSING)

        found = households.eligible_candidates(uow, programme_id=programme.id)

        assert [one.application_id for one in found] == [kept.id]


class TestConfirmations:
    def test_leave_out_and_count_who_does_not_share_with_the_municipality(self, uow, programme):
        told, untold = make_eligible(uow, programme), make_eligible(uow, programme)
        take_back(uow, untold.child_id, ConsentPurpose.SHARING_WITH_MUNICIPALITY)

        found = households.confirmations(uow, programme_id=programme.id)

        assert (found.applications, found.left_out) == (1, 1)
        assert str(told.id) in found.data.decode("utf-8-sig")
        assert str(untold.id) not in found.data.decode("utf-8-sig")


class TestHistory:
    def test_tells_when_each_was_given_and_taken_back(self, uow, programme):
        _, (child_id,) = make_household(uow, programme)
        before = uow.now
        uow.now += timedelta(days=3)
        take_back(uow, child_id, SHARING)

        history = households.consent_history(uow, child_id=child_id)

        spans = {one.purpose: (one.given_at, one.withdrawn_at) for one in history}
        assert spans[SHARING] == (before, uow.now)
        assert spans[ConsentPurpose.PROCESSING] == (before, None)

    def test_is_a_file_in_the_reader_s_words(self, uow, programme):
        _, (child_id,) = make_household(uow, programme)

        for language, words in (("ja", "教室との共有"), ("en", "sharing with the classroom")):
            data = households.consent_history_csv(uow, child_id=child_id, language=language)
            assert words in data.decode("utf-8-sig")
            assert "2025-06-11 12:00" in data.decode("utf-8-sig")

    def test_is_a_family_s_own(self, uow, uow_as, programme):
        _, (child_id,) = make_household(uow, programme)
        stranger = Actor(
            id=uuid7(),
            kind=ActorKind.FAMILY,
            organisation_id=programme.organisation_id,
            household_id=uuid7(),
        )
        theirs = uow_as(stranger, programme.organisation_id)

        for verb in (households.consent_history, households.consent_history_csv):
            with pytest.raises(ChildNotFound):
                verb(theirs, child_id=child_id)
        with pytest.raises(ChildNotFound):
            give(theirs, child_id)


class TestGiveConsent:
    def test_keeps_the_first_of_two_equal_ones(self, uow, uow_as, clock, programme):
        _, (child_id,) = make_household(uow, programme)
        first = give(uow, child_id)
        clock.move_to(clock.at + timedelta(days=1))

        again = give(uow_as("tester", uow.organisation_id), child_id)

        assert again.given_at == first.given_at

    def test_keeps_each_stretch_of_time_in_which_it_stood(self, uow, programme):
        _, (child_id,) = make_household(uow, programme)
        first = give(uow, child_id)
        households.withdraw_consent(
            uow, child_id=child_id, purpose=SHARING, given_by=ConsentGiver.GUARDIAN
        )

        assert give(uow, child_id).id != first.id

    def test_knows_no_forgotten_child(self, uow, programme):
        _, (child_id,) = make_household(uow, programme)
        households.forget(uow, child_id)

        with pytest.raises(ChildNotFound):
            give(uow, child_id)
