"""Run the invariants over what the unit of work sees."""

from collections.abc import Sequence

from sqlalchemy import text

from services.core.invariants import ALL
from services.core.invariants.types import Finding, Invariant
from services.core.kit.unit_of_work import UnitOfWork

ROWS_SHOWN = 20

# Each query reads its tables whole. Of what was written a minute ago the planner's statistics
# know nothing: it expects a row or two, and joins by nested loops that a year of a city would not
# end in. Whatever there is, is hashed or sorted instead.
_PLAN_FOR_ALL = "SET LOCAL enable_nestloop = off; SET LOCAL work_mem = '64MB'; SET LOCAL jit = off"
_PLAN_AS_EVER = (
    "SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL work_mem TO DEFAULT; SET LOCAL jit TO DEFAULT"
)


def verify(uow: UnitOfWork, invariants: Sequence[Invariant] = ALL) -> list[Finding]:
    """
    Run every invariant. All is well where no finding has rows.

    Several queries may share a number; they are told one by one.
    """
    uow.session.execute(text(_PLAN_FOR_ALL))
    findings = [_run(uow, invariant) for invariant in invariants]
    uow.session.execute(text(_PLAN_AS_EVER))
    return findings


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """Rows found by number, in the order of the numbers; the ledger's (L) come first."""
    found: dict[str, int] = {}
    for finding in findings:
        number = finding.invariant.number
        found[number] = found.get(number, 0) + finding.found
    return dict(sorted(found.items(), key=lambda item: (-ord(item[0][0]), int(item[0][1:]))))


def _run(uow: UnitOfWork, invariant: Invariant) -> Finding:
    statement = text(invariant.sql)
    parameters = {"now": uow.now} if ":now" in invariant.sql else {}
    rows = uow.session.execute(statement, parameters).mappings().all()
    shown = [dict(row) for row in rows[:ROWS_SHOWN]]
    return Finding(invariant=invariant, rows=shown, found=len(rows))
