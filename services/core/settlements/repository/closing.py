"""Closing a month: one statement freezes every use of every provider, however many there are."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, text

from services.core.kit.unit_of_work import UnitOfWork
from services.core.settlements.models import MonthlyClose, Statement
from services.core.settlements.types import ClosedMonth, Payee

# The lines of a statement as a digest: kept when it is closed, and computed again by `verify`.
LINES_DIGEST = """
    sha256(convert_to(string_agg(concat_ws('|',
        line.id, line.kind, line.redemption_id, line.amount_minor, line.contribution_minor),
        E'\\n' ORDER BY line.id), 'UTF8'))
"""

# Facts of other contexts are read here by SQL, and in one statement: a month of a nation is half
# a million uses, and under one snapshot sums and lines cannot differ. What is billed is what
# `redemptions` has closed; a reversal is billed once its use has been, however late it comes.
# The provider's own share of a line is rounded towards zero, of a reversal as of a use.
_FREEZE = f"""
WITH payee AS (
    SELECT * FROM unnest(
        CAST(:provider_ids AS uuid[]), CAST(:statement_ids AS uuid[]),
        CAST(:contribution_bps AS int[]), CAST(:tax_rate_bps AS int[]),
        CAST(:invoice_numbers AS text[])
    ) AS payee (provider_id, statement_id, contribution_bps, tax_rate_bps, invoice_number)
), fact AS (
    SELECT redemption.id, redemption.provider_id, 'redemption' AS kind,
           redemption.id AS redemption_id, redemption.amount_minor
      FROM redemptions redemption
     WHERE redemption.programme_id = :programme_id
       AND redemption.closed_at IS NOT NULL AND redemption.recorded_at < :until
     UNION ALL
    SELECT reversal.id, reversal.provider_id, 'reversal',
           reversal.redemption_id, -reversal.amount_minor
      FROM reversals reversal
      JOIN redemptions redemption
        ON redemption.programme_id = reversal.programme_id
       AND redemption.id = reversal.redemption_id
     WHERE reversal.programme_id = :programme_id
       AND redemption.closed_at IS NOT NULL AND reversal.recorded_at < :until
), line AS MATERIALIZED (
    SELECT fact.id, fact.kind, fact.redemption_id, fact.amount_minor,
           fact.amount_minor * payee.contribution_bps / 10000 AS contribution_minor,
           payee.statement_id
      FROM fact
      JOIN payee ON payee.provider_id = fact.provider_id
     WHERE NOT EXISTS (
           SELECT FROM statement_lines billed
            WHERE billed.programme_id = :programme_id AND billed.id = fact.id)
), statement AS (
    INSERT INTO statements (
           programme_id, id, provider_id, month, closed_at, objection_until, contribution_bps,
           tax_rate_bps, invoice_number, lines, gross_minor, contribution_minor, digest, status)
    SELECT :programme_id, payee.statement_id, payee.provider_id, :month, :closed_at,
           :objection_until, payee.contribution_bps, payee.tax_rate_bps, payee.invoice_number,
           count(*), sum(line.amount_minor), sum(line.contribution_minor), {LINES_DIGEST},
           CASE WHEN sum(line.amount_minor) = 0 AND sum(line.contribution_minor) = 0
                THEN 'paid' ELSE 'closed' END
      FROM line
      JOIN payee ON payee.statement_id = line.statement_id
     GROUP BY payee.statement_id, payee.provider_id, payee.contribution_bps,
              payee.tax_rate_bps, payee.invoice_number
)
INSERT INTO statement_lines (
       programme_id, id, statement_id, kind, redemption_id, amount_minor, contribution_minor)
SELECT :programme_id, line.id, line.statement_id, line.kind, line.redemption_id,
       line.amount_minor, line.contribution_minor
  FROM line
"""  # noqa: S608 (constants only)


# What was closed a moment ago is not in the planner's statistics: it expects no row, and joins by
# nested loops that a month of a nation would not end in. A batch is hashed and sorted in memory.
_PLAN_FOR_BULK = "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'"
_PLAN_AS_EVER = "SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL work_mem TO DEFAULT"


class CloseRepository:
    def __init__(self, uow: UnitOfWork) -> None:
        self._session = uow.session

    def find(self, programme_id: UUID, month: str) -> MonthlyClose | None:
        return self._session.get(MonthlyClose, (programme_id, month))

    def latest_month(self, programme_id: UUID) -> str | None:
        query = select(func.max(MonthlyClose.month)).where(
            MonthlyClose.programme_id == programme_id
        )
        return self._session.scalar(query)

    def add(self, close: MonthlyClose) -> None:
        self._session.add(close)
        self._session.flush()

    def freeze(
        self, close: MonthlyClose, payees: Sequence[Payee], *, objection_until: datetime
    ) -> None:
        """Write the month's statements and their lines: all that is closed and not billed yet."""
        self._session.execute(text(_PLAN_FOR_BULK))
        self._session.execute(
            text(_FREEZE),
            {
                "programme_id": close.programme_id,
                "month": close.month,
                "until": close.recorded_until,
                "closed_at": close.closed_at,
                "objection_until": objection_until,
                "provider_ids": [payee.provider_id for payee in payees],
                "statement_ids": [payee.statement_id for payee in payees],
                "contribution_bps": [payee.contribution_bps for payee in payees],
                "tax_rate_bps": [payee.tax_rate_bps for payee in payees],
                "invoice_numbers": [payee.invoice_number for payee in payees],
            },
        )
        self._session.execute(text(_PLAN_AS_EVER))

    def told(self, close: MonthlyClose) -> ClosedMonth:
        """The close and what its statements come to."""
        query = select(
            func.count(),
            func.coalesce(func.sum(Statement.lines), 0),
            func.coalesce(func.sum(Statement.gross_minor), 0),
            func.coalesce(func.sum(Statement.contribution_minor), 0),
        ).where(Statement.programme_id == close.programme_id, Statement.month == close.month)
        statements, lines, gross, contribution = self._session.execute(query).one()
        return ClosedMonth(
            month=close.month,
            recorded_until=close.recorded_until,
            closed_at=close.closed_at,
            statements=statements,
            lines=int(lines),
            gross=int(gross),
            contribution=int(contribution),
        )
