"""The draw over random lists: one order, whoever computes it and in whatever order they list."""

import csv
import importlib.util
import io
import json
from decimal import Decimal
from pathlib import Path
from types import ModuleType

import pytest
import typer
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from services.cli.draw import draw_command
from services.core.allocations.candidates_file import candidates_csv, read_candidates
from services.core.allocations.draw import DrawCandidate, candidates_hash, draw

SCRIPT = Path(__file__).parents[2] / "docs" / "draw.py"

# Any text that UTF-8 can spell and CSV can hold; with separators, quotes and line ends.
IDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)
SCORES = st.one_of(
    st.integers(-(10**12), 10**12).map(str),
    st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-1000, max_value=1000)
    .map(lambda score: format(score, "f")),
    st.sampled_from(["0", "-0", "+7", "007.50", "7.5", "7.500"]),
)  # fmt: skip
ROWS = st.lists(
    st.tuples(IDS, st.integers(0, 4).map(str), SCORES), max_size=12, unique_by=lambda row: row[0]
)
SEEDS = st.binary(min_size=32, max_size=32)


def candidates(rows: list[tuple[str, str, str]]) -> list[DrawCandidate]:
    return [DrawCandidate.of(*row) for row in rows]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("published_draw", SCRIPT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def app() -> typer.Typer:
    app = typer.Typer()
    app.command()(draw_command)
    return app


class TestScript:
    def test_is_under_forty_lines(self) -> None:
        assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) < 40

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(rows=ROWS, seed=SEEDS)
    def test_gets_the_order_of_the_command(
        self,
        script: ModuleType,
        app: typer.Typer,
        tmp_path_factory: pytest.TempPathFactory,
        rows: list[tuple[str, str, str]],
        seed: bytes,
    ) -> None:
        file = tmp_path_factory.getbasetemp() / "candidates.csv"
        with file.open("w", encoding="utf-8", newline="") as out:
            csv.writer(out).writerows([("id", "priority", "score"), *rows])

        with file.open(encoding="utf-8-sig", newline="") as again:
            read = [(row["id"], row["priority"], row["score"]) for row in csv.DictReader(again)]
        digest, order = script.draw(read, seed)
        options = ["--candidates", str(file), "--seed", seed.hex(), "--json"]
        printed = json.loads(CliRunner().invoke(app, options, catch_exceptions=False).stdout)

        assert [row["id"] for row in printed["order"]] == [row[0] for row in order]
        assert printed["candidates_hash"] == digest


class TestDraw:
    @given(rows=ROWS, seed=SEEDS, data=st.data())
    def test_does_not_depend_on_the_order_of_the_list(
        self, rows: list[tuple[str, str, str]], seed: bytes, data: st.DataObject
    ) -> None:
        shuffled = data.draw(st.permutations(rows))

        assert draw(candidates(rows), seed) == draw(candidates(shuffled), seed)

    @given(rows=ROWS.filter(bool), data=st.data())
    def test_has_another_hash_for_any_other_list(
        self, rows: list[tuple[str, str, str]], data: st.DataObject
    ) -> None:
        changed = list(rows)
        at = data.draw(st.integers(0, len(rows) - 1))
        id, priority, score = rows[at]
        new_ids = IDS.filter(lambda new: all(new != row[0] for row in rows))
        changed[at] = data.draw(
            st.one_of(
                st.tuples(new_ids, st.just(priority), st.just(score)),
                st.just((id, str(int(priority) + 1), score)),
                st.just((id, priority, format(Decimal(score) + 1, "f"))),
            )
        )

        assert candidates_hash(candidates(rows)) != candidates_hash(candidates(changed))
        assert candidates_hash(candidates(rows)) != candidates_hash(candidates(rows[1:]))

    @given(rows=ROWS, seed=SEEDS)
    def test_keeps_to_class_and_score_and_ranks_everyone_once(
        self, rows: list[tuple[str, str, str]], seed: bytes
    ) -> None:
        order = draw(candidates(rows), seed).order

        places = [(each.candidate.priority, -Decimal(each.candidate.score)) for each in order]
        assert places == sorted(places)
        assert [each.rank for each in order] == list(range(1, len(rows) + 1))
        assert {each.candidate.id for each in order} == {row[0] for row in rows}

    @given(rows=ROWS)
    def test_comes_back_from_the_published_file(self, rows: list[tuple[str, str, str]]) -> None:
        published = candidates_csv(candidates(rows))

        assert candidates_hash(read_candidates(published.encode())) == candidates_hash(
            candidates(rows)
        )
        assert next(csv.reader(io.StringIO(published))) == ["id", "priority", "score"]
