"""A consent that is taken back reaches the counter by the outbox (C2)."""

import pytest

from services.core.households import service as households
from services.core.households.types import ConsentGiver, ConsentPurpose
from services.core.kit.actor import operator
from services.core.redemptions import service as redemptions
from services.worker import delivery
from tests.factories.redemptions import make_classroom


@pytest.fixture
def classroom(runtime):
    with runtime.unit_of_work(operator("founder")) as uow:
        return make_classroom(uow)


class TestConsentWithdrawn:
    def test_ends_the_places_that_stood_on_it(self, runtime, classroom):
        organisation_id = classroom.programme.organisation_id
        with runtime.unit_of_work(operator("office"), organisation_id=organisation_id) as uow:
            households.withdraw_consent(
                uow,
                child_id=classroom.card.child_id,
                purpose=ConsentPurpose.SHARING_WITH_PROVIDER,
                given_by=ConsentGiver.GUARDIAN,
            )

        delivery.drain(runtime)

        with runtime.unit_of_work(organisation_id=organisation_id) as uow:
            place = redemptions.get_enrolment(
                uow, programme_id=classroom.programme.id, enrolment_id=classroom.enrolment.id
            )
        assert place.left_on is not None
