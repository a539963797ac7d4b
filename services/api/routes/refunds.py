"""Refunds that a person sees to: sent by hand, failed, tried once more, taken back."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from services.api.deps import Uow, permit, programme_of
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.refunds import RefundOut, RefundReturnedIn, RefundSentIn, RetryIn
from services.core.donations import service as donations
from services.core.donations.errors import (
    DonationNotFound,
    RefundExceedsDonation,
    RefundNotFound,
    RefundNotOpen,
    SentOnImpossible,
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
WRITE = [Depends(permit(Permission.DONATION_REFUND))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)
KNOWN = (ProgrammeUnknown, RefundNotFound, RefundNotOpen)


@router.get("/refund-tasks", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_refund_tasks(programme_id: UUID, uow: Uow, paging: Paging) -> list[RefundOut]:
    """List the refunds that wait for a person: to be sent by hand, or failed."""
    found = donations.refund_tasks(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [RefundOut.of(refund) for refund in paging.cut(found)]


@router.get(
    "/donations/{donation_id}/refunds",
    dependencies=READ,
    responses=problems(ProgrammeUnknown, DonationNotFound),
)
def list_refunds(
    programme_id: UUID, donation_id: UUID, uow: Uow, paging: Paging
) -> list[RefundOut]:
    """List what was given back of one gift, or is on its way, in the order it was asked for."""
    programme = programme_of(uow, programme_id)
    gift = donations.get(uow, programme_id=programme.id, donation_id=donation_id)
    found = donations.refunds_of(uow, programme_id=programme.id, donation_id=gift.id)
    return [RefundOut.of(refund) for refund in paging.of(found)]


@router.get("/refunds/{refund_id}", dependencies=READ, responses=problems(*KNOWN[:2]))
def get_refund(programme_id: UUID, refund_id: UUID, uow: Uow) -> RefundOut:
    """Tell how far a refund has come."""
    programme = programme_of(uow, programme_id)
    return RefundOut.of(donations.get_refund(uow, programme_id=programme.id, refund_id=refund_id))


@router.post(
    "/refunds/{refund_id}/confirm",
    dependencies=WRITE,
    response_model=RefundOut,
    responses=problems(*KNOWN, SentOnImpossible, RefundExceedsDonation, *ONCE),
)
def confirm_refund(
    programme_id: UUID, refund_id: UUID, body: RefundSentIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Say that a refund was sent by hand; only then is it booked."""

    def verb() -> RefundOut:
        programme = programme_of(uow, programme_id)
        return RefundOut.of(
            donations.confirm_refund(
                uow, programme_id=programme.id, refund_id=refund_id, sent_on=body.sent_on
            )
        )

    return once.answer(verb, status=200)


@router.post(
    "/refunds/{refund_id}/returned",
    dependencies=WRITE,
    response_model=RefundOut,
    responses=problems(*KNOWN, SentOnImpossible, *ONCE),
)
def note_refund_returned(
    programme_id: UUID, refund_id: UUID, body: RefundReturnedIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Say that what was sent by hand came back from the bank; the donor waits again."""

    def verb() -> RefundOut:
        programme = programme_of(uow, programme_id)
        return RefundOut.of(
            donations.note_refund_returned(
                uow, programme_id=programme.id, refund_id=refund_id, returned_on=body.returned_on
            )
        )

    return once.answer(verb, status=200)


@router.post(
    "/refunds/{refund_id}/retry",
    status_code=201,
    dependencies=WRITE,
    response_model=RefundOut,
    responses=problems(*KNOWN, RefundExceedsDonation, *ONCE),
)
def retry_refund(
    programme_id: UUID, refund_id: UUID, body: RetryIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Try a failed refund once more, by the gateway or by hand: a new one in its place."""

    def verb() -> RefundOut:
        programme = programme_of(uow, programme_id)
        return RefundOut.of(
            donations.retry_refund(
                uow, programme_id=programme.id, refund_id=refund_id, by_hand=body.by_hand
            )
        )

    return once.answer(verb)


@router.post(
    "/refunds/{refund_id}/cancel",
    dependencies=WRITE,
    response_model=RefundOut,
    responses=problems(*KNOWN, *ONCE),
)
def cancel_refund(programme_id: UUID, refund_id: UUID, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Take back a refund of which nothing has left, or leave it at that it has failed."""

    def verb() -> RefundOut:
        programme = programme_of(uow, programme_id)
        return RefundOut.of(
            donations.cancel_refund(uow, programme_id=programme.id, refund_id=refund_id)
        )

    return once.answer(verb, status=200)
