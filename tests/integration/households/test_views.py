"""What others see of families: as much as they need, and on the record where it is names."""

import pytest

from services.core.audit import service as audit
from services.core.households import service as households
from services.core.households.types import CardName, ChildId, GradeBand
from tests.factories.households import make_application, make_eligible, make_household, new_child
from tests.factories.programmes import make_programme


@pytest.fixture
def programme(uow):
    return make_programme(uow)


class TestEligibleCandidates:
    def test_tells_ids_and_ranks_only(self, uow, programme):
        eligible = make_eligible(uow, programme)
        make_application(uow, programme, benefits=frozenset())

        (candidate,) = households.eligible_candidates(uow, programme_id=programme.id)

        assert candidate.application_id == eligible.id
        assert (candidate.grade_no, candidate.priority, candidate.score) == (9, 2, 3)


class TestCardNames:
    def test_shows_an_initial_and_a_grade(self, uow, programme):
        _, (child_id,) = make_household(uow, programme, new_child(kana="やまだ はなこ"))
        make_application(uow, programme, child_id=child_id)

        found = households.card_names(uow, programme_id=programme.id, child_ids=[child_id])

        expected = CardName(initial="ヤ", grade_no=9, band=GradeBand.JUNIOR_HIGH)
        assert found == {child_id: expected}

    def test_leaves_out_who_was_forgotten_or_never_applied(self, uow, programme):
        forgotten = ChildId(make_application(uow, programme).child_id)
        households.forget(uow, forgotten)
        _, (stranger,) = make_household(uow, programme)

        asked = [forgotten, stranger]
        assert households.card_names(uow, programme_id=programme.id, child_ids=asked) == {}
        assert households.initials(uow, child_ids=asked) == {stranger: "ミ"}


class TestListApplications:
    def test_pages_by_id(self, uow, programme):
        wanted = [make_application(uow, programme).id for _ in range(3)]
        make_application(uow, make_programme(uow, organisation_id=programme.organisation_id))

        first = households.list_applications(uow, programme_id=programme.id, limit=2)
        rest = households.list_applications(
            uow, programme_id=programme.id, limit=2, after=first[-1].id
        )

        assert [entry.id for entry in [*first, *rest]] == sorted(wanted)

    def test_shows_no_name_unless_asked(self, uow, programme):
        make_application(uow, programme)

        (entry,) = households.list_applications(uow, programme_id=programme.id)

        assert (entry.child_name, entry.child_kana) == (None, None)

    def test_puts_each_name_that_is_read_on_the_record(self, uow, programme):
        application = make_application(uow, programme)

        (entry,) = households.list_applications(uow, programme_id=programme.id, with_names=True)

        assert (entry.child_name, entry.child_kana) == ("見本 花子", "ミホン ハナコ")
        history = audit.history(
            uow, organisation_id=programme.organisation_id, object_id=application.child_id
        )
        assert [read.action for read in history] == ["child.list"]
