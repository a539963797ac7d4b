"""Consents stand for one purpose each, and can be taken back (C2)."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from services.core.households import service as households
from services.core.households.errors import ChildNotFound, ConsentMissing
from services.core.households.types import ConsentGiver, ConsentPurpose
from tests.factories.households import make_household, new_child, new_household
from tests.factories.programmes import make_programme

SHARING = ConsentPurpose.SHARING_WITH_PROVIDER


@pytest.fixture
def programme(uow):
    return make_programme(uow)


def give(uow, child_id, given_by=ConsentGiver.GUARDIAN, purpose=SHARING):
    return households.give_consent(uow, child_id=child_id, purpose=purpose, given_by=given_by)


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
