"""Draft a campaign, publish it, change what it tells; what was told before stays readable."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import (
    CampaignCodeTaken,
    CampaignNotFound,
    CampaignOver,
    CampaignPublished,
    CampaignReasonMissing,
)
from services.core.donations.events import CampaignChanged, CampaignStarted
from services.core.donations.models import Campaign, CampaignVersion
from services.core.donations.repository import CampaignRepository
from services.core.donations.types import (
    CampaignKind,
    CampaignStatus,
    Channel,
    StretchGoal,
)
from services.core.identity import service as identity
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.programmes import service as programmes

PAYABLE = (Channel.CARD, Channel.KONBINI, Channel.BANK_TRANSFER)

# What is left out may be filled in until the campaign is published.
_NO_WORDS = dict.fromkeys(
    (
        "story_ja",
        "story_en",
        "representative",
        "contact_email",
        "contact_phone",
        "transfer_to",
        "use_of_funds",
        "use_of_funds_en",
        "if_goal_missed",
        "if_goal_missed_en",
    ),
    "",
)


def start_campaign(uow: UnitOfWork, **campaign: Any) -> Campaign:
    """
    Draft a campaign and publish it at once: from its opening on it takes gifts.

    For the parameters, and what else may stand in the way, see `draft_campaign`.

    :raises CampaignFieldMissing: a text that donors must be able to read is empty (B7).
    """
    drafted = draft_campaign(uow, **campaign)
    return publish_campaign(uow, programme_id=drafted.programme_id, campaign_id=drafted.id)


def draft_campaign(
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
    kind: CampaignKind = CampaignKind.ALL_IN,
    stretch_goals: Sequence[StretchGoal] = (),
    suggested_amounts: Sequence[Money] = (),
    channels: Sequence[Channel] = PAYABLE,
    fund_ids: Sequence[UUID] = (),
    settling_days: int = 0,
    id: UUID | None = None,
    **words: str,
) -> Campaign:
    """
    Note what donors are to be asked for; nobody sees it, and nobody gives to it, until then.

    :param fund_id: where its gifts go unless the donor chooses another.
    :param kind: whether the gifts are given back where the goal is missed.
    :param overhead_bps: the share of each gift that runs the organisation, in basis points.
    :param channels: by which its page lets a gift be paid.
    :param fund_ids: further funds that a donor may choose.
    :param settling_days: how long after its end an All-or-Nothing campaign is decided, so that
        what reached the bank by then has been booked.
    :param words: the texts of `models.campaigns.WORDS`. Who asks, and whose certification a
        deduction rests on, are the organisation's where they are left out.
    :raises ProgrammeNotPublished: the programme is a draft still, or its year is closed.
    :raises FundUnknown: the programme has no such fund.
    :raises OverheadOverCap: the share is above the programme's cap (A6).
    :raises CampaignCodeTaken: another campaign of the programme bears the code.
    """
    organisation_id = programmes.published(uow, programme_id).organisation_id
    campaign = Campaign(
        programme_id=programme_id,
        id=id or uuid7(),
        organisation_id=organisation_id,
        fund_id=ledger.get_fund(uow, programme_id=programme_id, fund_id=fund_id).id,
        code=code,
        kind=kind,
        status=CampaignStatus.DRAFT,
        version=0,
        name_ja=name_ja,
        name_en=name_en,
        goal=goal,
        opens_at=opens_at,
        closes_at=closes_at,
        settling_days=settling_days,
        overhead_bps=overhead_bps,
        created_at=uow.now,
        created_by=uow.actor.id,
        **(_NO_WORDS | _of_organisation(uow, organisation_id) | words),
    )
    campaign.stretch_goals = tuple(stretch_goals)
    campaign.suggested_amounts = tuple(suggested_amounts)
    campaign.channels = tuple(channels)
    _must_be_sound(uow, campaign)
    if CampaignRepository(uow).find_by_code(programme_id, code):
        raise CampaignCodeTaken(pointer="/code", campaign_code=code)
    CampaignRepository(uow).add(campaign)
    _offer(uow, campaign, fund_ids)
    _record(uow, campaign, "draft")
    return campaign


def publish_campaign(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> Campaign:
    """
    Let everybody read a campaign, and give to it once it has opened.

    :raises CampaignNotFound: the programme has no such campaign.
    :raises CampaignPublished: it was published before.
    :raises CampaignFieldMissing: a text that donors must be able to read is empty (B7).
    """
    campaign = lock_campaign(uow, programme_id, campaign_id)
    if campaign.status is not CampaignStatus.DRAFT:
        raise CampaignPublished(campaign_id=campaign_id)
    fund_ids = CampaignRepository(uow).fund_ids(programme_id, campaign_id)
    policies.must_be_publishable(campaign.told(fund_ids))
    campaign.status, campaign.published_at = CampaignStatus.PUBLISHED, uow.now
    note_version(uow, campaign, reason=None)
    uow.emit(
        CampaignStarted(
            organisation_id=campaign.organisation_id,
            programme_id=programme_id,
            campaign_id=campaign.id,
        )
    )
    _record(uow, campaign, "publish", overhead_bps=campaign.overhead_bps)
    return campaign


def change_campaign(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    changes: Mapping[str, Any],
    reason: str | None = None,
) -> Campaign:
    """
    Change what a campaign tells.

    Of a published one each change is a version: what earlier donors were told stays readable. It
    holds for gifts to come, the share for running costs among it; what was given keeps its own.

    :param changes: new values by the names of `draft_campaign`'s parameters.
    :param reason: why, for everybody to read; a draft needs none.
    :raises CampaignNotFound: the programme has no such campaign.
    :raises CampaignReasonMissing: it is published, and no reason is told.
    :raises CampaignTermsFixed: donors have relied upon it.
    :raises CampaignOver: it is closed.
    """
    campaign = lock_campaign(uow, programme_id, campaign_id)
    published = campaign.status is not CampaignStatus.DRAFT
    if campaign.status is CampaignStatus.CLOSED:
        raise CampaignOver(campaign_id=campaign_id)
    if published:
        policies.must_leave_terms(campaign.kind, list(changes))
        if not (reason or "").strip():
            raise CampaignReasonMissing(pointer="/reason")
    for name, value in changes.items():
        if name == "fund_ids":
            _offer(uow, campaign, value)
        else:
            setattr(campaign, name, tuple(value) if isinstance(value, list) else value)
    _must_be_sound(uow, campaign)
    if published:
        fund_ids = CampaignRepository(uow).fund_ids(programme_id, campaign_id)
        policies.must_be_publishable(campaign.told(fund_ids))
        note_version(uow, campaign, reason=reason)
    CampaignRepository(uow).flush()
    _record(uow, campaign, "change", fields=sorted(changes))
    return campaign


def lock_campaign(uow: UnitOfWork, programme_id: UUID, campaign_id: UUID) -> Campaign:
    """:raises CampaignNotFound: the programme has no such campaign."""
    campaign = CampaignRepository(uow).lock(programme_id, campaign_id)
    if campaign is None:
        raise CampaignNotFound(campaign_id=campaign_id)
    return campaign


def note_version(uow: UnitOfWork, campaign: Campaign, *, reason: str | None) -> None:
    """Keep what the campaign tells from now on. The caller holds the lock on it."""
    repository = CampaignRepository(uow)
    campaign.version += 1
    fund_ids = repository.fund_ids(campaign.programme_id, campaign.id)
    repository.add_version(
        CampaignVersion(
            programme_id=campaign.programme_id,
            campaign_id=campaign.id,
            version=campaign.version,
            told=campaign.told(fund_ids),
            reason=reason,
            created_at=uow.now,
            created_by=uow.actor.id,
        )
    )
    if reason is not None:
        uow.emit(
            CampaignChanged(
                organisation_id=campaign.organisation_id,
                programme_id=campaign.programme_id,
                campaign_id=campaign.id,
            )
        )


def _offer(uow: UnitOfWork, campaign: Campaign, fund_ids: Sequence[UUID]) -> None:
    """Let donors choose these funds; the campaign's own they may choose in any case."""
    chosen = [
        ledger.get_fund(uow, programme_id=campaign.programme_id, fund_id=fund_id).id
        for fund_id in dict.fromkeys(fund_ids)
        if fund_id != campaign.fund_id
    ]
    CampaignRepository(uow).set_funds(campaign.programme_id, campaign.id, chosen)


def _must_be_sound(uow: UnitOfWork, campaign: Campaign) -> None:
    policies.must_be_in_order(
        opens_at=campaign.opens_at,
        closes_at=campaign.closes_at,
        goal=campaign.goal,
        stretch_goals=campaign.stretch_goals,
    )
    terms = programmes.get(uow, campaign.programme_id).terms
    policies.must_keep_within_cap(campaign.overhead_bps, terms.overhead_cap_bps)


def _of_organisation(uow: UnitOfWork, organisation_id: UUID) -> dict[str, str]:
    organisation = identity.get_organisation(uow, organisation_id)
    number = organisation.certification_number
    certification = (
        text("campaign-certified", organisation=organisation.name_ja, number=number)
        if number
        else text("campaign-not-certified", organisation=organisation.name_ja)
    )
    return {
        "solicitor_name": organisation.name_ja,
        "solicitor_address": organisation.address,
        "certification": certification,
    }


def _record(uow: UnitOfWork, campaign: Campaign, verb: str, **facts: Any) -> None:
    audit.record(
        uow,
        action=f"campaign.{verb}",
        object_type="campaign",
        object_id=campaign.id,
        facts={"code": campaign.code, "version": campaign.version, **facts},
    )
