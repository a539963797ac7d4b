"""Where a gift is to be paid."""

from uuid import UUID

from services.core.donations import policies
from services.core.donations.errors import ChannelNotPayable, DonationNotPayable
from services.core.donations.models import Donation
from services.core.donations.ports import Checkout, CheckoutRequest
from services.core.donations.service.campaigns import get_campaign
from services.core.donations.service.gateway.account import must_be_its_gateway
from services.core.donations.service.gifts import get
from services.core.donations.service.locks import lock_gift
from services.core.donations.types import CampaignId, DonationId
from services.core.kit.texts import text
from services.core.kit.unit_of_work import UnitOfWork


def checkout_request(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    donation_id: UUID,
    success_url: str,
    cancel_url: str,
    language: str,
) -> CheckoutRequest:
    """
    What to ask the gateway for, so that a pending gift can be paid.

    :raises ChannelNotPayable: it is not paid on a page of the gateway's.
    :raises DonationNotPayable: its money has come already.
    :raises GatewayOfAnother: see `must_be_its_gateway`.
    """
    donation = get(uow, programme_id=programme_id, donation_id=donation_id)
    if not donation.channel.paid_on_a_page or donation.campaign_id is None:
        raise ChannelNotPayable(channel=donation.channel)
    if donation.status in policies.ARRIVED:
        raise DonationNotPayable(donation_id=donation_id)
    must_be_its_gateway(uow, donation.organisation_id)
    campaign = get_campaign(uow, programme_id=programme_id, campaign_id=donation.campaign_id)
    name = campaign.name_en if language == "en" else campaign.name_ja
    return CheckoutRequest(
        organisation_id=donation.organisation_id,
        programme_id=programme_id,
        campaign_id=CampaignId(campaign.id),
        donation_id=DonationId(donation.id),
        amount=donation.amount,
        channel=donation.channel,
        item=text("checkout-item", language, campaign=name),
        success_url=success_url,
        cancel_url=cancel_url,
    )


def note_checkout(
    uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID, checkout: Checkout
) -> Donation:
    """Note by which of the gateway's pages a gift is to be paid."""
    donation = lock_gift(uow, programme_id, donation_id)
    donation.checkout_id = checkout.id
    return donation
