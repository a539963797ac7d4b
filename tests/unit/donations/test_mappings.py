"""Every mapping file is whole, and its headings do not stand in one another's way."""

import pytest

from services.core.donations import mappings
from services.core.donations.errors import MappingNotFound
from services.core.donations.service.import_bank import split_payer
from services.core.kit.sheets import fold_header


class TestGiftMapping:
    @pytest.mark.parametrize("name", mappings.names("gifts"))
    def test_reads_every_file(self, name):
        assert {"gift_id", "amount", "given_at"} <= set(mappings.gift_mapping(name).columns)

    def test_names_what_there_is(self):
        with pytest.raises(MappingNotFound) as refusal:
            mappings.gift_mapping("nowhere")

        assert "campfire" in str(refusal.value.context["known"])

    def test_is_no_bank_mapping(self):
        with pytest.raises(MappingNotFound):
            mappings.gift_mapping("bank-generic")


class TestBankMapping:
    @pytest.mark.parametrize("name", mappings.names("bank"))
    def test_reads_every_file(self, name):
        assert {"day", "deposit"} <= set(mappings.bank_mapping(name).columns)


@pytest.mark.parametrize("name", [*mappings.names("gifts"), *mappings.names("bank")])
def test_no_heading_means_two_things(name):
    is_bank = name in mappings.names("bank")
    mapping = mappings.bank_mapping(name) if is_bank else mappings.gift_mapping(name)
    headings = [fold_header(h) for some in mapping.columns.values() for h in some]

    assert len(headings) == len(set(headings))


class TestSplitPayer:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("振込 123456ﾔﾏﾀﾞ ﾊﾅｺ", ("123456", "ヤマダ ハナコ")),
            ("ﾔﾏﾀﾞ ﾊﾅｺ 123456", ("123456", "ヤマダ ハナコ")),
            ("フリコミ＊ヤマダ　ハナコ", (None, "ヤマダ ハナコ")),
            ("カ)ミノリ", (None, "カ)ミノリ")),
            ("123456", ("123456", None)),
            ("", (None, None)),
        ],
    )
    def test_tells_the_number_from_the_name(self, text, expected):
        assert split_payer(text) == expected
