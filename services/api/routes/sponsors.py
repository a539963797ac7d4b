"""Companies' promises: to match gifts, or to pay for places; and what became of them."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from services.api.deps import Uow, permit, programme_of
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.sponsors import (
    MatchingIn,
    SponsorPaymentIn,
    SponsorshipIn,
    SponsorshipOut,
    SponsorStatementOut,
)
from services.core.donations import service as donations
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignDeadlineUnfit,
    CampaignNotFound,
    DonationNotFound,
    SponsorFundUnfit,
    SponsorPaymentUnfit,
    SponsorshipNotFound,
)
from services.core.donations.models import Sponsorship
from services.core.identity.policies import Permission
from services.core.impact.service import standing
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.errors import FundUnknown
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}/sponsorships", tags=["donations"])

READ = [Depends(permit(Permission.CAMPAIGN_WRITE))]
WRITE = READ
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)


@router.get("", dependencies=READ, responses=problems(ProgrammeUnknown))
def list_sponsorships(programme_id: UUID, uow: Uow, paging: Paging) -> list[SponsorshipOut]:
    """List what companies have promised, owe and have paid, by id."""
    programme = programme_of(uow, programme_id)
    found = donations.sponsorships(
        uow, programme_id=programme.id, after=paging.after, limit=paging.and_one_more
    )
    return [_out(uow, promise) for promise in paging.cut(found)]


@router.put(
    "/{sponsorship_id}",
    status_code=201,
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown,
        CampaignNotFound,
        FundUnknown,
        AmountNotPositive,
        CampaignDeadlineUnfit,
        SponsorFundUnfit,
    ),
)
def promise_sponsorship(
    programme_id: UUID, sponsorship_id: UUID, body: SponsorshipIn, uow: Uow
) -> SponsorshipOut:
    """Note what a company has promised; the same id again is the same promise."""
    programme = programme_of(uow, programme_id)
    if isinstance(body, MatchingIn):
        promise = donations.promise_matching(
            uow,
            id=sponsorship_id,
            programme_id=programme.id,
            cap=Money(body.cap_minor),
            **body.model_dump(exclude={"kind", "cap_minor"}),
        )
    else:
        promise = donations.promise_places(
            uow,
            id=sponsorship_id,
            programme_id=programme.id,
            yen_a_place=Money(body.yen_a_place),
            **body.model_dump(exclude={"kind", "yen_a_place"}),
        )
    return _out(uow, promise)


@router.post(
    "/{sponsorship_id}/payments",
    status_code=201,
    response_model=SponsorshipOut,
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown, SponsorshipNotFound, DonationNotFound, SponsorPaymentUnfit, *ONCE
    ),
)
def note_sponsor_payment(
    programme_id: UUID, sponsorship_id: UUID, body: SponsorPaymentIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Note that a gift pays a sponsor's promise."""

    def verb() -> SponsorshipOut:
        programme = programme_of(uow, programme_id)
        donations.note_sponsor_payment(
            uow,
            programme_id=programme.id,
            sponsorship_id=sponsorship_id,
            donation_id=body.donation_id,
        )
        return _out(
            uow,
            donations.get_sponsorship(
                uow, programme_id=programme.id, sponsorship_id=sponsorship_id
            ),
        )

    return once.answer(verb)


@router.get(
    "/{sponsorship_id}/statement",
    dependencies=READ,
    responses=problems(ProgrammeUnknown, SponsorshipNotFound),
)
def get_sponsor_statement(
    programme_id: UUID, sponsorship_id: UUID, uow: Uow
) -> SponsorStatementOut:
    """Tell a sponsor of places what became of them; another's promise has no places to tell of."""
    programme = programme_of(uow, programme_id)
    keys = {"programme_id": programme.id, "sponsorship_id": sponsorship_id}
    promise = donations.get_sponsorship(uow, **keys)
    statement = standing.pool_statement(uow, **keys)
    if statement is None:
        raise SponsorshipNotFound(sponsorship_id=sponsorship_id)
    return SponsorStatementOut.stating(promise, statement)


def _out(uow: UnitOfWork, promise: Sponsorship) -> SponsorshipOut:
    return SponsorshipOut.of(promise, donations.sponsor_figures(uow, promise))
