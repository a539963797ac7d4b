"""Transfers to the gateway that came otherwise than announced: a person says what they are (B4)."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from services.api.deps import Uow, organisation_of, permit
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.donated_cash import CashDecisionIn, CashDecisionOut, WaitingCashOut
from services.core.donations import service as donations
from services.core.donations.errors import (
    CashChanged,
    CashDecisionBegun,
    CashDecisionNotFound,
    CashDecisionUnfit,
    NoCashWaiting,
)
from services.core.identity.policies import Permission
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)

router = APIRouter(prefix="/donated-cash", tags=["donations"])

READ = [Depends(permit(Permission.DONATED_CASH_READ))]
DECIDE = [Depends(permit(Permission.DONATED_CASH_DECIDE))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)


@router.get("/waiting", dependencies=READ, responses=problems())
def list_waiting_cash(uow: Uow, paging: Paging) -> list[WaitingCashOut]:
    """List the cash that nobody has decided about, with the gifts that it may be for."""
    found = donations.cash_queue(
        uow,
        organisation_id=organisation_of(uow),
        after=paging.after,
        limit=paging.and_one_more,
    )
    page = paging.cut(found, lambda waiting: waiting.account.donor_id)
    return [WaitingCashOut.of(waiting) for waiting in page]


@router.get("/decisions", dependencies=READ, responses=problems())
def list_cash_decisions(
    uow: Uow, paging: Paging, donor_id: UUID | None = None
) -> list[CashDecisionOut]:
    """List what was decided, the newest first, with what fitted by itself."""
    found = donations.cash_decisions(
        uow,
        organisation_id=organisation_of(uow),
        donor_id=donor_id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [CashDecisionOut.of(decision) for decision in paging.cut(found)]


@router.post(
    "/waiting/{donor_id}/decisions",
    status_code=201,
    response_model=CashDecisionOut,
    dependencies=DECIDE,
    responses=problems(NoCashWaiting, CashChanged, CashDecisionUnfit, *ONCE),
)
def decide_cash(donor_id: UUID, body: CashDecisionIn, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Say what becomes of a donor's cash; the gateway is asked a while later."""

    def verb() -> CashDecisionOut:
        decision = donations.decide_cash(
            uow,
            organisation_id=organisation_of(uow),
            donor_id=donor_id,
            kind=body.kind,
            cash=body.cash(),
            donation_id=body.donation_id,
        )
        return CashDecisionOut.of(decision)

    return once.answer(verb)


@router.delete(
    "/decisions/{decision_id}",
    dependencies=DECIDE,
    responses=problems(CashDecisionNotFound, CashDecisionBegun),
)
def withdraw_cash_decision(decision_id: UUID, uow: Uow) -> CashDecisionOut:
    """Take a decision back before the gateway is asked; the cash waits again."""
    decision = donations.withdraw_decision(
        uow, organisation_id=organisation_of(uow), decision_id=decision_id
    )
    return CashDecisionOut.of(decision)
