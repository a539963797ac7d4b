"""The page of a campaign as data: for the web, for anybody, and as a preview of a draft."""

import hashlib
from datetime import timedelta
from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.api.deps import CurrentRuntime, PublicUow, Uow, permit, programme_of, public
from services.api.problems import problems, public_problems
from services.api.schemas.campaign_pages import (
    CampaignPageOut,
    FundChoiceOut,
    MatchingOut,
    SupporterOut,
    UpdateOut,
    channels_of,
    days_left,
    legal_of,
    progress_of,
    rules_of,
    spoken,
)
from services.api.schemas.campaigns import CampaignFiguresOut, DeadlineOut
from services.core.donations import service as donations
from services.core.donations.errors import CampaignNotFound, SupporterPageNotFound
from services.core.donations.models import Campaign
from services.core.donations.service import Supporting
from services.core.donations.types import CampaignStatus
from services.core.identity.policies import Permission
from services.core.impact.service import standing
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.programmes import service as programmes
from services.core.programmes.errors import ProgrammeUnknown

router = APIRouter(prefix="/programmes/{programme_id}/campaigns", tags=["donations"])

# Short: a donor who has just given looks for their gift in the figures.
CACHED = "public, max-age=30"
EXCLUSIVE = timedelta(microseconds=1)

Language = Annotated[Literal["ja", "en"], Query()]
# A campaign's code; or a supporter's page's, which is the campaign's, a dot and one of its own.
Code = Annotated[str, Path(pattern=r"^[a-z0-9-]{2,40}(\.[a-z0-9-]{2,40})?$")]


@router.get(
    "/by-code/{code}/page",
    response_model=CampaignPageOut,
    dependencies=[Depends(public)],
    responses={
        **public_problems(ProgrammeUnknown, CampaignNotFound, SupporterPageNotFound),
        304: {"description": "The page is as it was; `If-None-Match` bears its `ETag`."},
    },
)
def get_campaign_page(
    programme_id: UUID,
    code: Code,
    request: Request,
    runtime: CurrentRuntime,
    uow: PublicUow,
    language: Language = "ja",
) -> Response:
    """Tell all that the page of a campaign, or of a supporter for it, shows."""
    programmes.enter(uow, programme_id)
    through: Supporting | None = None
    if "." in code:
        through = donations.supporter_page_by_code(uow, programme_id=programme_id, code=code)
    campaign = donations.campaign_by_code(
        uow, programme_id=programme_id, code=code.partition(".")[0]
    )
    if campaign.status is CampaignStatus.DRAFT:
        raise CampaignNotFound(campaign_code=code)
    page = _page(uow, campaign, language, online=_online(runtime), through=through)
    return _cached(request, page)


@router.get(
    "/{campaign_id}/preview",
    dependencies=[Depends(permit(Permission.CAMPAIGN_WRITE))],
    responses=problems(ProgrammeUnknown, CampaignNotFound),
)
def preview_campaign_page(
    programme_id: UUID,
    campaign_id: UUID,
    runtime: CurrentRuntime,
    uow: Uow,
    language: Language = "ja",
) -> CampaignPageOut:
    """Tell what the page of a campaign shows, or will show once its draft is published."""
    programme = programme_of(uow, programme_id)
    campaign = donations.get_campaign(uow, programme_id=programme.id, campaign_id=campaign_id)
    return _page(uow, campaign, language, online=_online(runtime), through=None)


def _online(runtime: CurrentRuntime) -> bool:
    """Whether a gateway is there to pay at."""
    return runtime.settings.stripe_api_key is not None


def _cached(request: Request, page: CampaignPageOut) -> Response:
    """The page, or that it has not changed (RFC 9110, 8.8.3 and 13.1.2)."""
    content = page.model_dump_json().encode()
    tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    headers = {"ETag": tag, "Cache-Control": CACHED, "Content-Language": page.language}
    known = {one.strip().removeprefix("W/") for one in _asked(request).split(",")}
    if tag in known or "*" in known:
        return Response(status_code=304, headers=headers)
    return Response(content, media_type="application/json", headers=headers)


def _asked(request: Request) -> str:
    return request.headers.get("if-none-match", "")


def _page(
    uow: UnitOfWork,
    campaign: Campaign,
    language: str,
    *,
    online: bool,
    through: Supporting | None,
) -> CampaignPageOut:
    keys = {"programme_id": campaign.programme_id, "campaign_id": campaign.id}
    figures = donations.figures(uow, **keys)
    reached = standing.standing_of_campaign(uow, **keys)
    is_open = campaign.is_open(uow.now)
    channels = [one for one in donations.ways_to_pay(campaign) if online or not one.through_gateway]
    return CampaignPageOut(
        id=campaign.id,
        programme_id=campaign.programme_id,
        code=campaign.code,
        language=language,
        kind=campaign.kind,
        status=campaign.status,
        version=campaign.version,
        name=spoken(campaign, "name", language),
        story=spoken(campaign, "story", language),
        use_of_funds=spoken(campaign, "use_of_funds", language),
        opens_on=local_date(campaign.opens_at),
        closes_on=local_date(campaign.closes_at - EXCLUSIVE),
        days_left=days_left(campaign, uow.now),
        is_open=is_open,
        outcome=campaign.outcome,
        rules=rules_of(campaign, language),
        figures=CampaignFiguresOut.of(figures),
        used_minor=None if reached.children is None else reached.used,
        children=reached.children,
        progress=progress_of(campaign, figures, language),
        suggested_minors=[amount.minor for amount in campaign.suggested_amounts],
        channels=channels_of(channels if is_open else [], language),
        funds=_funds(uow, campaign, language),
        sponsors=_sponsors(uow, campaign, language),
        updates=_updates(uow, campaign, language),
        decisions=[DeadlineOut.of(one) for one in donations.campaign_decisions(uow, **keys)],
        supporters=_supporters(uow, campaign),
        legal=legal_of(campaign, list(campaign.channels), language),
        certification=campaign.certification,
        through=None if through is None else _supporter(through),
    )


def _funds(uow: UnitOfWork, campaign: Campaign, language: str) -> list[FundChoiceOut]:
    known = {one.id: one for one in ledger.funds(uow, programme_id=campaign.programme_id)}
    return [
        FundChoiceOut(
            fund_id=fund.id,
            name=fund.name_en if language == "en" else fund.name_ja,
            restricted=fund.restricted,
            grade_min=fund.grade_min,
            grade_max=fund.grade_max,
        )
        for fund in (known[id] for id in donations.fund_ids_of(uow, campaign))
    ]


def _sponsors(uow: UnitOfWork, campaign: Campaign, language: str) -> list[MatchingOut]:
    found = donations.sponsors_of(uow, programme_id=campaign.programme_id, campaign_id=campaign.id)
    lines = []
    for promise in found:
        figures = donations.sponsor_figures(uow, promise)
        lines.append(
            MatchingOut(
                kind=promise.kind,
                sponsor=promise.sponsor_en if language == "en" else promise.sponsor_ja,
                ratio_bps=promise.ratio_bps,
                opens_at=promise.opens_at,
                closes_at=promise.closes_at,
                places=promise.places,
                promised_minor=figures.promised,
                matched_minor=figures.due,
                paid_minor=figures.paid,
            )
        )
    return lines


def _updates(uow: UnitOfWork, campaign: Campaign, language: str) -> list[UpdateOut]:
    found = donations.updates_of(uow, programme_id=campaign.programme_id, campaign_id=campaign.id)
    lines = []
    for update in found:
        words, gone = update.words, update.withdrawn_at is not None
        english = language == "en"
        lines.append(
            UpdateOut(
                id=update.id,
                published_at=update.published_at,
                title="" if gone else words.title_en if english else words.title_ja,
                body="" if gone else words.body_en if english else words.body_ja,
                corrected_at=update.corrected_at,
                withdrawn_because=update.withdrawn_because,
            )
        )
    return lines


def _supporters(uow: UnitOfWork, campaign: Campaign) -> list[SupporterOut]:
    found = donations.supporter_pages(
        uow, programme_id=campaign.programme_id, campaign_id=campaign.id
    )
    return [_supporter(page) for page in found]


def _supporter(page: Supporting) -> SupporterOut:
    return SupporterOut(
        id=page.id,
        code=page.code,
        name=page.words.name,
        title=page.words.title,
        text=page.words.text,
        goal_minor=page.goal.minor,
        kept_minor=page.figures.kept,
        donors=page.figures.donors,
    )
