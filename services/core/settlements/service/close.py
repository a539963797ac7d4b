"""Close a month: freeze what families used into one statement for each provider."""

from datetime import timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.kit.ids import derived_id
from services.core.kit.periods import Month
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes
from services.core.providers import service as providers
from services.core.redemptions import service as redemptions
from services.core.settlements.errors import LaterMonthClosed, MonthNotOver
from services.core.settlements.events import MonthClosed, StatementClosed
from services.core.settlements.models import MonthlyClose
from services.core.settlements.repository import (
    CloseRepository,
    StatementRepository,
    TermsRepository,
)
from services.core.settlements.types import ClosedMonth, Payee


def close_month(uow: UnitOfWork, *, programme_id: UUID, month: Month) -> ClosedMonth:
    """
    Freeze the confirmed uses that were recorded until the month's end, and their reversals.

    What is confirmed or reversed later stands on the next statement; a closed one never changes
    (F1, L19). Again, or by two at once: the month is closed once, and both are told the same.

    :raises MonthNotOver: the month has not ended in the programme's time zone.
    :raises LaterMonthClosed: what is late for this month belongs to a later statement.
    """
    programme = programmes.get(uow, programme_id)
    until = month.ends_at(programme.terms.zone)
    if uow.now < until:
        raise MonthNotOver(month=str(month), ends_at=until)
    terms = TermsRepository(uow).lock(programme_id)
    closes = CloseRepository(uow)
    if earlier := closes.find(programme_id, str(month)):
        return closes.told(earlier)
    latest = closes.latest_month(programme_id)
    if latest is not None and latest > str(month):
        raise LaterMonthClosed(month=str(month), latest=latest)
    redemptions.close_until(uow, programme_id=programme_id, until=until)
    close = MonthlyClose(
        programme_id=programme_id,
        month=str(month),
        recorded_until=until,
        closed_at=uow.now,
        closed_by=uow.actor.id,
    )
    closes.add(close)
    closes.freeze(
        close,
        _payees(uow, programme_id, month, terms.tax_rate_bps),
        objection_until=uow.now + timedelta(days=terms.objection_days),
    )
    told = closes.told(close)
    _tell(uow, programme_id, told)
    return told


def _payees(
    uow: UnitOfWork, programme_id: UUID, month: Month, usual_tax_rate_bps: int
) -> list[Payee]:
    """All who take part; a statement's id follows from whose and which month's it is."""
    rates = TermsRepository(uow).tax_rates(programme_id)
    return [
        Payee(
            provider_id=provider.id,
            statement_id=derived_id("statement", programme_id, provider.id, month),
            contribution_bps=provider.contribution_bps,
            tax_rate_bps=rates.get(provider.id, usual_tax_rate_bps),
            invoice_number=provider.invoice_number,
        )
        for provider in providers.providers_of(uow, programme_id=programme_id)
    ]


def _tell(uow: UnitOfWork, programme_id: UUID, close: ClosedMonth) -> None:
    statements = StatementRepository(uow).page(
        programme_id, month=close.month, provider_id=None, after=None, limit=None
    )
    uow.emit_all(
        StatementClosed(
            programme_id=programme_id,
            statement_id=statement.id,
            provider_id=statement.provider_id,
            month=close.month,
        )
        for statement in statements
    )
    uow.emit(MonthClosed(programme_id=programme_id, month=close.month))
    audit.record(
        uow,
        action="month.close",
        object_type="programme",
        object_id=programme_id,
        facts={
            "month": close.month,
            "statements": close.statements,
            "lines": close.lines,
            "gross": close.gross,
        },
    )
