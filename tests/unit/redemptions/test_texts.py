"""Requirement K5: each code has one sentence in Japanese, in easy Japanese and in English."""

import pytest

from services.core.kit import texts
from services.core.redemptions.errors import REFUSALS, RedemptionRefused

# Words that would tell a bystander why a family has a voucher.
STIGMA = (
    "生活保護",
    "就学援助",
    "貧困",
    "困窮",
    "ひとり親",
    "低所得",
    "welfare",
    "poverty",
    "income",
)


class TestRefusal:
    @pytest.mark.parametrize("language", texts.LANGUAGES)
    @pytest.mark.parametrize("code", REFUSALS)
    def test_is_one_sentence_that_shames_nobody(self, code, language):
        own = (texts.FOLDER / language / "redemptions.ftl").read_text()
        message = f"problem-{code.replace('_', '-')}"

        words = texts.text(message, language, last_day="2026-03-24", unit=500)

        assert f"\n{message} = " in own
        assert words
        assert "{" not in words
        assert not [word for word in STIGMA if word in words]

    def test_of_every_kind_is_found_by_its_code(self):
        assert {kind.code for kind in RedemptionRefused.__subclasses__()} == set(REFUSALS)
