"""Start a gift, settle it, or let it fail. Only settled money is spendable (B1)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from services.core.audit import service as audit
from services.core.donations import policies
from services.core.donations.errors import (
    AmountNotPositive,
    CampaignNotOpen,
    CampaignNotPublished,
    ChannelNotPayable,
    DonationIdReused,
    DonationNotFound,
)
from services.core.donations.events import DonationFailed, DonationSettled
from services.core.donations.models import Campaign, Donation
from services.core.donations.ports import GatewayEntry
from services.core.donations.repository import DonationRepository
from services.core.donations.service.acceptance import accept_on_settlement
from services.core.donations.service.booking import arrival
from services.core.donations.service.campaigns.finding import door
from services.core.donations.service.campaigns.holding import hold_if_undecided
from services.core.donations.service.donors import keep_donor, keep_giver, keep_unnamed
from services.core.donations.service.flagging import flag_many, flag_on_settlement
from services.core.donations.types import CampaignStatus, Channel, DonationStatus, DonorDetails
from services.core.kit.ids import uuid7
from services.core.kit.money import Money
from services.core.kit.periods import local_date
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.programmes import service as programmes

NOBODY = DonorDetails()
NO_COVER = Money(0)

# What must be the same when an id comes again.
_CONTENT = ("campaign_id", "fund_id", "channel", "amount", "anonymous", "fee_cover_minor")

_REFERENCES = 10**6


def start(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    campaign_id: UUID,
    amount: Money,
    channel: Channel,
    donor: DonorDetails = NOBODY,
    anonymous: bool = False,
    fund_id: UUID | None = None,
    id: UUID | None = None,
    fee_cover: Money = NO_COVER,
    message: str | None = None,
    monthly_gift_id: UUID | None = None,
    by_giver: bool = False,
) -> Donation:
    """
    Note a gift that is promised, or paid and on its way; it is pending until its money comes.

    The same id again is the same gift.

    :param campaign_id: the campaign's, or that of a supporter's page for it.
    :param amount: the whole of it, what covers the gateway's fee included.
    :param fund_id: where the donor restricts the gift; the campaign's fund where it is left out.
    :param fee_cover: how much of it the donor added to cover the gateway's fee (`OverheadTerms`).
    :param message: the donor's words, kept sealed.
    :param monthly_gift_id: the monthly gift that it is a month of.
    :param by_giver: who gives, says who gives, and nobody has proved it (`keep_giver`).
    :raises CampaignNotOpen: the campaign takes no gifts at this time.
    :raises DonationIdReused: the id stands for a gift of other content.
    """
    entered = door(uow, programme_id=programme_id, id=campaign_id)
    campaign = entered.campaign
    if amount.minor <= 0 or not NO_COVER <= fee_cover <= amount:
        raise AmountNotPositive(pointer="/amount")
    if channel.without_donor:
        raise ChannelNotPayable(pointer="/channel", channel=channel)
    if fund_id is not None:
        ledger.get_fund(uow, programme_id=programme_id, fund_id=fund_id)
    row = pending_row(uow, campaign, id=id or uuid7(), amount=amount, channel=channel)
    row |= {
        "fund_id": fund_id or campaign.fund_id,
        "supporter_page_id": entered.supporter_page_id,
        "anonymous": anonymous,
        "fee_cover_minor": fee_cover.minor,
        "monthly_gift_id": monthly_gift_id,
    }
    donations = DonationRepository(uow)
    earlier = donations.find(programme_id, row["id"])
    if earlier is None:
        programmes.published(uow, programme_id)
        must_be_open(campaign, uow.now)
        keep = keep_giver if by_giver else keep_donor
        row["donor_id"] = keep(uow, organisation_id=campaign.organisation_id, details=donor)
        row |= _sealed_message(uow, row, message)
        if donations.add_new([row]):
            audit.record(
                uow,
                action="donation.start",
                object_type="donation",
                object_id=row["id"],
                facts={"amount": amount.minor, "channel": channel},
            )
            return get(uow, programme_id=programme_id, donation_id=row["id"])
    # It was there, or the same request was quicker by a moment.
    stored = get(uow, programme_id=programme_id, donation_id=row["id"])
    if any(getattr(stored, name) != _asked(row, amount, name) for name in _CONTENT):
        raise DonationIdReused(donation_id=stored.id)
    return stored


def settle(
    uow: UnitOfWork,
    *,
    programme_id: UUID,
    donation_id: UUID,
    settled_at: datetime | None = None,
    charge: GatewayEntry | None = None,
    from_suspense: bool = False,
    ordinal: int = 0,
) -> Donation:
    """
    The money has come: book it, take the overhead share, let the rest be promised.

    Settling again changes nothing.

    :param charge: the gateway's movement; a gift by card or konbini cannot settle without one.
    :param ordinal: how often it had settled before, each time undone since.
    :raises ChannelNotPayable: the movement and the gift's channel do not belong together.
    """
    donation = _lock(uow, programme_id, donation_id)
    if donation.status in policies.ARRIVED:
        return donation
    if donation.channel.through_gateway is not (charge is not None):
        raise ChannelNotPayable(channel=donation.channel)
    occurred_at = charge.occurred_at if charge else settled_at
    mark_settled(donation, occurred_at or uow.now)
    accept_on_settlement(uow, [donation])
    DonationRepository(uow).flush()
    flag_on_settlement(uow, donation)
    ledger.post_many(
        uow,
        programme_id=programme_id,
        transfers=arrival(donation, charge=charge, from_suspense=from_suspense, ordinal=ordinal),
    )
    hold_if_undecided(uow, [donation])
    uow.emit(settled_event(donation))
    audit.record(
        uow,
        action="donation.settle",
        object_type="donation",
        object_id=donation.id,
        facts={"amount": donation.amount.minor},
    )
    return donation


def fail(uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID) -> Donation:
    """The money will not come. Of a gift whose money has come, this is not true: it stays."""
    donation = _lock(uow, programme_id, donation_id)
    if not policies.may_become(donation.status, DonationStatus.FAILED):
        return donation
    donation.status = DonationStatus.FAILED
    DonationRepository(uow).flush()
    uow.emit(
        DonationFailed(
            organisation_id=donation.organisation_id,
            programme_id=programme_id,
            donation_id=donation.id,
        )
    )
    audit.record(uow, action="donation.fail", object_type="donation", object_id=donation.id)
    return donation


def get(uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID) -> Donation:
    """:raises DonationNotFound: the programme has no such donation."""
    donation = DonationRepository(uow).find(programme_id, donation_id)
    if donation is None:
        raise DonationNotFound(donation_id=donation_id)
    return donation


def receive_settled(
    uow: UnitOfWork, *, programme_id: UUID, rows: Sequence[dict[str, Any]]
) -> list[Donation]:
    """
    Add many gifts whose money has come already, all or none, in few statements.

    :param rows: as `pending_row` makes them, with `settled_at` set; with `arrived_on` where the
        money reached the bank on another day than that of payment.
    """
    donations = DonationRepository(uow)
    new = donations.add_new([_settled(row) for row in rows])
    arrived = list(donations.existing(programme_id, new).values())
    arrived.sort(key=lambda one: (one.settled_at or uow.now, one.id))
    accept_on_settlement(uow, arrived)
    transfers = [move for donation in arrived for move in arrival(donation)]
    events = [settled_event(donation) for donation in arrived]
    flag_many(uow, arrived)
    hold_if_undecided(uow, arrived)
    ledger.post_many(uow, programme_id=programme_id, transfers=transfers)
    uow.emit_all(events)
    return arrived


def pending_row(
    uow: UnitOfWork, campaign: Campaign, *, id: UUID, amount: Money, channel: Channel
) -> dict[str, Any]:
    """
    A gift to a campaign as a row, before its money has come.

    :raises CampaignNotPublished: the campaign is a draft, which nobody was told of.
    """
    if campaign.status is CampaignStatus.DRAFT:
        raise CampaignNotPublished(campaign_id=campaign.id)
    bank = channel is Channel.BANK_TRANSFER
    return {
        "programme_id": campaign.programme_id,
        "id": id,
        "organisation_id": campaign.organisation_id,
        "campaign_id": campaign.id,
        "campaign_version": campaign.version,
        "fund_id": campaign.fund_id,
        "donor_id": None,
        "channel": channel,
        "status": DonationStatus.PENDING,
        "amount_minor": amount.minor,
        "amount_currency": amount.currency,
        "overhead_bps": campaign.overhead_bps,
        "fee_cover_minor": 0,
        "anonymous": False,
        "recorded_by": uow.actor.id,
        "external_ref": None,
        "site": None,
        # Short enough to be typed beside a name; two that are alike are matched by hand.
        "reference": f"{id.int % _REFERENCES:06}" if bank else None,
        "started_at": uow.now,
    }


def _sealed_message(uow: UnitOfWork, row: dict[str, Any], message: str | None) -> dict[str, Any]:
    """The donor's words under the donor's key; a donor who told nothing else gets one for them."""
    if not message:
        return {}
    donor_id = row["donor_id"] or keep_unnamed(uow, organisation_id=row["organisation_id"])
    sealed = uow.vault.seal(donor_id, "donations.message", row["id"], message)
    return {"donor_id": donor_id, "message_sealed": sealed}


def _settled(row: dict[str, Any]) -> dict[str, Any]:
    amount = Money(row["amount_minor"])
    terms = policies.OverheadTerms(row["overhead_bps"], Money(row["fee_cover_minor"]))
    return row | {
        "status": DonationStatus.SETTLED,
        "overhead_minor": terms.due(amount).minor,
        # What most of them are dated as, so that `accept_on_settlement` has nothing to write.
        # What lies at a site has not arrived; `accept_on_settlement` knows what that means.
        "arrived_on": (
            None if row.get("site") else row.get("arrived_on") or local_date(row["settled_at"])
        ),
        "accepted_on": local_date(row["settled_at"]),
    }


def mark_settled(donation: Donation, at: datetime) -> None:
    donation.status = DonationStatus.SETTLED
    donation.settled_at = at
    donation.parts = policies.settled_parts(donation.amount, donation.overhead_terms)


def settled_event(donation: Donation) -> DonationSettled:
    return DonationSettled(
        organisation_id=donation.organisation_id,
        programme_id=donation.programme_id,
        donation_id=donation.id,
        amount_minor=donation.amount.minor,
    )


def must_be_open(campaign: Campaign, at: datetime) -> None:
    """:raises CampaignNotOpen: the campaign takes no gifts at this time."""
    if not campaign.is_open(at):
        raise CampaignNotOpen(
            opens_on=local_date(campaign.opens_at),
            # The last day on which it takes gifts: the end itself is exclusive.
            closes_on=local_date(campaign.closes_at - timedelta(microseconds=1)),
        )


def _lock(uow: UnitOfWork, programme_id: UUID, donation_id: UUID) -> Donation:
    donation = DonationRepository(uow).lock(programme_id, donation_id)
    if donation is None:
        raise DonationNotFound(donation_id=donation_id)
    return donation


def _asked(row: dict[str, Any], amount: Money, name: str) -> object:
    return amount if name == "amount" else row[name]
