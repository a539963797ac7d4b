"""Find campaigns, what they told whom, and their honest numbers."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from services.core.donations.errors import (
    CampaignAmbiguous,
    CampaignNotFound,
    CampaignVersionNotFound,
)
from services.core.donations.models import Campaign, CampaignDecision
from services.core.donations.repository import (
    CampaignGiftRepository,
    CampaignRepository,
    SupporterPageRepository,
)
from services.core.donations.types import (
    CampaignFigures,
    CampaignStatus,
    OverheadOfFund,
    PageStatus,
    Told,
)
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes


@dataclass(frozen=True, slots=True)
class Door:
    """By what a donor comes to a campaign: its own page, or a supporter's."""

    campaign: Campaign
    supporter_page_id: UUID | None


def get_campaign(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> Campaign:
    """:raises CampaignNotFound: the programme has no such campaign."""
    campaign = CampaignRepository(uow).find(programme_id, campaign_id)
    if campaign is None:
        raise CampaignNotFound(campaign_id=campaign_id)
    return campaign


def door(uow: UnitOfWork, *, programme_id: UUID, id: UUID) -> Door:
    """
    The campaign of this id; or of a supporter's page of this id, through which it is given to.

    :raises CampaignNotFound: the id is neither's, or the page stands no more.
    """
    campaign = CampaignRepository(uow).find(programme_id, id)
    if campaign is not None:
        return Door(campaign, None)
    page = SupporterPageRepository(uow).find(programme_id, id)
    if page is None or page.status is not PageStatus.APPROVED:
        raise CampaignNotFound(campaign_id=id)
    return Door(get_campaign(uow, programme_id=programme_id, campaign_id=page.campaign_id), page.id)


def campaign_by_code(uow: UnitOfWork, *, code: str, programme_id: UUID | None = None) -> Campaign:
    """
    The campaign of a code, in one programme or in all.

    :raises CampaignNotFound: there is none.
    :raises CampaignAmbiguous: no programme was named, and several have one.
    """
    campaigns = CampaignRepository(uow)
    if programme_id is not None:
        found = campaigns.find_by_code(programme_id, code)
        if found is None:
            raise CampaignNotFound(campaign_code=code)
        return found
    of_code = campaigns.of_code(code)
    if not of_code:
        raise CampaignNotFound(campaign_code=code)
    if len(of_code) > 1:
        raise CampaignAmbiguous(campaign_code=code)
    return of_code[0]


def campaigns_of(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    drafts: bool = False,
    after: UUID | None = None,
    limit: int = 100,
) -> Sequence[Campaign]:
    """
    A programme's campaigns, the newest ids first.

    :param drafts: whether those are among them that nobody may see yet.
    """
    hidden = frozenset() if drafts else frozenset({CampaignStatus.DRAFT})
    return CampaignRepository(uow).page(programme_id, hidden=hidden, after=after, limit=limit)


def figures(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> CampaignFigures:
    """What was promised to a campaign, what has come, stayed, and gone to children."""
    campaign = get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    return CampaignGiftRepository(uow).figures(campaign.programme_id, [campaign.id])[campaign.id]


def figures_of(
    uow: UnitOfWork, *, programme_id: UUID, campaign_ids: Sequence[UUID]
) -> dict[UUID, CampaignFigures]:
    """The same of several campaigns, in one reading."""
    return CampaignGiftRepository(uow).figures(programme_id, campaign_ids)


def campaign_versions(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> list[Told]:
    """All that a campaign has told, the first first."""
    get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    rows = CampaignRepository(uow).versions(programme_id, campaign_id)
    return [
        Told(version=row.version, told=row.told, reason=row.reason, at=row.created_at)
        for row in rows
    ]


def told_to_donor(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID, version: int) -> Told:
    """
    What a donor was told who gave under this version.

    :raises CampaignVersionNotFound: the campaign has no such version.
    """
    for one in campaign_versions(uow, programme_id=programme_id, campaign_id=campaign_id):
        if one.version == version:
            return one
    raise CampaignVersionNotFound(campaign_id=campaign_id, version=version)


def campaign_decisions(
    uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID
) -> Sequence[CampaignDecision]:
    """What was decided about a campaign's end, the first first."""
    return CampaignRepository(uow).decisions(programme_id, campaign_id)


def fund_ids_of(uow: UnitOfWork, campaign: Campaign) -> list[UUID]:
    """The funds that its donors may choose, its own first."""
    more = CampaignRepository(uow).fund_ids(campaign.programme_id, campaign.id)
    return [campaign.fund_id, *more]


def overhead_by_fund(uow: UnitOfWork, *, programme_id: UUID) -> list[OverheadOfFund]:
    """What the running costs took of each fund's gifts, against the programme's cap (A6)."""
    cap_bps = programmes.get(uow, programme_id).terms.overhead_cap_bps
    return CampaignGiftRepository(uow).overhead_by_fund(programme_id, cap_bps=cap_bps)
