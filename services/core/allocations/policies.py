"""Who is paid from which fund, and whose yen go back: pure decisions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from services.core.kit.money import Money


class Restricted(Protocol):
    """A fund, as far as its donors' restriction goes."""

    def may_fund(self, grade_no: int) -> bool: ...


@dataclass(frozen=True, slots=True)
class Wish:
    """A candidate's claim, in the order drawn."""

    application_id: UUID
    household_id: UUID
    grade_no: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Purse:
    """A fund with what it can pay: settled, not promised to anyone yet."""

    fund_id: UUID
    restriction: Restricted
    free: Money


@dataclass(frozen=True, slots=True)
class Grant:
    """The whole of a wish, from one fund."""

    wish: Wish
    fund_id: UUID


@dataclass(frozen=True, slots=True)
class Plan:
    """
    :param missing: what the first candidate who had to be paid, and could not be, needs more than
        the best of the funds open to them holds; zero where nobody had to be turned away.
    """

    grants: tuple[Grant, ...]
    missing: Money


@dataclass(frozen=True, slots=True)
class LotPart:
    """What an award still holds of one gift: `left_minor` of the lot at `ordinal`."""

    ordinal: int
    left_minor: int


def plan(
    wishes: Iterable[Wish],
    purses: Sequence[Purse],
    *,
    places: int | None = None,
    budget: Money | None = None,
    served: Collection[UUID] | None = None,
) -> Plan:
    """
    Grant wishes in their order, each whole and from the first fund that may and can pay it.

    Nobody overtakes: where no fund open to a candidate can pay, these funds pay nobody further
    down, even if a smaller wish would fit; what is left there is the next one's in the order. A
    candidate whom no fund may serve is passed over, and stands in nobody's way; so is the sibling
    of a child who is served already, where the terms allow one child a household.

    :param purses: in the order in which they are to be used.
    :param places: stop after so many grants.
    :param budget: stop before the grants exceed it.
    :param served: households that have their one award; None where siblings may have one each.
    """
    households = None if served is None else set(served)
    left = {purse.fund_id: purse.free for purse in purses}
    exhausted: set[UUID] = set()
    grants: list[Grant] = []
    spent, missing = Money(0), Money(0)
    for wish in wishes:
        if len(grants) == places or len(exhausted) == len(left):
            break
        if households is not None and wish.household_id in households:
            continue
        may = [purse.fund_id for purse in purses if purse.restriction.may_fund(wish.grade_no)]
        can = [id for id in may if id not in exhausted and left[id] >= wish.amount]
        if can:
            if budget is not None and spent + wish.amount > budget:
                break
            grants.append(Grant(wish, can[0]))
            left[can[0]] -= wish.amount
            spent += wish.amount
            if households is not None:
                households.add(wish.household_id)
        elif may:
            exhausted.update(may)
            best = max((left[id] for id in may), key=lambda free: free.minor)
            missing = missing or wish.amount - best
    return Plan(tuple(grants), missing)


def from_the_tail(lots: Sequence[LotPart], minor: int) -> list[LotPart]:
    """
    What goes back of each lot when `minor` returns unspent: the last lot first.

    A voucher spends its lots from the first on, so what is unspent lies at the end (ledger.md,
    lots).

    :raises ValueError: the lots do not hold so much.
    """
    parts = []
    for lot in sorted(lots, key=lambda lot: -lot.ordinal):
        part = min(lot.left_minor, minor)
        if part:
            parts.append(LotPart(lot.ordinal, part))
            minor -= part
    if minor:
        raise ValueError(f"{minor} more than the lots hold")
    return parts
