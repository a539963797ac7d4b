"""The breach desk asks the audit log, keeps its clock, and opens names to two people only (I5)."""

from datetime import timedelta

import pytest

from services.core.audit import service as audit
from services.core.households import service as households
from services.core.households.types import NewGuardian
from services.core.identity.errors import SecondPersonRequired
from services.core.kit.actor import operator
from services.core.kit.ids import uuid7
from services.core.privacy import service as privacy
from services.core.privacy.errors import (
    BreachClosed,
    BreachDateInvalid,
    BreachNotFound,
    BreachNotReported,
    DraftChanged,
    ExportNotApproved,
    ScopeMissing,
)
from services.core.privacy.models import BreachDraft
from services.core.privacy.types import (
    BreachId,
    BreachKind,
    BreachStatus,
    DataItem,
    ReportItem,
    Span,
    Stage,
    Subject,
    SubjectKind,
    TimerState,
)
from services.core.vouchers import service as vouchers
from tests.factories.donations import HANAKO, make_campaign, make_gift
from tests.factories.households import make_eligible, make_household, new_child
from tests.factories.journey import make_journey
from tests.factories.programmes import make_programme


@pytest.fixture
def programme(uow):
    programme = make_programme(uow)
    uow.enter(programme.organisation_id)
    return programme


def opened(uow, *kinds):
    return privacy.open_breach(
        uow,
        id=BreachId(uuid7()),
        aware_at=uow.now,
        kinds=kinds or (BreachKind.SENSITIVE,),
    )


def hour(uow, **facts):
    return Span(since=uow.now, until=uow.now + timedelta(hours=1), **facts)


class TestOpenBreach:
    def test_starts_the_clock_and_is_overdue_on_day_four(self, uow, programme):
        breach = opened(uow)
        uow.now += timedelta(days=3)
        preliminary, final = privacy.timers(breach, at=uow.now)
        assert (preliminary.state, preliminary.days_left) == (TimerState.OVERDUE, 1)
        assert final.state is TimerState.RUNNING

    def test_refuses_an_awareness_to_come(self, uow, programme):
        with pytest.raises(BreachDateInvalid):
            privacy.open_breach(
                uow,
                id=BreachId(uuid7()),
                aware_at=uow.now + timedelta(minutes=1),
                kinds={BreachKind.SENSITIVE},
            )

    def test_is_told_only_to_its_own_organisation(self, uow, programme):
        with pytest.raises(BreachNotFound):
            privacy.get_breach(uow, breach_id=BreachId(uuid7()))


class TestScope:
    def test_names_whose_data_was_seen_by_whom(self, uow_as, uow, programme):
        _, (seen,) = make_household(uow, programme, new_child(kana="ミホン ハナコ"))
        _, (not_seen,) = make_household(
            uow,
            programme,
            new_child(kana="ベツノ タロウ"),
            guardian=NewGuardian(name="別野 父", kana="ベツノ チチ"),
        )
        uow.now += timedelta(hours=2)
        intruder, colleague = operator("intruder"), operator("colleague")
        for who, kana in ((intruder, "ミホン"), (colleague, "ベツノ")):
            theirs = uow_as(who, programme.organisation_id)
            theirs.now = uow.now
            households.find_children(theirs, kana=kana)
        uow.session.flush()

        scope = privacy.look_into(uow, span=hour(uow, actor_ids=(intruder.id,)))

        assert scope.people == {Subject(SubjectKind.CHILD, seen): {DataItem.NAME}}
        assert scope.actors == {intruder.id: 1}
        assert scope.items == {DataItem.NAME: 1}
        everybody = privacy.look_into(uow, span=hour(uow))
        assert Subject(SubjectKind.CHILD, not_seen) in everybody.people

    def test_finds_the_child_behind_application_voucher_and_card_file(self, uow):
        journey = make_journey(uow, children=2)
        children = {voucher.child_id for voucher, _ in journey.cards}
        uow.now += timedelta(hours=2)
        vouchers.export_csv(uow, programme_id=journey.programme.id)
        application = make_eligible(uow, journey.programme, postcode="1500099")
        households.explain(uow, programme_id=journey.programme.id, application_id=application.id)

        scope = privacy.look_into(
            uow, span=hour(uow, actions=("voucher.export", "application.explain"))
        )

        found = {person.id: items for person, items in scope.people.items()}
        assert children | {application.child_id} == set(found)
        assert all(found[child] == {DataItem.CARD} for child in children)
        assert DataItem.INCOME in found[application.child_id]

    def test_finds_donors_behind_gifts(self, uow, programme):
        uow.now += timedelta(hours=1)
        gift = make_gift(uow, make_campaign(uow, programme), donor=HANAKO)
        scope = privacy.look_into(uow, span=hour(uow))
        assert Subject(SubjectKind.DONOR, gift.donor_id) in scope.people

    def test_is_on_the_record_itself(self, uow, programme):
        privacy.look_into(uow, span=hour(uow))
        entries = audit.history(
            uow, organisation_id=uow.organisation_id, object_id=uow.organisation_id
        )
        assert "breach.scope" in {entry.action for entry in entries}

    def test_refuses_an_empty_span(self, uow, programme):
        with pytest.raises(BreachDateInvalid):
            privacy.look_into(uow, span=Span(since=uow.now, until=uow.now))


class TestDraft:
    def test_fills_in_what_is_known_and_says_what_is_not(self, uow, programme):
        breach = opened(uow, BreachKind.SENSITIVE, BreachKind.WRONGFUL_PURPOSE)
        make_household(uow, programme)
        uow.now += timedelta(hours=1)
        span = Span(since=uow.now, until=uow.now + timedelta(hours=1))
        households.find_children(uow, kana="ミホン")
        privacy.set_scope(uow, breach_id=breach.id, span=span)

        drawn_up = privacy.draft(uow, breach_id=breach.id)

        assert list(drawn_up.items) == list(ReportItem)
        assert drawn_up.version == 0
        assert "要配慮個人情報" in drawn_up.items[ReportItem.SUMMARY]
        assert "氏名(1人)" in drawn_up.items[ReportItem.DATA_ITEMS]
        assert "合計1人" in drawn_up.items[ReportItem.PEOPLE]
        assert drawn_up.items[ReportItem.CAUSE] == "確認中"
        assert ReportItem.CAUSE in drawn_up.unknown

    def test_is_written_on_in_versions_that_nobody_reads_in_the_database(self, uow, programme):
        breach = opened(uow)
        words = dict.fromkeys(ReportItem, "委託先の設定の誤り")

        first = privacy.write_draft(uow, breach_id=breach.id, based_on=0, items=words)
        with pytest.raises(DraftChanged):
            privacy.write_draft(uow, breach_id=breach.id, based_on=0, items=words)
        second = privacy.write_draft(
            uow, breach_id=breach.id, based_on=1, items={ReportItem.CAUSE: "紛失"}
        )

        assert (first.version, second.version) == (1, 2)
        assert second.items[ReportItem.CAUSE] == "紛失"
        assert ReportItem.SUMMARY in second.unknown
        for row in uow.session.query(BreachDraft):
            assert "委託先".encode() not in row.text_sealed


class TestAffected:
    def test_opens_when_a_second_person_has_approved_for_a_day(self, uow_as, uow, programme):
        breach = opened(uow)
        _, (child_id,) = make_household(uow, programme)
        uow.now += timedelta(hours=1)
        span = hour(uow)
        households.find_children(uow, kana="ミホン")
        with pytest.raises(ExportNotApproved):
            privacy.affected(uow, breach_id=breach.id)
        privacy.ask_for_list(uow, breach_id=breach.id)
        assert [one.id for one in privacy.awaiting_approval(uow)] == [breach.id]
        with pytest.raises(SecondPersonRequired):
            privacy.approve_list(uow, breach_id=breach.id)
        other = uow_as("approver", programme.organisation_id)
        other.now = uow.now
        privacy.approve_list(other, breach_id=breach.id)
        assert list(privacy.awaiting_approval(uow)) == []
        with pytest.raises(ScopeMissing):
            privacy.affected(uow, breach_id=breach.id)
        privacy.set_scope(uow, breach_id=breach.id, span=span)

        (child,) = privacy.affected(uow, breach_id=breach.id)

        assert child.subject == Subject(SubjectKind.CHILD, child_id)
        assert child.fields["child"] == "見本 花子"
        assert child.fields["name"] == "見本 良子"
        assert child.fields["postcode"] == "1500002"
        entries = audit.history(uow, organisation_id=uow.organisation_id, object_id=child_id)
        assert "breach.list" in {entry.action for entry in entries}
        uow.now += timedelta(hours=25)
        with pytest.raises(ExportNotApproved):
            privacy.affected(uow, breach_id=breach.id)


class TestCloseBreach:
    def test_takes_the_final_report_and_the_word_to_the_people(self, uow, programme):
        breach = opened(uow)
        privacy.note_report(uow, breach_id=breach.id, stage=Stage.PRELIMINARY)
        assert breach.status is BreachStatus.PRELIMINARY_REPORTED
        privacy.note_report(uow, breach_id=breach.id, stage=Stage.FINAL)
        with pytest.raises(BreachNotReported):
            privacy.close_breach(uow, breach_id=breach.id)
        privacy.note_people_told(uow, breach_id=breach.id)

        privacy.close_breach(uow, breach_id=breach.id)

        assert breach.status is BreachStatus.CLOSED
        with pytest.raises(BreachClosed):
            privacy.change_kinds(uow, breach_id=breach.id, kinds={BreachKind.MANY_PEOPLE})
        assert [one.id for one in privacy.breaches(uow)] == [breach.id]

    def test_notes_no_report_from_before_awareness(self, uow, programme):
        breach = opened(uow)
        with pytest.raises(BreachDateInvalid):
            privacy.note_report(
                uow,
                breach_id=breach.id,
                stage=Stage.FINAL,
                at=uow.now - timedelta(days=1),
            )
