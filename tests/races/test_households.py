"""Two at once: a family is registered once, and a child's second application is seen."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from services.core.bootstrap import Runtime
from services.core.households import service as households
from services.core.households.types import NewGuardian
from services.core.kit.actor import operator
from tests.factories.households import new_household
from tests.factories.programmes import make_programme

WAIT_S = 20


@pytest.fixture
def programme(runtime: Runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_programme(uow)


def at_once(runtime, programme, *verbs):
    """Run each verb as another person, all at the same moment."""
    start = Barrier(len(verbs))

    def run(number, verb):
        with runtime.unit_of_work(
            operator(f"person {number}"), organisation_id=programme.organisation_id
        ) as uow:
            start.wait(WAIT_S)
            return verb(uow)

    with ThreadPoolExecutor(len(verbs)) as pool:
        futures = [pool.submit(run, number, verb) for number, verb in enumerate(verbs)]
        return [future.result(WAIT_S) for future in futures]


class TestRegister:
    def test_makes_one_family_of_the_same_told_twice(self, runtime, programme):
        told = new_household()

        def register(uow):
            return households.register(uow, household=told)

        first, second = at_once(runtime, programme, register, register)

        assert first == second


class TestApply:
    def test_reports_the_child_that_two_guardians_bring_at_once(self, runtime, programme):
        def bring(kana):
            def verb(uow):
                guardian = NewGuardian(name="見本", kana=kana)
                _, (child_id,) = households.register(
                    uow, household=new_household(guardian=guardian)
                )
                return households.apply(uow, programme_id=programme.id, child_id=child_id).id

            return verb

        applied = at_once(runtime, programme, bring("ミホン ハハ"), bring("ミホン チチ"))

        with runtime.unit_of_work(organisation_id=programme.organisation_id) as uow:
            (found,) = households.duplicates_of(uow, programme_id=programme.id)
        assert {found.application_id, found.other_application_id} == set(applied)
