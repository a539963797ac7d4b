import pytest

from services.core.kit import japanese


class TestKana:
    @pytest.mark.parametrize(
        "written", ["ﾔﾏﾀﾞ", "やまだ", "ヤマダ", "ヤマタ゛", "やまた\u3099", " ヤマダ　"]
    )
    def test_is_full_width_katakana_however_it_was_typed(self, written):
        assert japanese.kana(written) == "ヤマダ"

    def test_keeps_small_kana_for_people(self):
        assert japanese.kana("ｷｮｳｺ") == "キョウコ"

    def test_leaves_one_space_between_family_and_given_name(self):
        assert japanese.kana("やまだ　　 はなこ") == "ヤマダ ハナコ"

    @pytest.mark.parametrize("typed", ["ヨーコ", "ヨ-コ", "ヨ−コ", "よ―こ", "ﾖｰｺ"])
    def test_reads_any_dash_after_kana_as_the_long_vowel_mark(self, typed):
        assert japanese.kana(typed) == "ヨーコ"

    @pytest.mark.parametrize("written", ["", "  ", "山田", "Yamada", "ヤマダ1"])
    def test_refuses_what_is_no_reading(self, written):
        with pytest.raises(ValueError, match="kana"):
            japanese.kana(written)

    def test_takes_the_names_of_families_from_abroad(self):
        assert japanese.kana("グエン・ヴァン") == "グエン・ヴァン"


class TestName:
    def test_keeps_the_characters_of_the_family_register(self):
        for written in ("髙橋", "山﨑", "\ufa19谷", "葛\U000e0100城"):
            assert japanese.name(written) == written

    def test_normalises_width_and_spaces_around_them(self):
        assert japanese.name("髙橋　ﾊﾅ  Ａ") == "髙橋 ハナ A"


class TestFolded:
    def test_finds_a_name_in_any_script_and_width(self):
        forms = {japanese.folded(form) for form in ("ﾔﾏﾀﾞ", "やまだ", "ヤマダ", "ヤマ　ダ")}
        assert forms == {"ヤマダ"}

    def test_hears_small_kana_as_large_ones(self):
        assert japanese.folded("きょうこ") == japanese.folded("ｷﾖｳｺ")

    def test_tells_voiced_from_unvoiced(self):
        assert japanese.folded("ハナ") != japanese.folded("バナ")

    def test_does_not_hear_spaces_dots_and_letter_case(self):
        assert japanese.folded("グエン・ヴァン") == japanese.folded("グエン ヴアン")
        assert japanese.folded("Lee ANNE") == japanese.folded("ｌｅｅ anne")


class TestPostcode:
    @pytest.mark.parametrize(
        "written", ["150-0002", "〒150-0002", "１５０－０００２", "1500002", "〒 150ー0002"]
    )
    def test_is_seven_digits(self, written):
        assert japanese.postcode(written) == "1500002"

    @pytest.mark.parametrize("written", ["", "150-002", "150-00022", "ABC-DEFG"])
    def test_refuses_other_lengths(self, written):
        with pytest.raises(ValueError, match="seven"):
            japanese.postcode(written)


class TestPhone:
    @pytest.mark.parametrize(
        ("written", "digits"),
        [
            ("03-1234-5678", "0312345678"),
            ("０９０（１２３４）５６７８", "09012345678"),
            ("+81 90-1234-5678", "09012345678"),
            ("+81-(0)3-1234-5678", "0312345678"),
            ("060-1234-5678", "06012345678"),
            ("050 1234 5678", "05012345678"),
            ("0120-123-456", "0120123456"),
            ("0800-123-4567", "08001234567"),
        ],
    )
    def test_is_the_digits_as_dialled(self, written, digits):
        assert japanese.phone(written) == digits

    @pytest.mark.parametrize("written", ["", "1234", "090-1234-567", "03-1234-56789", "+1 212 555"])
    def test_refuses_what_the_national_plan_does_not_have(self, written):
        with pytest.raises(ValueError, match="phone"):
            japanese.phone(written)
