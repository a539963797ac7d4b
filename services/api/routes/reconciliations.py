"""The gateway's payouts, and comparisons of gateway, books and bank, over the wire."""

from uuid import UUID

from fastapi import APIRouter, Depends, Request

from services.api.deps import Uow, organisation_of, permit
from services.api.paging import Paging
from services.api.problems import problems
from services.api.routes.privacy import spoken
from services.api.schemas.reconciliations import (
    FindingOut,
    GatewayPayoutOut,
    ReconciliationIn,
    ReconciliationOut,
)
from services.core.donations import service as donations
from services.core.donations.errors import (
    ReconciliationIdReused,
    ReconciliationSpanEmpty,
    ReconciliationUnknown,
)
from services.core.donations.models import Reconciliation
from services.core.donations.service import Span
from services.core.identity.policies import Permission

router = APIRouter(tags=["reconciliation"])

READ = [Depends(permit(Permission.LEDGER_READ))]
# Who may propose a correction may also ask what is to be corrected.
ASK = [Depends(permit(Permission.TRANSFER_PROPOSE))]


@router.get("/gateway-payouts", dependencies=READ, responses=problems())
def list_gateway_payouts(uow: Uow, paging: Paging) -> list[GatewayPayoutOut]:
    """List what the payment gateway paid out, and whether the bank has shown it."""
    found = donations.payouts_page(
        uow,
        organisation_id=organisation_of(uow),
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [GatewayPayoutOut.of(payout) for payout in paging.cut(found)]


@router.get("/reconciliations", dependencies=READ, responses=problems())
def list_reconciliations(uow: Uow, paging: Paging) -> list[ReconciliationOut]:
    """List comparisons of gateway, books and bank, the newest first."""
    found = donations.reconciliations_page(
        uow,
        organisation_id=organisation_of(uow),
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [ReconciliationOut.of(run) for run in paging.cut(found)]


@router.put(
    "/reconciliations/{reconciliation_id}",
    status_code=202,
    dependencies=ASK,
    responses=problems(ReconciliationIdReused, ReconciliationSpanEmpty),
)
def request_reconciliation(
    reconciliation_id: UUID, body: ReconciliationIn, uow: Uow
) -> ReconciliationOut:
    """Ask for a comparison under an id of one's own; the worker carries it out."""
    run = donations.request_reconciliation(
        uow,
        id=reconciliation_id,
        organisation_id=organisation_of(uow),
        span=Span.of_days(body.since, body.until, now=uow.now),
    )
    return ReconciliationOut.of(run)


@router.get(
    "/reconciliations/{reconciliation_id}",
    dependencies=READ,
    responses=problems(ReconciliationUnknown),
)
def get_reconciliation(reconciliation_id: UUID, uow: Uow) -> ReconciliationOut:
    """Tell how far a comparison is, and what it came to."""
    return ReconciliationOut.of(_found(uow, reconciliation_id))


@router.get(
    "/reconciliations/{reconciliation_id}/findings",
    dependencies=READ,
    responses=problems(ReconciliationUnknown),
)
def list_reconciliation_findings(
    reconciliation_id: UUID, uow: Uow, paging: Paging, request: Request
) -> list[FindingOut]:
    """List what was found, each with what to do next; of very many, the first thousand."""
    run = _found(uow, reconciliation_id)
    found = donations.findings_page(
        uow,
        organisation_id=run.organisation_id,
        reconciliation_id=run.id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [FindingOut.of(finding, spoken(request)) for finding in paging.cut(found)]


def _found(uow: Uow, reconciliation_id: UUID) -> Reconciliation:
    return donations.get_reconciliation(
        uow, organisation_id=organisation_of(uow), reconciliation_id=reconciliation_id
    )
