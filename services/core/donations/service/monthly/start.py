"""Begin a monthly gift: what is wished, and the page on which its card is left."""

from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import (
    DonationIdReused,
    DonationNotPayable,
    DonorEmailMissing,
    MonthlyGiftNotFound,
)
from services.core.donations.models import Campaign, MonthlyGift
from services.core.donations.policies import MONTHLY, GivingTerms
from services.core.donations.ports import Checkout, MonthlyCheckoutRequest
from services.core.donations.repository import MonthlyGiftRepository
from services.core.donations.service.campaigns.finding import door, get_campaign
from services.core.donations.service.donors import keep_giver
from services.core.donations.service.gateway.account import must_be_its_gateway
from services.core.donations.service.gifts import must_be_open
from services.core.donations.service.giving import PAYABLE_FOR, Wish, must_be_offered
from services.core.donations.service.reach import is_own
from services.core.donations.types import CampaignId, MonthlyGiftId, MonthlyGiftState
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.programmes import service as programmes


def start_monthly(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    key: str,
    wish: Wish,
    terms: GivingTerms,
    language: str,
) -> MonthlyGift:
    """
    Note that somebody wants to give each month; nothing is taken before they have paid on the page.

    :param campaign_id: the campaign's, or that of a supporter's page for it.
    :param key: made by the giver's client; the same key again is the same monthly gift.
    :param language: of the mails about it.
    :raises ChannelNotPayable: only a card can be asked each month.
    :raises DonorEmailMissing: nobody could be told that a card expires, or sign in to end it.
    :raises CampaignNotOpen, FundNotOffered, AmountOutsideChannel: as for a single gift.
    :raises GatewayOfAnother: see `must_be_its_gateway`.
    :raises DonationIdReused: the key stands for another monthly gift.
    :raises DonationNotPayable: its page is gone, or it has begun.
    """
    organisation_id = programmes.published(uow, programme_id).organisation_id
    programmes.enter(uow, programme_id)
    campaign = door(uow, programme_id=programme_id, id=campaign_id).campaign
    must_be_offered(uow, campaign, wish)
    must_be_its_gateway(uow, organisation_id)
    monthly = {MONTHLY: policies.terms_of(terms, MONTHLY)}
    quoted = policies.quote(monthly, wish.channel, wish.gift, cover_fee=wish.cover_fee)
    if not wish.donor.email:
        raise DonorEmailMissing(pointer="/donor/email")
    id = derived_id("monthly-gift", programme_id, campaign_id, key)
    if MonthlyGiftRepository(uow).find(organisation_id, id) is None:
        must_be_open(campaign, uow.now)
        bps = monthly[MONTHLY].price.bps if wish.cover_fee else 0
        _keep(uow, campaign, id, wish, quoted.whole, fee_cover_bps=bps, language=language)
    stored = get_monthly(uow, organisation_id=organisation_id, monthly_gift_id=id)
    if (stored.amount, stored.anonymous) != (quoted.whole, wish.anonymous):
        raise DonationIdReused(monthly_gift_id=id)
    is_late = uow.now - stored.started_at > PAYABLE_FOR
    if stored.state is not MonthlyGiftState.STARTING or is_late:
        raise DonationNotPayable(monthly_gift_id=id)
    return stored


def monthly_checkout_request(
    uow: UnitOfWork,
    *,
    organisation_id: UUID,
    monthly_gift_id: UUID,
    success_url: str,
    cancel_url: str,
    language: str,
) -> MonthlyCheckoutRequest:
    """What to ask the gateway for, so that a monthly gift can begin."""
    gift = get_monthly(uow, organisation_id=organisation_id, monthly_gift_id=monthly_gift_id)
    terms = MonthlyGiftRepository(uow).terms_at(organisation_id, monthly_gift_id, None)
    assert terms is not None, "terms are written with the gift"
    campaign = get_campaign(uow, programme_id=terms.programme_id, campaign_id=terms.campaign_id)
    name = campaign.name_en if language == "en" else campaign.name_ja
    return MonthlyCheckoutRequest(
        organisation_id=organisation_id,
        campaign_id=CampaignId(campaign.id),
        monthly_gift_id=MonthlyGiftId(gift.id),
        amount=gift.amount,
        item=text("checkout-monthly-item", language, campaign=name),
        success_url=success_url,
        cancel_url=cancel_url,
    )


def note_monthly_checkout(
    uow: UnitOfWork, *, organisation_id: UUID, monthly_gift_id: UUID, checkout: Checkout
) -> None:
    """Note on which of the gateway's pages a monthly gift is to begin."""
    gift = MonthlyGiftRepository(uow).lock(organisation_id, monthly_gift_id)
    if gift is None:
        raise MonthlyGiftNotFound(monthly_gift_id=monthly_gift_id)
    gift.checkout_id = checkout.id


def get_monthly(
    uow: UnitOfWork, *, organisation_id: UUID, monthly_gift_id: UUID, donor_id: UUID | None = None
) -> MonthlyGift:
    """
    :param donor_id: whose it must be, where somebody looks for their own.
    :raises MonthlyGiftNotFound: there is none, or it is another's.
    """
    gift = MonthlyGiftRepository(uow).find(organisation_id, monthly_gift_id)
    if gift is None or not (
        donor_id is None or is_own(uow, donor_id=donor_id, other_id=gift.donor_id)
    ):
        raise MonthlyGiftNotFound(monthly_gift_id=monthly_gift_id)
    return gift


def _keep(
    uow: UnitOfWork,
    campaign: Campaign,
    id: UUID,
    wish: Wish,
    whole: Money,
    *,
    fee_cover_bps: int,
    language: str,
) -> None:
    organisation_id = campaign.organisation_id
    fund_id = wish.fund_id or campaign.fund_id
    ledger.get_fund(uow, programme_id=campaign.programme_id, fund_id=fund_id)
    gifts = MonthlyGiftRepository(uow)
    gifts.add_new(
        {
            "organisation_id": organisation_id,
            "id": id,
            "donor_id": keep_giver(uow, organisation_id=organisation_id, details=wish.donor),
            "state": MonthlyGiftState.STARTING,
            "amount_minor": whole.minor,
            "amount_currency": whole.currency,
            "anonymous": wish.anonymous,
            "language": language,
            "started_at": uow.now,
        }
    )
    gifts.add_terms(
        [
            {
                "organisation_id": organisation_id,
                "monthly_gift_id": id,
                "valid_from": uow.now,
                "programme_id": campaign.programme_id,
                "campaign_id": campaign.id,
                "fund_id": fund_id,
                "fee_cover_bps": fee_cover_bps,
                "decided_by": uow.actor.id,
            }
        ]
    )
    audit.record(
        uow,
        action="monthly_gift.start",
        object_type="monthly_gift",
        object_id=id,
        facts={"amount": whole.minor, "campaign_id": campaign.id},
    )
