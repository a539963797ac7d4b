"""The audit log: who did what, and nobody unwrites it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.core.audit import service as audit
from services.core.audit.types import EntryFilter
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.ids import uuid7
from tests.factories.programmes import make_organisation


@pytest.fixture
def organisation(uow):
    return make_organisation(uow)


def made(uow, thing=None, **about):
    """An entry, as it is read again."""
    thing = thing or uuid7()
    audit.record(uow, action="thing.make", object_type="thing", object_id=thing, **about)
    return told(uow, thing)[-1]


def told(uow, thing):
    return audit.history(uow, organisation_id=uow.organisation_id, object_id=thing)


class TestRecord:
    def test_tells_the_history_of_an_object_in_order(self, uow, uow_as, clock, organisation):
        thing = uuid7()
        audit.record(uow, action="thing.make", object_type="thing", object_id=thing)
        clock.move_to(clock.now().replace(hour=23))
        later = uow_as("taro", organisation.id)

        audit.record(
            later, action="thing.mend", object_type="thing", object_id=thing, facts={"of": thing}
        )

        first, second = told(uow, thing)
        assert (first.action, second.action) == ("thing.make", "thing.mend")
        assert (first.actor_id, second.actor_id) == (uow.actor.id, later.actor.id)
        assert second.facts == {"of": str(thing)}

    def test_says_in_which_roles_what_for_and_in_which_request(self, uow_as, organisation):
        actor = Actor(
            id=uuid7(),
            kind=ActorKind.MEMBER,
            organisation_id=organisation.id,
            roles=frozenset({"npo_approver", "npo_admin"}),
        )
        member = uow_as(actor)
        member.purpose, member.request_id = "support", "request-1"

        entry = made(member)

        assert entry.actor_kind is ActorKind.MEMBER
        assert entry.actor_roles == ["npo_admin", "npo_approver"]
        assert (entry.purpose, entry.request_id) == ("support", "request-1")

    def test_keeps_a_keyed_hash_of_values_and_not_the_values(self, uow, organisation):
        values = {"birth_date": "2011-05-05"}
        entry = made(uow, before=values, after={**values, "school": "鳥籠中学校"})
        other = made(uow, before=values)

        assert entry.before_hash == other.before_hash
        assert entry.after_hash not in {None, entry.before_hash}
        assert other.after_hash is None
        assert "鳥籠" not in str(vars(entry))

    def test_gives_another_hash_to_another_organisation(self, uow, uow_as, organisation):
        elsewhere = uow_as("taro")
        elsewhere.enter(make_organisation(elsewhere).id)
        assert (
            made(uow, before={"of": 1}).before_hash != made(elsewhere, before={"of": 1}).before_hash
        )

    def test_refuses_a_fraction(self, uow, organisation):
        with pytest.raises(TypeError, match="never a float"):
            made(uow, facts={"share": 0.5})

    def test_belongs_to_an_organisation(self, uow):
        with pytest.raises(ValueError, match="no organisation"):
            audit.record(uow, action="thing.make", object_type="thing", object_id=uuid7())

    @pytest.mark.parametrize(
        "table",
        [
            "audit_entries",
            "audit_leaves",
            "audit_nodes",
            "audit_checkpoints",
            "audit_log_keys",
            "audit_deliveries",
        ],
    )
    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE {} SET organisation_id = organisation_id",
            "DELETE FROM {}",
            "TRUNCATE {} CASCADE",
        ],
    )
    def test_is_not_unwritten_by_the_application(self, uow, organisation, table, statement):
        with (
            pytest.raises(DBAPIError, match="permission denied"),
            uow.session.begin_nested(),
        ):
            uow.session.execute(text(statement.format(table)))

    @pytest.mark.parametrize("column", ["origin", "organisation_id"])
    def test_leaves_a_log_its_name(self, uow, organisation, column):
        with (
            pytest.raises(DBAPIError, match="permission denied"),
            uow.session.begin_nested(),
        ):
            uow.session.execute(text(f"UPDATE audit_logs SET {column} = {column}"))


class TestRecordReads:
    @pytest.mark.parametrize("how_many", [0, 1, 3, 500])
    def test_is_an_entry_for_each_object(self, uow, organisation, how_many):
        things = [uuid7() for _ in range(how_many)]
        uow.purpose = "support"

        audit.record_reads(
            uow,
            action="thing.read",
            object_type="thing",
            object_ids=[*things, *things],
            facts={"screen": "list"},
        )

        uow.session.flush()
        found = audit.entries(uow, wanted=EntryFilter(action="thing.read"), limit=1_000)
        assert sorted(entry.object_id for entry in found) == sorted(things)
        assert all(entry.facts == {"screen": "list"} for entry in found)
        assert all(entry.purpose == "support" and entry.request_id is None for entry in found)


class TestEntries:
    def test_finds_by_object_actor_action_and_time(self, uow, uow_as, organisation):
        other = uow_as("hanako", organisation.id)
        mine, theirs = made(uow), made(other)

        def found(**wanted):
            page = audit.entries(uow, wanted=EntryFilter(**wanted))
            return [entry.id for entry in page if entry.action == "thing.make"]

        assert found() == [theirs.id, mine.id]
        assert found(object_id=mine.object_id) == [mine.id]
        assert found(object_type="thing", action="thing.make") == [theirs.id, mine.id]
        assert found(actor_id=other.actor.id) == [theirs.id]
        assert found(since=theirs.recorded_at) == [theirs.id]
        assert found(until=theirs.recorded_at) == [mine.id]

    def test_come_a_page_at_a_time(self, uow, organisation):
        ids = [made(uow).id for _ in range(5)]
        wanted = EntryFilter(action="thing.make")

        first = audit.entries(uow, wanted=wanted, limit=3)
        second = audit.entries(uow, wanted=wanted, after=first[-1].id, limit=3)

        assert [entry.id for entry in [*first, *second]] == ids[::-1]

    def test_are_not_looked_at_in_secret(self, uow, organisation):
        thing = uuid7()

        audit.entries(uow, wanted=EntryFilter(object_id=thing))

        (look,) = [one for one in told(uow, organisation.id) if one.action == "audit.read"]
        assert look.facts == {"object_id": str(thing), "entries": 0}

    def test_are_the_tenants_own(self, uow, uow_as, organisation):
        elsewhere = uow_as("taro")
        elsewhere.enter(make_organisation(elsewhere).id)
        theirs = made(elsewhere)

        found = audit.entries(uow, wanted=EntryFilter(object_id=theirs.object_id))

        assert found == []
