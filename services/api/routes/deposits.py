"""Deposits that fit no announced gift to the yen: a person decides (B4)."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from services.api.deps import Uow, permit, programme_of
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.deposits import (
    DepositDecisionOut,
    DepositMatchIn,
    DepositOut,
    DepositReturnIn,
    DepositStateOut,
    DepositTakenIn,
)
from services.api.schemas.donations import DonationOut
from services.core.donations import service as donations
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignNotFound,
    DepositNotUndoable,
    DepositPledgeUnfit,
    DepositRestExceeded,
    DonationNotFound,
    ReceivedInFuture,
    SentOnImpossible,
    UnmatchedNotFound,
    UnmatchedSettledAlready,
)
from services.core.identity.policies import Permission
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.money import Money
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}/deposits", tags=["deposits"])

READ = [Depends(permit(Permission.DEPOSIT_READ))]
DECIDE = [Depends(permit(Permission.DEPOSIT_DECIDE))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)
TAKEN = (ProgrammeUnknown, UnmatchedNotFound, UnmatchedSettledAlready, *ONCE)


@router.get("", dependencies=READ, responses=problems(ProgrammeUnknown, UnmatchedNotFound))
def list_deposits(programme_id: UUID, uow: Uow, paging: Paging) -> list[DepositOut]:
    """List the deposits of which something waits, oldest first, with what each may be."""
    found = donations.waiting_deposits(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [DepositOut.of(one) for one in paging.cut(found)]


@router.get(
    "/{deposit_id}", dependencies=READ, responses=problems(ProgrammeUnknown, UnmatchedNotFound)
)
def get_deposit(programme_id: UUID, deposit_id: UUID, uow: Uow) -> DepositOut:
    """Tell what a deposit may be, and what was decided on it."""
    programme = programme_of(uow, programme_id)
    return DepositOut.of(
        donations.get_deposit(uow, programme_id=programme.id, deposit_id=deposit_id)
    )


@router.post(
    "/{deposit_id}/match",
    status_code=201,
    response_model=DonationOut,
    dependencies=DECIDE,
    responses=problems(*TAKEN, CampaignNotFound),
)
def match_deposit(
    programme_id: UUID, deposit_id: UUID, body: DepositMatchIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Say that a deposit is a gift to a campaign that nobody had announced."""

    def verb() -> DonationOut:
        gift = donations.match_deposit(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            deposit_id=deposit_id,
            campaign_id=body.campaign_id,
            donor=body.donor.details(),
        )
        return DonationOut.of(gift)

    return once.answer(verb)


@router.post(
    "/{deposit_id}/take-as-gift",
    status_code=201,
    response_model=DonationOut,
    dependencies=DECIDE,
    responses=problems(*TAKEN, DonationNotFound, DepositPledgeUnfit),
)
def take_deposit_as_gift(
    programme_id: UUID, deposit_id: UUID, body: DepositTakenIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Say that all of a deposit is the announced gift, whose amount it becomes."""

    def verb() -> DonationOut:
        gift = donations.take_as_gift(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            deposit_id=deposit_id,
            donation_id=body.donation_id,
        )
        return DonationOut.of(gift)

    return once.answer(verb)


@router.post(
    "/{deposit_id}/take-as-asked",
    status_code=201,
    response_model=DonationOut,
    dependencies=DECIDE,
    responses=problems(*TAKEN, DonationNotFound, DepositPledgeUnfit),
)
def take_deposit_as_asked(
    programme_id: UUID, deposit_id: UUID, body: DepositTakenIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Say that so much of a deposit as was asked is the gift; the rest waits to go back."""

    def verb() -> DonationOut:
        gift = donations.take_as_asked(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            deposit_id=deposit_id,
            donation_id=body.donation_id,
        )
        return DonationOut.of(gift)

    return once.answer(verb)


@router.post(
    "/{deposit_id}/return",
    status_code=201,
    response_model=DepositDecisionOut,
    dependencies=DECIDE,
    responses=problems(
        ProgrammeUnknown,
        UnmatchedNotFound,
        AmountNotPositive,
        DepositRestExceeded,
        ReceivedInFuture,
        SentOnImpossible,
        *ONCE,
    ),
)
def return_deposit(
    programme_id: UUID, deposit_id: UUID, body: DepositReturnIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Note that money of a deposit went back to its payer: when, how, how much."""

    def verb() -> DepositDecisionOut:
        done = donations.return_deposit(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            deposit_id=deposit_id,
            returned_on=body.returned_on,
            returned_by=body.returned_by,
            amount=None if body.amount_minor is None else Money(body.amount_minor),
        )
        return DepositDecisionOut.of(done)

    return once.answer(verb)


@router.post(
    "/{deposit_id}/undo",
    status_code=201,
    response_model=DepositStateOut,
    dependencies=DECIDE,
    responses=problems(ProgrammeUnknown, UnmatchedNotFound, DepositNotUndoable, *ONCE),
)
def undo_deposit(programme_id: UUID, deposit_id: UUID, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Undo the gift that was made of a deposit, as long as nothing has followed from it."""

    def verb() -> DepositStateOut:
        told = donations.undo_deposit(
            uow, programme_id=programme_of(uow, programme_id).id, deposit_id=deposit_id
        )
        return DepositStateOut.of(told)

    return once.answer(verb)
