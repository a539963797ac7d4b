"""Every movement of the gateway's balance beside ours."""

from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from itertools import groupby

from services.core.donations.policies.reconciliation.found import (
    BookedMovement,
    Explained,
    Explanation,
    Found,
)
from services.core.donations.ports import GatewayEntry
from services.core.donations.types import EntryKind, FindingKind

Side = GatewayEntry | BookedMovement


class Comparison:
    """
    Both sides of a span, walked along together by the instant of each movement.

    Neither side is held in memory: of both, only what the other does not have at the same
    instant is kept until the end, since it may stand there under another one.
    """

    def __init__(self) -> None:
        self._only_theirs: dict[str, GatewayEntry] = {}
        self._only_ours: dict[str, BookedMovement] = {}

    def along(
        self, theirs: Iterator[GatewayEntry], ours: Iterator[BookedMovement]
    ) -> Iterator[Explained | Found]:
        """:param theirs, ours: newest first, both."""
        both: Iterator[Side] = merge(theirs, ours, key=_instant, reverse=True)
        for _, together in groupby(both, key=_instant):
            them: dict[str, GatewayEntry] = {}
            us: dict[str, BookedMovement] = {}
            for side in together:
                if isinstance(side, GatewayEntry):
                    them[side.id] = side
                else:
                    us[side.id] = side
            for id, entry in them.items():
                booked = us.pop(id, None)
                if booked is None:
                    self._only_theirs[id] = entry
                else:
                    yield from _beside(entry, booked)
            self._only_ours.update(us)

    def is_unknown(self, id: str) -> bool:
        """Whether our books lack a movement of the span."""
        return id in self._only_theirs and id not in self._only_ours

    def rest(self, paid_out: frozenset[str] | set[str]) -> Iterator[Explained | Found]:
        """
        What one side has alone.

        :param paid_out: of the movements that our books lack, those of payouts that they have.
        """
        for id, entry in self._only_theirs.items():
            booked = self._only_ours.pop(id, None)
            if booked is not None:
                yield Found(
                    kind=FindingKind.TIME_DIFFERS,
                    about=id,
                    theirs=_net(entry),
                    ours=booked.net,
                    payout_id=booked.payout_id,
                    entry=entry,
                )
            elif entry.kind is EntryKind.OTHER:
                yield Found(
                    kind=FindingKind.UNKNOWN_KIND, about=id, theirs=_net(entry), entry=entry
                )
            elif entry.kind is EntryKind.FEE and id not in paid_out:
                yield Explained(entry, Explanation.AWAITS_PAYOUT, None)
            else:
                yield Found(
                    kind=FindingKind.MISSING_IN_BOOKS, about=id, theirs=_net(entry), entry=entry
                )
        for id, booked in self._only_ours.items():
            yield Found(
                kind=FindingKind.MISSING_AT_GATEWAY,
                about=id,
                ours=booked.net,
                payout_id=booked.payout_id,
            )


def _beside(entry: GatewayEntry, booked: BookedMovement) -> Iterator[Explained | Found]:
    """One movement on both sides: it is explained, or the first thing that differs is found."""
    kind, theirs, ours = _difference(entry, booked)
    if kind is None:
        yield Explained(entry, Explanation.BOOKED, booked)
    else:
        yield Found(
            kind=kind,
            about=entry.id,
            theirs=theirs,
            ours=ours,
            payout_id=booked.payout_id,
            entry=entry,
        )


def _difference(entry: GatewayEntry, booked: BookedMovement) -> tuple[FindingKind | None, int, int]:
    amount, fee, net = entry.amount.minor, entry.fee.minor, _net(entry)
    # A payout, and a fee for the account as such, are shared among programmes; a gift is of one.
    if entry.kind.of_a_gift and booked.parts > 1:
        return FindingKind.BOOKED_TWICE, net, booked.net
    if not entry.kind.of_a_gift:
        # Shares are kept as one amount, the fee within it.
        amount, fee = net, booked.fee
    if amount != booked.amount:
        return FindingKind.AMOUNT_DIFFERS, amount, booked.amount
    if fee != booked.fee:
        return FindingKind.FEE_DIFFERS, fee, booked.fee
    if booked.ledger == 2 * net and net:
        return FindingKind.BOOKED_TWICE, net, booked.ledger
    if booked.ledger != net:
        return FindingKind.LEDGER_DIFFERS, net, booked.ledger
    return None, net, net


def _net(entry: GatewayEntry) -> int:
    return entry.amount.minor - entry.fee.minor


def _instant(side: Side) -> datetime:
    return side.occurred_at
