"""The page about the ASVS is whole, and the tests that it leans on exist."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/asvs.md").read_text("utf-8")
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (.+?) \| ([12]) \| (.+?) \|$", re.MULTILINE)
NAMED = re.compile(r"`([\w/]+\.py)((?:::\w+)*)`")

# How many requirements of levels 1 and 2 each chapter of version 5.0.0 has.
PER_CHAPTER = [27, 11, 19, 10, 9, 35, 18, 7, 7, 29, 14, 9, 13, 9, 13, 16, 7]
ROWS = ROW.findall(PAGE)


@cache
def names_in(path: Path) -> frozenset[str]:
    """What can be named in a file: its classes, and their methods after them."""
    found = set()
    for one in ast.parse(path.read_text("utf-8")).body:
        if isinstance(one, ast.ClassDef):
            found.add(f"::{one.name}")
            found |= {
                f"::{one.name}::{part.name}"
                for part in one.body
                if isinstance(part, ast.FunctionDef)
            }
    return frozenset(found | {""})


class TestAsvs:
    def test_is_told_requirement_by_requirement(self):
        numbers = [number for number, *_ in ROWS]
        assert len(numbers) == len(set(numbers))
        counted = Counter(int(number.partition(".")[0]) for number in numbers)
        assert [counted[chapter] for chapter in sorted(counted)] == PER_CHAPTER
        assert [level for _, _, level, _ in ROWS].count("1") == 70
        assert f"Of the {len(ROWS)}:" in PAGE

    @pytest.mark.parametrize("row", ROWS, ids=[number for number, *_ in ROWS])
    def test_leans_on_tests_that_exist(self, row):
        for file, name in NAMED.findall(row[3]):
            path = ROOT / "tests" / file
            assert path.exists(), file
            assert name in names_in(path), file + name

    def test_counts_what_is_not_met(self):
        told = re.search(
            r"(\d+) by tests, (\d+) by a ground in words, (\d+) do not apply, (\d+)", PAGE
        )
        unmet = [held for *_, held in ROWS if "ot met**" in held]
        apart = [held for *_, held in ROWS if held not in unmet]
        away = [held for held in apart if held.startswith("does not apply")]
        tested = [held for held in apart if held not in away and NAMED.search(held)]
        grounds = len(apart) - len(away) - len(tested)
        found = (len(tested), grounds, len(away), len(unmet))
        assert tuple(map(int, told.groups())) == found
