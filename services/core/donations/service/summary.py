"""A programme's gifts in figures."""

from uuid import UUID

from services.core.donations.repository import DonationRepository, GatewayMovementRepository
from services.core.donations.types import Totals
from services.core.kit.unit_of_work import UnitOfWork


def summary(uow: UnitOfWork, *, programme_id: UUID) -> Totals:
    """
    Where a programme's money came from and what was taken of it.

    It holds: gifts_settled + municipal + assigned + shortfall = refunded + disputed + overhead +
    what is promised to children + what is free.
    """
    sums = DonationRepository(uow).sums(programme_id)
    return Totals(
        gifts_settled=sums.gifts_settled,
        municipal=sums.municipal,
        assigned=sums.assigned,
        refunded=sums.refunded,
        disputed=sums.disputed,
        shortfall=sums.shortfall,
        overhead=sums.overhead,
        gateway_fees=GatewayMovementRepository(uow).fees_minor(programme_id),
        donors=sums.donors,
        gifts=sums.gifts,
    )
