"""What a payout is made of, at the gateway and in our books."""

from collections.abc import Iterator, Mapping

from services.core.donations.policies.reconciliation.found import (
    BookedMovement,
    Found,
    PayoutSide,
)
from services.core.donations.ports import GatewayPayout
from services.core.donations.types import FindingKind, PayoutStatus


def compare_payout(
    theirs: GatewayPayout, ours: PayoutSide | None, content: Mapping[str, BookedMovement]
) -> Iterator[Found]:
    """
    Whether a payout stands in our books as at the gateway.

    One that is not booked is a movement like any other, and found as such: here is nothing to say.

    :param content: what we have of the movements that it is made of there, and of those that we
        have put into it, by the gateway's id.
    """
    if ours is None:
        return
    if theirs.amount.minor != ours.amount:
        yield Found(
            kind=FindingKind.PAYOUT_DIFFERS,
            about=theirs.id,
            theirs=theirs.amount.minor,
            ours=ours.amount,
            payout_id=theirs.id,
        )
    # It may fail or arrive between two looks of ours; told as failed, though, it must come back.
    if theirs.status is not ours.status and theirs.status is not PayoutStatus.PENDING:
        yield Found(
            kind=FindingKind.PAYOUT_STATE_DIFFERS,
            about=theirs.id,
            theirs=theirs.amount.minor,
            ours=ours.amount,
            payout_id=theirs.id,
        )
    misplaced = list(_misplaced(theirs, content))
    yield from misplaced
    if not misplaced:
        yield from _remainder(theirs, content)


def _misplaced(theirs: GatewayPayout, content: Mapping[str, BookedMovement]) -> Iterator[Found]:
    there = {entry.id: entry for entry in theirs.entries}
    for id, booked in content.items():
        if (id in there) != (booked.payout_id == theirs.id):
            yield Found(
                kind=FindingKind.WRONG_PAYOUT,
                about=id,
                theirs=booked.net if id in there else None,
                ours=booked.net if booked.payout_id == theirs.id else None,
                payout_id=theirs.id if id in there else booked.payout_id,
                entry=there.get(id),
            )


def _remainder(theirs: GatewayPayout, content: Mapping[str, BookedMovement]) -> Iterator[Found]:
    """The gateway's account returns to zero with each payout, unless an amount says why not."""
    left = sum(booked.net for booked in content.values())
    agree = all(
        content[entry.id].net == entry.amount.minor - entry.fee.minor
        for entry in theirs.entries
        if entry.id in content
    )
    if left and agree and len(content) == len(theirs.entries):
        yield Found(
            kind=FindingKind.CLEARING_NOT_ZERO,
            about=theirs.id,
            theirs=0,
            ours=left,
            payout_id=theirs.id,
        )
