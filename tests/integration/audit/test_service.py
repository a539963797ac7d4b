"""The audit log: who did what, and nobody unwrites it."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from services.core.audit import service as audit
from services.core.kit.ids import uuid7
from tests.factories.programmes import make_organisation


class TestRecord:
    def test_tells_the_history_of_an_object_in_order(self, uow, uow_as, clock):
        organisation, thing = make_organisation(uow), uuid7()
        audit.record(uow, action="thing.make", object_type="thing", object_id=thing)
        clock.move_to(clock.now().replace(hour=23))
        later = uow_as("taro", organisation.id)

        audit.record(
            later, action="thing.mend", object_type="thing", object_id=thing, facts={"of": thing}
        )

        told = audit.history(uow, organisation_id=organisation.id, object_id=thing)
        assert [entry.action for entry in told] == ["thing.make", "thing.mend"]
        assert [entry.actor_id for entry in told] == [uow.actor.id, later.actor.id]
        assert told[1].facts == {"of": str(thing)}

    def test_belongs_to_an_organisation(self, uow):
        with pytest.raises(ValueError, match="no organisation"):
            audit.record(uow, action="thing.make", object_type="thing", object_id=uuid7())

    @pytest.mark.parametrize(
        "statement", ["UPDATE audit_entries SET action = 'x'", "DELETE FROM audit_entries"]
    )
    def test_is_not_unwritten_by_the_application(self, uow, statement):
        make_organisation(uow)

        with (
            pytest.raises(DBAPIError, match="permission denied"),
            uow.session.begin_nested(),
        ):
            uow.session.execute(text(statement))
