"""Give without an account: what it comes to, where to pay, and how it stands afterwards."""

import hmac
from base64 import urlsafe_b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from services.core.donations import policies
from services.core.donations.errors import (
    ChannelNotPayable,
    DonationNotFound,
    DonationNotPayable,
    DonorEmailMissing,
    FundNotOffered,
)
from services.core.donations.models import Campaign, Donation
from services.core.donations.policies import GivingTerms, Quote
from services.core.donations.service.campaigns.finding import door, fund_ids_of, get_campaign
from services.core.donations.service.gateway.account import must_be_its_gateway
from services.core.donations.service.gifts import NOBODY, get, start
from services.core.donations.types import Channel, DonorDetails
from services.core.kit.ids import derived_id
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.programmes import service as programmes

# A gateway's page lasts a day. A second page for one gift could be paid beside the first, where a
# number for the konbini was given out: after that, one gives anew.
PAYABLE_FOR = timedelta(hours=23)

_TOKEN_BYTES = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """
    What somebody wants to give, before anything of it is kept.

    :param gift: what is given for children and the running costs; the cover comes on top.
    """

    gift: Money
    channel: Channel
    cover_fee: bool = False
    donor: DonorDetails = NOBODY
    anonymous: bool = False
    message: str | None = None
    fund_id: UUID | None = None


def quotes(
    uow: UnitOfWork, *, programme_id: UUID, campaign_id: UUID, gift: Money, terms: GivingTerms
) -> Sequence[Quote]:
    """What a gift comes to with the fee covered, by each way on which so much can be given."""
    programmes.enter(uow, programme_id)
    campaign = door(uow, programme_id=programme_id, id=campaign_id).campaign
    told = []
    for channel, of_channel in terms.items():
        if channel not in ways_to_pay(campaign):
            continue
        quoted = Quote(channel, gift, of_channel.price.cover(gift))
        if of_channel.least <= gift and (of_channel.most is None or gift <= of_channel.most):
            told.append(quoted)
    return told


def give(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    key: str,
    wish: Wish,
    terms: GivingTerms,
) -> Donation:
    """
    Start a gift of somebody who has no account. It is pending until its money has come (B1).

    :param campaign_id: the campaign's, or that of a supporter's page for it.
    :param key: made by the giver's client; the same key again is the same gift.
    :raises ChannelNotPayable, AmountOutsideChannel: see `policies.quote`.
    :raises DonorEmailMissing: this way of paying needs somebody who can be asked.
    :raises FundNotOffered: the campaign does not leave that fund to donors' choice.
    :raises GatewayOfAnother: see `must_be_its_gateway`.
    :raises CampaignNotOpen, DonationIdReused: see `start`.
    :raises DonationNotPayable: it was started so long ago that its page is gone, or it is paid.
    """
    programmes.enter(uow, programme_id)
    campaign = door(uow, programme_id=programme_id, id=campaign_id).campaign
    must_be_offered(uow, campaign, wish)
    quoted = policies.quote(terms, wish.channel, wish.gift, cover_fee=wish.cover_fee)
    if wish.channel.through_gateway:
        must_be_its_gateway(uow, campaign.organisation_id)
    if terms[wish.channel].needs_email and not wish.donor.email:
        raise DonorEmailMissing(pointer="/donor/email")
    donation = start(
        uow,
        programme_id=programme_id,
        campaign_id=campaign_id,
        id=derived_id("gift", programme_id, campaign_id, key),
        amount=quoted.whole,
        fee_cover=quoted.fee_cover,
        channel=wish.channel,
        donor=wish.donor,
        anonymous=wish.anonymous,
        message=wish.message,
        fund_id=wish.fund_id,
        by_giver=True,
    )
    if donation.status in policies.ARRIVED or uow.now - donation.started_at > PAYABLE_FOR:
        raise DonationNotPayable(donation_id=donation.id)
    return donation


def ways_to_pay(campaign: Campaign) -> Sequence[Channel]:
    """
    By which ways a campaign is given to without the office; by transfer to our own account only
    where its page tells the account.
    """
    offered = campaign.channels or tuple(Channel)
    return [one for one in offered if one is not Channel.BANK_TRANSFER or campaign.transfer_to]


def transfer_to(uow: UnitOfWork, donation: Donation) -> str | None:
    """The organisation's own account, where a gift is to be sent there."""
    if donation.channel is not Channel.BANK_TRANSFER or donation.campaign_id is None:
        return None
    keys = {"programme_id": donation.programme_id, "campaign_id": donation.campaign_id}
    return get_campaign(uow, **keys).transfer_to or None


def must_be_offered(uow: UnitOfWork, campaign: Campaign, wish: Wish) -> None:
    """
    :raises ChannelNotPayable: the campaign is not given to by this way.
    :raises FundNotOffered: the campaign does not leave that fund to donors' choice.
    """
    if wish.channel not in ways_to_pay(campaign):
        raise ChannelNotPayable(pointer="/channel", channel=wish.channel)
    if wish.fund_id is not None and wish.fund_id not in fund_ids_of(uow, campaign):
        raise FundNotOffered(pointer="/fund_id", fund_id=wish.fund_id)


def gift_token(uow: UnitOfWork, id: UUID) -> str:
    """
    By which whoever gave sees how the gift stands; it opens nothing else, and tells nobody's name.

    Nothing of it is kept: it follows from the gift's id under a key of the tenant's.
    """
    digest = hmac.digest(uow.vault.derive("gift-state"), id.bytes, "sha256")
    return urlsafe_b64encode(digest[:_TOKEN_BYTES]).decode()


def is_gift_token(uow: UnitOfWork, id: UUID, token: str) -> bool:
    return hmac.compare_digest(gift_token(uow, id).encode(), token.encode())


def gift_by_token(
    uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID, token: str
) -> Donation:
    """:raises DonationNotFound: there is no such gift, or it is another's token: not told which."""
    programmes.enter(uow, programme_id)
    if not is_gift_token(uow, donation_id, token):
        raise DonationNotFound(donation_id=donation_id)
    return get(uow, programme_id=programme_id, donation_id=donation_id)
