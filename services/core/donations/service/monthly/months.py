"""Each month that was paid becomes one donation, on the terms of the day it was asked for."""

from dataclasses import dataclass
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations.errors import MonthlyGiftNotFound
from services.core.donations.models import Donation, MonthlyGift, MonthlyGiftTerms
from services.core.donations.policies import MONTHLY, FeePrice
from services.core.donations.ports import GatewayMonth
from services.core.donations.repository import DonationRepository, MonthlyGiftRepository
from services.core.donations.service.campaigns.finding import get_campaign
from services.core.donations.service.gifts import get, pending_row
from services.core.donations.types import DonationId
from services.core.kit.ids import derived_id
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Month:
    """Which donation a month is, and in whose programme."""

    programme_id: UUID
    donation_id: DonationId


def month_of(uow: UnitOfWork, told: GatewayMonth) -> Month:
    """
    The donation that a paid month always is, so that the gateway's payment can bear its name.

    :raises MonthlyGiftNotFound: the gateway tells of one that was never started here.
    """
    _, terms = _found(uow, told)
    return Month(terms.programme_id, DonationId(derived_id("stripe", told.id, "donation")))


def expect_month(uow: UnitOfWork, told: GatewayMonth) -> Donation:
    """
    Note the donation of a month as pending; the payment itself is booked as any other.

    Whether the gift was ended since, or its campaign is over, does not matter: the money came.
    The same month again is the same donation.

    :raises MonthlyGiftNotFound: the gateway tells of one that was never started here.
    """
    gift, terms = _found(uow, told)
    month = month_of(uow, told)
    campaign = get_campaign(uow, programme_id=terms.programme_id, campaign_id=terms.campaign_id)
    row = pending_row(uow, campaign, id=month.donation_id, amount=told.amount, channel=MONTHLY)
    row |= {
        "fund_id": terms.fund_id,
        "donor_id": gift.donor_id,
        "anonymous": gift.anonymous,
        "monthly_gift_id": gift.id,
        # Of a whole that was reckoned to cover it, the cover is the fee of the whole.
        "fee_cover_minor": FeePrice(terms.fee_cover_bps).of(told.amount).minor,
        "started_at": told.invoiced_at,
    }
    if DonationRepository(uow).add_new([row]):
        audit.record(
            uow,
            action="donation.start",
            object_type="donation",
            object_id=month.donation_id,
            facts={"amount": told.amount.minor, "monthly_gift_id": gift.id},
        )
    return get(uow, programme_id=month.programme_id, donation_id=month.donation_id)


def _found(uow: UnitOfWork, told: GatewayMonth) -> tuple[MonthlyGift, MonthlyGiftTerms]:
    gifts = MonthlyGiftRepository(uow)
    gift = gifts.find(told.organisation_id, told.monthly_gift_id)
    terms = gifts.terms_at(told.organisation_id, told.monthly_gift_id, told.invoiced_at)
    if gift is None or terms is None:
        raise MonthlyGiftNotFound(monthly_gift_id=told.monthly_gift_id)
    return gift, terms
