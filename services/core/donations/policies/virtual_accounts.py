"""Which of the gifts that wait for a bank transfer the cash that came is for (B4)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from services.core.donations.errors import CashDecisionUnfit
from services.core.donations.types import CashDecisionKind
from services.core.kit.money import Money


@dataclass(frozen=True, slots=True)
class Waiting:
    """A gift that waits for a transfer."""

    programme_id: UUID
    donation_id: UUID
    amount: Money
    purpose: tuple[UUID | None, UUID]  # its campaign and its fund


@dataclass(frozen=True, slots=True)
class CashSplit:
    """What of the cash goes to the gift, and what back to who sent it."""

    to_gift: Money
    to_return: Money


def exact_fit(
    cash: Money, waiting: Sequence[Waiting], *, returned: Collection[Money] = ()
) -> Waiting | None:
    """
    The gift that this cash pays to the yen, if nobody could mean another by it.

    Of several of the amount for one purpose, the first; for several purposes, a person decides.

    :param returned: refunds that may lie there again, since the donor named no account: cash of
        their amount may be what was to be given back, and a person decides.
    """
    if cash in returned:
        return None
    fitting = [one for one in waiting if one.amount == cash]
    if len({one.purpose for one in fitting}) != 1:
        return None
    return fitting[0]


def split(kind: CashDecisionKind, cash: Money, asked: Money | None) -> CashSplit:
    """
    How a decision divides the cash.

    :param asked: the amount of the gift; None where the decision is about none.
    :raises CashDecisionUnfit: less came than was asked for, or no gift was named.
    """
    nothing = Money(0, cash.currency)
    if kind is CashDecisionKind.RETURN_ALL:
        return CashSplit(nothing, cash)
    if asked is None or (kind is CashDecisionKind.EXACT and cash != asked):
        raise CashDecisionUnfit(kind=kind)
    if kind is CashDecisionKind.ALL_AS_GIFT:
        return CashSplit(cash, nothing)
    if cash < asked:
        raise CashDecisionUnfit(kind=kind)
    return CashSplit(asked, cash - asked)
