"""Lists of objects: narrowed, cut into pages by cursor, the newest first."""

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from operator import ge, gt, le, lt
from typing import Any

from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.refusals import Refused, unknown
from services.sandbox.fakestripe.things import Object, Thing

LIMIT = 10
LIMIT_MAX = 100

_COMPARE = {"gt": gt, "gte": ge, "lt": lt, "lte": le}


@dataclass(frozen=True, slots=True)
class Listed:
    """
    How objects of one kind are listed.

    :param by: parameter -> the field that must equal it.
    :param any_of: parameter with several values -> the field that must be one of them.
    :param spans: fields that are narrowed by bounds, beside the time of making.
    :param only: which of them are listed, by what is asked.
    """

    kind: str
    by: dict[str, str] = field(default_factory=dict)
    any_of: dict[str, str] = field(default_factory=dict)
    spans: tuple[str, ...] = ()
    only: Callable[[Thing, Object], bool] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    things: list[Thing]
    has_more: bool


def page_of(
    account: Account, listed: Listed, asked: Object, *, among: list[Thing] | None = None
) -> Page:
    """
    One page of a list. Costs what it passes over, not what the shelf holds.

    :param among: list these, given the oldest first, and not all of the kind.
    :raises Refused: a cursor or a bound is none.
    """
    wanted = {name: asked[param] for param, name in listed.by.items() if param in asked}
    base = _base(account, listed, wanted) if among is None else among
    low, high = _created_between(base, asked.get("created"))
    limit = _limit(asked)
    after, before = asked.get("starting_after"), asked.get("ending_before")
    if after and before:
        raise Refused("You can only use one of starting_after and ending_before.")

    def fits(thing: Thing) -> bool:
        return (
            all(str(thing[name]) == value for name, value in wanted.items())
            and all(
                thing[n] in asked[param] for param, n in listed.any_of.items() if param in asked
            )
            and all(_lies_in(thing[name], asked.get(name)) for name in listed.spans)
            and (listed.only is None or listed.only(thing, asked))
        )

    if before:
        low = max(low, _place_in(account, listed, base, before) + 1)
        found = _take(base, range(low, high), limit + 1, fits)
        return Page(found[:limit][::-1], len(found) > limit)
    if after:
        high = min(high, _place_in(account, listed, base, after))
    found = _take(base, range(high - 1, low - 1, -1), limit + 1, fits)
    return Page(found[:limit], len(found) > limit)


def _take(
    base: list[Thing], places: range, number: int, fits: Callable[[Thing], bool]
) -> list[Thing]:
    found = []
    for place in places:
        if fits(base[place]):
            found.append(base[place])
            if len(found) == number:
                break
    return found


def _base(account: Account, listed: Listed, wanted: dict[str, Any]) -> list[Thing]:
    """The shortest list that holds all that is wanted, the oldest first."""
    shelf = account.shelf(listed.kind)
    indexed = [shelf.narrowed(name, value) for name, value in wanted.items()]
    return min((some for some in indexed if some is not None), key=len, default=shelf.things)


def _place_in(account: Account, listed: Listed, base: list[Thing], cursor: str) -> int:
    place = account.shelf(listed.kind).place
    if cursor not in place:
        raise unknown(listed.kind, cursor)
    return bisect_left(base, place[cursor], key=lambda thing: place[thing["id"]])


def _created_between(base: list[Thing], asked: Object | str | None) -> tuple[int, int]:
    """From which to which place; what stands in a list stands by the time of its making."""
    if asked is None:
        return 0, len(base)
    low, high = 0, len(base)
    for name, value in _bounds(asked).items():
        find = bisect_left if name in {"gte", "lt"} else bisect_right
        place = find(base, value, key=lambda thing: thing["created"])
        low, high = (max(low, place), high) if name[0] == "g" else (low, min(high, place))
    return low, high


def _lies_in(at: int, asked: Object | str | None) -> bool:
    if asked is None:
        return True
    return all(_COMPARE[name](at, value) for name, value in _bounds(asked).items())


def _bounds(asked: Object | str) -> dict[str, int]:
    """A bare number is that second alone."""
    bounds = asked if isinstance(asked, dict) else {"gte": asked, "lte": asked}
    for name, value in bounds.items():
        if name not in _COMPARE or not str(value).isdigit():
            raise Refused(f"Invalid timestamp: {value}", param=name)
    return {name: int(value) for name, value in bounds.items()}


def _limit(asked: Object) -> int:
    limit = str(asked.get("limit", LIMIT))
    if not limit.isdigit() or not 1 <= int(limit) <= LIMIT_MAX:
        raise Refused(f"Invalid limit: {limit}", code="parameter_invalid_integer", param="limit")
    return int(limit)
