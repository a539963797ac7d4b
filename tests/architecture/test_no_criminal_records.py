"""
Nobody's criminal record has a place here, and nothing asks for one (E2).

Japan's act on checking those who work with children (Act No. 69 of 2024) lets certain operators
ask for such records, and hedges them about; this service is none of those and must hold none.
"""

import re
from enum import StrEnum

from sqlalchemy import Enum

from services.api.main import describe
from services.core.households.types import EvidenceKind
from services.core.kit.texts import FOLDER
from services.core.migrations.tables import all_tables

WORDS = re.compile(
    r"(?<!dis)crimin|convict|offence|offense|police|felony|penal\b|sex_crime|犯罪|前科|犯歴|性犯罪|逮捕",
    re.IGNORECASE,
)


def every_enum(root=StrEnum):
    for kind in root.__subclasses__():
        yield kind
        yield from every_enum(kind)


class TestSchema:
    def test_has_no_such_table_column_or_value(self):
        names = []
        for table in all_tables().tables.values():
            names.append(table.name)
            for column in table.columns:
                names.append(column.name)
                if isinstance(column.type, Enum):
                    names += column.type.enums
        assert [name for name in names if WORDS.search(name)] == []

    def test_has_no_such_choice_in_code(self):
        all_tables()
        members = [f"{kind.__name__}.{one.value}" for kind in every_enum() for one in kind]
        assert [name for name in members if WORDS.search(name)] == []

    def test_has_no_such_field_in_the_api(self):
        assert WORDS.findall(str(describe()["components"]["schemas"])) == []


class TestWords:
    def test_offer_no_such_document(self):
        found = [
            f"{path.parent.name}/{path.name}:{number}"
            for path in sorted(FOLDER.rglob("*.ftl"))
            for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
            if WORDS.search(line)
        ]
        assert found == []

    def test_of_kinds_are_known_to_this_test(self):
        # A new kind is looked at by whoever adds it here.
        assert {kind.value for kind in EvidenceKind} == {
            "income_certificate",
            "benefit_certificate",
            "residence_certificate",
            "school_record",
            "guardianship_record",
        }
