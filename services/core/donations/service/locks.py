"""Hold a gift for the rest of a unit of work; of two at once, the second sees the first."""

from uuid import UUID

from services.core.donations.errors import DonationNotFound
from services.core.donations.models import Donation
from services.core.donations.repository import DonationRepository
from services.core.kit.unit_of_work import UnitOfWork


def lock_gift(uow: UnitOfWork, programme_id: UUID, donation_id: UUID) -> Donation:
    """:raises DonationNotFound: the programme has no such gift."""
    donation = DonationRepository(uow).lock(programme_id, donation_id)
    if donation is None:
        raise DonationNotFound(donation_id=donation_id)
    return donation
