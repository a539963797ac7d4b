from datetime import date

import pytest

from services.core.households.types import GradeBand, Reason
from services.core.households.wording import band_words, grade_words, reason_words
from services.core.kit.texts import LANGUAGES
from services.core.programmes.types import (
    AgeUnder,
    Benefit,
    BenefitIn,
    GradeIn,
    IncomeAtMost,
    ResidenceIn,
)

CRITERIA = [
    GradeIn(code="grade", grades=tuple(range(1, 13))),
    BenefitIn(code="benefit", benefits=tuple(Benefit)),
    ResidenceIn(code="residence", municipalities=("13113",)),
    IncomeAtMost(code="income", ceilings={2: 2_570_000, 3: 3_000_000}),
    AgeUnder(code="age", years=20, as_of=date(2026, 4, 1)),
]


class TestReasonWords:
    @pytest.mark.parametrize("criterion", CRITERIA, ids=lambda criterion: criterion.kind)
    def test_has_a_sentence_of_its_own_in_each_language_for_each_answer(self, criterion):
        sentences = {
            reason_words(Reason(criterion=criterion, group=0, met=met), language)
            for met in (True, False)
            for language in LANGUAGES
        }
        assert len(sentences) == 2 * len(LANGUAGES)
        assert not any("{" in sentence for sentence in sentences)

    def test_tells_the_limits_of_the_criterion(self):
        reason = Reason(criterion=CRITERIA[3], group=0, met=True)
        assert "2人世帯 2,570,000円以下、3人世帯 3,000,000円以下" in reason_words(reason, "ja")


class TestGradeWords:
    @pytest.mark.parametrize(
        ("grade", "words"), [(1, "小1"), (9, "中3"), (12, "高3"), (0, "就学前"), (13, "高校卒業後")]
    )
    def test_calls_grades_as_schools_do(self, grade, words):
        assert grade_words(grade, "ja") == words


class TestBandWords:
    @pytest.mark.parametrize("language", LANGUAGES)
    def test_names_every_band(self, language):
        assert len({band_words(band, language) for band in GradeBand}) == len(GradeBand)
