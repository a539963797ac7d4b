"""Whose yen stand behind a promise."""

from collections.abc import Iterable, Iterator, Sequence

from services.core.donations.errors import FundsShort
from services.core.donations.types import DonationId, Lot
from services.core.kit.money import Money, total


def lay_lots(
    amounts: Sequence[Money], sources: Iterable[tuple[DonationId, Money]]
) -> list[list[Lot]]:
    """
    The lots behind each amount: the sources laid end to end, the amounts laid beside them.

    Takes from `sources` no more than it needs, in their order.

    :raises FundsShort: the sources end before the amounts do.
    """
    supply = _Supply(sources)
    return [list(supply.take(amount)) for amount in amounts]


class _Supply:
    def __init__(self, sources: Iterable[tuple[DonationId, Money]]) -> None:
        self._sources = iter(sources)
        self._current: tuple[DonationId, Money] | None = None

    def take(self, amount: Money) -> Iterator[Lot]:
        while amount:
            if self._current is None:
                self._current = next(self._sources, None)
            if self._current is None:
                raise FundsShort(missing=amount)
            donation_id, free = self._current
            part = min(free, amount)
            if part:
                yield Lot(donation_id, part)
            amount -= part
            self._current = (donation_id, free - part) if free > part else None


def lots_by_donation(lots: Iterable[Lot]) -> dict[DonationId, Money]:
    """How much each donation gives or gets, over all lots."""
    sums: dict[DonationId, Money] = {}
    for lot in lots:
        sums[lot.donation_id] = sums.get(lot.donation_id, Money(0)) + lot.amount
    return sums


def sum_of(lots: Iterable[Lot]) -> Money:
    return total(lot.amount for lot in lots)
