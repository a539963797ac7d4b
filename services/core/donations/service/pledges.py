"""Transfers that anybody announced do not wait for ever."""

from datetime import timedelta
from uuid import UUID

from services.core.donations.repository.pledges import PledgeRepository
from services.core.donations.service.gifts import fail
from services.core.kit.unit_of_work import UnitOfWork

# Of one transaction.
BATCH = 500


def lapse_pledges(uow: UnitOfWork, *, programme_id: UUID, after_days: int) -> int:
    """
    Wait no longer for bank transfers that anybody announced so many days ago, a batch of them.

    Money that comes still waits in suspense, and a person says whose gift it is.

    :returns: how many; none once all are done.
    """
    before = uow.now - timedelta(days=after_days)
    found = PledgeRepository(uow).lock_unpaid(programme_id, before, limit=BATCH)
    for pledge in found:
        fail(uow, programme_id=programme_id, donation_id=pledge.id)
    return len(found)
