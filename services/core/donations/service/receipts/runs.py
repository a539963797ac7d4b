"""A year's receipts issued in the background: an order that can be watched, and cut off."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import ReceiptRunNotFound
from services.core.donations.events import ReceiptRunStarted
from services.core.donations.models import Donation, ReceiptRun
from services.core.donations.repository import ReceiptRepository, ReceiptRunRepository
from services.core.donations.service.certifications import approved_versions
from services.core.donations.service.receipts.issue import (
    Issued,
    due_receipts,
    issue_for_year,
    issue_receipts,
)
from services.core.donations.types import NoReceipt, ReceiptKind, RunStatus
from services.core.kit.unit_of_work import UnitOfWork

# So many gifts, or donors, in one transaction: others who wait for the book wait so long.
BATCH = 500


def start_run(
    uow: UnitOfWork, *, organisation_id: UUID, year: int, kind: ReceiptKind, id: UUID
) -> ReceiptRun:
    """
    Order a year's receipts: one a gift, or one a donor for the whole year.

    :raises CertificationMissing: nothing was entered, or approved, of the certification.
    """
    approved_versions(uow, organisation_id)
    run = ReceiptRun(
        organisation_id=organisation_id,
        id=id,
        year=year,
        kind=kind,
        status=RunStatus.RUNNING,
        due=due_receipts(uow, year=year),
        looked_at=0,
        issued=0,
        left_out={},
        asked_at=uow.now,
        asked_by=uow.actor.id,
    )
    ReceiptRunRepository(uow).add(run)
    uow.emit(ReceiptRunStarted(organisation_id=organisation_id, run_id=run.id))
    audit.record(
        uow,
        action="receipt_run.start",
        object_type="receipt_run",
        object_id=run.id,
        facts={"year": year, "kind": kind.value, "due": run.due},
    )
    return run


def find_run(uow: UnitOfWork, *, organisation_id: UUID, run_id: UUID) -> ReceiptRun:
    """:raises ReceiptRunNotFound: the organisation has given no such order."""
    run = ReceiptRunRepository(uow).find(organisation_id, run_id)
    if run is None:
        raise ReceiptRunNotFound(run_id=run_id)
    return run


def receipt_runs(
    uow: UnitOfWork, *, organisation_id: UUID, after: UUID | None, limit: int
) -> Sequence[ReceiptRun]:
    """The orders so far, the newest first."""
    return ReceiptRunRepository(uow).page(organisation_id, after=after, limit=limit)


@dataclass(frozen=True, slots=True)
class Progress:
    """Where an attempt has come to; only who makes it keeps it, since all may begin anew."""

    gift: Donation | None = None
    donor_id: UUID | None = None
    looked_at: int = 0
    issued: int = 0
    left_out: Counter[NoReceipt] = field(default_factory=Counter)
    over: bool = False


def issue_part(
    uow: UnitOfWork, *, year: int, kind: ReceiptKind, progress: Progress, batch: int = BATCH
) -> Progress:
    """Issue the next part of a year's receipts, in a transaction of its own."""
    assert uow.organisation_id is not None, "receipts belong to an organisation"
    if kind is ReceiptKind.GIFT:
        part = issue_receipts(uow, year=year, after=progress.gift, limit=batch)
        here = replace(progress, gift=part.last, over=part.looked_at < batch)
    else:
        donors = ReceiptRepository(uow).donors_due(
            uow.organisation_id, year, after=progress.donor_id, limit=batch
        )
        part = issue_for_year(uow, year=year, donor_ids=donors) if donors else Issued()
        here = replace(
            progress,
            donor_id=donors[-1] if donors else progress.donor_id,
            over=len(donors) < batch,
        )
    return replace(
        here,
        looked_at=progress.looked_at + part.looked_at,
        issued=progress.issued + len(part.receipts),
        left_out=progress.left_out + part.left_out,
    )


def advance_run(uow: UnitOfWork, *, run_id: UUID, progress: Progress) -> Progress:
    """
    Carry a run on by one part, and note in it how far it is; one that has ended stays so.

    An attempt after one that was cut off counts anew what is due; what was issued is issued.
    """
    assert uow.organisation_id is not None, "receipts belong to an organisation"
    run = ReceiptRunRepository(uow).find(uow.organisation_id, run_id, lock=True)
    if run is None or run.status is not RunStatus.RUNNING:
        return replace(progress, over=True)
    if not progress.looked_at:
        run.due = due_receipts(uow, year=run.year)
    then = issue_part(uow, year=run.year, kind=run.kind, progress=progress)
    run.looked_at = then.looked_at
    run.issued += then.issued - progress.issued
    run.left_out = {why.value: count for why, count in then.left_out.items()}
    if then.over:
        run.status, run.ended_at = RunStatus.DONE, uow.now
    return then
