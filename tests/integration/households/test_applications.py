"""Applying and deciding, by rules that are kept with the decision."""

from datetime import date

import pytest
from sqlalchemy import select

from services.core.households import service as households
from services.core.households.errors import (
    AlreadyApplied,
    ApplicationNotFound,
    ApplicationWithdrawn,
    ChildNotFound,
    NotDecidedYet,
)
from services.core.households.types import ChildId, Decision, GradeOverride
from services.core.kit.ids import uuid7
from services.core.kit.models import OutboxMessage
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeUnknown
from services.core.programmes.types import Benefit, Criteria, GradeIn
from tests.factories.households import (
    make_application,
    make_eligible,
    make_household,
    new_child,
    new_household,
)
from tests.factories.programmes import make_organisation, make_programme


@pytest.fixture
def programme(uow):
    return make_programme(uow)


def decided_events(uow, application_id):
    query = select(OutboxMessage).where(
        OutboxMessage.topic == "application.decided", OutboxMessage.key == str(application_id)
    )
    return uow.session.scalars(query).all()


class TestApply:
    def test_takes_the_grade_from_the_birth_date(self, uow, programme):
        _, (child_id,) = make_household(uow, programme, new_child(birth_date=date(2011, 4, 1)))

        application = households.apply(uow, programme_id=programme.id, child_id=child_id)

        assert application.grade_no == 9
        assert application.decision is Decision.PENDING

    def test_takes_another_grade_with_its_reason_sealed(self, uow, programme):
        _, (child_id,) = make_household(uow, programme)
        held_back = GradeOverride(grade_no=8, reason="留年のため")

        application = households.apply(
            uow, programme_id=programme.id, child_id=child_id, grade=held_back
        )

        assert application.grade_no == 8
        assert "留年".encode() not in application.grade_reason_sealed

    def test_finds_the_application_that_is_there(self, uow, programme):
        first = make_application(uow, programme)

        again = make_application(uow, programme, child_id=first.child_id)

        assert again.id == first.id

    def test_refuses_another_grade_for_the_same_child(self, uow, programme):
        first = make_application(uow, programme)

        with pytest.raises(AlreadyApplied):
            households.apply(
                uow,
                programme_id=programme.id,
                child_id=ChildId(first.child_id),
                grade=GradeOverride(grade_no=7, reason="帰国"),
            )

    def test_refuses_a_child_that_is_unknown_or_forgotten(self, uow, programme):
        _, (forgotten,) = make_household(uow, programme)
        households.forget(uow, forgotten)

        for child_id in (forgotten, ChildId(uuid7())):
            with pytest.raises(ChildNotFound):
                households.apply(uow, programme_id=programme.id, child_id=child_id)

    def test_does_not_see_another_organisations_programme(self, uow, uow_as, programme):
        make_application(uow, programme)
        elsewhere = make_organisation(uow_as("somebody else"))
        stranger = uow_as("somebody else", elsewhere.id)

        with pytest.raises(ProgrammeUnknown):
            households.counts_by_decision(stranger, programme_id=programme.id)


class TestDecide:
    def test_finds_eligible_who_meets_every_group(self, uow, programme):
        application = make_eligible(uow, programme)

        assert application.criteria_version == 1
        assert (application.priority, application.score) == (2, 3)
        assert [reason["met"] for reason in application.reasons] == [True, True, True]
        (event,) = decided_events(uow, application.id)
        assert event.payload["decision"] == "eligible"

    @pytest.mark.parametrize(
        ("overrides", "unmet"),
        [
            ({"benefits": frozenset({Benefit.TAX_EXEMPT})}, "public_assistance_or_school_aid"),
            ({"municipality_code": "13112"}, "lives_in_the_ward"),
            (
                {"children": (new_child(birth_date=date(2011, 4, 2)),)},
                "third_year_lower_secondary",
            ),
        ],
    )
    def test_says_which_criterion_was_not_met(self, uow, programme, overrides, unmet):
        application = make_application(uow, programme, **overrides)

        households.decide(uow, programme_id=programme.id, application_id=application.id)

        assert application.decision is Decision.INELIGIBLE
        assert [r["criterion"] for r in application.reasons if not r["met"]] == [unmet]

    def test_decides_once(self, uow, programme):
        application = make_eligible(uow, programme)
        everybody = Criteria(groups=())
        programmes.set_criteria(
            uow, programme_id=programme.id, criteria=everybody, text_ja="全員", text_en="All"
        )

        households.decide(uow, programme_id=programme.id, application_id=application.id)

        assert application.criteria_version == 1
        assert len(decided_events(uow, application.id)) == 1

    def test_leaves_alone_what_was_withdrawn(self, uow, programme):
        application = make_application(uow, programme)
        households.withdraw(uow, programme_id=programme.id, application_id=application.id)

        with pytest.raises(ApplicationWithdrawn):
            households.decide(uow, programme_id=programme.id, application_id=application.id)

    def test_knows_its_own_programmes_applications_only(self, uow, programme):
        application = make_application(uow, programme)
        other = make_programme(uow, organisation_id=programme.organisation_id)

        with pytest.raises(ApplicationNotFound):
            households.decide(uow, programme_id=other.id, application_id=application.id)


class TestAssess:
    def test_decides_nothing(self, uow, programme):
        application = make_application(uow, programme)

        found = households.assess(uow, programme_id=programme.id, application_id=application.id)

        assert found.eligible
        assert application.decision is Decision.PENDING


class TestExplain:
    def test_shows_the_rules_of_then_after_they_have_changed(self, uow, programme):
        application = make_eligible(uow, programme)
        programmes.set_criteria(
            uow,
            programme_id=programme.id,
            criteria=Criteria(groups=((GradeIn(code="grade", grades=(1,)),),)),
            text_ja="小学1年生",
            text_en="First graders",
        )

        opened = households.explain(uow, programme_id=programme.id, application_id=application.id)

        assert opened.criteria_version == 1
        assert "中学3年生" in opened.criteria_text_ja
        assert [reason.criterion.kind for reason in opened.reasons] == [
            "grade_in",
            "benefit_in",
            "residence_in",
        ]
        assert opened.facts.benefits == {Benefit.SCHOOL_AID}

    def test_keeps_the_facts_of_then_after_they_have_changed(self, uow, programme):
        told = new_household()
        _, (child_id,) = households.register(uow, household=told)
        application = make_eligible(uow, programme, child_id=child_id)
        households.register(
            uow, household=new_household(reference=told.reference, benefits=frozenset())
        )

        opened = households.explain(uow, programme_id=programme.id, application_id=application.id)

        assert opened.facts.benefits == {Benefit.SCHOOL_AID}

    def test_has_nothing_to_show_before_the_decision(self, uow, programme):
        application = make_application(uow, programme)

        with pytest.raises(NotDecidedYet):
            households.explain(uow, programme_id=programme.id, application_id=application.id)


class TestDecideAll:
    def test_decides_whoever_waits_and_counts(self, uow, programme):
        waiting = [make_application(uow, programme) for _ in range(3)]
        refused = make_application(uow, programme, benefits=frozenset())
        earlier = make_eligible(uow, programme)
        withdrawn = make_application(uow, programme)
        households.withdraw(uow, programme_id=programme.id, application_id=withdrawn.id)

        counts = households.decide_all(uow, programme_id=programme.id)

        assert counts == {Decision.ELIGIBLE: 3, Decision.INELIGIBLE: 1}
        assert {row.decision for row in waiting} == {Decision.ELIGIBLE}
        assert refused.decision is Decision.INELIGIBLE
        assert len(decided_events(uow, earlier.id)) == 1
        assert households.counts_by_decision(uow, programme_id=programme.id) == {
            Decision.PENDING: 0,
            Decision.ELIGIBLE: 4,
            Decision.INELIGIBLE: 1,
            Decision.WITHDRAWN: 1,
        }

    def test_has_nothing_to_do_the_second_time(self, uow, programme):
        make_application(uow, programme)
        households.decide_all(uow, programme_id=programme.id)

        assert sum(households.decide_all(uow, programme_id=programme.id).values()) == 0
