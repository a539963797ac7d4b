"""Carry monthly gifts over to the next year's campaign, when a programme year ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import CarryOverUnfit
from services.core.donations.events import MonthlyGiftCarriedOver
from services.core.donations.models import Campaign, MonthlyGift, MonthlyGiftTerms
from services.core.donations.repository import MonthlyGiftRepository
from services.core.donations.service.campaigns.finding import get_campaign
from services.core.kit.money import Money, total
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes

# As near as the database tells two instants apart.
NEXT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class CarriedOver:
    """
    What a carrying-over comes to.

    :param gifts: how many go to the later campaign.
    :param a_month: what they come to.
    :param left: those that stay where they are, since their donors chose a fund themselves.
    """

    gifts: int
    a_month: Money
    left: Sequence[UUID]


def carry_over(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    to_programme_id: UUID,
    to_campaign_id: UUID,
    valid_from: datetime | None = None,
    preview: bool = False,
) -> CarriedOver:
    """
    Let months asked for from an instant on be for another campaign; their donors are told.

    Done again it finds nothing left to do; the other way round it undoes what is still to come.

    :param valid_from: now where it is left out; never before.
    :param preview: only say what it would come to.
    :raises CarryOverUnfit: the campaigns are of two organisations, one and the same, or the later
        one takes no gifts then.
    :raises ProgrammeNotPublished: the later programme takes nothing in.
    """
    earlier = get_campaign(uow, programme_id=programme_id, campaign_id=campaign_id)
    later = get_campaign(uow, programme_id=to_programme_id, campaign_id=to_campaign_id)
    programmes.published(uow, to_programme_id)
    at = max(valid_from or uow.now, uow.now)
    if (
        later.organisation_id != earlier.organisation_id
        or later.id == earlier.id
        or not later.is_open(at)
    ):
        raise CarryOverUnfit(campaign_id=campaign_id, to_campaign_id=to_campaign_id)
    gifts = MonthlyGiftRepository(uow)
    found = gifts.lock_running_for(earlier.organisation_id, programme_id, campaign_id)
    carried = [(gift, terms) for gift, terms in found if terms.fund_id == earlier.fund_id]
    left = [gift.id for gift, terms in found if terms.fund_id != earlier.fund_id]
    if not preview and carried:
        gifts.add_terms([_terms(uow, gift, terms, later, at) for gift, terms in carried])
        _tell(uow, earlier, later, [gift for gift, _ in carried])
    return CarriedOver(
        gifts=len(carried), a_month=total(gift.amount for gift, _ in carried), left=left
    )


def _terms(
    uow: UnitOfWork, gift: MonthlyGift, terms: MonthlyGiftTerms, later: Campaign, at: datetime
) -> dict[str, object]:
    return {
        "organisation_id": gift.organisation_id,
        "monthly_gift_id": gift.id,
        # What is still to come is followed, not overtaken, and by a moment: of two words for one
        # instant the second would be none.
        "valid_from": max(at, terms.valid_from + NEXT),
        "programme_id": later.programme_id,
        "campaign_id": later.id,
        "fund_id": later.fund_id,
        "fee_cover_bps": terms.fee_cover_bps,
        "decided_by": uow.actor.id,
    }


def _tell(
    uow: UnitOfWork, earlier: Campaign, later: Campaign, gifts: Sequence[MonthlyGift]
) -> None:
    uow.emit_all(
        MonthlyGiftCarriedOver(organisation_id=gift.organisation_id, monthly_gift_id=gift.id)
        for gift in gifts
    )
    audit.record(
        uow,
        action="monthly_gifts.carry_over",
        object_type="campaign",
        object_id=earlier.id,
        facts={"to_campaign_id": later.id, "gifts": len(gifts)},
    )
