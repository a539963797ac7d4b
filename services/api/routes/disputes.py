"""What leaves unasked or comes unexpected: disputes, payments set aside, and what then lacks."""

from operator import attrgetter
from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from services.api.deps import Uow, permit, programme_of
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.disputes import (
    AnswerIn,
    DisputeOut,
    ShortfallOut,
    StrayDecisionIn,
    StrayPaymentOut,
)
from services.core.donations import service as donations
from services.core.donations.errors import (
    DisputeNotFound,
    DisputeOver,
    StrayPaymentDecided,
    StrayPaymentNotFound,
)
from services.core.identity.policies import Permission
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["donations"])

READ = [Depends(permit(Permission.DONATION_READ))]
DECIDE = [Depends(permit(Permission.DONATION_REFUND))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)


@router.get("/disputes", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_disputes(
    programme_id: UUID, uow: Uow, paging: Paging, open_only: bool = False
) -> list[DisputeOut]:
    """List the payments that donors' banks asked about or took back, by id."""
    found = donations.disputes_page(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        open_only=open_only,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [DisputeOut.of(dispute) for dispute in paging.cut(found)]


@router.get(
    "/disputes/{dispute_id}",
    dependencies=READ,
    responses=problems(ProgrammeUnknown, DisputeNotFound),
)
def get_dispute(programme_id: UUID, dispute_id: UUID, uow: Uow) -> DisputeOut:
    """Tell how a dispute stands, and what was decided to do about it."""
    programme = programme_of(uow, programme_id)
    return DisputeOut.of(
        donations.get_dispute(uow, programme_id=programme.id, dispute_id=dispute_id)
    )


@router.put(
    "/disputes/{dispute_id}/answer",
    dependencies=DECIDE,
    responses=problems(ProgrammeUnknown, DisputeNotFound, DisputeOver),
)
def answer_dispute(programme_id: UUID, dispute_id: UUID, body: AnswerIn, uow: Uow) -> DisputeOut:
    """Note what was decided; evidence itself is handed in at the gateway."""
    programme = programme_of(uow, programme_id)
    return DisputeOut.of(
        donations.answer_dispute(
            uow, programme_id=programme.id, dispute_id=dispute_id, answer=body.answer
        )
    )


@router.get("/shortfalls", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_shortfalls(programme_id: UUID, uow: Uow, paging: Paging) -> list[ShortfallOut]:
    """List what gifts lack that left when they were promised; no child loses anything by it."""
    found = donations.shortfalls(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    page = paging.cut(found, attrgetter("donation_id"))
    return [ShortfallOut.of(shortfall) for shortfall in page]


@router.get("/stray-payments", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_stray_payments(programme_id: UUID, uow: Uow, paging: Paging) -> list[StrayPaymentOut]:
    """List the payments that were set aside, by id, those that were decided on too."""
    found = donations.strays_page(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [StrayPaymentOut.of(stray) for stray in paging.cut(found)]


@router.get(
    "/stray-payments/{stray_payment_id}",
    dependencies=READ,
    responses=problems(ProgrammeUnknown, StrayPaymentNotFound),
)
def get_stray_payment(programme_id: UUID, stray_payment_id: UUID, uow: Uow) -> StrayPaymentOut:
    """Tell why a payment was set aside, and what becomes of it."""
    programme = programme_of(uow, programme_id)
    return StrayPaymentOut.of(
        donations.get_stray(uow, programme_id=programme.id, stray_id=stray_payment_id)
    )


@router.post(
    "/stray-payments/{stray_payment_id}/decide",
    dependencies=DECIDE,
    response_model=StrayPaymentOut,
    responses=problems(ProgrammeUnknown, StrayPaymentNotFound, StrayPaymentDecided, *ONCE),
)
def decide_stray_payment(
    programme_id: UUID, stray_payment_id: UUID, body: StrayDecisionIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Have a payment given back, or keep it in suspense for two people to assign."""

    def verb() -> StrayPaymentOut:
        programme = programme_of(uow, programme_id)
        return StrayPaymentOut.of(
            donations.decide_stray(
                uow,
                programme_id=programme.id,
                stray_id=stray_payment_id,
                refund=body.decision == "refund",
            )
        )

    return once.answer(verb, status=200)
