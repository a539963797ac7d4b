"""The papers of the house are true: links lead somewhere, and what they tell to type exists."""

import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from typer.main import get_command

from services.cli import app

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])
DECISIONS = sorted(ROOT.glob("docs/decisions/0*.md"))
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]

LINK = re.compile(r"""\]\(<?([^)>\s]+)>?\)|(?:src|srcset|href)="([^"]+)\"""")
CODE = re.compile(r"^```.*?^```|^(?: {4}\S.*\n?)+|`[^`\n]+`", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"(?<![\w/.-])minori((?:[ \t]+[^|;&>#`\n]+)+)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
TARGET = re.compile(r"(?<![\w-])make ([a-z]+)")


def links(page: Path) -> list[str]:
    """The targets in this repository that a page leads to, without their fragments."""
    found = ["".join(groups) for groups in LINK.findall(page.read_text("utf-8"))]
    return [link.partition("#")[0] for link in found if not re.match(r"[a-z]+:|#", link)]


def code(page: Path) -> list[str]:
    """What stands as code on a page; a command over several lines is one line."""
    return [part.replace("\\\n", " ") for part in CODE.findall(page.read_text("utf-8"))]


def commands(group, name=()):
    """Every command and group below `group`, by the words that call it."""
    yield name, group
    for word, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*name, word))


COMMANDS = dict(commands(get_command(app)))


def fault(typed: str) -> str | None:
    """What is wrong with a command as a page tells to type it."""
    called: tuple[str, ...] = ()
    for word in typed.split():
        if not hasattr(COMMANDS[called], "commands") or not re.fullmatch(r"[a-z][a-z-]*", word):
            break
        called = (*called, word)
        if called not in COMMANDS:
            return f"no command: minori {typed}"
    params = COMMANDS[called].params
    known = {option for each in params for option in (*each.opts, *each.secondary_opts)}
    unknown = set(OPTION.findall(typed)) - known - {"--help"}
    return f"no option {unknown}: minori {typed}" if unknown else None


class TestPages:
    @pytest.mark.parametrize("page", PAGES, ids=NAMES)
    def test_lead_somewhere(self, page):
        assert [link for link in links(page) if not (page.parent / link).exists()] == []

    @pytest.mark.parametrize("page", PAGES, ids=NAMES)
    def test_tell_to_type_what_exists(self, page):
        typed = [typed for part in code(page) for typed in COMMAND.findall(part)]
        assert [wrong for each in typed if (wrong := fault(each.strip()))] == []

    def test_name_targets_that_can_be_made(self):
        makefile = (ROOT / "Makefile").read_text("utf-8")
        targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
        named = {t for page in PAGES for part in code(page) for t in TARGET.findall(part)}
        assert named - targets == set()

    def test_are_reached_from_the_index(self):
        reached, waiting = set(), [ROOT / "docs/README.md"]
        while waiting:
            page = waiting.pop()
            reached.add(page)
            found = {(page.parent / link).resolve() for link in links(page)}
            waiting += [each for each in found if each.suffix == ".md" and each not in reached]
        assert [name for page, name in zip(PAGES, NAMES, strict=True) if page not in reached] == []

    def test_are_built_alike_in_both_languages(self):
        english, japanese = (
            re.findall(r"^#+", (ROOT / name).read_text("utf-8"), re.MULTILINE)
            for name in ("README.md", "README.ja.md")
        )
        assert english == japanese


class TestDecisions:
    @pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
    def test_have_their_number_and_what_keeps_them(self, page):
        written = page.read_text("utf-8")
        assert written.startswith(f"# {int(page.name[:4])}. ")
        assert re.search(r"^\*?Enforced by", written, re.MULTILINE)

    @pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.stem)
    def test_name_tests_that_exist(self, page):
        named = re.findall(r"`(tests/[\w./-]+)`", page.read_text("utf-8"))
        assert [path for path in named if not (ROOT / path).exists()] == []

    def test_have_numbers_of_their_own(self):
        numbers = Counter(page.name[:4] for page in DECISIONS)
        assert [number for number, pages in numbers.items() if pages > 1] == []


class TestCommands:
    @pytest.mark.parametrize("called", COMMANDS, ids=" ".join)
    def test_say_what_they_are_for(self, called):
        assert COMMANDS[called].help


class TestLicence:
    def test_is_the_one_that_the_package_names(self):
        project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
        assert project["license"] == "Apache-2.0"
        assert "Apache License" in (ROOT / "LICENSE").read_text("utf-8")[:200]
