"""Start a campaign, find it, tell its honest numbers."""

from datetime import datetime
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignAmbiguous,
    CampaignCodeTaken,
    CampaignFieldMissing,
    CampaignNotFound,
)
from services.core.donations.events import CampaignStarted
from services.core.donations.models import Campaign
from services.core.donations.repository import CampaignRepository
from services.core.donations.types import CampaignFigures
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.programmes import service as programmes

# What a donor must be able to read before giving (Act on Preventing Unjust Solicitation of
# Donations, 2022: who asks, and what for, without misleading).
_TOLD = ("name_ja", "name_en", "solicitor_name", "solicitor_address", "use_of_funds")


def start_campaign(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    fund_id: UUID,
    code: str,
    name_ja: str,
    name_en: str,
    goal: Money,
    opens_at: datetime,
    closes_at: datetime,
    overhead_bps: int,
    solicitor_name: str,
    solicitor_address: str,
    use_of_funds: str,
    if_goal_missed: str,
    stretch_goal: Money | None = None,
    id: UUID | None = None,
) -> Campaign:
    """
    Start to ask for gifts to a fund.

    :param overhead_bps: the share of each gift that runs the organisation, in basis points.
    :raises ProgrammeNotPublished: the programme is a draft still, or its year is closed.
    :raises CampaignFieldMissing: a text that donors must be able to read is empty (B7).
    :raises OverheadOverCap: the share is above the programme's cap (A6).
    :raises CampaignCodeTaken: another campaign of the programme bears the code.
    """
    campaign = Campaign(
        programme_id=programme_id,
        id=id or uuid7(),
        organisation_id=programmes.published(uow, programme_id).organisation_id,
        fund_id=ledger.get_fund(uow, programme_id=programme_id, fund_id=fund_id).id,
        code=code,
        name_ja=name_ja,
        name_en=name_en,
        goal=goal,
        stretch_goal_minor=stretch_goal.minor if stretch_goal else None,
        opens_at=opens_at,
        closes_at=closes_at,
        overhead_bps=overhead_bps,
        solicitor_name=solicitor_name,
        solicitor_address=solicitor_address,
        use_of_funds=use_of_funds,
        if_goal_missed=if_goal_missed,
        created_at=uow.now,
        created_by=uow.actor.id,
    )
    _must_be_startable(uow, campaign)
    CampaignRepository(uow).add(campaign)
    uow.emit(
        CampaignStarted(
            organisation_id=campaign.organisation_id,
            programme_id=programme_id,
            campaign_id=campaign.id,
        )
    )
    audit.record(
        uow,
        action="campaign.start",
        object_type="campaign",
        object_id=campaign.id,
        facts={"code": code, "overhead_bps": overhead_bps},
    )
    return campaign


def get_campaign(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> Campaign:
    """:raises CampaignNotFound: the programme has no such campaign."""
    campaign = CampaignRepository(uow).find(programme_id, campaign_id)
    if campaign is None:
        raise CampaignNotFound(campaign_id=campaign_id)
    return campaign


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


def figures(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> CampaignFigures:
    """What was promised to a campaign, and what has come and stayed."""
    campaign = get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    return CampaignRepository(uow).figures(campaign)


def _must_be_startable(uow: UnitOfWork, campaign: Campaign) -> None:
    for field in (*_TOLD, "if_goal_missed"):
        if not getattr(campaign, field).strip():
            raise CampaignFieldMissing(pointer=f"/{field}", field=field)
    goals = [campaign.goal.minor, campaign.stretch_goal_minor or campaign.goal.minor + 1]
    if not 0 < goals[0] < goals[1]:
        raise AmountNotPositive(pointer="/goal")
    if campaign.opens_at >= campaign.closes_at:
        raise CampaignFieldMissing(pointer="/closes_at", field="closes_at")
    terms = programmes.get(uow, campaign.programme_id).terms
    policies.must_keep_within_cap(campaign.overhead_bps, terms.overhead_cap_bps)
    if CampaignRepository(uow).find_by_code(campaign.programme_id, campaign.code):
        raise CampaignCodeTaken(pointer="/code", campaign_code=campaign.code)
