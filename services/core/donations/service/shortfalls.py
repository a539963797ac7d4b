"""What the organisation has laid out for gifts that left when they were promised already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from services.core.donations.repository import DonationRepository
from services.core.donations.types import DonationId
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger.types import FundId


@dataclass(frozen=True, slots=True, kw_only=True)
class Shortfall:
    """
    What one gift lacks.

    :param since: when money of it left that stood behind a promise.
    """

    fund_id: FundId
    donation_id: DonationId
    amount: Money
    since: datetime


def shortfalls(
    uow: UnitOfWork, *, programme_id: UUID, limit: int, after: UUID | None = None
) -> Sequence[Shortfall]:
    """
    The gifts of a programme that lack money, by id.

    What comes back of their promises makes it good by itself (`give_back`).
    """
    found = DonationRepository(uow).lacking(programme_id, after=after, limit=limit)
    return [
        Shortfall(
            fund_id=FundId(gift.fund_id),
            donation_id=DonationId(gift.id),
            amount=gift.parts.shortfall,
            since=gift.shortfall_since,
        )
        for gift in found
        if gift.shortfall_since is not None
    ]
