"""The bank file to the byte, written and read back."""

import pytest

from services.core.settlements.errors import (
    AccountUnreadable,
    BankFileUnreadable,
    BankNameTooLong,
    CharacterUnsupported,
    ConsignorCodeUnreadable,
    NothingToTransfer,
    PayoutAmountOutOfRange,
    TooManyItems,
)
from services.core.settlements.zengin import records
from services.core.settlements.zengin.accounts import AccountKind, BankAccount
from services.core.settlements.zengin.records import (
    Item,
    MonthDay,
    Newline,
    Sender,
    TransferFile,
)

OURS = BankAccount("0001", "001", AccountKind.ORDINARY, "1234567")
JUKU = BankAccount("0005", "010", AccountKind.ORDINARY, "7654321")
DOJO = BankAccount("9900", "199", AccountKind.CURRENT, "0123456")

SENDER = Sender("1234567890", "ﾄｸﾋ)ﾐﾉﾘ", OURS, "ﾐｽﾞﾎ", "ﾄｳｷﾖｳ")
FILE = TransferFile(
    SENDER,
    MonthDay(4, 30),
    (
        Item(JUKU, "ｶ)ｶﾞｸｼﾕｳｼﾞﾕｸ", 20_000, customer_code=1),
        Item(DOJO, "ﾔﾏﾀﾞ ﾊﾅｺ", 15_000, "ﾕｳﾁﾖ", "ｲﾁｷﾕｳｷﾕｳ", 2),
    ),
)

# Written out by hand from the layout, field by field.
GOLDEN = [
    "1"
    "21"
    "0"
    "1234567890" + "ﾄｸﾋ)ﾐﾉﾘ".ljust(40) + "0430"
    "0001" + "ﾐｽﾞﾎ".ljust(15) + "001" + "ﾄｳｷﾖｳ".ljust(15) + "1"
    "1234567" + " " * 17,
    "2"
    "0005" + " " * 15 + "010" + " " * 15 + " " * 4 + "1"
    "7654321" + "ｶ)ｶﾞｸｼﾕｳｼﾞﾕｸ".ljust(30) + "0000020000"
    "0"
    "0000000001"
    "0000000000"
    "7"
    " " + " " * 7,
    "2"
    "9900" + "ﾕｳﾁﾖ".ljust(15) + "199" + "ｲﾁｷﾕｳｷﾕｳ".ljust(15) + " " * 4 + "2"
    "0123456" + "ﾔﾏﾀﾞ ﾊﾅｺ".ljust(30) + "0000015000"
    "0"
    "0000000002"
    "0000000000"
    "7"
    " " + " " * 7,
    "8000002000000035000" + " " * 101,
    "9" + " " * 119,
]


class TestWrite:
    def test_gives_the_golden_bytes_with_crlf(self):
        assert records.write(FILE) == "".join(f"{line}\r\n" for line in GOLDEN).encode("cp932")

    def test_gives_the_golden_bytes_without_line_ends(self):
        assert records.write(FILE, Newline.NONE) == "".join(GOLDEN).encode("cp932")

    def test_puts_the_known_marks_at_their_places(self):
        header, *_, trailer, end = records.write(FILE).split(b"\r\n")[:-1]

        assert header.startswith(b"12101234567890")
        assert header[54:58] == b"0430"
        assert trailer == b"8" + b"000002" + b"000000035000" + b" " * 101
        assert end == b"9" + b" " * 119

    def test_refuses_a_text_that_is_not_in_bank_kana(self):
        with pytest.raises(CharacterUnsupported):
            records.write(TransferFile(SENDER, MonthDay(4, 30), (Item(JUKU, "ヤマダ", 1),)))

    def test_never_cuts_a_text(self):
        with pytest.raises(BankNameTooLong):
            records.write(TransferFile(SENDER, MonthDay(4, 30), (Item(JUKU, "ｱ" * 31, 1),)))


class TestRead:
    @pytest.mark.parametrize("newline", Newline)
    def test_gives_back_what_was_written(self, newline):
        assert records.read(records.write(FILE, newline)) == FILE

    @pytest.mark.parametrize(
        ("line", "old", "new", "record", "fault"),
        [
            (1, "121", "111", 1, "kind"),
            (1, "0430", "0431", 1, "pays_on"),
            (1, "123456789", "12345678A", 1, "consignor_code"),
            (2, "0000020000", "0000000000", 2, "amount"),
            (2, "17654321", "37654321", 2, "account_kind"),
            (2, "ｶﾞ", "ｶｦ", 2, "characters"),
            (2, "7        ", "7       X", 2, "dummy"),
            (4, "000035000", "000035001", 4, "trailer"),
            (4, "8000002", "8000003", 4, "trailer"),
            (4, "8000002", "2000002", 4, "sequence"),
            (5, "9", "8", 5, "sequence"),
            (5, "9 ", "9", 5, "length"),
        ],
    )
    def test_refuses_a_file_that_was_altered(self, line, old, new, record, fault):
        lines = list(GOLDEN)
        lines[line - 1] = lines[line - 1].replace(old, new, 1)

        with pytest.raises(BankFileUnreadable) as refusal:
            records.read("".join(lines).encode("cp932"))

        assert refusal.value.context == {"record": record, "fault": fault}

    @pytest.mark.parametrize("content", [b"", b"1", ("".join(GOLDEN[:1])).encode("cp932")])
    def test_refuses_a_part_of_a_file(self, content):
        with pytest.raises(BankFileUnreadable):
            records.read(content)

    def test_refuses_line_ends_after_some_records_only(self):
        mixed = f"{GOLDEN[0]}\r\n{''.join(GOLDEN[1:])}".encode("cp932")

        with pytest.raises(BankFileUnreadable):
            records.read(mixed)


class TestLimits:
    @pytest.mark.parametrize("amount", [0, -1, 10_000_000_000])
    def test_refuse_an_amount_that_no_transfer_carries(self, amount):
        with pytest.raises(PayoutAmountOutOfRange):
            Item(JUKU, "ｱ", amount)

    def test_refuse_a_file_without_items_or_with_too_many(self):
        with pytest.raises(NothingToTransfer):
            TransferFile(SENDER, MonthDay(4, 30), ())
        with pytest.raises(TooManyItems):
            TransferFile(SENDER, MonthDay(4, 30), (Item(JUKU, "ｱ", 1),) * 10_000)

    def test_refuse_a_consignor_code_that_has_not_ten_digits(self):
        with pytest.raises(ConsignorCodeUnreadable):
            Sender("123456789", "ｱ", OURS)


class TestBankAccount:
    def test_reads_the_short_form(self):
        assert BankAccount.parse("0001-001-1-1234567") == OURS

    @pytest.mark.parametrize(
        ("text", "field"),
        [
            ("001-001-1-1234567", "bank"),
            ("0001-01-1-1234567", "branch"),
            ("0001-001-3-1234567", "type"),
            ("0001-001-1-123456", "number"),
            ("0001-001-1234567", "account"),
        ],
    )
    def test_refuses_a_part_without_its_digits(self, text, field):
        with pytest.raises(AccountUnreadable) as refusal:
            BankAccount.parse(text)

        assert refusal.value.context["field"] == field
