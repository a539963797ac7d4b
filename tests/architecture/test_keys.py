"""Every blind index and every sealed secret of the house is on its page."""

import ast
import re
from pathlib import Path

from sqlalchemy import LargeBinary

from services.core.kit.crypto import PLACES
from services.core.migrations.tables import all_tables
from services.worker.tasks import keys

ROOT = Path(__file__).parents[2]
SOURCES = sorted((ROOT / "services").rglob("*.py"))
LEFT_OUT = ("services/core/kit/crypto/", "services/core/kit/key_rotation.py")

# Who seals what no verb of their own has to bring under another master key, and why.
EXEMPT = {
    "services/core/identity/service/requests.py": "it is gone within a day",
    "services/core/privacy/service/carried.py": "it is of other contexts, whose verbs bring it",
}

# A fact that few values have, and all of them known: as an index of its own it would be read.
NEVER_ALONE = re.compile("birth|postcode|benefit|income|grade|school|sex|disab|flag")


def calls(*methods):
    """Who calls `….ring.<method>(…)`, by file."""
    found = {}
    for path in SOURCES:
        name = str(path.relative_to(ROOT))
        if name.startswith(LEFT_OUT):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in methods
                and ast.unparse(node.func.value).endswith("ring")
            ):
                found.setdefault(name, set()).add(node.func.attr)
    return found


class TestBlindIndexes:
    def test_are_the_columns_of_the_tables(self):
        columns = {
            f"{table.name}.{column.name.removesuffix('_index')}"
            for table in all_tables().tables.values()
            for column in table.columns
            if column.name.endswith("_index") and isinstance(column.type, LargeBinary)
        }
        assert columns == set(PLACES)

    def test_hold_no_fact_of_few_values_alone(self):
        assert [name for name in PLACES if NEVER_ALONE.search(name.partition(".")[2])] == []

    def test_are_brought_under_todays_key_by_somebody(self):
        """But for typed codes, which are random and gone with their year."""
        contexts = {verb.__module__.split(".")[2] for verb in keys.INDEXES}
        of_table = {
            "children": "households",
            "guardians": "households",
            "households": "households",
            "donors": "donations",
            "members": "identity",
        }
        tables = {name.partition(".")[0] for name in PLACES} - {"credentials"}
        assert {of_table[table] for table in tables} == contexts


class TestSealedSecrets:
    def test_are_brought_under_todays_master_key_by_somebody(self):
        contexts = {name.split("/")[2] for name in calls("seal", "seal_many") if name not in EXEMPT}
        assert contexts == {verb.__module__.split(".")[2] for verb in keys.SEALED}
