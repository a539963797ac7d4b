"""Supporters ask for a campaign by pages of their own; staff look at them first."""

from uuid import UUID

from fastapi import APIRouter, Depends
from fastapi.responses import JSONResponse

from services.api.deps import Uow, permit, programme_of
from services.api.idempotency import OnceOnly
from services.api.paging import Paging
from services.api.problems import problems
from services.api.schemas.supporter_pages import (
    SupporterPageIn,
    SupporterPageOut,
    SupporterPageReadOut,
)
from services.core.donations import service as donations
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignFieldMissing,
    CampaignNotFound,
    CampaignNotOpen,
    SupporterPageCodeTaken,
    SupporterPageDecided,
    SupporterPageNotFound,
)
from services.core.donations.types import PageStatus
from services.core.identity.policies import Permission, Scope
from services.core.kit.idempotency import (
    IdempotencyKeyMissing,
    IdempotencyKeyReused,
    StillRunning,
)
from services.core.kit.money import Money
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}", tags=["donations"])

OF_CAMPAIGN = "/campaigns/{campaign_id}/supporter-pages"
OF_PAGE = "/supporter-pages/{page_id}"
WRITE = [Depends(permit(Permission.CAMPAIGN_WRITE))]
ONCE = (IdempotencyKeyMissing, IdempotencyKeyReused, StillRunning)
KNOWN = (ProgrammeUnknown, SupporterPageNotFound, SupporterPageDecided)


@router.post(
    OF_CAMPAIGN,
    status_code=201,
    response_model=SupporterPageOut,
    dependencies=[Depends(permit(Permission.SUPPORTER_PAGE_ASK, Scope.OWN))],
    responses=problems(
        ProgrammeUnknown,
        CampaignNotFound,
        CampaignNotOpen,
        CampaignFieldMissing,
        AmountNotPositive,
        SupporterPageCodeTaken,
        *ONCE,
    ),
)
def ask_for_supporter_page(
    programme_id: UUID, campaign_id: UUID, body: SupporterPageIn, uow: Uow, once: OnceOnly
) -> JSONResponse:
    """Ask for a page of one's own; nobody sees it until the organisation has approved it."""

    def verb() -> SupporterPageOut:
        page = donations.ask_for_page(
            uow,
            programme_id=programme_of(uow, programme_id).id,
            campaign_id=campaign_id,
            donor_id=uow.actor.id,
            code=body.code,
            goal=Money(body.goal_minor),
            words=body.words(),
        )
        return SupporterPageOut.of(page)

    return once.answer(verb)


@router.get(OF_CAMPAIGN, dependencies=WRITE, responses=problems(ProgrammeUnknown, CampaignNotFound))
def list_supporter_pages(
    programme_id: UUID,
    campaign_id: UUID,
    uow: Uow,
    paging: Paging,
    status: PageStatus = PageStatus.ASKED,
) -> list[SupporterPageReadOut]:
    """List a campaign's supporters' pages with their words; those that wait, unless said else."""
    programme = programme_of(uow, programme_id)
    campaign = donations.get_campaign(uow, programme_id=programme.id, campaign_id=campaign_id)
    found = donations.supporter_pages(
        uow,
        programme_id=programme.id,
        campaign_id=campaign.id,
        statuses=[status],
        after=paging.after,
        limit=paging.and_one_more,
    )
    return [SupporterPageReadOut.of(page) for page in paging.cut(found)]


@router.post(f"{OF_PAGE}/approve", dependencies=WRITE, responses=problems(*KNOWN))
def approve_supporter_page(programme_id: UUID, page_id: UUID, uow: Uow) -> SupporterPageOut:
    """Let everybody see a supporter's page, and give by it."""
    programme = programme_of(uow, programme_id)
    page = donations.decide_page(uow, programme_id=programme.id, page_id=page_id, approve=True)
    return SupporterPageOut.of(page)


@router.post(f"{OF_PAGE}/refuse", dependencies=WRITE, responses=problems(*KNOWN))
def refuse_supporter_page(programme_id: UUID, page_id: UUID, uow: Uow) -> SupporterPageOut:
    """Refuse a supporter's page; nobody ever saw it."""
    programme = programme_of(uow, programme_id)
    page = donations.decide_page(uow, programme_id=programme.id, page_id=page_id, approve=False)
    return SupporterPageOut.of(page)


@router.post(
    f"{OF_PAGE}/end",
    dependencies=WRITE,
    responses=problems(ProgrammeUnknown, SupporterPageNotFound),
)
def end_supporter_page(programme_id: UUID, page_id: UUID, uow: Uow) -> SupporterPageOut:
    """Show a supporter's page no more; what came by it stays given."""
    programme = programme_of(uow, programme_id)
    page = donations.end_page(uow, programme_id=programme.id, page_id=page_id)
    return SupporterPageOut.of(page)
