"""A provider objects: what it disagrees with is not paid, and nobody else's is touched."""

from datetime import timedelta

import pytest

from services.core.identity.errors import SecondPersonRequired
from services.core.kit.actor import Actor, ActorKind
from services.core.kit.ids import uuid7
from services.core.settlements import service as settlements
from services.core.settlements.errors import (
    NothingToPay,
    ObjectionIdReused,
    ObjectionOpen,
    ObjectionResolvedBefore,
    ObjectionTooLate,
    ObjectionUnknown,
    StatementLineUnknown,
    StatementUnknown,
)
from services.core.settlements.types import (
    ObjectionId,
    ObjectionOutcome,
    ObjectionReason,
    StatementStatus,
)
from tests.factories.providers import second_person
from tests.factories.redemptions import redeem
from tests.factories.settlements import (
    JULY,
    approve,
    close,
    only_statement,
    prepare,
    reverse,
)


@pytest.fixture
def office(uow, classroom):
    """The provider's own office, over the same transaction."""
    actor = Actor(
        id=uuid7(),
        kind=ActorKind.API_KEY,
        organisation_id=uow.organisation_id,
        roles=frozenset({"provider_office"}),
        provider_id=classroom.provider.id,
    )
    return second_person(uow, actor)


@pytest.fixture
def statement(uow, classroom, programme_id, office):
    """June, with two lessons: 2,000 and 500 yen."""
    redeem(uow, classroom, amount=2_000)
    redeem(uow, classroom, amount=500)
    close(uow, programme_id)
    office.now = uow.now
    return only_statement(uow, programme_id)


def line_of(uow, statement, amount):
    keys = {"programme_id": statement.programme_id, "statement_id": statement.id}
    [line] = [one for one in settlements.lines_of(uow, **keys) if one.amount == amount]
    return line.id


def object_to(uow, statement, line_id=None, id=None, reason=ObjectionReason.AMOUNT_WRONG):
    return settlements.object_to(
        uow,
        id=ObjectionId(id or uuid7()),
        programme_id=statement.programme_id,
        statement_id=statement.id,
        reason=reason,
        line_id=line_id,
    )


def resolve(uow, objection, outcome=ObjectionOutcome.REJECTED):
    return settlements.resolve_objection(
        uow,
        programme_id=objection.programme_id,
        objection_id=objection.id,
        outcome=outcome,
    )


class TestObjectTo:
    def test_stops_the_line_and_no_other(self, uow, office, programme_id, statement):
        object_to(office, statement, line_of(uow, statement, 500))

        assert statement.status is StatementStatus.OBJECTED
        [payout] = prepare(uow, programme_id).payouts
        assert payout.amount_minor == 2_000

    def test_stops_the_statement_as_a_whole(self, uow, office, programme_id, statement):
        object_to(office, statement)

        with pytest.raises(NothingToPay):
            prepare(uow, programme_id)

    def test_again_with_its_id_is_the_same_objection(self, uow, office, statement):
        first = object_to(office, statement)

        assert object_to(office, statement, id=first.id) is first
        with pytest.raises(ObjectionIdReused):
            object_to(office, statement, id=first.id, reason=ObjectionReason.OTHER)

    def test_refuses_when_the_days_are_over(self, office, statement):
        office.now += timedelta(days=7)

        with pytest.raises(ObjectionTooLate):
            object_to(office, statement)

    def test_refuses_what_was_confirmed(self, office, programme_id, statement):
        settlements.confirm(office, programme_id=programme_id, statement_id=statement.id)

        with pytest.raises(ObjectionTooLate):
            object_to(office, statement)

    def test_refuses_a_line_of_elsewhere(self, office, statement):
        with pytest.raises(StatementLineUnknown):
            object_to(office, statement, uuid7())

    def test_hides_the_statements_of_others(self, uow, statement):
        stranger = second_person(
            uow, Actor(id=uuid7(), kind=ActorKind.API_KEY, provider_id=uuid7())
        )

        with pytest.raises(StatementUnknown):
            object_to(stranger, statement)
        assert not settlements.page(stranger, programme_id=statement.programme_id)

    def test_stops_a_batch_that_was_prepared_at_the_same_moment(
        self, uow, office, programme_id, statement
    ):
        prepared = prepare(uow, programme_id)
        object_to(office, statement)

        with pytest.raises(ObjectionOpen), uow.session.begin_nested():
            approve(uow, prepared)


class TestResolveObjection:
    def test_lets_the_line_into_the_next_batch(self, uow, office, programme_id, statement):
        objection = object_to(office, statement, line_of(uow, statement, 500))
        prepare(uow, programme_id)

        resolve(uow, objection)

        [payout] = prepare(uow, programme_id).payouts
        assert payout.amount_minor == 500

    def test_upholds_it_by_a_correction_on_the_next_statement(
        self, uow, office, programme_id, statement
    ):
        line_id = line_of(uow, statement, 500)
        resolve(uow, object_to(office, statement, line_id), ObjectionOutcome.UPHELD)
        reverse(uow, programme_id, line_id)
        close(uow, programme_id, JULY)

        [payout] = prepare(uow, programme_id).payouts

        assert only_statement(uow, programme_id, JULY).gross_minor == -500
        assert payout.amount_minor == 2_000

    def test_refuses_whoever_raised_it(self, office, statement):
        with pytest.raises(SecondPersonRequired):
            resolve(office, object_to(office, statement))

    def test_again_with_the_same_outcome_changes_nothing(self, uow, office, statement):
        objection = object_to(office, statement)
        resolve(uow, objection)

        assert resolve(uow, objection).outcome is ObjectionOutcome.REJECTED
        with pytest.raises(ObjectionResolvedBefore):
            resolve(uow, objection, ObjectionOutcome.UPHELD)

    def test_refuses_an_objection_that_nobody_raised(self, uow, programme_id):
        with pytest.raises(ObjectionUnknown):
            settlements.resolve_objection(
                uow,
                programme_id=programme_id,
                objection_id=uuid7(),
                outcome=ObjectionOutcome.UPHELD,
            )


class TestConfirm:
    def test_is_stored_once(self, office, programme_id, statement):
        keys = {"programme_id": programme_id, "statement_id": statement.id}
        first = settlements.confirm(office, **keys).confirmed_at
        office.now += timedelta(hours=1)

        assert settlements.confirm(office, **keys).confirmed_at == first

    def test_refuses_while_an_objection_is_open(self, office, programme_id, statement):
        object_to(office, statement)

        with pytest.raises(ObjectionOpen):
            settlements.confirm(office, programme_id=programme_id, statement_id=statement.id)
