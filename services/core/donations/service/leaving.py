"""Money of a gift leaves, or comes back: its parts and the ledger move as one."""

from datetime import datetime
from uuid import UUID

from services.core.donations.events import ShortfallArose
from services.core.donations.models import Donation
from services.core.donations.policies import Way
from services.core.donations.repository import DonationRepository
from services.core.donations.service.booking import beyond_the_gift, departure, return_
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

    It may be more than is kept, where the gateway gave a part back and the donor's bank took the
    whole, or somebody refunded at the gateway as well: then the donor has that twice, and the
    organisation bears it out of overhead, never a child.

    :param by_hand: we sent it ourselves, from the bank, wherever the gift had come from.
    """
    within = min(amount, donation.parts.kept)
    beyond = amount - within
    donation.add_beyond(way, beyond)
    moves = beyond_the_gift(donation, code, beyond, taken=True, of=of, at=at, by_hand=by_hand)
    shares = None
    if within:
        parts, shares = donation.parts.leave(within, way, donation.overhead_terms)
        if not donation.parts.shortfall and parts.shortfall:
            donation.shortfall_since = at
        donation.parts = parts
        moves += departure(donation, code, shares, of=of, at=at, by_hand=by_hand)
    DonationRepository(uow).flush()
    ledger.post_many(uow, programme_id=donation.programme_id, transfers=moves)
    if shares is not None and shares.shortfall:
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

    First overhead gets what it bore beyond the gift, by this way or by the other: as long as the
    donor has the gift's money otherwise, nothing of it is kept again.

    :raises RefundExceedsDonation: more than had left by this way.
    """
    own = min(amount, donation.beyond(way))
    others = min(amount - own, donation.beyond(way.other))
    within = amount - own - others
    donation.add_beyond(way, -own)
    donation.add_beyond(way.other, -others)
    donation.parts = donation.parts.as_if_by(way.other, others)
    moves = beyond_the_gift(
        donation, code, own + others, taken=False, of=of, at=at, by_hand=by_hand
    )
    if within:
        donation.parts, shares = donation.parts.come_back(within, way, donation.overhead_terms)
        moves += return_(donation, code, shares, of=of, at=at, by_hand=by_hand)
    DonationRepository(uow).flush()
    ledger.post_many(uow, programme_id=donation.programme_id, transfers=moves)
