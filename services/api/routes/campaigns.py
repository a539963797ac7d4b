"""Campaigns: drafted, published, changed with their history, ended and decided."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from services.api.deps import PublicUow, Uow, permit, programme_of, public
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems, public_problems
from services.api.schemas.campaigns import (
    CampaignChangeIn,
    CampaignIn,
    CampaignOut,
    CampaignVersionOut,
    DeadlineIn,
    DeadlineOut,
    FundOverheadOut,
)
from services.core.donations import service as donations
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignCodeTaken,
    CampaignDeadlineUnfit,
    CampaignFieldMissing,
    CampaignNotFound,
    CampaignNotPublished,
    CampaignOver,
    CampaignPublished,
    CampaignReasonMissing,
    CampaignTermsFixed,
    OverheadOverCap,
    StretchGoalsNotRising,
)
from services.core.donations.models import Campaign
from services.core.donations.types import CampaignStatus
from services.core.identity.policies import Permission
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.errors import FundUnknown
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeNotPublished, ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["donations"])

WRITE = [Depends(permit(Permission.CAMPAIGN_WRITE))]
OPEN = [Depends(public)]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)
KNOWN = (ProgrammeUnknown, CampaignNotFound)
SOUND = (
    FundUnknown,
    AmountNotPositive,
    CampaignFieldMissing,
    OverheadOverCap,
    StretchGoalsNotRising,
)


@router.post(
    "/campaigns",
    status_code=201,
    response_model=CampaignOut,
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, ProgrammeNotPublished, CampaignCodeTaken, *SOUND, *ONCE),
)
def start_campaign(programme_id: UUID, body: CampaignIn, uow: Uow, once: OnceOnly) -> JSONResponse:
    """Start to ask for gifts to a fund; or draft it, to be published later."""

    def verb() -> CampaignOut:
        programme = programme_of(uow, programme_id)
        start = donations.start_campaign if body.publish else donations.draft_campaign
        return _out(uow, start(uow, programme_id=programme.id, **body.asked()))

    return once.answer(verb)


@router.get("/campaigns", dependencies=OPEN, responses=public_problems(ProgrammeUnknown))
def list_campaigns(programme_id: UUID, uow: PublicUow, paging: Paging) -> list[CampaignOut]:
    """List a programme's campaigns, running and over, the newest first."""
    programmes.enter(uow, programme_id)
    return _listed(uow, programme_id, paging, drafts=False)


@router.get("/campaign-drafts", dependencies=WRITE, responses=problems(ProgrammeUnknown))
def list_campaign_drafts(programme_id: UUID, uow: Uow, paging: Paging) -> list[CampaignOut]:
    """List all campaigns of a programme, drafts among them, the newest first."""
    return _listed(uow, programme_of(uow, programme_id).id, paging, drafts=True)


@router.get("/campaigns/{campaign_id}", dependencies=OPEN, responses=public_problems(*KNOWN))
def get_campaign(programme_id: UUID, campaign_id: UUID, uow: PublicUow) -> CampaignOut:
    """Tell what a campaign asks for, what was promised to it and what has come."""
    return _out(uow, _seen(uow, programme_id, campaign_id))


@router.patch(
    "/campaigns/{campaign_id}",
    dependencies=WRITE,
    responses=problems(*KNOWN, CampaignOver, CampaignReasonMissing, CampaignTermsFixed, *SOUND),
)
def change_campaign(
    programme_id: UUID, campaign_id: UUID, body: CampaignChangeIn, uow: Uow
) -> CampaignOut:
    """Change what a campaign tells; what earlier donors were told stays readable."""
    changed = donations.change_campaign(
        uow,
        programme_id=programme_of(uow, programme_id).id,
        campaign_id=campaign_id,
        changes=body.changes(),
        reason=body.reason,
    )
    return _out(uow, changed)


@router.post(
    "/campaigns/{campaign_id}/publish",
    dependencies=WRITE,
    responses=problems(*KNOWN, CampaignPublished, CampaignFieldMissing),
)
def publish_campaign(programme_id: UUID, campaign_id: UUID, uow: Uow) -> CampaignOut:
    """Let everybody read a draft, and give to it once it has opened."""
    programme = programme_of(uow, programme_id)
    return _out(
        uow,
        donations.publish_campaign(uow, programme_id=programme.id, campaign_id=campaign_id),
    )


@router.post(
    "/campaigns/{campaign_id}/deadline",
    status_code=201,
    response_model=DeadlineOut,
    dependencies=WRITE,
    responses=problems(
        *KNOWN,
        CampaignNotPublished,
        CampaignOver,
        CampaignReasonMissing,
        CampaignDeadlineUnfit,
        *ONCE,
    ),
)
def move_campaign_deadline(
    programme_id: UUID, campaign_id: UUID, body: DeadlineIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """End a campaign later, or sooner, for a reason that its donors are told."""

    def verb() -> DeadlineOut:
        decision = donations.move_deadline(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            campaign_id=campaign_id,
            until=body.until,
            reason_ja=body.reason_ja,
            reason_en=body.reason_en,
        )
        return DeadlineOut.of(decision)

    return once.answer(verb)


@router.post(
    "/campaigns/{campaign_id}/close",
    dependencies=WRITE,
    responses=problems(*KNOWN, CampaignNotPublished),
)
def close_campaign(programme_id: UUID, campaign_id: UUID, uow: Uow) -> CampaignOut:
    """Close a campaign that is over, and decide an All-or-Nothing one; once, whoever asks."""
    programme = programme_of(uow, programme_id)
    return _out(
        uow, donations.close_campaign(uow, programme_id=programme.id, campaign_id=campaign_id)
    )


@router.get(
    "/campaigns/{campaign_id}/versions", dependencies=OPEN, responses=public_problems(*KNOWN)
)
def list_campaign_versions(
    programme_id: UUID, campaign_id: UUID, uow: PublicUow, paging: Paging
) -> list[CampaignVersionOut]:
    """List all that a campaign has told, the first first; a gift names the one it was told by."""
    campaign = _seen(uow, programme_id, campaign_id)
    found = donations.campaign_versions(uow, programme_id=programme_id, campaign_id=campaign.id)
    return list(paging.of([CampaignVersionOut.of(one, campaign.id) for one in found]))


@router.get(
    "/campaigns/{campaign_id}/decisions", dependencies=OPEN, responses=public_problems(*KNOWN)
)
def list_campaign_decisions(
    programme_id: UUID, campaign_id: UUID, uow: PublicUow, paging: Paging
) -> list[DeadlineOut]:
    """List what was decided about a campaign's end, and why."""
    campaign = _seen(uow, programme_id, campaign_id)
    found = donations.campaign_decisions(uow, programme_id=programme_id, campaign_id=campaign.id)
    return [DeadlineOut.of(decision) for decision in paging.of(found)]


@router.get(
    "/fund-overheads",
    dependencies=[Depends(permit(Permission.LEDGER_READ))],
    responses=problems(ProgrammeUnknown),
)
def list_fund_overheads(programme_id: UUID, uow: Uow, paging: Paging) -> list[FundOverheadOut]:
    """List what running costs took of each fund's gifts, against what was promised (A6)."""
    programme = programme_of(uow, programme_id)
    found = donations.overhead_by_fund(uow, programme_id=programme.id)
    return [FundOverheadOut.of(one) for one in paging.of(found, lambda one: one.fund_id)]


def _seen(uow: UnitOfWork, programme_id: UUID, campaign_id: UUID) -> Campaign:
    """
    A campaign that anybody may see.

    :raises CampaignNotFound: there is none; or it is a draft: which, is not told.
    """
    programmes.enter(uow, programme_id)
    found = donations.get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    if found.status is CampaignStatus.DRAFT:
        raise CampaignNotFound(campaign_id=campaign_id)
    return found


def _listed(
    uow: UnitOfWork, programme_id: UUID, paging: Paging, *, drafts: bool
) -> list[CampaignOut]:
    found = paging.cut(
        donations.campaigns_of(
            uow,
            programme_id=programme_id,
            drafts=drafts,
            after=paging.after,
            limit=paging.and_one_more,
        )
    )
    figures = donations.figures_of(
        uow, programme_id=programme_id, campaign_ids=[one.id for one in found]
    )
    return [CampaignOut.told(one, figures[one.id], uow.now) for one in found]


def _out(uow: UnitOfWork, campaign: Campaign) -> CampaignOut:
    figures = donations.figures(uow, programme_id=campaign.programme_id, campaign_id=campaign.id)
    return CampaignOut.told(campaign, figures, uow.now)
