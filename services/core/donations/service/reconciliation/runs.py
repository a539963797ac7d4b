"""Comparisons as people ask for them and read them afterwards."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import ReconciliationIdReused, ReconciliationUnknown
from services.core.donations.events import DifferencesFound, ReconciliationRequested
from services.core.donations.models import Reconciliation, ReconciliationFinding
from services.core.donations.policies.reconciliation import Explained, Found
from services.core.donations.repository import ReconciliationRepository
from services.core.donations.service.reconciliation.compare import Span
from services.core.kit.ids import uuid7
from services.core.kit.unit_of_work import UnitOfWork

# So many findings of a run are kept; beyond them somebody has to look at the cause, not the list.
FINDINGS_KEPT = 1_000


def request_reconciliation(
    uow: UnitOfWork, *, organisation_id: UUID, span: Span, id: UUID
) -> Reconciliation:
    """
    Ask for a comparison; the worker carries it out. The same id again is the same comparison.

    :raises ReconciliationIdReused: the id stands for one that begins elsewhere.
    """
    earlier = ReconciliationRepository(uow).lock(organisation_id, id)
    if earlier is not None:
        # Its end follows the clock where it is left out: a retry means the same comparison.
        if earlier.since.date() != span.since.date():
            raise ReconciliationIdReused()
        return earlier
    asked = begin_reconciliation(uow, organisation_id=organisation_id, span=span, id=id)
    uow.emit(ReconciliationRequested(organisation_id=organisation_id, reconciliation_id=asked.id))
    return asked


def begin_reconciliation(
    uow: UnitOfWork, *, organisation_id: UUID, span: Span, id: UUID | None = None
) -> Reconciliation:
    """Note that a comparison is begun, by whoever will carry it out."""
    asked = Reconciliation(
        organisation_id=organisation_id,
        id=id or uuid7(),
        since=span.since,
        until=span.until,
        requested_at=uow.now,
        requested_by=uow.actor.id,
        entries=0,
        explained=0,
        findings=0,
    )
    ReconciliationRepository(uow).add(asked)
    audit.record(
        uow, action="reconciliation.request", object_type="reconciliation", object_id=asked.id
    )
    return asked


def keep_reconciliation(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    reconciliation_id: UUID,
    lines: Iterable[Explained | Found],
    entries: int,
) -> Reconciliation:
    """
    Keep what a comparison came to, and tell of it where something was found.

    One that was kept before stays as it is.

    :raises ReconciliationUnknown: it was not begun.
    """
    repository = ReconciliationRepository(uow)
    run = repository.lock(organisation_id, reconciliation_id)
    if run is None:
        raise ReconciliationUnknown()
    if run.finished_at is not None:
        return run
    kept: list[ReconciliationFinding] = []
    explained = findings = 0
    for line in lines:
        if isinstance(line, Explained):
            explained += 1
            continue
        findings += 1
        if len(kept) < FINDINGS_KEPT:
            kept.append(_finding(run, line))
    repository.add_findings(kept)
    run.entries, run.explained, run.findings = entries, explained, findings
    run.finished_at = uow.now
    if findings:
        uow.emit(
            DifferencesFound(
                organisation_id=organisation_id,
                reconciliation_id=reconciliation_id,
                findings=findings,
            )
        )
    return run


def get_reconciliation(
    uow: UnitOfWork, *, organisation_id: UUID, reconciliation_id: UUID
) -> Reconciliation:
    """:raises ReconciliationUnknown: the organisation has none of this id."""
    found = ReconciliationRepository(uow).find(organisation_id, reconciliation_id)
    if found is None:
        raise ReconciliationUnknown()
    return found


def reconciliations_page(
    uow: UnitOfWork, *, organisation_id: UUID, after: UUID | None, limit: int
) -> Sequence[Reconciliation]:
    """The newest first."""
    return ReconciliationRepository(uow).page(organisation_id, after=after, limit=limit)


def findings_page(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    reconciliation_id: UUID,
    after: UUID | None,
    limit: int,
) -> Sequence[ReconciliationFinding]:
    """What a comparison found, in the order of finding."""
    return ReconciliationRepository(uow).findings(
        organisation_id, reconciliation_id, after=after, limit=limit
    )


def _finding(run: Reconciliation, found: Found) -> ReconciliationFinding:
    return ReconciliationFinding(
        organisation_id=run.organisation_id,
        id=uuid7(),
        reconciliation_id=run.id,
        kind=found.kind,
        about=found.about,
        payout_id=found.payout_id,
        theirs_minor=found.theirs,
        ours_minor=found.ours,
    )
