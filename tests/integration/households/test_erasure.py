"""Forgetting a child destroys what can be read, and keeps the books."""

import pytest

from services.core.households import service as households
from services.core.households.errors import ChildNotFound
from services.core.households.models import Child, Guardian, Household
from services.core.households.types import ChildId, Decision
from services.core.kit.crypto import SubjectForgotten
from services.core.kit.ids import uuid7
from services.core.kit.models import SubjectKey
from tests.factories.households import (
    make_application,
    make_eligible,
    make_household,
    new_child,
)
from tests.factories.programmes import make_programme


@pytest.fixture
def programme(uow):
    return make_programme(uow)


class TestForget:
    def test_destroys_the_key_and_leaves_a_tombstone(self, uow, programme):
        _, (child_id,) = make_household(uow, programme)
        child = uow.session.get(Child, (uow.organisation_id, child_id))
        sealed = child.name_sealed

        households.forget(uow, child_id)

        assert uow.session.get(SubjectKey, (uow.organisation_id, child_id)).wrapped is None
        assert child.forgotten_at == uow.now
        assert (child.name_sealed, child.kana_index, child.duplicate_index) == (None, None, None)
        with pytest.raises(SubjectForgotten):
            uow.vault.unseal(child_id, "children.name", child_id, sealed)

    def test_takes_the_household_along_with_its_last_child(self, uow, programme):
        sister, brother = new_child(), new_child(kana="ミホン タロウ")
        household_id, (first, last) = make_household(uow, programme, sister, brother)
        household = uow.session.get(Household, (uow.organisation_id, household_id))
        (guardian,) = uow.session.query(Guardian).filter_by(household_id=household_id)

        households.forget(uow, first)
        assert guardian.read(uow.vault, "name") == "見本 良子"

        households.forget(uow, last)
        assert guardian.name_sealed is None
        assert household.postcode_sealed is None
        assert household.forgotten_at == guardian.forgotten_at == uow.now

    def test_keeps_the_decision_but_not_what_it_looked_at(self, uow, programme):
        application = make_eligible(uow, programme)
        households.forget(uow, ChildId(application.child_id))

        opened = households.explain(uow, programme_id=programme.id, application_id=application.id)

        assert opened.decision is Decision.ELIGIBLE
        assert [reason.met for reason in opened.reasons] == [True, True, True]
        assert opened.facts is None
        assert households.eligible_candidates(uow, programme_id=programme.id) == []

    def test_ends_what_waits_for_a_decision(self, uow, programme):
        application = make_application(uow, programme)

        households.forget(uow, ChildId(application.child_id))

        assert application.decision is Decision.WITHDRAWN

    def test_is_done_once(self, uow, programme):
        _, (child_id,) = make_household(uow, programme)
        households.forget(uow, child_id)
        households.forget(uow, child_id)

        with pytest.raises(ChildNotFound):
            households.forget(uow, ChildId(uuid7()))
