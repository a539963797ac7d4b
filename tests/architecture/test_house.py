"""The house keeps its own rules: who imports whom, how long things are, where words stand."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "services").rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
CODE = SOURCES + TESTS

FUNCTION_LINES_MAX = 70
FILE_LINES_MAX = 400
COLUMNS_MAX = 100
BANNED_NAMES = {"utils", "util", "helpers", "helper", "common", "manager", "managers", "misc"}

# Who alone may stand on a library that the rest of the house should not know.
KEEPERS = {
    "stripe": ("services.core.integrations",),
    "cryptography": (
        "services.core.kit.crypto",
        "services.core.vouchers.token",
        "services.core.audit.notes",  # a log signs below identity, where no token is known
    ),
    "qrcode": ("services.core.vouchers.qr",),
}


@pytest.fixture(scope="module")
def graph():
    return grimp.build_graph("services", include_external_packages=True, cache_dir=None)


class TestImports:
    def test_keep_the_contracts(self):
        done = subprocess.run(
            [ROOT / ".venv/bin/lint-imports", "--no-cache"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout

    @pytest.mark.parametrize("library", KEEPERS)
    def test_leave_a_library_to_its_keeper(self, graph, library):
        users = {
            module
            for module in graph.find_modules_that_directly_import(library)
            if not module.startswith(KEEPERS[library])
        }
        assert users == set()

    def test_reach_no_repository_but_ones_own(self, graph):
        strangers = set()
        for module in graph.modules:
            owner = re.match(r"(services\.core\.\w+)\.repository", module)
            if owner:
                strangers |= {
                    f"{user} -> {module}"
                    for user in graph.find_modules_that_directly_import(module)
                    if not user.startswith((owner[1], "services.core.invariants"))
                }
        assert strangers - HOT_PATH == set()

    def test_stand_at_the_top_of_the_file(self):
        hidden = [
            place(path, node)
            for path in SOURCES
            for function in functions(path)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert hidden == []


# The counter runs the very statement of the redemptions, without the session; so does its
# measure (docs/decisions/0035).
HOT_PATH = {
    f"{user} -> services.core.redemptions.repository.statement"
    for user in ("services.api.counter", "services.sandbox.bench_redeem")
}


class TestSizes:
    def test_fit_on_a_page(self):
        long = [
            str(path.relative_to(ROOT))
            for path in CODE
            if len(path.read_text("utf-8").splitlines()) > FILE_LINES_MAX
        ]
        assert long == []

    def test_fit_between_the_margins(self):
        wide = [
            f"{path.relative_to(ROOT)}:{number}"
            for path in CODE
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if len(line) > COLUMNS_MAX
        ]
        assert wide == []

    def test_let_a_function_be_seen_at_once(self):
        long = [
            place(path, function)
            for path in CODE
            for function in functions(path)
            if (function.end_lineno or 0) - function.lineno + 1 > FUNCTION_LINES_MAX
        ]
        assert long == []


class TestNames:
    def test_say_what_is_inside(self):
        said = {path for path in CODE if {path.stem, path.parent.name} & BANNED_NAMES}
        assert said == set()

    def test_have_a_docstring_at_the_top(self):
        silent = [
            str(path.relative_to(ROOT))
            for path in SOURCES
            if (module := parsed(path)).body and not ast.get_docstring(module)
        ]
        assert silent == []


class TestStubs:
    def test_there_are_none(self):
        empty = [
            place(path, function)
            for path in SOURCES
            for function in functions(path)
            if function not in promises(path) and does_nothing(function)
        ]
        assert empty == []


Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


@cache
def functions(path: Path) -> list[Function]:
    return [node for node in ast.walk(parsed(path)) if isinstance(node, Function)]


@cache
def promises(path: Path) -> set[ast.stmt]:
    """The methods of Protocols: they say what others do."""
    return {
        method
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.ClassDef) and any("Protocol" in ast.dump(b) for b in node.bases)
        for method in node.body
    }


def place(path: Path, node: ast.AST) -> str:
    return f"{path.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def does_nothing(function: Function) -> bool:
    """Whether a function has no statement of its own, and no docstring that says why."""
    return all(
        isinstance(node, ast.Pass)
        or (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and node.value.value is ...
        )
        or (isinstance(node, ast.Raise) and "NotImplemented" in ast.dump(node))
        for node in function.body
    )
