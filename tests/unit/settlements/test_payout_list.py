"""Payout lists: any CSV of payees, read with every fault told at its row and column."""

import pytest

from services.core.settlements.errors import ListRefused
from services.core.settlements.zengin.accounts import AccountKind, BankAccount
from services.core.settlements.zengin.payout_list import read_payout_list

HEADER = "bank,branch,type,account,symbol,number,payee,amount\n"


def read(*rows):
    return read_payout_list((HEADER + "\n".join(rows)).encode())


def refused(*rows):
    with pytest.raises(ListRefused) as refusal:
        read(*rows)
    return refusal.value


class TestReadPayoutList:
    def test_reads_banks_and_japan_post_bank_side_by_side(self):
        found = read("0001,001,1,1234567,,,ガクシュウジュク,20000", ",,,,17300,19927651,ヤマダ,300")

        assert [item.account for item in found.items] == [
            BankAccount("0001", "001", AccountKind.ORDINARY, "1234567"),
            BankAccount("9900", "738", AccountKind.ORDINARY, "1992765"),
        ]
        assert [item.payee for item in found.items] == ["ｶﾞｸｼﾕｳｼﾞﾕｸ", "ﾔﾏﾀﾞ"]
        assert [item.bank_name for item in found.items] == ["ﾐｽﾞﾎ", "ﾕｳﾁﾖ"]
        assert not found.warnings

    def test_reads_shift_jis_with_japanese_headings_and_words(self):
        text = (
            "銀行番号,支店番号,預金種目,口座番号,受取人名,振込金額\n0001,001,普通,1234567,ア,1円\n"
        )

        assert read_payout_list(text.encode("cp932")).items[0].amount == 1

    def test_tells_every_fault_with_row_column_and_reason(self):
        refusal = refused(
            "001,001,1,1234567,,,ア,1",
            "0001,001,1,123456,,,ア,1",
            "0001,001,7,1234567,,,ア,1",
            "0001,001,1,1234567,,,ア・イ,1",
            "0001,001,1,1234567,,,ア,0",
            f"0001,001,1,1234567,,,{'ガ' * 16},1",
            ",,,,31940,12345671,ア,1",
            "0001,001,1,1234567,11940,12345671,ア,1",
            "0001,001,,1234567,,,ア,1",
            ",,,,11940,,ア,1",
        )

        assert [(error.row, error.column, error.code) for error in refusal.rows] == [
            (2, "bank", "account_unreadable"),
            (3, "account", "account_unreadable"),
            (4, "type", "account_unreadable"),
            (5, "payee", "character_unsupported"),
            (6, "amount", "amount_out_of_range"),
            (7, "payee", "bank_name_too_long"),
            (8, "symbol", "yucho_number_unreadable"),
            (9, "bank", "account_given_twice"),
            (10, "type", "account_missing"),
            (11, "number", "yucho_number_unreadable"),
        ]
        assert all(error.words("ja") and error.words("en") for error in refusal.rows)

    def test_only_warns_of_a_branch_that_the_directory_does_not_know(self):
        found = read("0001,002,1,1234567,,,ア,1", "9998,001,1,1234567,,,ア,1")

        assert len(found.items) == 2
        assert [(w.row, w.code) for w in found.warnings] == [
            (2, "branch_unknown"),
            (3, "branch_unknown"),
        ]
        assert found.items[1].bank_name == ""
