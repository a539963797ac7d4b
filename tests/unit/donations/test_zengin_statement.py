"""The bankers' association's statements: read to the field, refused to the field."""

from datetime import date

import pytest

from services.core.donations.zengin_statement import RECORD_BYTES, read_zengin_statement
from services.core.kit.money import Money
from services.core.kit.sheets import RowError
from services.sandbox.year.bank_statement import StatementLine, statement_file

LINES = [
    StatementLine(date(2025, 6, 2), 10_000, "482100タカハシ ハナコ"),
    StatementLine(date(2025, 6, 3), -1_000, "デンキリヨウキン", kind="18"),
    StatementLine(date(2025, 6, 23), 28_920, "ストライプジヤパン(カ"),
]


def record(fields):
    """One record, its fields told apart by bars that are none of it."""
    return fields.replace("|", "").ljust(RECORD_BYTES)


# Written by hand, field after field, as the banks' printed form has it (03, ordinary account).
BY_HAND = [
    record(
        "1|03|0|070630|070601|070630|0597|ｷﾗﾎﾞｼ          |101|ﾎﾝﾃﾝ           |"
        "000|1|0001234567|ﾄｸﾋ)ﾐﾎﾝ                                 |1|1|"
        "00000000050000"
    ),
    record(
        "2|00000001|070602|070602|1|11|000000010000|000000000000|000000|000000|"
        " |       |101|0000000000|"
        "ﾔﾏﾀﾞ ﾊﾅｺ                                        |ﾐﾎﾝ            |"
        "ﾎﾝﾃﾝ           |                    |                    "
    ),
    record(
        "2|00000002|070603|070603|2|14|000000003000|000000000000|000000|000000|"
        " |       |101|0000000000|"
        "                                                |               |"
        "               |ﾃｽｳﾘﾖｳ              |                    "
    ),
    record("8|000001|0000000010000|000001|0000000003000|1|00000000057000|0000002"),
    record("9|0000000005|00001"),
]

# 振込入金通知 (01), the form with amounts of ten digits.
RECEIVED = [
    record("1|01|0|070603|070603|070603|0172|ｱﾜ             |001|ﾎﾝﾃﾝ           "),
    record(
        "2|000001|070603|070603|0000012000|0000000000|0000000000|"
        "ﾔﾏﾀﾞ ﾊﾅｺ                                        |ﾐﾎﾝ            |"
        "ﾎﾝﾃﾝ           |0"
    ),
    record(
        "2|000002|070603|070603|0000002000|0000000000|0000000000|"
        "ｻﾄｳ ﾊｼﾞﾒ                                        |ﾐﾎﾝ            |"
        "ﾎﾝﾃﾝ           |1"
    ),
    record("8|000001|000000012000|000001|000000002000"),
    record("9"),
]


def file_of(records, newline="\r\n"):
    return newline.join(records).encode("cp932")


def replaced(records, place, start, text):
    record = records[place]
    changed = record[:start] + text + record[start + len(text) :]
    return [*records[:place], changed, *records[place + 1 :]]


class TestRead:
    @pytest.mark.parametrize("newline", ["\r\n", "\n", ""])
    def test_reads_a_file_written_by_hand(self, newline):
        assert {len(record) for record in BY_HAND + RECEIVED} == {RECORD_BYTES}

        sheet = read_zengin_statement(file_of(BY_HAND, newline))

        assert sheet.errors == []
        came, left = (row.cells for row in sheet.rows)
        assert (came["day"], came["deposit"]) == (date(2025, 6, 2), Money(10_000))
        assert (came["payer"], came["type"], came["balance"]) == ("ﾔﾏﾀﾞ ﾊﾅｺ", "振込", "60000")
        assert (left["deposit"], left["withdrawal"]) == (None, "3000")
        assert (left["payer"], left["balance"]) == ("ﾃｽｳﾘﾖｳ", "57000")

    @pytest.mark.parametrize("newline", [b"\r\n", b""])
    def test_reads_what_the_bank_of_the_sandbox_writes(self, newline):
        sheet = read_zengin_statement(statement_file(LINES, opening=5_000, newline=newline))

        assert sheet.errors == []
        assert [row["deposit"] for row in sheet.rows] == [Money(10_000), None, Money(28_920)]
        assert [row["balance"] for row in sheet.rows] == ["15000", "14000", "42920"]

    def test_reads_a_notice_of_transfers_received(self):
        sheet = read_zengin_statement(file_of(RECEIVED))

        assert sheet.errors == []
        assert [row["deposit"] for row in sheet.rows] == [Money(12_000), None]
        assert [row["withdrawal"] for row in sheet.rows] == [None, "2000"]

    def test_reads_the_form_of_it_that_has_twelve_digits(self):
        twelve = replaced(RECEIVED, 1, 19, "0" * 20)
        twelve = replaced(twelve, 1, 128, "000000012000" + "0" * 12)

        sheet = read_zengin_statement(file_of(twelve))

        assert (sheet.errors, sheet.rows[0]["deposit"]) == ([], Money(12_000))

    def test_reads_several_accounts_of_one_file(self):
        sheet = read_zengin_statement(file_of([*BY_HAND[:4], *BY_HAND[:4], BY_HAND[4]]))

        assert (sheet.errors, len(sheet.rows)) == ([], 4)


class TestRefusal:
    @pytest.mark.parametrize(
        ("place", "start", "text", "field", "code"),
        [
            (1, 9, "071332", "勘定日", "date_expected"),
            (1, 21, "3", "入払区分", "zengin_way"),
            (1, 24, "00000001000A", "取引金額", "zengin_number"),
            (1, 24, "000000000000", "取引金額", "amount_out_of_range"),
            (0, 1, "02", "種別コード", "zengin_kind"),
            (0, 3, "1", "コード区分", "zengin_code"),
            (0, 62, "5", "預金種目", "zengin_kind"),
            (3, 7, "0000000010001", "入金額合計", "zengin_trailer"),
            (3, 20, "000002", "出金件数", "zengin_trailer"),
            (3, 40, "00000000057001", "取引後残高", "zengin_trailer"),
            (3, 54, "0000003", "データ・レコード件数", "zengin_trailer"),
            (2, 0, "1", "データ区分", "zengin_sequence"),
        ],
    )
    def test_names_the_record_and_the_field(self, place, start, text, field, code):
        sheet = read_zengin_statement(file_of(replaced(BY_HAND, place, start, text)))

        assert (place + 1, field, code) in [(e.row, e.column, e.code) for e in sheet.errors]
        for error in sheet.errors:
            assert all(error.words(language) for language in ("ja", "en"))

    def test_tells_both_figures_where_a_trailer_does_not_agree(self):
        sheet = read_zengin_statement(file_of(replaced(BY_HAND, 3, 7, "0000000010001")))

        facts = {"told": 10_001, "found": 10_000}
        assert sheet.errors == [RowError(4, "入金額合計", "zengin_trailer", facts)]

    def test_finds_that_a_line_is_missing(self):
        sheet = read_zengin_statement(file_of([*BY_HAND[:2], *BY_HAND[3:]]))

        assert {error.column for error in sheet.errors} >= {"出金件数", "出金額合計", "取引後残高"}

    def test_finds_that_the_file_was_cut_off(self):
        assert read_zengin_statement(file_of(BY_HAND[:4])).errors[0].code == "zengin_no_end"
        assert read_zengin_statement(file_of(BY_HAND)[:450]).errors[0].code == "zengin_no_end"
        assert read_zengin_statement(b"").errors[0].code == "zengin_length"

    def test_gives_no_line_of_a_file_of_another_kind(self):
        sheet = read_zengin_statement("日付,金額\r\n2025/06/01,100\r\n".encode("cp932"))

        assert (sheet.rows, sheet.errors[0].code) == ([], "zengin_length")
