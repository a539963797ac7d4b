import json

from typer.testing import CliRunner

from services.cli import app

TABLE = "ward,grade,count\n" + "".join(
    f"{ward},{grade},{count}\n"
    for ward, grade, count in [
        ("north", "lower", 3), ("north", "upper", 40), ("north", "all", 43),
        ("south", "lower", 30), ("south", "upper", 50), ("south", "all", 80),
        ("all", "lower", 33), ("all", "upper", 90), ("all", "all", 123),
    ]
)  # fmt: skip


def run(tmp_path, *options, table=TABLE):
    source, target = tmp_path / "counts.csv", tmp_path / "safe.csv"
    source.write_text(table)
    result = CliRunner().invoke(
        app, ["protect", "--in", str(source), "--out", str(target), *options]
    )
    return result, target


class TestProtect:
    def test_writes_the_safe_table(self, tmp_path):
        result, target = run(tmp_path, "--k", "10", "--json")

        assert result.exit_code == 0
        assert json.loads(result.stdout) == {"cells": 9, "hidden": 4, "k": 10}
        assert target.read_text().count(",\n") == 4

    def test_writes_nothing_from_a_table_that_does_not_add_up(self, tmp_path):
        result, target = run(tmp_path, table=TABLE.replace("123", "124"))

        assert result.exit_code == 1
        assert "table_not_additive" in result.stderr
        assert not target.exists()

    def test_refuses_a_threshold_that_is_not_for_the_public(self, tmp_path):
        result, _ = run(tmp_path, "--k", "5")

        assert result.exit_code == 1
        assert "threshold_too_low" in result.stderr

    def test_prints_to_standard_output_where_no_file_is_named(self, tmp_path):
        source = tmp_path / "counts.csv"
        source.write_text(TABLE)

        result = CliRunner().invoke(app, ["protect", "--in", str(source)])

        assert result.stdout.startswith("ward,grade,count\nnorth,lower,\n")
