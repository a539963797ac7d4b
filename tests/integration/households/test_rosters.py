"""A municipal roster becomes families and applications, once."""

import pytest
from sqlalchemy import select

from services.core.audit import service as audit
from services.core.households import service as households
from services.core.households.errors import RosterRefused
from services.core.households.models import Application, Child
from services.core.kit.sheets import Encoding, write_csv
from tests.factories.programmes import make_programme

HEADINGS = (
    "世帯番号",
    "保護者氏名",
    "保護者カナ",
    "児童氏名",
    "児童カナ",
    "生年月日",
    "郵便番号",
    "住所",
    "電話",
    "支援区分",
    "教室共有同意",
)
TAKAHASHI = ("S1", "髙橋 良子", "ﾀｶﾊｼ ﾘｮｳｺ", "髙橋 花子", "ﾀｶﾊｼ ﾊﾅｺ", "H22.9.1")
AT_HOME = ("150-0002", "渋谷区渋谷", "03-1234-5678", "就学援助", "○")
HANAKO = (*TAKAHASHI, *AT_HOME)
JIRO = (*TAKAHASHI[:3], "髙橋 次郎", "ﾀｶﾊｼ ｼﾞﾛｳ", "平成24年5月5日", *AT_HOME)
YAMASAKI = (
    *("S2", "山﨑 一郎", "やまさき いちろう", "山﨑 春", "やまさき はる", "2010/12/24"),
    *("1500001", "", "", "生活保護", ""),
)
FAULTY = (*YAMASAKI[:5], "2010-02-30", *YAMASAKI[6:])


@pytest.fixture
def programme(uow):
    return make_programme(uow)


def csv(*rows, encoding=Encoding.CP932):
    return write_csv([(*HEADINGS, "取扱同意"), *((*row, "○") for row in rows)], encoding)


def import_(uow, programme, data, **options):
    return households.import_roster(uow, programme_id=programme.id, data=data, **options)


def children(uow, programme):
    query = select(Child).join(Application, Application.child_id == Child.id)
    return uow.session.scalars(query.where(Application.programme_id == programme.id)).all()


class TestImportRoster:
    def test_registers_families_and_applies_for_their_children(self, uow, programme):
        report = import_(uow, programme, csv(HANAKO, JIRO, YAMASAKI))

        assert report.written
        assert report.counts() == {
            "households": 2,
            "households_new": 2,
            "households_changed": 0,
            "children": 3,
            "children_new": 3,
            "applications_new": 3,
            "duplicates": 0,
            "errors": 0,
        }
        found = {row.read(uow.vault, "name") for row in children(uow, programme)}
        assert found == {"髙橋 花子", "髙橋 次郎", "山﨑 春"}

    def test_imports_the_same_file_once(self, uow, programme):
        import_(uow, programme, csv(HANAKO, JIRO, YAMASAKI))

        again = import_(uow, programme, csv(HANAKO, JIRO, YAMASAKI, encoding=Encoding.UTF_8))

        assert (again.households_new, again.children_new, again.applications_new) == (0, 0, 0)
        assert again.households_changed == 0
        assert len(children(uow, programme)) == 3

    def test_writes_what_a_corrected_file_brings(self, uow, programme):
        import_(uow, programme, csv(HANAKO))
        moved = (*HANAKO[:6], "1510051", *HANAKO[7:])

        report = import_(uow, programme, csv(moved, YAMASAKI))

        assert (report.households_changed, report.households_new) == (1, 1)

    def test_writes_nothing_in_a_dry_run_but_tells_what_it_would(self, uow, programme):
        rehearsed = import_(uow, programme, csv(HANAKO, JIRO, FAULTY), dry_run=True)

        assert not rehearsed.written
        assert (rehearsed.children_new, rehearsed.applications_new) == (2, 2)
        assert [(error.row, error.code) for error in rehearsed.errors] == [(4, "date_expected")]
        assert children(uow, programme) == []
        assert audit.history(
            uow, organisation_id=programme.organisation_id, object_id=programme.id
        )[-1].action.startswith("programme.")

        assert import_(uow, programme, csv(HANAKO)).children_new == 1

    def test_refuses_the_whole_file_for_one_fault(self, uow, programme):
        with pytest.raises(RosterRefused) as refusal:
            import_(uow, programme, csv(HANAKO, FAULTY))

        (error,) = refusal.value.errors
        assert (error.row, error.column, error.code) == (3, "生年月日", "date_expected")
        assert children(uow, programme) == []

    def test_leaves_faulty_rows_out_when_told_so(self, uow, programme):
        report = import_(uow, programme, csv(HANAKO, FAULTY), valid_only=True)

        assert report.written
        assert (report.children_new, len(report.errors)) == (1, 1)

    def test_reports_the_same_child_under_two_guardians(self, uow, programme):
        fathers = ("S9", "見本 一郎", "ミホン イチロウ", *HANAKO[3:])

        report = import_(uow, programme, csv(HANAKO, fathers))

        assert report.duplicates == 1
        assert len(households.duplicates_of(uow, programme_id=programme.id)) == 1

    def test_rehearses_the_report_of_duplicates_too(self, uow, programme):
        import_(uow, programme, csv(HANAKO))
        fathers = ("S9", "見本 一郎", "ミホン イチロウ", *HANAKO[3:])

        assert import_(uow, programme, csv(fathers), dry_run=True).duplicates == 1
        assert households.duplicates_of(uow, programme_id=programme.id) == []

    def test_decides_on_what_the_roster_says(self, uow, programme):
        import_(uow, programme, csv(HANAKO, JIRO, YAMASAKI))

        households.decide_all(uow, programme_id=programme.id)

        found = households.eligible_candidates(uow, programme_id=programme.id)
        assert sorted((one.grade_no, one.priority) for one in found) == [(9, 1), (9, 2)]
