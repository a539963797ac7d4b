"""What a statement says of traces, and what it leaves out for the children's sake."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from services.core.impact.types import (
    CategoryLine,
    Detail,
    MonthLine,
    Piece,
    Place,
    Trace,
    Traced,
)
from services.core.measurement.protection import (
    ALL,
    Spread,
    money_may_show,
    protect,
    table_of,
)
from services.core.programmes.types import ServiceCategory

OPEN = "open"


def parts_of(traces: Sequence[Trace]) -> dict[Place, int]:
    """All gifts by place; what sums for each sums for all."""
    return {place: sum(trace.parts[place] for trace in traces) for place in Place}


def is_final(traces: Sequence[Trace], frozen: Sequence[Traced], *, year_over: bool) -> bool:
    """
    Whether every yen has come to rest: none in a voucher, each lesson settled and fixed, and
    none free in the fund while the programme's year still gives it to other children.
    """
    parts = parts_of(traces)
    fixed = sum(one.amount_minor for one in frozen)
    used = parts[Place.USED] + sum(
        piece.amount_minor for trace in traces for piece in trace.stood_in
    )
    free = parts[Place.WAITING] + parts[Place.RETURNED] + parts[Place.ON_HOLD]
    return not parts[Place.COMMITTED] and fixed == used and (year_over or not free)


ByChild = Mapping[str, Mapping[UUID, int]]
"""Yen by line, and within it by child."""


def has_detail(traces: Sequence[Trace], *, k: int) -> bool:
    """Whether lessons may be told of: `k` children or more stand behind the gifts."""
    return len(_children(traces)) >= k


def detail_of(
    traces: Sequence[Trace], frozen: Sequence[Traced], *, k: int, others: ByChild
) -> Detail:
    """
    Uses by category and by month, of gifts that have a detail.

    The two lists share their total, which is a part of the gift and always shown.

    :param others: what in each category the donor's gifts did not pay. The programme's figures
        are public: a category is a blank, too, where they would tell of a few others.
    """
    pieces = [piece for trace in traces for piece in trace.pieces]
    return Detail(
        children=len(_children(traces)),
        categories=_by_category(pieces, k=k, others=others),
        months=_by_month(pieces, frozen, k=k),
    )


def others_of(everybody: ByChild, own: Sequence[Trace]) -> ByChild:
    """What is left of the programme's uses once those that these gifts paid are taken away."""
    rest = {line: dict(children) for line, children in everybody.items()}
    for trace in own:
        for piece in trace.pieces:
            rest[piece.use.category][piece.child_id] -= piece.amount_minor
    return {
        line: {child: minor for child, minor in children.items() if minor}
        for line, children in rest.items()
    }


def _children(traces: Sequence[Trace]) -> frozenset[UUID]:
    return frozenset[UUID]().union(*(trace.children for trace in traces))


def _by_category(pieces: Sequence[Piece], *, k: int, others: ByChild) -> tuple[CategoryLine, ...]:
    by_child: dict[str, dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    for piece in pieces:
        by_child[piece.use.category][piece.child_id] += piece.amount_minor
    shown = _protected(by_child, k=k, others=others)
    return tuple(
        CategoryLine(category, shown[category]) for category in ServiceCategory if category in shown
    )


def _by_month(
    pieces: Sequence[Piece], frozen: Sequence[Traced], *, k: int
) -> tuple[MonthLine, ...]:
    by_child: dict[str, dict[UUID, int]] = defaultdict(lambda: defaultdict(int))
    still_open: dict[UUID, int] = defaultdict(int)
    for piece in pieces:
        still_open[piece.child_id] += piece.amount_minor
    for one in frozen:
        by_child[one.month][one.child_id] += one.amount_minor
        still_open[one.child_id] -= one.amount_minor
    if any(still_open.values()):
        by_child[OPEN] = still_open
    # By the month of its statement, in which nothing of the programme is published.
    shown = _protected(by_child, k=k, others={})
    return tuple(
        MonthLine(None if month == OPEN else month, shown[month])
        for month in sorted(shown, key=lambda month: (month == OPEN, month))
    )


def _protected(by_child: ByChild, *, k: int, others: ByChild) -> dict[str, int | None]:
    """The lines with blanks where a few children, or two large ones, would show."""
    amounts = {line: sum(children.values()) for line, children in by_child.items()}
    sensitive = {
        (line,)
        for line, children in by_child.items()
        if _gives_away(children, k=k) or (others.get(line) and _gives_away(others[line], k=k))
    }
    # A correction may be negative; which lines give which away is the same without the signs.
    sizes = {(line,): abs(minor) for line, minor in amounts.items()}
    whole = (ALL,)
    table = table_of(["line"], [*sizes.items(), (whole, sum(sizes.values()))])
    result = protect(table, sensitive=sensitive, width=lambda minor: max(minor, 1), public=[whole])
    if len(result.hidden) == 1:  # The only line: its total, which is public, would be its name.
        return {}
    return {line: None if (line,) in result.hidden else minor for line, minor in amounts.items()}


def _gives_away(children: Mapping[UUID, int], *, k: int) -> bool:
    spread = Spread.of([abs(minor) for minor in children.values()])
    return spread.contributors < k or not money_may_show(spread)
