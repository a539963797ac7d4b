"""Why a gift whose money has come may wait: it is held until each reason is released."""

from collections.abc import Iterable
from uuid import UUID

from services.core.donations.models import Donation
from services.core.donations.repository import DonationRepository, GiftHoldRepository
from services.core.donations.types import DonationId, HoldReason
from services.core.kit.unit_of_work import UnitOfWork


def place_hold(
    uow: UnitOfWork, *, programme_id: UUID, donation_ids: Iterable[UUID], reason: HoldReason
) -> None:
    """Hold gifts; one that is held for this reason, or was and is released, stays as it is."""
    ids = list(donation_ids)
    holds = GiftHoldRepository(uow)
    DonationRepository(uow).lock_many(programme_id, ids)
    holds.place(programme_id, ids, reason, at=uow.now, by=uow.actor.id)
    holds.refresh_held(programme_id, ids)


def forget_holds(uow: UnitOfWork, donation: Donation) -> None:
    """
    The money of a gift was not its money: why it waited was said of that money, and is no answer
    for other money. What second persons decided stays with the gift (`GiftClearance`).

    The caller holds the lock on the donation.
    """
    holds = GiftHoldRepository(uow)
    DonationRepository(uow).flush()
    holds.forget(donation.programme_id, donation.id)
    holds.refresh_held(donation.programme_id, [donation.id])


def release_hold(
    uow: UnitOfWork, *, programme_id: UUID, donation_ids: Iterable[UUID], reason: HoldReason
) -> list[DonationId]:
    """
    Take one reason away; a gift that has no other may be promised from now on.

    :returns: the gifts that were held for it.
    """
    ids = list(donation_ids)
    holds = GiftHoldRepository(uow)
    DonationRepository(uow).lock_many(programme_id, ids)
    released = holds.release(programme_id, ids, reason, at=uow.now, by=uow.actor.id)
    holds.refresh_held(programme_id, released)
    return [DonationId(id) for id in released]
