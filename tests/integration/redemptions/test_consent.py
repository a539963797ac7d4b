"""What a provider learns of a child stands on a consent, and ends with it (C2)."""

from datetime import timedelta

import pytest

from services.core.households import service as households
from services.core.households.errors import ConsentMissing
from services.core.households.types import ConsentGiver, ConsentPurpose
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.ids import uuid7
from services.core.redemptions import service as redemptions
from services.core.redemptions.errors import ChildNotEnrolled
from services.core.redemptions.types import EnrolmentId
from services.core.vouchers import service as vouchers
from tests.factories.providers import only_site
from tests.factories.redemptions import LESSON, enrol, make_classroom, redeem

SHARING, PROCESSING = ConsentPurpose.SHARING_WITH_PROVIDER, ConsentPurpose.PROCESSING


@pytest.fixture
def classroom(uow):
    return make_classroom(uow)


def take_back(uow, classroom, purpose=SHARING):
    households.withdraw_consent(
        uow,
        child_id=classroom.card.child_id,
        purpose=purpose,
        given_by=ConsentGiver.GUARDIAN,
    )


def give(uow, classroom, purpose=SHARING):
    households.give_consent(
        uow, child_id=classroom.card.child_id, purpose=purpose, given_by=ConsentGiver.GUARDIAN
    )


def roster(uow, classroom):
    return redemptions.enrolments_of(
        uow, programme_id=classroom.programme.id, provider_id=classroom.provider.id
    )


class TestEnrol:
    @pytest.mark.parametrize("purpose", [SHARING, PROCESSING])
    def test_takes_the_family_s_consent(self, uow, classroom, purpose):
        take_back(uow, classroom, purpose)

        with pytest.raises(ConsentMissing):
            enrol(uow, classroom.card, classroom.provider)
        with pytest.raises(ConsentMissing):
            redemptions.enrol_many(
                uow,
                programme_id=classroom.programme.id,
                provider_id=classroom.provider.id,
                site_id=only_site(uow, classroom.provider.id),
                children={EnrolmentId(uuid7()): classroom.card.child_id},
            )
        with pytest.raises(ConsentMissing):
            redemptions.enrol_shown(
                uow,
                id=EnrolmentId(uuid7()),
                programme_id=classroom.programme.id,
                provider_id=classroom.provider.id,
                site_id=only_site(uow, classroom.provider.id),
                shown=classroom.card.token,
                scanner_id=classroom.provider.id,
            )

    @pytest.mark.parametrize(
        "purpose",
        [
            ConsentPurpose.SHARING_WITH_MUNICIPALITY,
            ConsentPurpose.EVALUATION,
            ConsentPurpose.MENTORING,
        ],
    )
    def test_takes_no_consent_to_anything_else(self, uow, classroom, purpose):
        take_back(uow, classroom, purpose)

        assert enrol(uow, classroom.card, classroom.provider).id == classroom.enrolment.id


class TestEndUnshared:
    @pytest.mark.parametrize("purpose", [SHARING, PROCESSING])
    def test_ends_the_place_after_the_day_and_leaves_the_balance(self, uow, classroom, purpose):
        redeem(uow, classroom, amount=1_000)
        uow.now += timedelta(days=LESSON.toordinal() - uow.now.date().toordinal())
        take_back(uow, classroom, purpose)

        assert redemptions.end_unshared(uow, child_id=classroom.card.child_id) == 1
        assert redemptions.end_unshared(uow, child_id=classroom.card.child_id) == 0

        redeem(uow, classroom, amount=1_000, service_on=LESSON)
        uow.now += timedelta(days=1)
        with pytest.raises(ChildNotEnrolled):
            redeem(uow, classroom, amount=1_000, service_on=LESSON + timedelta(days=1))
        left = vouchers.available(
            uow, programme_id=classroom.programme.id, voucher_id=classroom.card.voucher_id
        )
        assert left.minor == 8_000

    def test_looks_at_what_is_and_not_at_what_was(self, uow, classroom):
        take_back(uow, classroom)
        give(uow, classroom)

        assert redemptions.end_unshared(uow, child_id=classroom.card.child_id) == 0
        assert classroom.enrolment.left_on is None

    def test_can_be_taken_up_again(self, uow, classroom):
        take_back(uow, classroom)
        redemptions.end_unshared(uow, child_id=classroom.card.child_id)
        give(uow, classroom)

        assert enrol(uow, classroom.card, classroom.provider).left_on is None


class TestRoster:
    def test_hides_the_child_from_the_provider_at_once(self, uow, uow_as, classroom):
        provider = Actor(
            id=uuid7(),
            kind=ActorKind.MEMBER,
            organisation_id=classroom.programme.organisation_id,
            provider_id=classroom.provider.id,
        )
        theirs = uow_as(provider, classroom.programme.organisation_id)
        assert [place.id for place in roster(theirs, classroom)] == [classroom.enrolment.id]

        take_back(uow, classroom)

        assert roster(theirs, classroom) == []
        assert [place.id for place in roster(uow, classroom)] == [classroom.enrolment.id]
