"""A provider disagrees with a statement, or confirms it (requirement F2)."""

from uuid import UUID

from services.core.audit import service as audit
from services.core.identity import service as identity
from services.core.kit.unit_of_work import UnitOfWork
from services.core.settlements.errors import (
    ObjectionIdReused,
    ObjectionOpen,
    ObjectionTooLate,
    ObjectionUnknown,
    StatementLineUnknown,
)
from services.core.settlements.events import ObjectionResolved, StatementObjected
from services.core.settlements.models import Objection, Statement
from services.core.settlements.repository import ObjectionRepository, StatementRepository
from services.core.settlements.service.queries import own_statement
from services.core.settlements.types import (
    ObjectionId,
    ObjectionOutcome,
    ObjectionReason,
    StatementStatus,
)


def object_to(
    uow: UnitOfWork,
    *,
    id: ObjectionId,
    programme_id: UUID,
    statement_id: UUID,
    reason: ObjectionReason,
    line_id: UUID | None = None,
) -> Objection:
    """
    Disagree with a line, or with the statement as a whole: it is not paid until that is resolved.

    :raises StatementUnknown: the actor has no such statement.
    :raises StatementLineUnknown: the statement has no such line.
    :raises ObjectionTooLate: it was confirmed, or the days for objecting are over.
    :raises ObjectionIdReused: `id` stands for another objection.
    """
    objections = ObjectionRepository(uow)
    statement = own_statement(uow, programme_id, statement_id, lock=True)
    if earlier := objections.find(programme_id, id):
        if (earlier.statement_id, earlier.line_id, earlier.reason) != (
            statement_id,
            line_id,
            reason,
        ):
            raise ObjectionIdReused(objection_id=id)
        return earlier
    if not statement.takes_objections(uow.now):
        raise ObjectionTooLate(statement_id=statement_id, until=statement.objection_until)
    statements = StatementRepository(uow)
    if line_id is not None and not statements.has_line(programme_id, statement_id, line_id):
        raise StatementLineUnknown(statement_id=statement_id, line_id=line_id)
    objection = Objection(
        programme_id=programme_id,
        id=id,
        statement_id=statement_id,
        line_id=line_id,
        reason=reason,
        raised_at=uow.now,
        raised_by=uow.actor.id,
    )
    objections.add(objection)
    statements.refresh_status(programme_id, [statement_id])
    uow.emit(
        StatementObjected(programme_id=programme_id, statement_id=statement_id, objection_id=id)
    )
    _record(uow, statement, "statement.object", {"objection_id": id, "line_id": line_id})
    return objection


def resolve_objection(
    uow: UnitOfWork, *, programme_id: UUID, objection_id: UUID, outcome: ObjectionOutcome
) -> Objection:
    """
    Decide an objection; what it held back is paid with the next batch.

    An upheld one is put right by reversing the redemption: that stands on the next statement, for
    a closed one never changes. Again with the same outcome changes nothing.

    :raises ObjectionUnknown: there is no such objection.
    :raises SecondPersonRequired: whoever raised it does not decide it.
    :raises ObjectionResolvedBefore: it was decided otherwise.
    """
    objections = ObjectionRepository(uow)
    found = objections.find(programme_id, objection_id)
    if found is None:
        raise ObjectionUnknown(objection_id=objection_id)
    # The statement's row stands guard: objections to it come one by one.
    statement = own_statement(uow, programme_id, found.statement_id, lock=True)
    objection = objections.find(programme_id, objection_id) or found
    identity.require_second_person(uow, created_by=objection.raised_by)
    if objection.outcome is outcome:
        return objection
    objection.resolve(outcome, by=uow.actor.id, at=uow.now)
    StatementRepository(uow).refresh_status(programme_id, [objection.statement_id])
    uow.emit(
        ObjectionResolved(
            programme_id=programme_id,
            statement_id=objection.statement_id,
            objection_id=objection_id,
            outcome=outcome.value,
        )
    )
    facts = {"objection_id": objection_id, "outcome": outcome}
    _record(uow, statement, "statement.resolve_objection", facts)
    return objection


def confirm(uow: UnitOfWork, *, programme_id: UUID, statement_id: UUID) -> Statement:
    """
    Agree with a statement before the days for objecting are over. Again changes nothing.

    :raises StatementUnknown: the actor has no such statement.
    :raises ObjectionOpen: an objection to it is not resolved.
    """
    statement = own_statement(uow, programme_id, statement_id, lock=True)
    if statement.confirmed_at is not None:
        return statement
    if statement.status is StatementStatus.OBJECTED:
        raise ObjectionOpen(statement_id=statement_id)
    statement.confirmed_at = uow.now
    statement.confirmed_by = uow.actor.id
    _record(uow, statement, "statement.confirm", {})
    return statement


def _record(uow: UnitOfWork, statement: Statement, action: str, facts: dict[str, object]) -> None:
    audit.record(uow, action=action, object_type="statement", object_id=statement.id, facts=facts)
