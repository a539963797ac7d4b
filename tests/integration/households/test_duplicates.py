"""The same child twice in one year is seen before it is awarded twice (C5)."""

import pytest

from services.core.households import service as households
from services.core.households.errors import DuplicateAlreadyResolved
from services.core.households.types import Decision, NewGuardian, Resolution
from tests.factories.households import make_application, make_household, new_child
from tests.factories.programmes import make_programme


@pytest.fixture
def programme(uow):
    return make_programme(uow)


def via_other_guardian(uow, programme, **overrides):
    """The factory's child once more, registered by its father under another number."""
    father = NewGuardian(name="別姓 一郎", kana="ベッセイ イチロウ")
    return make_application(uow, programme, guardian=father, **overrides)


class TestReportDuplicates:
    def test_finds_the_same_child_registered_by_two_guardians(self, uow, programme):
        mothers = make_application(uow, programme)
        fathers = via_other_guardian(uow, programme, children=(new_child(kana="みほんはなこ"),))

        (found,) = households.duplicates_of(uow, programme_id=programme.id)

        assert (found.application_id, found.other_application_id) == (fathers.id, mothers.id)

    def test_finds_one_child_in_two_programmes_of_the_year(self, uow, programme):
        first = make_application(uow, programme)
        fund = make_programme(uow, organisation_id=programme.organisation_id)

        second = make_application(uow, fund, child_id=first.child_id)

        (found,) = households.duplicates_of(uow, programme_id=fund.id)
        assert found.application_id == second.id
        assert found.other_programme_id == programme.id
        assert households.duplicates_of(uow, programme_id=programme.id) == []

    def test_leaves_the_next_fiscal_year_alone(self, uow, programme):
        first = make_application(uow, programme)
        next_year = make_programme(
            uow, example="cfc-2026", organisation_id=programme.organisation_id
        )

        make_application(uow, next_year, child_id=first.child_id)

        assert households.duplicates_of(uow, programme_id=next_year.id) == []

    def test_leaves_twins_and_other_postcodes_alone(self, uow, programme):
        make_household(uow, programme)
        make_application(uow, programme)
        make_application(uow, programme, children=(new_child(kana="ミホン ハルコ"),))
        make_application(uow, programme, postcode="1510051")

        assert households.duplicates_of(uow, programme_id=programme.id) == []

    def test_reports_a_pair_once(self, uow, programme):
        make_application(uow, programme)
        via_other_guardian(uow, programme)

        assert households.report_duplicates(uow, programme_id=programme.id) == 0
        assert len(households.duplicates_of(uow, programme_id=programme.id)) == 1

    def test_finds_a_child_that_has_moved_to_the_others_postcode(self, uow, programme):
        make_application(uow, programme)
        elsewhere = {"reference": "moved", "guardian": NewGuardian(name="父", kana="チチ")}
        make_application(uow, programme, postcode="1510051", **elsewhere)
        make_household(uow, programme, postcode="1500002", **elsewhere)

        assert households.report_duplicates(uow, programme_id=programme.id) == 1


class TestResolveDuplicate:
    @pytest.fixture
    def pair(self, uow, programme):
        first = make_application(uow, programme)
        second = via_other_guardian(uow, programme)
        households.decide_all(uow, programme_id=programme.id)
        (report,) = households.duplicates_of(uow, programme_id=programme.id)
        return first, second, report

    def candidates(self, uow, programme):
        found = households.eligible_candidates(uow, programme_id=programme.id)
        return {candidate.application_id for candidate in found}

    def test_holds_the_later_one_back_until_then(self, uow, programme, pair):
        first, second, _ = pair
        assert second.decision is Decision.ELIGIBLE
        assert self.candidates(uow, programme) == {first.id}

    def test_withdraws_the_later_one_of_the_same_child(self, uow, programme, pair):
        first, second, report = pair

        households.resolve_duplicate(
            uow,
            programme_id=programme.id,
            report_id=report.id,
            resolution=Resolution.SAME_CHILD,
        )

        assert second.decision is Decision.WITHDRAWN
        assert self.candidates(uow, programme) == {first.id}

    def test_lets_different_children_both_be_candidates(self, uow, programme, pair):
        first, second, report = pair

        for _ in range(2):
            households.resolve_duplicate(
                uow,
                programme_id=programme.id,
                report_id=report.id,
                resolution=Resolution.DIFFERENT_CHILDREN,
            )

        assert self.candidates(uow, programme) == {first.id, second.id}

    def test_is_not_turned_round(self, uow, programme, pair):
        *_, report = pair
        verdict = {"programme_id": programme.id, "report_id": report.id}
        households.resolve_duplicate(uow, resolution=Resolution.DIFFERENT_CHILDREN, **verdict)

        with pytest.raises(DuplicateAlreadyResolved):
            households.resolve_duplicate(uow, resolution=Resolution.SAME_CHILD, **verdict)
