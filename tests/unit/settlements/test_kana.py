"""Names as banks spell them: the vectors of Japanese banks, and the refusals."""

import pytest

from services.core.settlements.errors import BankNameEmpty, BankNameTooLong, CharacterUnsupported
from services.core.settlements.zengin.kana import LEGAL_FORMS, abbreviated, to_bank_kana


class TestToBankKana:
    @pytest.mark.parametrize(
        ("name", "written", "bytes_"),
        [
            ("カ）ガクシュウジュク", "ｶ)ｶﾞｸｼﾕｳｼﾞﾕｸ", 12),
            ("ジンジショウゴ", "ｼﾞﾝｼﾞｼﾖｳｺﾞ", 10),
            ("サッカークラブ", "ｻﾂｶ-ｸﾗﾌﾞ", 8),
            ("ヴァイオリン", "ｳﾞｱｲｵﾘﾝ", 7),
            ("キュウヨイチロウ", "ｷﾕｳﾖｲﾁﾛｳ", 8),
        ],
    )
    def test_spells_names_one_byte_a_character(self, name, written, bytes_):
        assert to_bank_kana(name) == written
        assert len(written.encode("cp932")) == bytes_

    @pytest.mark.parametrize(
        "name", ["トクヒ)ミノリ", "トクヒ）ミノリ", "ﾄｸﾋ)ﾐﾉﾘ", "とくひ)みのり", "NPO法人ミノリ"]
    )
    def test_takes_every_width_and_way_of_writing(self, name):
        assert to_bank_kana(name) == "ﾄｸﾋ)ﾐﾉﾘ"

    def test_writes_hyphens_of_every_kind_as_the_one_there_is(self):
        assert to_bank_kana("ー-－‐−") == "-----"

    def test_joins_a_lone_voiced_mark_to_its_kana(self):
        assert to_bank_kana("カ゛ハ゜") == "ｶﾞﾊﾟ"

    def test_writes_letters_large_and_spaces_narrow(self):
        assert to_bank_kana("　Ａbc　ヤマダ.1 ") == "ABC ﾔﾏﾀﾞ.1"

    @pytest.mark.parametrize(
        ("name", "position", "character", "hint"),
        [
            ("ガ・ク", 2, "・", "dot"),
            ("ヤマ田", 3, "田", "kanji"),
            ("ヲダ", 1, "ヲ", "wo"),
            ("アﾞ", 2, "ﾞ", "mark"),
            ("ア,イ", 2, ",", "comma"),
            ("ア¥", 2, "¥", "other"),
            ("ア㍿", 2, "㍿", "kanji"),
        ],
    )
    def test_refuses_what_has_no_spelling_and_says_where(self, name, position, character, hint):
        with pytest.raises(CharacterUnsupported) as refusal:
            to_bank_kana(name)

        assert refusal.value.context == {
            "position": position,
            "character": character,
            "hint": hint,
        }

    def test_counts_places_in_the_name_as_given_behind_an_abbreviated_form(self):
        with pytest.raises(CharacterUnsupported) as refusal:
            to_bank_kana("株式会社ア・")

        assert refusal.value.context["position"] == 6

    def test_never_cuts_a_name(self):
        assert len(to_bank_kana("ガ" * 15, limit=30)) == 30
        with pytest.raises(BankNameTooLong) as refusal:
            to_bank_kana("ガ" * 15 + "ア", limit=30)
        assert refusal.value.context == {"length": 31, "limit": 30}

    def test_refuses_an_empty_name(self):
        with pytest.raises(BankNameEmpty):
            to_bank_kana("　 ")


class TestAbbreviated:
    @pytest.mark.parametrize(
        ("name", "short"),
        [
            ("株式会社ミノリ", "カ)ミノリ"),
            ("ミノリ株式会社", "ミノリ(カ"),
            ("ミノリ株式会社ナゴヤ営業所", "ミノリ(カ)ナゴヤ(エイ"),
            ("一般社団法人ミノリ", "シヤ)ミノリ"),
            ("特定非営利活動法人ミノリ", "トクヒ)ミノリ"),
            ("ミノリ", "ミノリ"),
        ],
    )
    def test_puts_the_brackets_where_the_form_stands(self, name, short):
        assert abbreviated(name) == short

    @pytest.mark.parametrize("form", LEGAL_FORMS)
    def test_knows_forms_whose_abbreviation_banks_can_write(self, form):
        assert to_bank_kana(f"{form}ミノリ").endswith(")ﾐﾉﾘ")
