"""What the directory of banks and branches is used for."""

from services.core.settlements.zengin import branches
from services.core.settlements.zengin.accounts import BankAccount
from services.core.settlements.zengin.branches import BankNames

MIZUHO_TOKYO = BankAccount.parse("0001-001-1-1234567")


class TestNames:
    def test_are_in_bank_kana(self):
        assert branches.names(MIZUHO_TOKYO, limit=15) == BankNames("ﾐｽﾞﾎ", "ﾄｳｷﾖｳ")

    def test_are_left_out_and_not_cut_where_they_do_not_fit(self):
        assert branches.names(MIZUHO_TOKYO, limit=4) == BankNames("ﾐｽﾞﾎ", "")

    def test_are_empty_where_nothing_is_known(self):
        assert branches.names(BankAccount.parse("9998-001-1-1234567"), limit=15) == ("", "")
        assert branches.names(BankAccount.parse("0001-002-1-1234567"), limit=15).branch == ""
