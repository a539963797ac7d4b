"""The house keeps its own rules: who imports whom, how long things are, where words stand."""

import ast
import re
import subprocess
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
    "cryptography": ("services.core.kit.crypto", "services.core.vouchers.token"),
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

    @pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
    def test_stand_at_the_top_of_the_file(self, path):
        tree = ast.parse(path.read_text("utf-8"))
        hidden = [
            node.lineno
            for function in ast.walk(tree)
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
            for node in ast.walk(function)
            if isinstance(node, ast.Import | ast.ImportFrom)
        ]
        assert hidden == []


# The counter runs the very statement of the redemptions, without the session (architecture).
HOT_PATH: set[str] = set()


class TestSizes:
    @pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
    def test_fit_on_a_page(self, path):
        lines = path.read_text("utf-8").splitlines()
        assert len(lines) <= FILE_LINES_MAX
        assert [n for n, line in enumerate(lines, 1) if len(line) > COLUMNS_MAX] == []
        tree = ast.parse("\n".join(lines))
        long = [
            f"{node.name}: {node.end_lineno - node.lineno + 1}"
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node.end_lineno - node.lineno + 1 > FUNCTION_LINES_MAX
        ]
        assert long == []


class TestNames:
    def test_say_what_is_inside(self):
        said = {path for path in CODE if {path.stem, path.parent.name} & BANNED_NAMES}
        assert said == set()

    @pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
    def test_have_a_docstring_at_the_top(self, path):
        tree = ast.parse(path.read_text("utf-8"))
        assert not tree.body or ast.get_docstring(tree)


class TestStubs:
    @pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
    def test_there_are_none(self, path):
        tree = ast.parse(path.read_text("utf-8"))
        protocols = {
            method
            for node in ast.walk(tree)
            if isinstance(node, ast.ClassDef) and "Protocol" in ast.dump(node)
            for method in node.body
        }
        empty = [
            node.name
            for node in ast.walk(tree)
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and node not in protocols
            and does_nothing(node)
        ]
        assert empty == []


def does_nothing(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function has no statement of its own and no docstring that says why."""
    return all(
        isinstance(node, ast.Pass)
        or (isinstance(node, ast.Expr) and node.value == ...)
        or (isinstance(node, ast.Raise) and "NotImplemented" in ast.dump(node))
        for node in function.body
    )
