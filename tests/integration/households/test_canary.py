"""Nothing that tells a person stands in plain anywhere in the database (people.md, I3)."""

from datetime import date

import pytest
from sqlalchemy import text

from services.core.households import service as households
from services.core.households.types import ChildId, GradeOverride, NewGuardian
from tests.factories.households import make_household, new_child
from tests.factories.programmes import make_programme

CANARIES = [
    "金糸雀",
    "キンシジャク",
    "きんしじゃく",
    "カナリヤスズ",
    "鳥籠中学校",
    "鳥籠町一丁目",
    "9876543",
    "09098765432",
    "090-9876-5432",
    "+819098765432",
    "kanariya",
    "2010-11-23",
    "20101123",
    "S-CANARY-77",
    "public_assistance single_parent_medical",
    "7654321",
    "鳥籠から出られない",
]

TEXT_COLUMNS = text(
    """
    SELECT table_name, column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public'
      AND data_type IN ('text', 'character varying', 'character', 'jsonb', 'json', 'bytea')
    """
)


def dump(session):
    """Every value of every column that can hold a text, as bytes."""
    for table, column, kind in session.execute(TEXT_COLUMNS).all():
        value = f'"{column}"' if kind == "bytea" else f"convert_to(\"{column}\"::text, 'UTF8')"
        query = f'SELECT {value} FROM "{table}" WHERE "{column}" IS NOT NULL'
        for (blob,) in session.execute(text(query)):
            yield f"{table}.{column}", bytes(blob)


@pytest.fixture
def programme(uow):
    """The life of one family, every verb of it."""
    programme = make_programme(uow)
    _, (child_id,) = make_household(
        uow,
        programme,
        new_child(
            name="金糸雀 鈴",
            kana="キンシジャク カナリヤスズ",
            birth_date=date(2010, 11, 23),
            school="鳥籠中学校",
        ),
        guardian=NewGuardian(
            name="金糸雀 親",
            kana="キンシジャク オヤ",
            phone="090-9876-5432",
            email="kanariya@example.jp",
        ),
        reference="S-CANARY-77",
        postcode="9876543",
        address="鳥籠町一丁目",
        benefits=frozenset({"public_assistance", "single_parent_medical"}),
        income_yen=7_654_321,
        members=3,
    )
    application = households.apply(
        uow,
        programme_id=programme.id,
        child_id=ChildId(child_id),
        grade=GradeOverride(grade_no=9, reason="鳥籠から出られない"),
    )
    households.decide_all(uow, programme_id=programme.id)
    households.find_children(uow, kana="きんしじゃく")
    households.list_applications(uow, programme_id=programme.id, with_names=True)
    households.explain(uow, programme_id=programme.id, application_id=application.id)
    uow.session.flush()
    return programme


class TestCanaries:
    def test_are_in_no_column_of_any_table(self, uow, programme):
        seen = set()
        for place, blob in dump(uow.session):
            seen.add(place.partition(".")[0])
            found = [canary for canary in CANARIES if canary.encode() in blob]
            assert not found, f"{place} tells {found}"
        expected = {"children", "guardians", "households", "applications", "outbox"}
        assert expected | {"audit_entries"} <= seen
