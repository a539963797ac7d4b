"""`minori bankfile`: what is printed, what is written, and how it ends."""

import hashlib
import json

import pytest
from typer.testing import CliRunner

from services.cli import app

LIST = (
    "bank,branch,type,account,payee,amount\n"
    "0001,001,1,1234567,カ）ガクシュウジュク,20000\n"
    "0005,010,1,7654321,ジンジショウゴ,15000\n"
)


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "payouts.csv").write_text(LIST, encoding="utf-8")
    return tmp_path


def zengin(folder, *more, day="2027-04-30", source="payouts.csv"):
    return CliRunner().invoke(
        app,
        [
            "bankfile",
            "zengin",
            "--in",
            str(folder / source),
            "--consignor-code",
            "1234567890",
            "--consignor-name",
            "トクヒ)ミノリ",
            "--date",
            day,
            "--from",
            "0001-001-1-1234567",
            "--out",
            str(folder / "out.txt"),
            *more,
        ],
    )


class TestZengin:
    def test_writes_the_file_and_prints_digest_count_and_total(self, folder):
        result = zengin(folder, "--json")

        assert result.exit_code == 0
        content = (folder / "out.txt").read_bytes()
        told = json.loads(result.stdout)
        assert told["sha256"] == hashlib.sha256(content).hexdigest()
        assert (told["count"], told["total"], told["pays_on"]) == (2, 35_000, "2027-04-30")
        lines = content.split(b"\r\n")
        assert lines[0].startswith(b"12101234567890")
        assert lines[0][54:58] == b"0430"
        assert lines[3] == b"8000002000000035000" + b" " * 101
        assert lines[4] == b"9" + b" " * 119

    def test_writes_without_line_ends_where_the_bank_wants_that(self, folder):
        zengin(folder, "--newline", "none")

        assert len((folder / "out.txt").read_bytes()) == 5 * 120

    def test_is_for_its_owners_eyes(self, folder):
        zengin(folder)

        assert (folder / "out.txt").stat().st_mode & 0o077 == 0

    def test_never_overwrites_a_file(self, folder):
        (folder / "out.txt").write_text("precious")

        result = zengin(folder)

        assert result.exit_code == 1
        assert "output_exists" in result.stderr
        assert (folder / "out.txt").read_text() == "precious"

    def test_refuses_a_day_on_which_banks_rest_unless_told_to_shift(self, folder):
        refused = zengin(folder, "--json", day="2027-05-04")
        assert refused.exit_code == 1
        assert json.loads(refused.stdout)["nearest"] == "2027-05-06"
        assert not (folder / "out.txt").exists()

        shifted = zengin(folder, "--json", "--shift", day="2027-05-04")
        assert json.loads(shifted.stdout)["pays_on"] == "2027-05-06"

    def test_can_shift_to_the_day_before(self, folder):
        result = zengin(folder, "--json", "--shift-back", day="2027-05-04")

        assert json.loads(result.stdout)["pays_on"] == "2027-04-30"

    def test_tells_faults_with_row_column_and_reason_and_writes_nothing(self, folder):
        (folder / "bad.csv").write_text("symbol,number,payee,amount\n91940,1,ヤマダ・,300\n")

        result = zengin(folder, "--json", source="bad.csv")

        assert result.exit_code == 1
        faults = json.loads(result.stdout)["errors"]
        assert [(fault["row"], fault["column"]) for fault in faults] == [
            (2, "symbol"),
            (2, "payee"),
        ]
        assert all(fault["reason"] for fault in faults)
        assert not (folder / "out.txt").exists()

    def test_tells_faults_in_words_on_standard_error(self, folder):
        (folder / "bad.csv").write_text(LIST.replace("20000", "0"))

        result = zengin(folder, source="bad.csv")

        assert result.exit_code == 1
        assert "row 2, amount" in result.stderr
        assert "list_refused" in result.stderr

    def test_warns_of_a_branch_that_is_not_known(self, folder):
        (folder / "new.csv").write_text(LIST.replace("0005,010", "9998,010"))

        result = zengin(folder, "--json", source="new.csv")

        assert result.exit_code == 0
        assert json.loads(result.stdout)["warnings"][0]["row"] == 3

    @pytest.mark.parametrize("code", ["123456789", "12345678901", "123456789X"])
    def test_refuses_a_consignor_code_without_its_ten_digits(self, folder, code):
        result = zengin(folder, "--json", "--consignor-code", code)

        assert result.exit_code == 1
        assert json.loads(result.stdout)["code"] == "consignor_code_unreadable"


class TestCheck:
    def test_reads_a_file_back(self, folder):
        zengin(folder)

        result = CliRunner().invoke(app, ["bankfile", "check", str(folder / "out.txt"), "--json"])

        told = json.loads(result.stdout)
        assert (told["count"], told["total"], told["pays_on"]) == (2, 35_000, "04-30")
        assert told["consignor_name"] == "ﾄｸﾋ)ﾐﾉﾘ"

    def test_refuses_a_file_that_was_altered(self, folder):
        zengin(folder)
        out = folder / "out.txt"
        out.write_bytes(out.read_bytes().replace(b"0000020000", b"0000020001"))

        result = CliRunner().invoke(app, ["bankfile", "check", str(out)])

        assert result.exit_code == 1
        assert "bank_file_unreadable" in result.stderr
