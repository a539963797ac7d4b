"""News for a campaign's donors: published, corrected, withdrawn; and no more of them."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from services.api.deps import PublicUow, Uow, permit, programme_of, public
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems, public_problems
from services.api.schemas.campaign_updates import (
    CampaignUpdateOut,
    UnsubscribedOut,
    UnsubscribeIn,
    UpdateIn,
    WithdrawalIn,
)
from services.core.donations import service as donations
from services.core.donations.errors import (
    CampaignFieldMissing,
    CampaignNotFound,
    CampaignNotPublished,
    CampaignReasonMissing,
    CampaignUpdateNotFound,
    CampaignUpdateWithdrawn,
    UnsubscribeRefused,
)
from services.core.donations.types import CampaignStatus
from services.core.identity.policies import Permission
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(tags=["donations"])

OF_CAMPAIGN = "/programmes/{programme_id}/campaigns/{campaign_id}/updates"
OF_UPDATE = "/programmes/{programme_id}/campaign-updates/{update_id}"
WRITE = [Depends(permit(Permission.CAMPAIGN_WRITE))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)
KNOWN = (ProgrammeUnknown, CampaignUpdateNotFound, CampaignUpdateWithdrawn)


@router.get(
    OF_CAMPAIGN,
    dependencies=[Depends(public)],
    responses=public_problems(ProgrammeUnknown, CampaignNotFound),
)
def list_campaign_updates(
    programme_id: UUID, campaign_id: UUID, uow: PublicUow, paging: Paging
) -> list[CampaignUpdateOut]:
    """List a campaign's news, the newest first, each with what it said before it was corrected."""
    programmes.enter(uow, programme_id)
    campaign = donations.get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    if campaign.status is CampaignStatus.DRAFT:
        raise CampaignNotFound(campaign_id=campaign_id)
    found = donations.updates_of(uow, programme_id=programme_id, campaign_id=campaign_id)
    return [CampaignUpdateOut.of(one, staff=False) for one in paging.of(found)]


@router.post(
    OF_CAMPAIGN,
    status_code=201,
    response_model=CampaignUpdateOut,
    dependencies=WRITE,
    responses=problems(
        ProgrammeUnknown, CampaignNotFound, CampaignNotPublished, CampaignFieldMissing, *ONCE
    ),
)
def publish_campaign_update(
    programme_id: UUID, campaign_id: UUID, body: UpdateIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Tell a campaign's donors something, on its page and by mail."""

    def verb() -> CampaignUpdateOut:
        update = donations.publish_update(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            campaign_id=campaign_id,
            words=body.words(),
        )
        return CampaignUpdateOut.of(update, staff=True)

    return once.answer(verb)


@router.put(OF_UPDATE, dependencies=WRITE, responses=problems(*KNOWN, CampaignFieldMissing))
def correct_campaign_update(
    programme_id: UUID, update_id: UUID, body: UpdateIn, uow: Uow
) -> CampaignUpdateOut:
    """Show other words from now on; the earlier ones stay readable. No second mail goes out."""
    update = donations.correct_update(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        update_id=update_id,
        words=body.words(),
    )
    return CampaignUpdateOut.of(update, staff=True)


@router.post(
    f"{OF_UPDATE}/withdraw",
    dependencies=WRITE,
    responses=problems(*KNOWN, CampaignReasonMissing),
)
def withdraw_campaign_update(
    programme_id: UUID, update_id: UUID, body: WithdrawalIn, uow: Uow
) -> CampaignUpdateOut:
    """Show an update no more; in its place stands that it was withdrawn, and why."""
    update = donations.withdraw_update(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        update_id=update_id,
        reason=body.reason,
    )
    return CampaignUpdateOut.of(update, staff=True)


@router.post(
    "/updates/unsubscribe",
    dependencies=[Depends(public)],
    responses=public_problems(UnsubscribeRefused),
)
def unsubscribe(body: UnsubscribeIn, uow: PublicUow) -> UnsubscribedOut:
    """End updates by mail for whoever the link was sent to; again changes nothing."""
    donations.unsubscribe(uow, token=body.token)
    return UnsubscribedOut()
