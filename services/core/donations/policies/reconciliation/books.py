"""The gateway's balance beside our books: every movement, and what each payout is made of."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from services.core.donations.policies.reconciliation.found import (
    BookedMovement,
    Explained,
    Found,
    PayoutSide,
)
from services.core.donations.policies.reconciliation.movements import Comparison
from services.core.donations.policies.reconciliation.payouts import compare_payout
from services.core.donations.ports import GatewayEntry, GatewayPayout
from services.core.donations.types import FindingKind


def compare_books(
    theirs: Iterator[GatewayEntry],
    ours: Iterator[BookedMovement],
    payouts: Iterable[GatewayPayout],
    *,
    booked: Callable[[str], PayoutSide | None],
    content: Callable[[str, Sequence[str]], Mapping[str, BookedMovement]],
) -> Iterator[Explained | Found]:
    """
    Every movement of a span, explained or not, and every payout that stands otherwise.

    :param theirs, ours: newest first, both; neither is held in memory.
    :param booked: a payout as our books have it.
    :param content: what our books have of these movements, and of whatever they put into a payout.
    """
    comparison = Comparison()
    yield from comparison.along(theirs, ours)
    paid_out: set[str] = set()
    misplaced: set[str] = set()
    for payout in payouts:
        ids = [entry.id for entry in payout.entries]
        side = booked(payout.id)
        if side is not None:
            paid_out.update(id for id in ids if comparison.is_unknown(id))
        for found in compare_payout(payout, side, content(payout.id, ids)):
            # One movement in two payouts is one finding, though both tell of it.
            if found.kind is FindingKind.WRONG_PAYOUT:
                if found.about in misplaced:
                    continue
                misplaced.add(found.about)
            yield found
    yield from comparison.rest(paid_out)
