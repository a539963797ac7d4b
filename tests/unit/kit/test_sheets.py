"""Sheets are read as offices write them, and written so that nothing is lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.core.kit import cells
from services.core.kit.money import Money
from services.core.kit.sheets import (
    CellsNotEncodable,
    Column,
    Encoding,
    RowError,
    read_sheet,
    write_csv,
)

NAME = Column("name", ("氏名", "お名前"), parse=cells.one_line)
AMOUNT = Column("amount", ("支援金額", "金額"), parse=cells.yen)
NOTE = Column("note", ("備考",), required=False, filled=False)

RARE_NAMES = '氏名,金額\r\n髙橋 一郎,"3,000"\r\n山﨑 花子,５００円\r\n'


class TestReadSheet:
    @pytest.mark.parametrize(
        ("codec", "expected"),
        [("utf-8", Encoding.UTF_8), ("utf-8-sig", Encoding.UTF_8), ("cp932", Encoding.CP932)],
    )
    def test_tells_the_encoding_by_itself(self, codec, expected):
        sheet = read_sheet(RARE_NAMES.encode(codec), [NAME, AMOUNT])

        assert sheet.errors == []
        assert sheet.encoding is expected
        assert [row["name"] for row in sheet.rows] == ["髙橋 一郎", "山﨑 花子"]
        assert [row["amount"] for row in sheet.rows] == [Money(3000), Money(500)]

    def test_numbers_rows_as_a_spreadsheet_does(self):
        data = '氏名,金額\n\n"二行の\n名前",100\n花子,50\n'

        sheet = read_sheet(data.encode(), [NAME, AMOUNT])

        assert [row.number for row in sheet.rows] == [3, 4]
        assert sheet.rows[0]["name"] == "二行の 名前"

    def test_finds_the_headings_below_a_banks_title(self):
        data = "入出金明細\n口座,1234567\n\n金額, 氏　名 \n100,花子\n"

        sheet = read_sheet(data.encode(), [NAME, AMOUNT])

        assert [row.cells for row in sheet.rows] == [{"name": "花子", "amount": Money(100)}]

    def test_tells_every_fault_with_row_column_and_reason(self):
        data = "お名前,金額\n,100\n花子,12.5\n太郎,\n次郎,100,あまり\n三郎,0\n正子,200\n"

        sheet = read_sheet(data.encode(), [NAME, AMOUNT])

        assert [(e.row, e.column, e.code) for e in sheet.errors] == [
            (2, "お名前", "cell_empty"),
            (3, "金額", "amount_expected"),
            (4, "金額", "cell_empty"),
            (5, "", "row_too_long"),
            (6, "金額", "amount_out_of_range"),
        ]
        assert [row["name"] for row in sheet.rows] == ["正子"]
        for error in sheet.errors:
            assert error.words("ja") != error.words("en")

    def test_names_the_columns_that_are_missing(self):
        sheet = read_sheet(b"a,b\n1,2\n", [NAME, AMOUNT, NOTE])

        assert [(e.column, e.code) for e in sheet.errors] == [
            ("氏名", "column_missing"),
            ("支援金額", "column_missing"),
        ]
        assert "お名前" in sheet.errors[0].words("ja")

    def test_refuses_a_heading_that_stands_there_twice(self):
        sheet = read_sheet("氏名,金額,金 額\n花子,1,2\n".encode(), [NAME, AMOUNT])

        assert sheet.errors == [RowError(1, "金額", "column_twice")]
        assert sheet.rows == []

    def test_reads_what_is_optional_as_none(self):
        without = read_sheet("氏名,金額\n花子,1\n".encode(), [NAME, AMOUNT, NOTE])
        blank = read_sheet("氏名,金額,備考\n花子,1,\n".encode(), [NAME, AMOUNT, NOTE])

        assert without.rows[0]["note"] is None
        assert blank.rows[0]["note"] is None

    def test_says_where_the_bytes_stop_making_sense(self):
        data = "氏名,金額\n花子,1\n".encode() + b"\xff\xfe,2\n"

        (error,) = read_sheet(data, [NAME, AMOUNT], encoding=Encoding.UTF_8).errors

        assert (error.row, error.code) == (3, "encoding_wrong")

    @pytest.mark.parametrize(
        ("data", "code"),
        [
            (b"", "file_empty"),
            (b"\n\n", "file_empty"),
            ('氏名,金額\n"花子,1\n'.encode(), "row_malformed"),
        ],
    )
    def test_refuses_what_is_no_sheet(self, data, code):
        assert code in [error.code for error in read_sheet(data, [NAME, AMOUNT]).errors]

    def test_refuses_a_nul_which_no_database_takes(self):
        (error,) = read_sheet("氏名,金額\n花\0子,1\n".encode(), [NAME, AMOUNT]).errors

        assert error.code == "cell_unreadable"


class TestWriteCsv:
    def test_keeps_rare_names_in_both_encodings(self):
        rows = [["氏名", "金額"], ["髙橋", 3000], ["山﨑", -500]]

        for encoding in (Encoding.UTF_8, Encoding.CP932):
            data = write_csv(rows, encoding)
            sheet = read_sheet(data, [NAME, Column("amount", ("金額",), parse=int)])
            assert [row["name"] for row in sheet.rows] == ["髙橋", "山﨑"]
            assert [row["amount"] for row in sheet.rows] == [3000, -500]

    def test_marks_utf_8_for_excel(self):
        assert write_csv([["氏名"]]) == b"\xef\xbb\xbf" + "氏名\r\n".encode()

    def test_reports_a_cell_that_cp932_cannot_hold(self):
        with pytest.raises(CellsNotEncodable) as refused:
            write_csv([["氏名"], ["𠮷野😀𠮷"]], Encoding.CP932)

        (error,) = refused.value.errors
        assert (error.row, error.column, error.facts) == (2, "1", {"characters": "𠮷😀"})

    def test_writes_the_dashes_that_windows_knows(self):
        assert write_csv([["4月〜5月—"]], Encoding.CP932).decode("cp932") == "4月～5月―\r\n"

    @pytest.mark.parametrize("cell", ["=1+1", "+81", "-x", "@a", "＝1", "\tx"])
    def test_lets_no_text_run_as_a_formula(self, cell):
        assert write_csv([[cell]]).decode("utf-8-sig").strip('"').startswith("'")

    @given(
        st.lists(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs"]), min_size=1))
    )
    def test_is_read_back_as_it_was(self, names):
        rows = [["氏名"], *([name] for name in names)]

        sheet = read_sheet(write_csv(rows), [Column("name", ("氏名",))])

        assert [row["name"] for row in sheet.rows] == names


class TestDay:
    @pytest.mark.parametrize(
        "cell",
        [
            "2026-04-01",
            "2026/4/1",
            "2026年4月1日",
            "20260401",
            "令和8年4月1日",
            "R8.4.1",
            "r8/04/01",
        ],
    )
    def test_reads_the_forms_in_use(self, cell):
        assert cells.day(cell).isoformat() == "2026-04-01"

    def test_knows_the_first_year_of_an_era(self):
        assert cells.day("令和元年5月1日").isoformat() == "2019-05-01"

    @pytest.mark.parametrize(
        "cell", ["2026-02-30", "昨日", "令和元年4月30日", "令和0年5月1日", "26-4-1", "2026-4"]
    )
    def test_refuses_what_is_no_day(self, cell):
        with pytest.raises(cells.CellRefused, match="date_expected"):
            cells.day(cell)


class TestMoment:
    def test_takes_wall_clocks_for_tokyos(self):
        assert cells.moment("2026/04/01 9:05").isoformat() == "2026-04-01T00:05:00+00:00"
        assert cells.moment("2026-04-01").isoformat() == "2026-03-31T15:00:00+00:00"

    @pytest.mark.parametrize("cell", ["2026/04/01 25:00", "2026/04/01 noon"])
    def test_refuses_what_is_no_time(self, cell):
        with pytest.raises(cells.CellRefused, match="date_expected"):
            cells.moment(cell)


class TestEmail:
    def test_folds_the_domain_only(self):
        assert cells.email(" Hanako@Example.JP ") == "Hanako@example.jp"

    @pytest.mark.parametrize("cell", ["hanako", "@example.jp", "hanako@", "hanako@jp"])
    def test_refuses_what_is_no_address(self, cell):
        with pytest.raises(cells.CellRefused, match="email_expected"):
            cells.email(cell)
