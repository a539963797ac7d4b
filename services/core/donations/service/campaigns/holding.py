"""Gifts to an All-or-Nothing campaign wait until it is decided (B5)."""

from collections.abc import Sequence

from services.core.donations.models import Donation
from services.core.donations.repository import CampaignRepository, DonationRepository
from services.core.donations.service.holds import place_hold
from services.core.donations.types import HoldReason
from services.core.kit.unit_of_work import UnitOfWork


def hold_if_undecided(uow: UnitOfWork, donations: Sequence[Donation]) -> None:
    """
    Hold those of these gifts, whose money has just come, that may yet have to be given back.

    Those of one programme at a time, many in few statements. The campaign stays undecided, or
    decided, until this unit of work ends. What comes to a campaign that missed its goal is held
    for good: it is given back (`follow_decision`).
    """
    to_campaigns = [one for one in donations if one.campaign_id is not None]
    if not to_campaigns:
        return
    programme_id = to_campaigns[0].programme_id
    ids = {one.campaign_id for one in to_campaigns if one.campaign_id is not None}
    waiting = {
        campaign.id
        for campaign in CampaignRepository(uow).share(programme_id, ids)
        if campaign.undecided or campaign.gives_back
    }
    held = [one.id for one in to_campaigns if one.campaign_id in waiting]
    if held:
        place_hold(
            uow, programme_id=programme_id, donation_ids=held, reason=HoldReason.ALL_OR_NOTHING
        )
        # Placing holds has let go of what was loaded: read it again at once, not one by one.
        DonationRepository(uow).existing(programme_id, [one.id for one in donations])
