"""Gifts that a second person looks at, and cash that a second person counts (B13)."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from services.api.deps import Uow, organisation_of, permit, programme_of
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.clearance import (
    CashCountIn,
    CashGiftIn,
    CashGiftOut,
    ClearanceIn,
    FlaggedGiftDetailOut,
    FlaggedGiftOut,
    RelationIn,
    RelationOut,
    ThresholdsIn,
    ThresholdsOut,
)
from services.api.schemas.donations import DonationOut
from services.core.donations import service as donations
from services.core.donations.errors import (
    CampaignNotFound,
    CampaignNotOpen,
    CashCountDiffers,
    CashNotCounted,
    ClearanceReasonUnfit,
    DonorNotFound,
    GiftNotFlagged,
    ReceivedInFuture,
)
from services.core.identity.errors import MemberUnknown, SecondPersonRequired
from services.core.identity.policies import Permission
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.money import Money
from services.core.ledger.errors import FundUnknown
from services.core.programmes.errors import ProgrammeNotPublished, ProgrammeUnknown
from services.core.providers import service as providers
from services.core.providers.errors import ProviderNotFound

router = APIRouter(tags=["clearance"])

OF_PROGRAMME = "/programmes/{programme_id}"
READ = [Depends(permit(Permission.DONATION_READ))]
CLEAR = [Depends(permit(Permission.GIFT_CLEAR))]
COUNT = [Depends(permit(Permission.CASH_COUNT))]
WRITE = [Depends(permit(Permission.DONATION_WRITE))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)
DECIDED = (
    ProgrammeUnknown,
    GiftNotFlagged,
    SecondPersonRequired,
    ClearanceReasonUnfit,
    *ONCE,
)


@router.get(
    f"{OF_PROGRAMME}/flagged-gifts", dependencies=READ, responses=problems(ProgrammeUnknown)
)
def list_flagged_gifts(programme_id: UUID, uow: Uow, paging: Paging) -> list[FlaggedGiftOut]:
    """List the gifts that wait for a second person, by id."""
    programme = programme_of(uow, programme_id)
    found = donations.awaiting_clearance(
        uow,
        organisation_id=programme.organisation_id,
        programme_id=programme.id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [FlaggedGiftOut.of(one) for one in paging.cut(found)]


@router.get(
    f"{OF_PROGRAMME}/flagged-gifts/{{donation_id}}",
    dependencies=CLEAR,
    responses=problems(ProgrammeUnknown, GiftNotFlagged),
)
def get_flagged_gift(programme_id: UUID, donation_id: UUID, uow: Uow) -> FlaggedGiftDetailOut:
    """Tell why a gift waits, who gave it, and what was said. That it was read is recorded."""
    programme = programme_of(uow, programme_id)
    flagged = donations.get_flagged(uow, programme_id=programme.id, donation_id=donation_id)
    donor_id = flagged.donation.donor_id
    details = None if donor_id is None else donations.read_donor(uow, donor_id=donor_id)
    return FlaggedGiftDetailOut.told(flagged, donor_id, details)


@router.post(
    f"{OF_PROGRAMME}/flagged-gifts/{{donation_id}}/clear",
    status_code=201,
    response_model=FlaggedGiftOut,
    dependencies=CLEAR,
    responses=problems(*DECIDED),
)
def clear_gift(
    programme_id: UUID, donation_id: UUID, body: ClearanceIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Clear a flagged gift, so that it may be promised to children."""

    def verb() -> FlaggedGiftOut:
        cleared = donations.clear_gift(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            donation_id=donation_id,
            reason=body.reason,
        )
        return FlaggedGiftOut.of(cleared)

    return once.answer(verb)


@router.post(
    f"{OF_PROGRAMME}/flagged-gifts/{{donation_id}}/refuse",
    status_code=201,
    response_model=FlaggedGiftOut,
    dependencies=CLEAR,
    responses=problems(*DECIDED),
)
def refuse_gift(
    programme_id: UUID, donation_id: UUID, body: ClearanceIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Refuse a flagged gift: all that is left of it is given back."""

    def verb() -> FlaggedGiftOut:
        refused = donations.refuse_gift(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            donation_id=donation_id,
            reason=body.reason,
        )
        return FlaggedGiftOut.of(refused)

    return once.answer(verb)


@router.get("/gift-thresholds", dependencies=READ, responses=problems())
def list_gift_thresholds(uow: Uow, paging: Paging) -> list[ThresholdsOut]:
    """List what was set, the latest first; empty while the common thresholds hold."""
    found = donations.thresholds_over_time(uow, organisation_id=organisation_of(uow))
    return [ThresholdsOut.of(one) for one in paging.of(found)]


@router.put(
    "/gift-thresholds",
    dependencies=[Depends(permit(Permission.GIFT_THRESHOLD_WRITE))],
    responses=problems(),
)
def set_gift_thresholds(body: ThresholdsIn, uow: Uow) -> ThresholdsOut:
    """Set from which amounts on the organisation looks twice; earlier gifts stay as they are."""
    row = donations.set_thresholds(
        uow, organisation_id=organisation_of(uow), thresholds=body.thresholds()
    )
    return ThresholdsOut.of(row)


@router.put(
    "/donors/{donor_id}/related-provider",
    dependencies=WRITE,
    responses=problems(DonorNotFound, ProviderNotFound),
)
def relate_donor(donor_id: UUID, body: RelationIn, uow: Uow) -> RelationOut:
    """Note that a donor has to do with a provider: what is free of their gifts waits then."""
    if body.provider_id is not None:
        providers.get(uow, provider_id=body.provider_id)
    donor = donations.relate_donor(uow, donor_id=donor_id, provider_id=body.provider_id)
    return RelationOut(donor_id=donor.id, provider_id=donor.related_provider_id)


@router.post(
    f"{OF_PROGRAMME}/cash-gifts",
    status_code=201,
    response_model=DonationOut,
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown,
        CampaignNotFound,
        CampaignNotOpen,
        ProgrammeNotPublished,
        FundUnknown,
        MemberUnknown,
        ReceivedInFuture,
        *ONCE,
    ),
)
def receive_cash(programme_id: UUID, body: CashGiftIn, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Book cash that was handed over; a larger sum waits until somebody else has counted it."""

    def verb() -> DonationOut:
        gift = donations.receive_cash(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            campaign_id=body.campaign_id,
            amount=Money(body.amount_minor),
            taken_at=body.taken_at,
            taken_by=body.taken_by,
            donor=body.donor.details(),
            anonymous=body.anonymous,
            fund_id=body.fund_id,
        )
        return DonationOut.of(gift)

    return once.answer(verb)


@router.get(f"{OF_PROGRAMME}/cash-gifts", dependencies=COUNT, responses=problems(ProgrammeUnknown))
def list_cash_gifts(programme_id: UUID, uow: Uow, paging: Paging) -> list[CashGiftOut]:
    """List the cash that waits to be counted a second time, by id."""
    programme = programme_of(uow, programme_id)
    found = donations.awaiting_count(
        uow,
        organisation_id=programme.organisation_id,
        programme_id=programme.id,
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [CashGiftOut.of(one) for one in paging.cut(found, lambda waiting: waiting[0].id)]


@router.post(
    f"{OF_PROGRAMME}/cash-gifts/{{donation_id}}/count",
    status_code=201,
    response_model=DonationOut,
    dependencies=COUNT,
    responses=problems(
        ProgrammeUnknown, CashNotCounted, CashCountDiffers, SecondPersonRequired, *ONCE
    ),
)
def count_cash(
    programme_id: UUID, donation_id: UUID, body: CashCountIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Say what the cash comes to, counted anew; if it is what was told, it is booked."""

    def verb() -> DonationOut:
        gift = donations.count_cash(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            donation_id=donation_id,
            counted=Money(body.counted_minor),
        )
        return DonationOut.of(gift)

    return once.answer(verb)
