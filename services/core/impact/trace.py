"""
From the gift to the lesson: whose yen paid for what.

A voucher's lots laid end to end in the order of spending, its net redemptions laid end to end in
the order in which they were recorded: where the two overlap, that many yen of this gift are in
that redemption. What came back from a voucher came from its tail, so what is used stays put.
Nothing is stored for it on the way; it follows from the facts, and always comes out the same.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from services.core.impact.errors import TraceNotWhole
from services.core.impact.types import Gift, Lot, Piece, Trace, Use, VoucherTrace

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
    free = gift.amount_minor - gift.overhead_minor - gift.refunded_minor - gift.allocated_minor
    if used + committed != gift.allocated_minor or free < 0:
        raise TraceNotWhole(donation_id=gift.donation_id)
    return Trace(
        gift=gift,
        committed_minor=committed,
        # Yen that came back may have been promised anew: then they count where they are now.
        returned_minor=min(returned, free),
        pieces=tuple(pieces),
        children=frozenset(children),
    )


def _by_voucher(rows: Iterable[OfVoucher]) -> Mapping[UUID, list[OfVoucher]]:
    grouped: dict[UUID, list[OfVoucher]] = defaultdict(list)
    for row in rows:
        grouped[row.voucher_id].append(row)
    return grouped
