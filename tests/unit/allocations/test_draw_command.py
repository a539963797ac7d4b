"""`minori draw`: what it prints, and the honest exit code."""

import csv
import json
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from services.cli import app

SEED = bytes(range(32)).hex()
CANDIDATES = "id,priority,score\na,1,72.50\nb,2,90\nc,1,72.5\nd,1,100\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    file = tmp_path / "candidates.csv"
    file.write_text(CANDIDATES, encoding="utf-8")
    return file


def draw(file: Path, *options: str, seed: str = SEED) -> Result:
    return CliRunner().invoke(app, ["draw", "--candidates", str(file), "--seed", seed, *options])


class TestDraw:
    def test_prints_the_example_of_the_docs(self, file: Path) -> None:
        docs = Path(__file__).parents[3] / "docs" / "explanation" / "draw.md"

        told = json.loads(draw(file, "--json").stdout)

        text = docs.read_text(encoding="utf-8")
        assert f"commitment {told['commitment']}" in text
        assert f"candidates {told['candidates_hash']}" in text
        order = [f"    {row['rank']} {row['id']}" for row in told["order"]]
        assert "\n".join(order) in text

    def test_tells_who_is_selected_where_the_places_are_known(self, file: Path) -> None:
        told = json.loads(draw(file, "--places", "2", "--json").stdout)

        assert [row["result"] for row in told["order"]] == ["selected"] * 2 + ["waiting"] * 2
        assert told["places"] == 2
        assert set(told["order"][0]) == {"rank", "id", "priority", "score", "ticket", "result"}
        unknown = json.loads(draw(file, "--json").stdout)
        assert {row["result"] for row in unknown["order"]} == {None}

    def test_prints_facts_and_csv_into_a_pipe(self, file: Path) -> None:
        lines = draw(file, "--places", "1").stdout.splitlines()

        assert [line.split(":")[0] for line in lines[:3]] == [
            "# algorithm",
            "# commitment",
            "# candidates_hash",
        ]
        rows = list(csv.DictReader(lines[3:]))
        assert (rows[0]["id"], rows[0]["result"]) == ("d", "selected")
        assert len(rows) == 4

    def test_tells_every_fault_and_exits_with_one(self, file: Path) -> None:
        file.write_text("id,priority,score\na,x,1\na,1,y\n", encoding="utf-8")

        told = draw(file, "--json")

        assert told.exit_code == 1
        errors = json.loads(told.stdout)["errors"]
        assert [(error["row"], error["column"]) for error in errors] == [
            (2, "priority"),
            (3, "id"),
            (3, "score"),
        ]
        assert all(error["reason"] for error in errors)
        assert draw(file).stderr.count("\n") == 4

    @pytest.mark.parametrize("seed", ["", "abc", "xy", "0x00"])
    def test_takes_no_seed_that_is_not_hexadecimal(self, file: Path, seed: str) -> None:
        assert draw(file, seed=seed).exit_code == 2

    def test_needs_a_file_and_no_negative_places(self, file: Path, tmp_path: Path) -> None:
        assert draw(tmp_path / "none.csv").exit_code == 2
        assert draw(file, "--places", "-1").exit_code == 2
