"""The catalogue of texts, and the language that a reader prefers."""

import pytest

from services.core.kit.texts import preferred_language, text


class TestText:
    def test_is_told_in_the_reader_s_language(self):
        assert text("problem-not-authenticated.title", "ja") == "認証されていません"
        assert text("problem-not-authenticated.title", "en") == "Not authenticated"

    def test_falls_back_from_easy_japanese_to_japanese(self):
        assert text("problem-passkey-refused", "ja-easy") == text("problem-passkey-refused")

    def test_is_never_made_up(self):
        with pytest.raises(KeyError):
            text("no-such-message", "en")

    def test_does_not_hide_a_missing_fact(self):
        with pytest.raises(KeyError, match="field"):
            text("problem-programme-not-publishable", "en")


class TestPreferredLanguage:
    @pytest.mark.parametrize(
        ("header", "language"),
        [
            (None, "ja"),
            ("", "ja"),
            ("en-GB,en;q=0.9", "en"),
            ("fr, en;q=0.5, ja;q=0.7", "ja"),
            ("ja-easy", "ja-easy"),
            ("de;q=oops, EN", "en"),
            ("xx", "ja"),
        ],
    )
    def test_is_the_first_wish_that_is_ours(self, header, language):
        assert preferred_language(header) == language
