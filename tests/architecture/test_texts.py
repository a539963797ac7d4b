"""Every text exists in every language it is owed in, and every error has its words and its page."""

import re
from functools import cache
from pathlib import Path

import pytest
from fluent.syntax import FluentParser, ast

from services import cli
from services.api import problems
from services.core.kit.errors import DomainError
from services.core.kit.texts import FOLDER

ROOT = Path(__file__).parents[2]

# What code may ask the catalogue for: text("some-message") or text("some-message.title").
ASKED = re.compile(r"""\btext\(\s*["']([a-z][a-z0-9-]*(?:\.[a-z-]+)?)["']""")


@cache
def messages(language: str) -> dict[str, set[str]]:
    """Ids of messages with the variables that they use; attributes as `id.attribute`."""
    found: dict[str, set[str]] = {}
    for path in sorted((FOLDER / language).glob("*.ftl")):
        for entry in FluentParser().parse(path.read_text("utf-8")).body:
            assert not isinstance(entry, ast.Junk), f"{path}: {entry.content}"
            if isinstance(entry, ast.Message):
                if entry.value:
                    found[entry.id.name] = variables(entry.value)
                for attribute in entry.attributes:
                    found[f"{entry.id.name}.{attribute.id.name}"] = variables(attribute.value)
    return found


def variables(pattern: ast.Pattern) -> set[str]:
    names: set[str] = set()

    def visit(node: object) -> None:
        if isinstance(node, ast.VariableReference):
            names.add(node.id.name)
        elif isinstance(node, ast.BaseNode):
            for value in vars(node).values():
                for one in value if isinstance(value, list) else [value]:
                    visit(one)

    visit(pattern)
    return names


def all_errors(root: type[DomainError] = DomainError) -> set[type[DomainError]]:
    """Every error with a code of its own; the commands load the whole house."""
    assert cli.app
    found = set()
    for error in root.__subclasses__():
        found |= all_errors(error)
        # Tests make errors of their own, which nobody reads.
        if hasattr(error, "code") and error.__module__.startswith("services."):
            found.add(error)
    return found


CODES = sorted(
    {error.code for error in all_errors()}
    | set(problems.EDGE_CODES.values())
    | {problems.FIELDS_INVALID, problems.INTERNAL_ERROR, "try_again"}
)


class TestCatalogue:
    def test_japanese_and_english_say_the_same_things(self):
        assert messages("ja").keys() ^ messages("en").keys() == set()

    def test_easy_japanese_adds_no_message_of_its_own(self):
        assert messages("ja-easy").keys() - messages("ja").keys() == set()

    @pytest.mark.parametrize("language", ["en", "ja-easy"])
    def test_translations_use_no_fact_that_japanese_is_not_given(self, language):
        japanese, other = messages("ja"), messages(language)
        english = messages("en")
        known = {name: japanese[name] | english.get(name, set()) for name in japanese}
        assert {name for name in other if other[name] - known[name]} == set()

    def test_code_asks_for_nothing_that_is_missing(self):
        known = messages("ja").keys()
        missing = {
            (path.name, asked)
            for path in (ROOT / "services").rglob("*.py")
            if "kit.texts import" in (source := path.read_text("utf-8"))
            for asked in ASKED.findall(source)
            if asked not in known
        }
        assert missing == set()


class TestProblems:
    @pytest.mark.parametrize("code", CODES)
    def test_have_words_and_a_title_in_both_languages(self, code):
        name = f"problem-{code.replace('_', '-')}"
        for language in ("ja", "en"):
            assert {name, f"{name}.title"} <= messages(language).keys()

    def test_have_a_heading_each_in_the_docs(self):
        page = (ROOT / "docs/problems.md").read_text("utf-8")
        headings = re.findall(r"^## (\w+)$", page, re.MULTILINE)
        assert sorted(headings) == CODES
