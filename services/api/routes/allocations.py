"""Rounds, their public draw, awards and the waiting list."""

from operator import attrgetter
from uuid import UUID

from fastapi import APIRouter, Depends, Response
from fastapi.responses import JSONResponse

from services.api.deps import PublicUow, Uow, permit, programme_of, public
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems, public_problems
from services.api.schemas.allocations import (
    AwardOut,
    GivenUpOut,
    OffersIn,
    OffersOut,
    ResultOut,
    RoundIn,
    RoundOut,
)
from services.core.allocations import service as allocations
from services.core.allocations.candidates_file import candidates_csv
from services.core.allocations.errors import (
    ApplicationsUndecided,
    AwardAlreadyIssued,
    AwardNotFound,
    AwardNotOpen,
    CandidatesChanged,
    DuplicatesUnresolved,
    NotOnWaitingList,
    ReplyTooLate,
    RoundIdReused,
    RoundNotFound,
    RoundNotReady,
    RoundStillOpen,
    RoundTermsInvalid,
)
from services.core.allocations.types import RoundId
from services.core.donations.errors import FundOverheadOverCap, FundsShort
from services.core.identity.errors import SecondPersonRequired
from services.core.identity.policies import Permission
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.money import Money
from services.core.ledger.errors import FundUnknown
from services.core.programmes.errors import ProgrammeNotPublished, ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["allocations"])

ANYBODY = [Depends(public)]
WRITE = [Depends(permit(Permission.ROUND_WRITE))]
APPROVE = [Depends(permit(Permission.AWARD_APPROVE))]
READ = [Depends(permit(Permission.AWARD_READ))]
ANSWER = [Depends(permit(Permission.AWARD_WRITE))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)

GIVE_UP = problems(ProgrammeUnknown, AwardNotFound, AwardNotOpen, AwardAlreadyIssued, *ONCE)


@router.get("/rounds", dependencies=ANYBODY, responses=public_problems(ProgrammeUnknown))
def list_rounds(programme_id: UUID, uow: PublicUow, paging: Paging) -> list[RoundOut]:
    """List a programme's rounds, with what is published of each draw."""
    found = allocations.rounds(uow, programme_id=programme_id)
    return [RoundOut.of(each) for each in paging.of(found)]


@router.get(
    "/rounds/{round_id}",
    dependencies=ANYBODY,
    responses=public_problems(ProgrammeUnknown, RoundNotFound),
)
def get_round(programme_id: UUID, round_id: UUID, uow: PublicUow) -> RoundOut:
    """Tell what is published of a round: commitment, then the candidates' hash, then the seed."""
    found = allocations.get_round(uow, programme_id=programme_id, round_id=round_id)
    return RoundOut.of(found)


@router.get(
    "/rounds/{round_id}/candidates",
    dependencies=ANYBODY,
    response_class=Response,
    responses={
        **public_problems(ProgrammeUnknown, RoundNotFound, RoundNotReady),
        200: {"content": {"text/csv": {"example": "id,priority,score\r\n"}}},
    },
)
def download_candidates(programme_id: UUID, round_id: UUID, uow: PublicUow) -> Response:
    """Download the candidates of a drawn round, by application, for `minori draw` to check."""
    drawn_from = allocations.published_candidates(uow, programme_id=programme_id, round_id=round_id)
    return Response(candidates_csv(drawn_from), media_type="text/csv; charset=utf-8")


@router.put(
    "/rounds/{round_id}",
    status_code=201,
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown, ProgrammeNotPublished, FundUnknown, RoundTermsInvalid, RoundIdReused
    ),
)
def open_round(programme_id: UUID, round_id: UUID, body: RoundIn, uow: Uow) -> RoundOut:
    """Announce a round and commit to the seed of its draw."""
    programme = programme_of(uow, programme_id)
    opened = allocations.open_round(
        uow,
        programme_id=programme.id,
        id=RoundId(round_id),
        fund_ids=body.fund_ids,
        opens_at=body.opens_at,
        closes_at=body.closes_at,
        places=body.places,
        budget=None if body.budget_minor is None else Money(body.budget_minor),
        reply_days=body.reply_days,
    )
    return RoundOut.of(opened)


@router.post(
    "/rounds/{round_id}/close",
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown,
        RoundNotFound,
        RoundNotReady,
        RoundStillOpen,
        ApplicationsUndecided,
        DuplicatesUnresolved,
    ),
)
def close_round(programme_id: UUID, round_id: UUID, uow: Uow) -> RoundOut:
    """End the intake: freeze the candidates and publish their hash."""
    programme = programme_of(uow, programme_id)
    closed = allocations.close_round(uow, programme_id=programme.id, round_id=round_id)
    return RoundOut.of(closed)


@router.post(
    "/rounds/{round_id}/draw",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, RoundNotFound, RoundNotReady, CandidatesChanged),
)
def draw_round(programme_id: UUID, round_id: UUID, uow: Uow) -> RoundOut:
    """Reveal the seed, and keep the order that follows from it."""
    programme = programme_of(uow, programme_id)
    drawn = allocations.draw_round(uow, programme_id=programme.id, round_id=round_id)
    return RoundOut.of(drawn)


@router.post(
    "/rounds/{round_id}/award",
    dependencies=APPROVE,
    response_model=RoundOut,
    responses=problems(
        ProgrammeUnknown,
        RoundNotFound,
        RoundNotReady,
        SecondPersonRequired,
        DuplicatesUnresolved,
        FundsShort,
        FundOverheadOverCap,
        *ONCE,
    ),
)
def award_round(programme_id: UUID, round_id: UUID, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Approve the awards of a drawn round, as a second person; their money is promised."""
    programme = programme_of(uow, programme_id)

    def award() -> RoundOut:
        awarded = allocations.award_round(uow, programme_id=programme.id, round_id=round_id)
        return RoundOut.of(awarded)

    return once.answer(award, status=200)


@router.get(
    "/rounds/{round_id}/results",
    dependencies=READ,
    responses=problems(ProgrammeUnknown, RoundNotFound, RoundNotReady),
)
def list_results(programme_id: UUID, round_id: UUID, uow: Uow, paging: Paging) -> list[ResultOut]:
    """List the results of an awarded round, eligible or not; `cursor` is an application's id."""
    programme = programme_of(uow, programme_id)
    found = allocations.results(uow, programme_id=programme.id, round_id=round_id)
    page = paging.of(found, attrgetter("application_id"))
    return [ResultOut.model_validate(result) for result in page]


@router.post(
    "/rounds/{round_id}/offers",
    status_code=201,
    dependencies=APPROVE,
    response_model=OffersOut,
    responses=problems(
        ProgrammeUnknown, RoundNotFound, RoundNotReady, SecondPersonRequired, FundsShort, *ONCE
    ),
)
def offer_waiting(
    programme_id: UUID, round_id: UUID, body: OffersIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Offer further places to the waiting list in its order, when money has come."""
    programme = programme_of(uow, programme_id)

    def offer() -> OffersOut:
        offered = allocations.offer_waiting(
            uow, programme_id=programme.id, round_id=round_id, places=body.places
        )
        return OffersOut(award_ids=[*offered])

    return once.answer(offer)


@router.delete(
    "/rounds/{round_id}/waiting-list/{application_id}",
    status_code=204,
    dependencies=ANSWER,
    responses=problems(ProgrammeUnknown, RoundNotFound, NotOnWaitingList),
)
def leave_waiting_list(programme_id: UUID, round_id: UUID, application_id: UUID, uow: Uow) -> None:
    """Take a family off the waiting list that does not want to wait any longer."""
    programme = programme_of(uow, programme_id)
    allocations.leave_waiting_list(
        uow, programme_id=programme.id, round_id=round_id, application_id=application_id
    )


@router.get(
    "/awards/{award_id}", dependencies=READ, responses=problems(ProgrammeUnknown, AwardNotFound)
)
def get_award(programme_id: UUID, award_id: UUID, uow: Uow) -> AwardOut:
    """Tell one award."""
    programme = programme_of(uow, programme_id)
    found = allocations.get_award(uow, programme_id=programme.id, award_id=award_id)
    return AwardOut.model_validate(found)


@router.post(
    "/awards/{award_id}/accept",
    dependencies=ANSWER,
    responses=problems(ProgrammeUnknown, AwardNotFound, AwardNotOpen, ReplyTooLate),
)
def accept_award(programme_id: UUID, award_id: UUID, uow: Uow) -> AwardOut:
    """Accept an award for the family; accepting again changes nothing."""
    programme = programme_of(uow, programme_id)
    allocations.accept(uow, programme_id=programme.id, award_ids=[award_id])
    found = allocations.get_award(uow, programme_id=programme.id, award_id=award_id)
    return AwardOut.model_validate(found)


@router.post(
    "/awards/{award_id}/decline", dependencies=ANSWER, response_model=GivenUpOut, responses=GIVE_UP
)
def decline_award(programme_id: UUID, award_id: UUID, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Decline an award for the family; the next one waiting is offered the place."""
    programme = programme_of(uow, programme_id)

    def decline() -> GivenUpOut:
        offered = allocations.decline(uow, programme_id=programme.id, award_id=award_id)
        return GivenUpOut(award_id=award_id, offered_award_id=offered)

    return once.answer(decline, status=200)


@router.post(
    "/awards/{award_id}/withdraw", dependencies=ANSWER, response_model=GivenUpOut, responses=GIVE_UP
)
def withdraw_award(programme_id: UUID, award_id: UUID, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Take an award back that has no voucher yet; the next one waiting is offered the place."""
    programme = programme_of(uow, programme_id)

    def withdraw() -> GivenUpOut:
        offered = allocations.withdraw(uow, programme_id=programme.id, award_id=award_id)
        return GivenUpOut(award_id=award_id, offered_award_id=offered)

    return once.answer(withdraw, status=200)
