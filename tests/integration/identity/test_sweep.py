"""What signing in leaves behind, and for how long."""

from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from services.core.identity import service as identity
from services.core.identity.service import Addressee
from services.core.identity.types import LinkPurpose, PrincipalKind, SessionEnd, SignInMethod
from services.core.kit.actor import SYSTEM
from services.core.kit.ids import uuid7
from tests.factories.programmes import make_organisation

KEPT = timedelta(days=30)
TABLES = ("sign_in_links", "letter_codes", "sessions", "ceremonies", "sign_in_requests")


@pytest.fixture
def organisation(uow):
    return make_organisation(uow)


@pytest.fixture
def someone(uow, organisation):
    """A guardian with a letter, a link, a session and a request."""
    who = Addressee(uuid7(), uuid7())
    identity.issue_letters(uow, to=[who])
    identity.prepare_link(
        uow,
        kind=PrincipalKind.FAMILY,
        principal_id=who.guardian_id,
        household_id=who.household_id,
        purpose=LinkPurpose.SIGN_IN,
    )
    identity.open_session(
        uow,
        kind=PrincipalKind.FAMILY,
        principal_id=who.guardian_id,
        household_id=who.household_id,
        method=SignInMethod.LETTER,
        browser="Firefox, Linux",
    )
    identity.request_sign_in(uow, email="hanako@example.org", language=None)
    return who


def left(uow):
    counts = {table: uow.session.scalar(sql(f"SELECT count(*) FROM {table}")) for table in TABLES}
    return {table for table, count in counts.items() if count}


def sweep(uow_as, clock, after, **other):
    clock.move_to(clock.now() + after)
    worker = uow_as(SYSTEM)
    swept = identity.sweep(worker, kept=KEPT, **({"limit": 100} | other))
    return swept, left(worker)


class TestSweep:
    def test_leaves_what_still_opens_something(self, uow_as, clock, someone):
        swept, there = sweep(uow_as, clock, timedelta(minutes=1))

        assert swept == 0
        assert there >= {"sign_in_links", "letter_codes", "sessions", "sign_in_requests"}

    def test_takes_an_address_as_soon_as_nobody_waits_for_the_mail(self, uow_as, clock, someone):
        swept, there = sweep(uow_as, clock, timedelta(hours=1))

        assert swept == 1
        assert "sign_in_requests" not in there

    def test_keeps_what_is_over_to_be_asked_after(self, uow_as, clock, someone):
        _, there = sweep(uow_as, clock, KEPT)

        assert there >= {"sign_in_links", "letter_codes", "sessions"}

    def test_takes_it_then(self, uow_as, clock, someone):
        _, there = sweep(uow_as, clock, KEPT + timedelta(days=1))
        assert there & {"sign_in_links", "letter_codes", "sessions"} == {"letter_codes"}

        _, there = sweep(uow_as, clock, timedelta(days=90))
        assert there == set()

    def test_takes_so_many_at_once_and_no_more(self, uow_as, clock, organisation, uow, someone):
        identity.issue_letters(uow, to=[Addressee(uuid7(), uuid7()) for _ in range(3)])

        swept, _ = sweep(uow_as, clock, timedelta(days=200), limit=2)

        # Two of four letters, and one each of link, session and request.
        assert swept == 5


class TestShutOut:
    def test_leaves_no_way_in(self, uow, uow_as, organisation, someone):
        identity.shut_out(uow, principal_id=someone.guardian_id)

        assert identity.letter_of(uow, guardian_id=someone.guardian_id) is None
        ended = uow.session.scalars(sql("SELECT ended_because FROM sessions")).all()
        assert ended == [SessionEnd.DISABLED]
        revoked = uow.session.scalars(sql("SELECT revoked_at FROM sign_in_links")).all()
        assert None not in revoked
