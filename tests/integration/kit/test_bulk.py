"""Many rows at once: by COPY, from arrays, and as objects of the session."""

from datetime import UTC, datetime
from uuid import UUID

import pytest
from sqlalchemy import text

from services.core.households.models import Household
from services.core.kit.bulk import BATCH, add_many, array_text, copy_rows, insert_new
from services.core.kit.ids import uuid7
from services.core.kit.models import OutboxMessage, SubjectKey
from services.core.kit.unit_of_work import UnitOfWork
from tests.factories.programmes import make_programme

AWKWARD = 'a "quoted" \\ {brace}, NULL\n渋谷\tコウ'


def message(tenant: UUID, **overrides: object) -> dict[str, object]:
    columns = {"tenant_id": tenant, "id": uuid7(), "topic": "a.happened", "key": "1"}
    return {**columns, "payload": {"said": AWKWARD}, **overrides}


def household(uow: UnitOfWork, **overrides: object) -> Household:
    columns = {
        "organisation_id": uow.organisation_id,
        "id": uuid7(),
        "municipality_code": "13113",
        "postcode_sealed": b'\x00\xff"\\,{',
        "registered_at": datetime(2025, 6, 1, tzinfo=UTC),
    }
    row = Household(**{**columns, **overrides})
    uow.vault.prepare([row.id])  # who is not forgotten has a key
    return row


class TestCopyRows:
    def test_writes_every_kind_of_value_as_it_is(self, uow: UnitOfWork) -> None:
        tenant, id = uuid7(), uuid7()
        columns = ("id", "topic", "key", "payload", "done_at")
        due = datetime(2025, 6, 1, 12, 0, 0, 5, tzinfo=UTC)
        row = (id, "a.happened", AWKWARD, {"said": AWKWARD, "none": None}, due)
        copy_rows(uow.session, OutboxMessage, columns, [row], same={"tenant_id": tenant})
        found = uow.session.get_one(OutboxMessage, (tenant, id))
        assert (found.key, found.payload) == (AWKWARD, {"said": AWKWARD, "none": None})
        assert found.done_at == due
        assert found.last_error is None

    def test_writes_bytes_as_they_are(self, uow: UnitOfWork) -> None:
        organisation, id, wrapped = uuid7(), uuid7(), bytes(range(256))
        same = {"organisation_id": organisation}
        copy_rows(uow.session, SubjectKey, ("id", "wrapped"), [(id, wrapped)], same=same)
        found = uow.session.get_one(SubjectKey, (organisation, id))
        assert found.wrapped == wrapped
        uow.session.delete(found)  # no key of a tenant wraps it
        uow.session.flush()


class TestInsertNew:
    def test_tells_which_rows_were_new(self, uow: UnitOfWork) -> None:
        tenant = uuid7()
        first, second = message(tenant), message(tenant)
        assert insert_new(uow.session, OutboxMessage, [first]) == [first["id"]]
        assert insert_new(uow.session, OutboxMessage, [second, first]) == [second["id"]]

    def test_writes_every_kind_of_value_as_it_is(self, uow: UnitOfWork) -> None:
        row = message(uuid7(), key=AWKWARD, last_error=None)
        insert_new(uow.session, OutboxMessage, [row])
        found = uow.session.get_one(OutboxMessage, (row["tenant_id"], row["id"]))
        assert (found.key, found.payload) == (AWKWARD, {"said": AWKWARD})
        assert found.last_error is None

    def test_writes_more_rows_than_one_statement_takes(self, uow: UnitOfWork) -> None:
        tenant = uuid7()
        rows = [message(tenant) for _ in range(BATCH + 1)]
        assert insert_new(uow.session, OutboxMessage, rows) == [row["id"] for row in rows]

    def test_refuses_rows_of_different_columns(self, uow: UnitOfWork) -> None:
        with pytest.raises(ValueError, match="differ in their columns"):
            insert_new(uow.session, OutboxMessage, [message(uuid7()), message(uuid7(), attempts=1)])

    def test_lets_the_planner_know_of_a_table_that_was_empty(self, uow: UnitOfWork) -> None:
        tenant = uuid7()
        insert_new(uow.session, OutboxMessage, [message(tenant) for _ in range(1_000)])
        known = uow.session.execute(
            text("SELECT reltuples FROM pg_class WHERE oid = 'outbox'::regclass")
        ).scalar_one()
        assert known >= 1_000


class TestAddMany:
    @pytest.mark.parametrize("number", [3, 40])
    def test_the_session_knows_the_objects_and_writes_their_changes(
        self, uow: UnitOfWork, number: int
    ) -> None:
        make_programme(uow)
        rows = [household(uow) for _ in range(number)]
        rows[1].match_index = b"12345678"  # set on one of them only
        add_many(uow.session, rows)
        rows[0].municipality_code = "13104"
        uow.session.flush()
        uow.session.expire_all()
        assert rows[0].municipality_code == "13104"
        assert rows[0].match_index is None
        assert rows[1].match_index == b"12345678"
        assert rows[1].postcode_sealed == b'\x00\xff"\\,{'

    def test_leaves_objects_that_the_session_knows_to_it(self, uow: UnitOfWork) -> None:
        make_programme(uow)
        known = household(uow)
        uow.session.add(known)
        uow.session.flush()
        add_many(uow.session, [known, *(household(uow) for _ in range(30))])
        count = text("SELECT count(*) FROM households")
        assert uow.session.execute(count).scalar_one() == 31


class TestArrayText:
    def test_spells_what_the_driver_would_have_to_look_up(self) -> None:
        assert array_text([None, "a", 1, b"\x01"]) == '{NULL,"a",1,"\\\\x01"}'
