"""Japan Post Bank's 記号番号 as other banks reach it."""

import pytest

from services.core.settlements.errors import YuchoNumberUnreadable
from services.core.settlements.zengin import yucho
from services.core.settlements.zengin.accounts import AccountKind, BankAccount


class TestAccount:
    @pytest.mark.parametrize(
        ("symbol", "number", "branch", "kind", "account"),
        [
            ("11940", "12345671", "198", AccountKind.ORDINARY, "1234567"),
            ("11940", "1234561", "198", AccountKind.ORDINARY, "0123456"),
            ("01940", "123456", "199", AccountKind.CURRENT, "0123456"),
            ("17300", "19927651", "738", AccountKind.ORDINARY, "1992765"),
            ("１１９４０", "１２３４５６７１", "198", AccountKind.ORDINARY, "1234567"),
        ],
    )
    def test_finds_branch_and_number(self, symbol, number, branch, kind, account):
        assert yucho.account(symbol, number) == BankAccount("9900", branch, kind, account)

    @pytest.mark.parametrize(
        ("symbol", "number", "field"),
        [
            ("21940", "12345671", "symbol"),
            ("1194", "12345671", "symbol"),
            ("11940", "123456789", "number"),
            ("11940", "1", "number"),
            ("01940", "12345678", "number"),
            ("11940", "", "number"),
        ],
    )
    def test_refuses_what_no_passbook_shows(self, symbol, number, field):
        with pytest.raises(YuchoNumberUnreadable) as refusal:
            yucho.account(symbol, number)

        assert refusal.value.context == {"field": field}
