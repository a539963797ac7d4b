"""Trace gifts to lessons, and fix the trace when a month closes."""

from collections.abc import Iterator
from uuid import UUID

from services.core.audit import service as audit
from services.core.impact.errors import GiftUnknown
from services.core.impact.repository import TraceRepository
from services.core.impact.trace import trace_gifts
from services.core.impact.types import Trace
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes


def trace(uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID) -> Trace:
    """
    Where each yen of one gift is, to the redemption; for the office, not for the donor.

    :raises GiftUnknown: the programme has no settled gift of this id.
    :raises TraceNotWhole: the facts contradict one another.
    """
    facts = TraceRepository(uow).facts(programme_id, [donation_id])
    if not facts.gifts:
        raise GiftUnknown(donation_id=donation_id)
    return trace_gifts(facts.gifts, facts.lots, facts.uses)[donation_id]


def freeze(uow: UnitOfWork, *, programme_id: UUID) -> list[str]:
    """
    Fix the trace of the months that were closed since the last time; returns these months.

    Each lesson is fixed with the month of its statement. What differs by now from what earlier
    months fixed becomes a correction of the latest month; no row is ever changed. Again, or by
    two at once: a month is fixed once.

    :raises TraceNotWhole: the facts contradict one another.
    """
    traces = TraceRepository(uow)
    months = traces.take_months(programme_id)
    if not months:
        return []
    facts = traces.facts(programme_id)
    found = trace_gifts(facts.gifts, facts.lots, facts.uses)
    target = {
        (piece.donation_id, piece.use.redemption_id): 0
        for one in found.values()
        for piece in (*one.pieces, *one.stood_in)
        if piece.use.settled
    }
    for one in found.values():
        for piece in (*one.pieces, *one.stood_in):
            if piece.use.settled:
                target[piece.donation_id, piece.use.redemption_id] += piece.amount_minor
    rows = traces.fix(
        programme_id,
        _differences(
            target,
            traces.fixed(programme_id),
            traces.line_months(programme_id, months),
            latest=months[-1],
        ),
    )
    uow.enter(programmes.get(uow, programme_id).organisation_id)
    audit.record(
        uow,
        action="trace.freeze",
        object_type="programme",
        object_id=programme_id,
        facts={"months": months, "rows": rows},
    )
    return months


def _differences(
    target: dict[tuple[UUID, UUID], int],
    fixed: dict[tuple[UUID, UUID], int],
    months: dict[UUID, str],
    *,
    latest: str,
) -> Iterator[tuple[UUID, UUID, str, int]]:
    """What has to be added to `fixed` to make it `target`, each with the month it belongs to."""
    for key in sorted(target.keys() | fixed.keys()):
        minor = target.get(key, 0) - fixed.get(key, 0)
        if minor:
            donation_id, redemption_id = key
            yield donation_id, redemption_id, months.get(redemption_id, latest), minor
