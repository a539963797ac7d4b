"""A donor's account number at the gateway, and the transfers that are asked for on it."""

from dataclasses import dataclass
from uuid import UUID

from services.core.donations import policies
from services.core.donations.errors import (
    ChannelNotPayable,
    DonationNotFound,
    DonationNotPayable,
    DonorEmailMissing,
)
from services.core.donations.models import Donation
from services.core.donations.ports import TransferRequest
from services.core.donations.repository import DonationRepository, VirtualAccountRepository
from services.core.donations.service.gifts import get
from services.core.donations.types import CampaignId, Channel, DonationId, DonorId
from services.core.kit.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True)
class Payer:
    """
    Who sends money to the gateway.

    :param customer_id: the gateway's; None where the donor has no account number there yet.
    """

    organisation_id: UUID
    donor_id: DonorId
    customer_id: str | None


def payer_by_transfer(uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID) -> Payer:
    """
    :raises ChannelNotPayable: the gift is paid in another way.
    :raises DonorEmailMissing: nobody could be asked if another sum came.
    """
    donation = get(uow, programme_id=programme_id, donation_id=donation_id)
    if donation.channel is not Channel.VIRTUAL_ACCOUNT:
        raise ChannelNotPayable(channel=donation.channel)
    if donation.donor_id is None:
        raise DonorEmailMissing(pointer="/donor/email")
    found = VirtualAccountRepository(uow).find(donation.organisation_id, donation.donor_id)
    return Payer(
        donation.organisation_id,
        DonorId(donation.donor_id),
        None if found is None else found.customer_id,
    )


def keep_virtual_account(
    uow: UnitOfWork, *, organisation_id: UUID, donor_id: UUID, customer_id: str
) -> None:
    """Note by which customer the gateway knows a donor; the first one stands."""
    VirtualAccountRepository(uow).add_new(
        {
            "organisation_id": organisation_id,
            "donor_id": donor_id,
            "customer_id": customer_id,
            "opened_at": uow.now,
        }
    )


def transfer_request(uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID) -> TransferRequest:
    """
    What to ask the gateway for, so that a pending gift can be paid by transfer.

    :raises DonationNotPayable: its money has come already, or its donor has no account number.
    """
    donation = get(uow, programme_id=programme_id, donation_id=donation_id)
    payer = payer_by_transfer(uow, programme_id=programme_id, donation_id=donation_id)
    if donation.status in policies.ARRIVED or payer.customer_id is None:
        raise DonationNotPayable(donation_id=donation_id)
    assert donation.campaign_id is not None, "what is paid at the gateway is for a campaign"
    return TransferRequest(
        organisation_id=donation.organisation_id,
        programme_id=programme_id,
        campaign_id=CampaignId(donation.campaign_id),
        donation_id=DonationId(donation.id),
        customer_id=payer.customer_id,
        amount=donation.amount,
    )


def note_transfer_asked(
    uow: UnitOfWork, *, programme_id: UUID, donation_id: UUID, payment_id: str
) -> Donation:
    """Note which of the gateway's payments waits for the transfer."""
    donation = DonationRepository(uow).lock(programme_id, donation_id)
    if donation is None:
        raise DonationNotFound(donation_id=donation_id)
    if donation.payment_id is None:
        donation.payment_id = payment_id
    return donation
