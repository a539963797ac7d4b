from datetime import date

import pytest

from services.core.households import roster
from services.core.households.types import ConsentPurpose, GradeOverride
from services.core.kit.sheets import Encoding, read_sheet
from services.core.programmes.types import Benefit

HEADINGS = (
    "世帯番号,保護者氏名,保護者カナ,児童氏名,児童カナ,生年月日,郵便番号,住所,電話,メール,学校名,"
    "支援区分,世帯所得,世帯人数,学年,学年理由,取扱同意,教室共有同意,本人同意"
)
YAMADA = {
    "世帯番号": "S-001",
    "保護者氏名": "山田 良子",
    "保護者カナ": "ﾔﾏﾀﾞ ﾘｮｳｺ",
    "児童氏名": "山田 花子",
    "児童カナ": "やまだ はなこ",
    "生年月日": "H23.4.2",
    "郵便番号": "〒150-0002",
    "住所": "渋谷区渋谷一丁目",
    "電話": "03-1234-5678",
    "支援区分": "就学援助、児童扶養手当",
    "取扱同意": "○",
}


def sheet(*rows, codec="utf-8"):
    lines = [HEADINGS]
    lines += [",".join(row.get(h, "") for h in HEADINGS.split(",")) for row in rows]
    return read_sheet("\r\n".join(lines).encode(codec), roster.COLUMNS)


def families(*rows, **options):
    read = sheet(*rows, **options)
    found, errors = roster.families(
        read.rows, municipality_code="13113", fiscal_year=2026, today=date(2026, 2, 20)
    )
    return found, read.errors + errors


def faults(*rows):
    return [(error.row, error.column, error.code) for error in families(*rows)[1]]


class TestFamilies:
    def test_reads_a_row_into_what_is_kept(self):
        (family,), errors = families(YAMADA)

        assert errors == []
        household = family.household
        assert (household.reference, household.postcode) == ("S-001", "1500002")
        assert household.municipality_code == "13113"
        assert household.benefits == {Benefit.SCHOOL_AID, Benefit.CHILD_REARING_ALLOWANCE}
        assert household.guardian.kana == "ヤマダ リョウコ"
        assert household.guardian.phone == "0312345678"
        (child,) = household.children
        assert (child.kana, child.birth_date) == ("ヤマダ ハナコ", date(2011, 4, 2))

    def test_reads_rare_characters_from_shift_jis(self):
        row = YAMADA | {"保護者氏名": "髙橋 良子", "児童氏名": "山﨑 花子"}

        (family,), errors = families(row, codec="cp932")

        assert errors == []
        assert sheet(row, codec="cp932").encoding is Encoding.CP932
        assert family.household.guardian.name == "髙橋 良子"
        assert family.household.children[0].name == "山﨑 花子"

    def test_puts_siblings_into_one_household(self):
        sister = YAMADA | {"児童氏名": "山田 春子", "児童カナ": "ヤマダ ハルコ"}
        other = YAMADA | {"世帯番号": "S-002"}

        found, errors = families(YAMADA, sister, other)

        assert errors == []
        assert [family.rows for family in found] == [(2, 3), (4,)]

    def test_knows_a_household_without_number_by_guardian_and_postcode(self):
        first = YAMADA | {"世帯番号": ""}
        sister = first | {
            "児童カナ": "ヤマダ ハルコ",
            "保護者カナ": "やまだ　りょうこ",
        }

        (family,), errors = families(first, sister)

        assert errors == []
        assert len(family.household.children) == 2

    def test_takes_each_consent_for_itself(self):
        (family,), _ = families(YAMADA | {"取扱同意": "○", "教室共有同意": "×"})
        assert family.household.children[0].consents == {ConsentPurpose.PROCESSING}

    def test_takes_a_day_for_a_consent(self):
        (family,), _ = families(YAMADA | {"教室共有同意": "令和8年2月1日"})
        assert ConsentPurpose.SHARING_WITH_PROVIDER in family.household.children[0].consents

    @pytest.mark.parametrize("cell", ["", "×"])
    def test_registers_nobody_without_consent(self, cell):
        assert faults(YAMADA | {"取扱同意": cell}) == [(2, "取扱同意", "consent_missing")]

    def test_asks_a_child_of_sixteen_as_well(self):
        # Sixteen by law on the eve of its birthday, the day of the import.
        grown = YAMADA | {"生年月日": "2010-02-21", "学年": "高1", "学年理由": "帰国"}
        assert faults(grown) == [(2, "本人同意", "own_consent_missing")]

        (family,), errors = families(grown | {"本人同意": "○", "教室共有同意": "○"})

        assert errors == []
        (child,) = family.household.children
        assert (
            child.own_consents
            == child.consents
            == {
                ConsentPurpose.PROCESSING,
                ConsentPurpose.SHARING_WITH_PROVIDER,
            }
        )

    def test_takes_a_grade_against_the_birth_date_with_its_reason_only(self):
        held_back = YAMADA | {"学年": "中2", "学年理由": "留年"}

        (family,), errors = families(held_back)

        assert errors == []
        assert family.grades == (GradeOverride(grade_no=8, reason="留年"),)
        assert faults(YAMADA | {"学年": "中2"}) == [(2, "学年", "grade_reason_missing")]

    def test_needs_no_reason_for_a_grade_that_agrees(self):
        assert faults(YAMADA | {"学年": "中学3年"}) == []

    @pytest.mark.parametrize(
        ("heading", "cell", "code"),
        [
            ("保護者カナ", "山田", "kana_expected"),
            ("児童氏名", "山〓 花子", "character_lost"),
            ("児童氏名", "山\ue000 花子", "character_lost"),
            ("児童氏名", "山? 花子", "character_lost"),
            ("児童氏名", "", "cell_empty"),
            ("生年月日", "2011-02-29", "date_expected"),
            ("生年月日", "2026-02-21", "birth_date_implausible"),
            ("生年月日", "S50.4.2", "birth_date_implausible"),
            ("郵便番号", "150-000", "postcode_expected"),
            ("電話", "1234", "phone_expected"),
            ("メール", "hanako", "email_expected"),
            ("支援区分", "その他の支援", "benefit_unknown"),
            ("世帯所得", "百万", "number_expected"),
            ("学年", "大1", "grade_expected"),
            ("学年", "中4", "grade_expected"),
            ("取扱同意", "たぶん", "mark_expected"),
        ],
    )
    def test_tells_row_column_and_reason(self, heading, cell, code):
        assert faults(YAMADA, YAMADA | {"世帯番号": "S-9", heading: cell}) == [(3, heading, code)]

    def test_tells_every_reason_in_words_that_repeat_nothing_of_the_family(self):
        (error,) = families(YAMADA | {"電話": "99-secret"})[1]
        assert error.words("ja") != error.words("en")
        assert "99-secret" not in error.words("ja")

    def test_refuses_the_same_child_twice_in_a_household(self):
        again = YAMADA | {"児童カナ": "ﾔﾏﾀﾞ ﾊﾅｺ"}
        assert faults(YAMADA, again) == [(3, "", "child_twice")]

    def test_refuses_rows_of_one_household_that_disagree(self):
        elsewhere = YAMADA | {"児童カナ": "ヤマダ ハルコ", "郵便番号": "150-0001"}
        assert faults(YAMADA, elsewhere) == [(3, "郵便番号", "household_conflict")]

    @pytest.mark.parametrize("cell", ["", "なし", "－"])
    def test_reads_no_support_as_none(self, cell):
        (family,), errors = families(YAMADA | {"支援区分": cell})
        assert errors == []
        assert family.household.benefits == frozenset()

    @pytest.mark.parametrize("cell", ["3,000,000", "３００００００円", "¥3000000"])
    def test_reads_income_as_offices_write_it(self, cell):
        row = YAMADA | {"世帯所得": f'"{cell}"', "世帯人数": "3人"}
        (family,), errors = families(row)
        assert errors == []
        assert (family.household.income_yen, family.household.members) == (3_000_000, 3)

    def test_asks_each_row_for_its_municipality_where_the_programme_has_none(self):
        found, errors = roster.families(
            sheet(YAMADA).rows, municipality_code=None, fiscal_year=2026, today=date(2026, 2, 20)
        )
        assert found == []
        assert [(error.column, error.code) for error in errors] == [("自治体コード", "cell_empty")]
