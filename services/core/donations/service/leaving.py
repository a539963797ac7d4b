"""Money of a gift leaves, or comes back: its parts and the ledger move as one."""

from datetime import datetime
from uuid import UUID

from services.core.donations.events import ShortfallArose
from services.core.donations.models import Donation
from services.core.donations.policies import Way
from services.core.donations.repository import DonationRepository
from services.core.donations.service.booking import departure, return_
from services.core.kit.money import Money
from services.core.kit.unit_of_work import UnitOfWork
from services.core.ledger import service as ledger
from services.core.ledger.types import TransferCode


def money_left(
    uow: UnitOfWork,
    donation: Donation,
    amount: Money,
    way: Way,
    code: TransferCode,
    *,
    of: UUID,
    at: datetime,
    by_hand: bool = False,
) -> None:
    """
    Book that so much of a gift has left. The caller holds the lock on the donation.

    :param by_hand: we sent it ourselves, from the bank, wherever the gift had come from.
    :raises RefundExceedsDonation: more than is kept of it.
    """
    parts, shares = donation.parts.leave(amount, way, donation.overhead_terms)
    if not donation.parts.shortfall and parts.shortfall:
        donation.shortfall_since = at
    donation.parts = parts
    DonationRepository(uow).flush()
    ledger.post_many(
        uow,
        programme_id=donation.programme_id,
        transfers=departure(donation, code, shares, of=of, at=at, by_hand=by_hand),
    )
    if shares.shortfall:
        uow.emit(
            ShortfallArose(
                organisation_id=donation.organisation_id,
                programme_id=donation.programme_id,
                donation_id=donation.id,
                fund_id=donation.fund_id,
                amount_minor=shares.shortfall.minor,
            )
        )


def money_came_back(
    uow: UnitOfWork,
    donation: Donation,
    amount: Money,
    way: Way,
    code: TransferCode,
    *,
    of: UUID,
    at: datetime,
    by_hand: bool = False,
) -> None:
    """
    Book that so much that had left came back. The caller holds the lock on the donation.

    :raises RefundExceedsDonation: more than had left by this way.
    """
    donation.parts, shares = donation.parts.come_back(amount, way, donation.overhead_terms)
    DonationRepository(uow).flush()
    ledger.post_many(
        uow,
        programme_id=donation.programme_id,
        transfers=return_(donation, code, shares, of=of, at=at, by_hand=by_hand),
    )
