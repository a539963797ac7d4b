from datetime import date

import pytest

from services.core.households import policies
from services.core.households.types import ConsentGiver, Facts, GradeBand
from services.core.programmes.types import (
    AgeUnder,
    Benefit,
    BenefitIn,
    Criteria,
    GradeIn,
    IncomeAtMost,
    ResidenceIn,
)

IN_GRADE = GradeIn(code="grade", grades=(8, 9))
BENEFIT = BenefitIn(code="benefit", benefits=(Benefit.PUBLIC_ASSISTANCE, Benefit.SCHOOL_AID))
INCOME = IncomeAtMost(code="income", ceilings={2: 2_570_000, 3: 3_000_000, 4: 3_400_000})
RESIDENT = ResidenceIn(code="residence", municipalities=("13113",))
UNDER_20 = AgeUnder(code="age", years=20, as_of=date(2026, 4, 1))


def facts(**overrides):
    return Facts(
        **{
            "grade_no": 9,
            "birth_date": date(2011, 4, 2),
            "municipality_code": "13113",
            "benefits": frozenset(),
            **overrides,
        }
    )


class TestGradeOf:
    @pytest.mark.parametrize(
        ("born", "grade"),
        [
            ("2011-04-01", 10),
            ("2011-04-02", 9),
            ("2012-04-01", 9),
            ("2012-04-02", 8),
            ("2012-02-29", 9),
        ],
    )
    def test_counts_school_years_from_the_second_of_april(self, born, grade):
        assert policies.grade_of(date.fromisoformat(born), 2026) == grade

    def test_rises_by_one_each_fiscal_year(self):
        born = date(2013, 12, 31)
        assert [policies.grade_of(born, year) for year in (2019, 2020, 2031, 2032)] == [
            0,
            1,
            12,
            13,
        ]


class TestBandOf:
    @pytest.mark.parametrize(
        ("grade", "band"),
        [
            (-2, GradeBand.PRESCHOOL),
            (0, GradeBand.PRESCHOOL),
            (1, GradeBand.ELEMENTARY),
            (6, GradeBand.ELEMENTARY),
            (7, GradeBand.JUNIOR_HIGH),
            (9, GradeBand.JUNIOR_HIGH),
            (10, GradeBand.SENIOR_HIGH),
            (12, GradeBand.SENIOR_HIGH),
            (13, GradeBand.AFTER_SCHOOL_AGE),
        ],
    )
    def test_is_the_school_of_the_grade(self, grade, band):
        assert policies.band_of(grade) is band


class TestAgeOn:
    def test_is_reached_on_the_day_before_the_birthday(self):
        assert policies.age_on(date(2006, 4, 2), date(2026, 3, 31)) == 19
        assert policies.age_on(date(2006, 4, 2), date(2026, 4, 1)) == 20

    @pytest.mark.parametrize(("day", "age"), [("2025-02-27", 12), ("2025-02-28", 13)])
    def test_of_one_born_on_a_leap_day_is_reached_at_the_end_of_february(self, day, age):
        assert policies.age_on(date(2012, 2, 29), date.fromisoformat(day)) == age

    def test_is_reached_on_the_last_of_the_year_by_one_born_on_its_first(self):
        assert policies.age_on(date(2010, 1, 1), date(2025, 12, 31)) == 16


class TestConsentsNeededFrom:
    def test_asks_the_guardian_alone_below_sixteen(self):
        needed = policies.consents_needed_from(date(2010, 5, 2), date(2026, 4, 30))
        assert needed == {ConsentGiver.GUARDIAN}

    def test_asks_the_child_as_well_from_sixteen_on(self):
        needed = policies.consents_needed_from(date(2010, 5, 2), date(2026, 5, 1))
        assert needed == {ConsentGiver.GUARDIAN, ConsentGiver.CHILD}


class TestDuplicateKey:
    def test_is_one_for_the_same_child_however_its_name_was_typed(self):
        born = date(2012, 2, 29)
        assert policies.duplicate_key("ﾔﾏﾀﾞ ｷｮｳｺ", born, "1500002") == policies.duplicate_key(
            "やまだきようこ", born, "1500002"
        )

    def test_tells_twins_apart(self):
        born = date(2012, 2, 29)
        assert policies.duplicate_key("ヤマダ ハナ", born, "1500002") != policies.duplicate_key(
            "ヤマダ ハル", born, "1500002"
        )


class TestIsMet:
    @pytest.mark.parametrize(
        ("criterion", "overrides", "met"),
        [
            (IN_GRADE, {"grade_no": 8}, True),
            (IN_GRADE, {"grade_no": 10}, False),
            (BENEFIT, {"benefits": frozenset({Benefit.SCHOOL_AID})}, True),
            (BENEFIT, {"benefits": frozenset({Benefit.TAX_EXEMPT})}, False),
            (BENEFIT, {}, False),
            (BenefitIn(code="any", benefits=(Benefit.NONE,)), {}, True),
            (RESIDENT, {}, True),
            (RESIDENT, {"municipality_code": "13112"}, False),
            (UNDER_20, {"birth_date": date(2006, 4, 3)}, True),
            (UNDER_20, {"birth_date": date(2006, 4, 2)}, False),
            (INCOME, {"income_yen": 3_000_000, "members": 3}, True),
            (INCOME, {"income_yen": 3_000_001, "members": 3}, False),
            (INCOME, {"income_yen": 3_400_000, "members": 7}, True),
            (INCOME, {"income_yen": 2_570_001, "members": 1}, False),
            (INCOME, {"income_yen": None, "members": 3}, False),
            (INCOME, {"income_yen": 1, "members": None}, False),
        ],
    )
    def test_answers_one_criterion_alone(self, criterion, overrides, met):
        assert policies.is_met(criterion, facts(**overrides)) is met


class TestAssess:
    criteria = Criteria(
        groups=((IN_GRADE,), (BENEFIT, INCOME)),
        priorities=((Benefit.PUBLIC_ASSISTANCE,), (Benefit.SCHOOL_AID, Benefit.TAX_EXEMPT)),
    )

    def test_takes_one_criterion_of_every_group(self):
        by_income = facts(income_yen=2_000_000, members=2)
        assert policies.assess(self.criteria, 1, by_income).eligible

    def test_refuses_where_one_group_has_none(self):
        neither = facts(income_yen=9_000_000, members=2)
        too_old = facts(grade_no=10, benefits=frozenset({Benefit.SCHOOL_AID}))
        assert not policies.assess(self.criteria, 1, neither).eligible
        assert not policies.assess(self.criteria, 1, too_old).eligible

    def test_answers_every_criterion_and_names_its_version(self):
        found = policies.assess(self.criteria, 3, facts())
        assert [(r.criterion.code, r.group, r.met) for r in found.reasons] == [
            ("grade", 0, True),
            ("benefit", 1, False),
            ("income", 1, False),
        ]
        assert found.criteria_version == 3

    @pytest.mark.parametrize(
        ("benefits", "priority"),
        [
            ({Benefit.PUBLIC_ASSISTANCE, Benefit.SCHOOL_AID}, 1),
            ({Benefit.TAX_EXEMPT}, 2),
            ({Benefit.SINGLE_PARENT_MEDICAL}, 3),
            (set(), 3),
        ],
    )
    def test_puts_a_child_into_the_first_class_it_belongs_to(self, benefits, priority):
        found = policies.assess(self.criteria, 1, facts(benefits=frozenset(benefits)))
        assert found.priority == priority

    def test_scores_how_many_criteria_are_met(self):
        both = facts(benefits=frozenset({Benefit.SCHOOL_AID}), income_yen=1, members=2)
        assert policies.assess(self.criteria, 1, both).score == 3

    def test_gives_the_same_reasons_from_what_was_kept(self):
        found = policies.assess(self.criteria, 1, facts())
        kept = [
            {"criterion": r.criterion.code, "group": r.group, "met": r.met} for r in found.reasons
        ]
        assert policies.reasons_of(self.criteria, kept) == found.reasons


class TestSnapshotOf:
    def test_is_read_back_as_it_was(self):
        full = facts(
            benefits=frozenset({Benefit.SCHOOL_AID, Benefit.TAX_EXEMPT}), income_yen=0, members=4
        )
        for kept in (facts(), full):
            assert policies.facts_of(policies.snapshot_of(kept)) == kept
