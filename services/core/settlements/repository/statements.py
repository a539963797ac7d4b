"""Statements, their lines, objections, and what of them is open."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text

from services.core.kit.unit_of_work import UnitOfWork
from services.core.settlements.models import Objection, Statement, StatementLine
from services.core.settlements.types import LineKind, OpenAmount, StatementLineView, StatementStatus

# What live payouts cover of a statement, and what open objections to its lines hold back.
_COVERED = """
  LEFT JOIN LATERAL (
       SELECT sum(item.gross_minor) AS gross, sum(item.contribution_minor) AS contribution,
              bool_or(payout.status = 'pending') AS pending,
              bool_or(payout.status = 'in_transit') AS in_transit
         FROM payout_items item
         JOIN payouts payout
           ON payout.programme_id = item.programme_id AND payout.id = item.payout_id
        WHERE item.programme_id = statement.programme_id AND item.statement_id = statement.id
          AND payout.status IN ('pending', 'in_transit', 'paid')
       ) covered ON true
"""

# In whole numbers: sums of BIGINT are NUMERIC.
_OPEN = f"""
SELECT statement.provider_id, statement.id AS statement_id,
       CAST(statement.gross_minor - coalesce(covered.gross, 0) - coalesce(held.gross, 0)
            AS bigint) AS gross,
       CAST(statement.contribution_minor - coalesce(covered.contribution, 0)
            - coalesce(held.contribution, 0) AS bigint) AS contribution
  FROM statements statement
  {_COVERED}
  LEFT JOIN LATERAL (
       SELECT sum(line.amount_minor) AS gross, sum(line.contribution_minor) AS contribution
         FROM objections objection
         JOIN statement_lines line
           ON line.programme_id = objection.programme_id AND line.id = objection.line_id
        WHERE objection.programme_id = statement.programme_id
          AND objection.statement_id = statement.id AND objection.resolved_at IS NULL
       ) held ON true
 WHERE statement.programme_id = :programme_id AND statement.status <> 'paid'
   AND (statement.confirmed_at IS NOT NULL OR statement.objection_until <= :now)
   AND NOT EXISTS (
       SELECT FROM objections objection
        WHERE objection.programme_id = statement.programme_id
          AND objection.statement_id = statement.id AND objection.line_id IS NULL
          AND objection.resolved_at IS NULL)
 ORDER BY statement.provider_id, statement.month
"""  # noqa: S608 (constants only)

_REFRESH = f"""
UPDATE statements
   SET status = fresh.status
  FROM (
       SELECT statement.id,
              CASE WHEN EXISTS (
                        SELECT FROM objections objection
                         WHERE objection.programme_id = statement.programme_id
                           AND objection.statement_id = statement.id
                           AND objection.resolved_at IS NULL)
                   THEN 'objected'
                   WHEN coalesce(covered.gross, 0) <> statement.gross_minor
                        OR coalesce(covered.contribution, 0) <> statement.contribution_minor
                        OR coalesce(covered.pending, false)
                   THEN 'closed'
                   WHEN coalesce(covered.in_transit, false) THEN 'approved'
                   ELSE 'paid' END AS status
         FROM statements statement
         {_COVERED}
        WHERE statement.programme_id = :programme_id
          AND statement.id = ANY(CAST(:ids AS uuid[]))
       ) fresh
 WHERE statements.programme_id = :programme_id AND statements.id = fresh.id
   AND statements.status <> fresh.status
"""  # noqa: S608 (constants only)

_LINES = """
SELECT line.id, line.kind, redemption.service_on, redemption.voucher_id, line.amount_minor,
       line.contribution_minor
  FROM statement_lines line
  JOIN redemptions redemption
    ON redemption.programme_id = line.programme_id AND redemption.id = line.redemption_id
 WHERE line.programme_id = :programme_id AND line.statement_id = :statement_id
 ORDER BY redemption.service_on, line.redemption_id, line.kind, line.id
"""


class StatementRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def find(self, programme_id: UUID, statement_id: UUID) -> Statement | None:
        return self._session.get(Statement, (programme_id, statement_id))

    def lock(self, programme_id: UUID, statement_id: UUID) -> Statement | None:
        """The statement as it is now, and as it stays until this transaction ends."""
        query = (
            select(Statement)
            .where(Statement.programme_id == programme_id, Statement.id == statement_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        )
        return self._session.scalars(query).one_or_none()

    def page(
        self,
        programme_id: UUID,
        *,
        month: str | None,
        provider_id: UUID | None,
        after: UUID | None,
        limit: int | None,
    ) -> Sequence[Statement]:
        """Statements in the order of their ids, from the one after `after`."""
        query = select(Statement).where(Statement.programme_id == programme_id)
        if month is not None:
            query = query.where(Statement.month == month)
        if provider_id is not None:
            query = query.where(Statement.provider_id == provider_id)
        if after is not None:
            query = query.where(Statement.id > after)
        return self._session.scalars(query.order_by(Statement.id).limit(limit)).all()

    def has_line(self, programme_id: UUID, statement_id: UUID, line_id: UUID) -> bool:
        line = self._session.get(StatementLine, (programme_id, line_id))
        return line is not None and line.statement_id == statement_id

    def lines(self, programme_id: UUID, statement_id: UUID) -> list[StatementLineView]:
        """The lines as they are read, by day of service."""
        rows = self._session.execute(
            text(_LINES), {"programme_id": programme_id, "statement_id": statement_id}
        )
        return [
            StatementLineView(
                id=row.id,
                kind=LineKind(row.kind),
                service_on=row.service_on,
                voucher_code=row.voucher_id.hex[-6:].upper(),
                amount=row.amount_minor,
                contribution=row.contribution_minor,
            )
            for row in rows
        ]

    def open_amounts(self, programme_id: UUID, *, now: datetime) -> list[OpenAmount]:
        """What may be paid now, by provider and month: neither covered nor held back, not zero."""
        rows = self._session.execute(text(_OPEN), {"programme_id": programme_id, "now": now})
        amounts = [OpenAmount(*row) for row in rows]
        return [amount for amount in amounts if amount.gross or amount.contribution]

    def objected(self, programme_id: UUID, ids: Iterable[UUID]) -> Sequence[UUID]:
        """Those of the statements that somebody disagrees with."""
        query = select(Statement.id).where(
            Statement.programme_id == programme_id,
            Statement.id.in_(list(ids)),
            Statement.status == StatementStatus.OBJECTED,
        )
        return self._session.scalars(query).all()

    def refresh_status(self, programme_id: UUID, ids: Iterable[UUID]) -> None:
        """Bring the statements' status in line with their payouts and objections."""
        self._session.flush()
        self._session.execute(text(_REFRESH), {"programme_id": programme_id, "ids": list(ids)})
        for known in list(self._session.identity_map.values()):
            if isinstance(known, Statement):
                self._session.expire(known)


class ObjectionRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def add(self, objection: Objection) -> None:
        self._session.add(objection)
        self._session.flush()

    def find(self, programme_id: UUID, objection_id: UUID) -> Objection | None:
        return self._session.get(Objection, (programme_id, objection_id), populate_existing=True)

    def of_statement(self, programme_id: UUID, statement_id: UUID) -> Sequence[Objection]:
        query = (
            select(Objection)
            .where(Objection.programme_id == programme_id, Objection.statement_id == statement_id)
            .order_by(Objection.raised_at, Objection.id)
        )
        return self._session.scalars(query).all()
