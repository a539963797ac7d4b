"""What the office is told: in both languages, and never who gave."""

import pytest

from services.core.notifications.office import day_not_told, for_the_office

FACTS = {
    "amount": "10,000",
    "donation": "01a21eb1-3291-75f8-ad78-e34e20d47717",
    "failure": "lost_or_stolen_card",
    "because": "second_payment",
    "reason": "fraudulent",
    "until": "2026-12-01",
    "ended": "dispute-lost",
}
KINDS = (
    "dispute-opened",
    "dispute-inquiry",
    "dispute-due",
    "dispute-lost",
    "dispute-won",
    "dispute-dropped",
    "refund-failed",
    "set-aside",
    "shortfall",
)


class TestForTheOffice:
    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("language", ["ja", "en", "ja-easy"])
    def test_says_what_happened_and_what_to_do_next(self, kind, language):
        mail = for_the_office(kind, FACTS, language=language)

        assert mail.language == ("en" if language == "en" else "ja")
        assert FACTS["donation"] in mail.text
        assert FACTS["donation"] in mail.html
        assert mail.subject.count("\n") == 0

    def test_makes_no_markup_of_a_code(self):
        mail = for_the_office("refund-failed", FACTS | {"failure": "<b>"}, language="en")

        assert "<b>" not in mail.html
        assert "<b>" in mail.text


class TestDayNotTold:
    def test_differs_by_language(self):
        assert day_not_told("en") != day_not_told("ja")
