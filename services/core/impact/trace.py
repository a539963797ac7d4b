"""
From the gift to the lesson: whose yen paid for what.

A voucher's lots laid end to end in the order of spending, its net redemptions laid end to end in
the order in which they were recorded: where the two overlap, that many yen of this gift are in
that redemption. What came back from a voucher came from its tail, so what is used stays put.
Nothing is stored for it on the way; it follows from the facts, and always comes out the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar
from uuid import UUID

from services.core.impact.errors import TraceNotWhole
from services.core.impact.types import Gift, Lot, Piece, Place, Trace, Use, VoucherTrace

OfVoucher = TypeVar("OfVoucher", Lot, Use)


def trace_voucher(lots: Sequence[Lot], uses: Iterable[Use]) -> VoucherTrace:
    """
    Lay the lots and the uses of one voucher end to end, both in order.

    :raises TraceNotWhole: more was used than the lots hold.
    """
    pieces: list[Piece] = []
    lengths = [lot.kept_minor for lot in lots]
    at = 0
    for use in uses:
        wanted = use.net_minor
        while wanted:
            while at < len(lengths) and not lengths[at]:
                at += 1
            if at == len(lengths):
                raise TraceNotWhole(voucher_id=use.voucher_id, redemption_id=use.redemption_id)
            taken = min(wanted, lengths[at])
            lot = lots[at]
            pieces.append(Piece(lot.donation_id, lot.child_id, use, taken))
            lengths[at] -= taken
            wanted -= taken
    committed: dict[UUID, int] = defaultdict(int)
    for lot, left in zip(lots, lengths, strict=True):
        if left:
            committed[lot.donation_id] += left
    return VoucherTrace(tuple(pieces), dict(committed))


def trace_gifts(
    gifts: Iterable[Gift], lots: Iterable[Lot], uses: Iterable[Use]
) -> dict[UUID, Trace]:
    """
    Where each yen of each gift is, all gifts in one pass.

    :param lots: of all vouchers that hold yen of these gifts, each voucher's in order of
        spending, with the other gifts' lots among them.
    :param uses: of these vouchers, each voucher's in the order of recording.
    :raises TraceNotWhole: the facts contradict one another.
    """
    lots_of = _by_voucher(lots)
    uses_of = _by_voucher(uses)
    pieces: dict[UUID, list[Piece]] = defaultdict(list)
    committed: dict[UUID, int] = defaultdict(int)
    returned: dict[UUID, int] = defaultdict(int)
    children: dict[UUID, set[UUID]] = defaultdict(set)
    for voucher_id, own in lots_of.items():
        found = trace_voucher(own, uses_of.get(voucher_id, ()))
        for piece in found.pieces:
            pieces[piece.donation_id].append(piece)
        for donation_id, left in found.committed.items():
            committed[donation_id] += left
        for lot in own:
            returned[lot.donation_id] += lot.returned_minor
            if lot.kept_minor:
                children[lot.donation_id].add(lot.child_id)
    return {
        gift.donation_id: _trace(
            gift,
            pieces[gift.donation_id],
            committed[gift.donation_id],
            returned[gift.donation_id],
            children[gift.donation_id],
        )
        for gift in gifts
    }


def _trace(
    gift: Gift, pieces: Sequence[Piece], committed: int, returned: int, children: set[UUID]
) -> Trace:
    used = sum(piece.amount_minor for piece in pieces)
    if used + committed != gift.allocated_minor or gift.free_minor < 0:
        raise TraceNotWhole(donation_id=gift.donation_id)
    # Yen that came back may have been promised anew: then they count where they are now.
    free = 0 if gift.held else max(gift.free_minor - gift.refunding_minor, 0)
    back = min(returned, free)
    whole = {
        Place.USED: used,
        Place.COMMITTED: committed,
        Place.WAITING: free - back,
        Place.RETURNED: back,
        Place.ON_HOLD: gift.free_minor - free,
        Place.OVERHEAD: gift.overhead_minor - gift.covered_minor,
        Place.FEE_COVER: gift.covered_minor,
        Place.REFUNDED: gift.refunded_minor,
        Place.DISPUTED: gift.disputed_minor,
    }
    parts = _without(whole, gift.shortfall_minor)
    own, stood_in = _split(pieces, parts[Place.USED])
    return Trace(
        gift=gift,
        parts=parts,
        pieces=own,
        stood_in=stood_in,
        children=frozenset(children),
    )


# What the organisation's own money takes over first when a promised gift is refunded: what is
# furthest from a lesson. What a lesson cost stays the gift's as long as any of it is left.
_STANDS_IN_FOR = (
    Place.WAITING,
    Place.RETURNED,
    Place.ON_HOLD,
    Place.COMMITTED,
    Place.OVERHEAD,
    Place.FEE_COVER,
    Place.USED,
)


def _without(parts: Mapping[Place, int], shortfall: int) -> dict[Place, int]:
    """The parts less what is the organisation's money by now."""
    left = dict(parts)
    for place in _STANDS_IN_FOR:
        taken = min(shortfall, left[place])
        left[place] -= taken
        shortfall -= taken
    return left


def _split(pieces: Sequence[Piece], used: int) -> tuple[tuple[Piece, ...], tuple[Piece, ...]]:
    """The first pieces that sum to `used`, and the rest."""
    if used == sum(piece.amount_minor for piece in pieces):
        return tuple(pieces), ()
    own: list[Piece] = []
    rest: list[Piece] = []
    for piece in pieces:
        mine = min(used, piece.amount_minor)
        used -= mine
        if mine:
            own.append(replace(piece, amount_minor=mine))
        if mine < piece.amount_minor:
            rest.append(replace(piece, amount_minor=piece.amount_minor - mine))
    return tuple(own), tuple(rest)


def _by_voucher(rows: Iterable[OfVoucher]) -> Mapping[UUID, list[OfVoucher]]:
    grouped: dict[UUID, list[OfVoucher]] = defaultdict(list)
    for row in rows:
        grouped[row.voucher_id].append(row)
    return grouped
