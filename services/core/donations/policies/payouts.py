"""Which bank line brought which payout, and whose overhead bears the gateway's own fees."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from services.core.donations.types import PayoutStatus
from services.core.kit.business_days import business_days_apart
from services.core.kit.money import Money

# How many bank business days a payout may be early or late at the bank.
DAYS_OFF = 3

_ORDER = tuple(PayoutStatus)


@dataclass(frozen=True, slots=True, order=True)
class BankMoment:
    """
    Money that a bank line shows, or should show.

    :param minor: negative where the bank account is debited.
    """

    day: date
    minor: int
    id: UUID


def later(one: PayoutStatus, other: PayoutStatus) -> PayoutStatus:
    """Of two looks at a payout the one that is further: whichever look was taken first."""
    return max(one, other, key=_ORDER.index)


def pair_lines(
    expected: Iterable[BankMoment], lines: Iterable[BankMoment]
) -> list[tuple[UUID, UUID]]:
    """
    What is expected at the bank with the line that is it: equal to the yen, within `DAYS_OFF`.

    Each line is used once; the nearest days go together first, and then the earlier ones, so
    that the order in which they are known does not matter.
    """
    waiting = sorted(expected)
    pairs = sorted(
        (business_days_apart(one.day, line.day), one, line)
        for line in lines
        for one in waiting
        if one.minor == line.minor and abs((one.day - line.day).days) <= _CALENDAR_DAYS
    )
    taken: set[UUID] = set()
    found: list[tuple[UUID, UUID]] = []
    for apart, one, line in pairs:
        if apart <= DAYS_OFF and not {one.id, line.id} & taken:
            taken |= {one.id, line.id}
            found.append((one.id, line.id))
    return found


# Beyond it no holidays of Japan could bring the two together: spares counting business days.
_CALENDAR_DAYS = 4 * DAYS_OFF


def shares_of_fee(
    fee: Money, gross_by_programme: Mapping[UUID, int]
) -> Sequence[tuple[UUID, Money]]:
    """
    What each programme's overhead bears of a fee that the gateway takes for the account as such.

    In proportion to what each took in through the gateway in that payout (ADR 0075); alike where
    none took in anything.
    """
    programmes = sorted(gross_by_programme)
    weights = [gross_by_programme[one] for one in programmes]
    if not any(weights):
        weights = [1] * len(programmes)
    parts = zip(programmes, fee.split(weights), strict=True)
    return [(programme_id, part) for programme_id, part in parts if part]
