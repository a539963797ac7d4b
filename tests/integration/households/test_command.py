"""`minori import roster` as it is typed."""

import json

import pytest
from typer.testing import CliRunner

from services.cli import app
from services.core.kit.sheets import Encoding, write_csv
from tests.conftest import RING
from tests.factories.programmes import make_programme

HEADINGS = (
    *("世帯番号", "保護者氏名", "保護者カナ", "児童氏名", "児童カナ"),
    *("生年月日", "郵便番号", "支援区分"),
)
HANAKO = (
    "S1",
    "髙橋 良子",
    "ﾀｶﾊｼ ﾘｮｳｺ",
    "髙橋 花子",
    "ﾀｶﾊｼ ﾊﾅｺ",
    "H22.9.1",
    "150-0002",
    "生活保護",
)
FAULTY = (*HANAKO[:4], "高橋", "H22.9.1", "150-0002", "生活保護")


@pytest.fixture
def minori(runtime, monkeypatch):
    """Runs `minori import roster …` on the test's own database."""
    url = runtime.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("DATABASE_URL", url)
    monkeypatch.setenv("SECRET_KEY", RING.root.decode())
    with runtime.unit_of_work() as uow:
        code = make_programme(uow).code

    def run(file, *options):
        words = ["import", "roster", str(file), "--programme", code, *options]
        return CliRunner().invoke(app, words)

    return run


@pytest.fixture
def roster(tmp_path):
    def write(*rows):
        file = tmp_path / "roster.csv"
        file.write_bytes(
            write_csv(
                [(*HEADINGS, "取扱同意", "本人同意"), *((*row, "○", "○") for row in rows)],
                Encoding.CP932,
            )
        )
        return file

    return write


class TestImportRoster:
    def test_rehearses_imports_and_imports_nothing_twice(self, minori, roster):
        file = roster(HANAKO)

        runs = [minori(file, "--json", *options) for options in (("--dry-run",), (), ())]

        assert [run.exit_code for run in runs] == [0, 0, 0]
        told = [json.loads(run.stdout) for run in runs]
        assert [one["written"] for one in told] == [False, True, True]
        assert [one["children_new"] for one in told] == [1, 1, 0]

    def test_shows_each_fault_and_exits_with_one(self, minori, roster):
        refused = minori(roster(HANAKO, FAULTY))

        assert refused.exit_code == 1
        assert "3" in refused.stderr
        assert "児童カナ" in refused.stderr

    def test_tells_faults_to_machines(self, minori, roster):
        for options in ((), ("--dry-run",)):
            refused = minori(roster(FAULTY), "--json", *options)

            assert refused.exit_code == 1
            (error,) = json.loads(refused.stdout)["errors"]
            assert (error["row"], error["code"]) == (2, "kana_expected")

    def test_takes_the_valid_rows_when_told_so(self, minori, roster):
        done = minori(roster(HANAKO, FAULTY), "--valid-only")

        assert done.exit_code == 0
        assert "1" in done.stdout
