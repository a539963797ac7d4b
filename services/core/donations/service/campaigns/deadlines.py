"""
All or nothing: gifts wait until their campaign is decided, and are given back if it missed (B5).

A campaign is decided once, in a short transaction that holds it; what follows from that for each
gift is done in batches, again and again until nothing is left to do, so that it may be killed at
any point. A gift that settles meanwhile waits for the decision, or sees it.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import (
    CampaignDeadlineUnfit,
    CampaignNotPublished,
    CampaignOver,
    CampaignReasonMissing,
    RefundExceedsDonation,
)
from services.core.donations.events import CampaignClosed
from services.core.donations.models import Campaign, CampaignDecision
from services.core.donations.repository import CampaignGiftRepository, CampaignRepository
from services.core.donations.service.campaigns.drafting import lock_campaign, note_version
from services.core.donations.service.campaigns.updates import publish_update
from services.core.donations.service.holds import release_hold
from services.core.donations.service.refunds import refund
from services.core.donations.types import (
    CampaignStatus,
    DeadlineChange,
    HoldReason,
    Outcome,
    RefundReason,
    UpdateWords,
)
from services.core.kit.ids import derived_id, uuid7
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Followed:
    """What one batch did for a decided campaign's gifts."""

    released: int
    refunds: int

    @property
    def nothing(self) -> bool:
        return not (self.released or self.refunds)


def move_deadline(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    until: datetime,
    reason_ja: str,
    reason_en: str,
) -> CampaignDecision:
    """
    End a campaign later than it had told, or sooner; donors read why.

    One that is ended at this very instant is over with it, and is closed by `close_campaign`.

    :raises CampaignNotPublished: a draft's end is changed with the draft.
    :raises CampaignOver: its end has come; what it comes to is not put off any more.
    :raises CampaignReasonMissing: no reason is told.
    :raises CampaignDeadlineUnfit: the end would lie in the past, or stay where it is.
    """
    campaign = lock_campaign(uow, programme_id, campaign_id)
    if campaign.status is CampaignStatus.DRAFT:
        raise CampaignNotPublished(campaign_id=campaign_id)
    if campaign.status is CampaignStatus.CLOSED or campaign.closes_at <= uow.now:
        raise CampaignOver(campaign_id=campaign_id)
    for field, reason in (("reason_ja", reason_ja), ("reason_en", reason_en)):
        if not reason.strip():
            raise CampaignReasonMissing(pointer=f"/{field}")
    if until < uow.now or until == campaign.closes_at or until <= campaign.opens_at:
        raise CampaignDeadlineUnfit(pointer="/until", until=until)
    later = until > campaign.closes_at
    decision = CampaignDecision(
        programme_id=programme_id,
        id=uuid7(),
        campaign_id=campaign_id,
        change=DeadlineChange.EXTENDED if later else DeadlineChange.ENDED_EARLY,
        instead_of=campaign.closes_at,
        until=until,
        reason_ja=reason_ja,
        reason_en=reason_en,
        decided_at=uow.now,
        decided_by=uow.actor.id,
    )
    campaign.closes_at = until
    CampaignRepository(uow).add_decision(decision)
    note_version(uow, campaign, reason=reason_ja)
    _tell_donors(uow, campaign, decision)
    audit.record(
        uow,
        action="campaign.move_deadline",
        object_type="campaign",
        object_id=campaign_id,
        facts={
            "change": decision.change,
            "instead_of": decision.instead_of.isoformat(),
            "until": until.isoformat(),
        },
    )
    return decision


def _tell_donors(uow: UnitOfWork, campaign: Campaign, decision: CampaignDecision) -> None:
    """Those who have given counted on another day: they hear of it, and why."""
    title = f"campaign-{decision.change.value.replace('_', '-')}"
    last_day = local_date(decision.until - timedelta(microseconds=1))
    publish_update(
        uow,
        programme_id=campaign.programme_id,
        campaign_id=campaign.id,
        words=UpdateWords(
            title_ja=text(title, "ja", day=last_day.isoformat()),
            title_en=text(title, "en", day=last_day.isoformat()),
            body_ja=decision.reason_ja,
            body_en=decision.reason_en,
        ),
    )


def due_campaigns(uow: UnitOfWork, *, programme_id: UUID) -> list[UUID]:
    """Campaigns to be closed, or decided, by now."""
    return CampaignRepository(uow).due(programme_id, uow.now)


def close_campaign(uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID) -> Campaign:
    """
    Close a campaign that is over, and decide an All-or-Nothing one: once, whoever asks.

    It is decided by what had come by its end and is kept. Pledges, and payments that are on their
    way, do not count, and neither does what a sponsor has promised and not paid. One whose
    settling days are not over yet stays as it is.

    :raises CampaignNotFound: the programme has no such campaign.
    :raises CampaignNotPublished: it is a draft.
    """
    campaign = lock_campaign(uow, programme_id, campaign_id)
    if campaign.status is CampaignStatus.DRAFT:
        raise CampaignNotPublished(campaign_id=campaign_id)
    if campaign.status is CampaignStatus.CLOSED or uow.now < campaign.closes_at:
        return campaign
    if campaign.undecided:
        if uow.now < campaign.decides_at:
            return campaign
        counted = CampaignGiftRepository(uow).kept_by_the_end(campaign)
        campaign.counted_minor = counted
        campaign.outcome = policies.outcome_of(counted=Money(counted), goal=campaign.goal)
    campaign.status, campaign.closed_at = CampaignStatus.CLOSED, uow.now
    CampaignRepository(uow).flush()
    uow.emit(
        CampaignClosed(
            organisation_id=campaign.organisation_id,
            programme_id=programme_id,
            campaign_id=campaign_id,
            outcome=campaign.outcome,
        )
    )
    audit.record(
        uow,
        action="campaign.close",
        object_type="campaign",
        object_id=campaign_id,
        facts={"outcome": campaign.outcome, "counted": campaign.counted_minor},
    )
    return campaign


def decided_campaigns(uow: UnitOfWork, *, programme_id: UUID) -> Sequence[Campaign]:
    """All-or-Nothing campaigns of which it is known what they came to."""
    return CampaignRepository(uow).decided(programme_id)


def follow_decision(
    uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID, limit: int
) -> Followed:
    """
    Let go, or give back, up to `limit` gifts of a decided campaign. Call it until it did nothing.

    What reaches a campaign that missed its goal later is given back likewise. A gift given back
    stays held: it is never promised while its refund is on its way.
    """
    campaign = CampaignRepository(uow).find(programme_id, campaign_id)
    if campaign is None or campaign.outcome is None:
        return Followed(0, 0)
    gifts = CampaignGiftRepository(uow)
    if campaign.outcome is Outcome.REACHED:
        held = gifts.held_gifts(programme_id, campaign_id, limit)
        if not held:
            return Followed(0, 0)
        released = release_hold(
            uow,
            programme_id=programme_id,
            donation_ids=held,
            reason=HoldReason.ALL_OR_NOTHING,
        )
        return Followed(len(released), 0)
    due = gifts.to_give_back(programme_id, campaign_id, limit)
    for donation_id, times in due:
        # Somebody else may have given it back a moment ago: then nothing is left of it.
        with suppress(RefundExceedsDonation):
            refund(
                uow,
                programme_id=programme_id,
                donation_id=donation_id,
                # One a gift; another only where money came back since, by a dispute that was won.
                id=derived_id("campaign failed", donation_id, times),
                reason=RefundReason.CAMPAIGN_FAILED,
            )
    return Followed(0, len(due))
