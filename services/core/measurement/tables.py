"""The published tables: which figures of a report may be shown, decided over all of them."""

from collections.abc import Mapping, Sequence

from services.core.measurement.protection.money import Spread, money_may_show
from services.core.measurement.protection.protect import Protected, protect, protect_counts
from services.core.measurement.protection.rates import (
    HIDDEN,
    Precision,
    SafeRate,
    floor_of,
    money_rate,
    people_rate,
)
from services.core.measurement.protection.table import ALL, Coordinates, table_of
from services.core.measurement.types import Figures, Rate, Reach, ReportRow, Stage

# Eligible children are those with a voucher and those without; those with one used it or not.
STAGES = {ALL: (Stage.ISSUED, Stage.NOT_ISSUED), Stage.ISSUED: (Stage.USED, Stage.NOT_USED)}

# Readers ask how many have a voucher and used it: sooner than those, other numbers stay blank.
DEAR_STAGES: dict[Coordinates, int] = {(Stage.ISSUED,): 8, (Stage.USED,): 8}

DIMENSIONS = ("month", "category", "band")


def protect_stages(reach: Reach, *, k: int) -> dict[Stage, int | None]:
    """Children by stage; blank where a number, or the difference of two, tells of fewer than k."""
    counts = {
        ALL: reach.eligible,
        Stage.ISSUED: reach.issued,
        Stage.NOT_ISSUED: reach.eligible - reach.issued,
        Stage.USED: reach.users,
        Stage.NOT_USED: reach.issued - reach.users,
    }
    table = table_of(
        ["stage"],
        [((stage,), count) for stage, count in counts.items()],
        hierarchies={"stage": STAGES},
    )
    protected = protect_counts(table, k=k, weights=DEAR_STAGES)
    return {stage: protected.value((ALL if stage is Stage.ELIGIBLE else stage,)) for stage in Stage}


def rates(reach: Reach, stages: Mapping[Stage, int | None], *, k: int) -> dict[Rate, SafeRate]:
    """
    The three rates, or the bounds of them that may be told (H4).

    A rate never says more than the stages do: from a rate and one of its numbers the other
    follows, and from the yen granted the number of vouchers.
    """
    amount = money_rate(reach.used_minor, reach.granted_minor, people=reach.issued, k=k)
    return {
        Rate.ISSUE: _rate(reach.issued, reach.eligible, Stage.ISSUED, Stage.ELIGIBLE, stages, k),
        Rate.USERS: _rate(reach.users, reach.issued, Stage.USED, Stage.ISSUED, stages, k),
        Rate.AMOUNT: HIDDEN if stages[Stage.ISSUED] is None else amount,
    }


def _rate(
    part: int, whole: int, of: Stage, among: Stage, stages: Mapping[Stage, int | None], k: int
) -> SafeRate:
    rate = people_rate(part, whole, k=k)
    part_shown, whole_shown = stages[of] is not None, stages[among] is not None
    if rate.precision is Precision.EXACT and not (part_shown and whole_shown):
        return HIDDEN
    if rate.precision is Precision.AT_LEAST and not whole_shown:
        # Then the bound must follow from the part alone: at most k - 1 are without.
        return floor_of(part, k=k) if part_shown else HIDDEN
    if rate.precision is Precision.BELOW and not whole_shown:
        return HIDDEN
    return rate


def protect_uses(
    figures: Sequence[Figures], *, k: int, issued: int | None = None
) -> list[ReportRow]:
    """
    The rows of the report, in the order given.

    :param issued: how many children have a voucher, where that is public: of a number of users
        close to it, anybody could tell the handful who did not use theirs.
    """
    children = _children(figures, k=k, issued=issued)
    small = {_cell(one) for one in figures if one.children < k}
    redemptions = protect(
        table_of(DIMENSIONS, [(_cell(one), one.redemptions) for one in figures]),
        sensitive=small,
        width=lambda _: k,
    )
    # Money is near enough known when it is known to half: a blank must leave its own size open.
    used = protect(
        table_of(DIMENSIONS, [(_cell(one), one.used_minor) for one in figures]),
        sensitive=small | {_cell(one) for one in figures if not money_may_show(_spread(one))},
        width=lambda minor: max(minor, 1),
    )
    return [
        ReportRow(
            month=one.month,
            category=one.category,
            band=one.band,
            children=children.value(_without_sums(one)),
            redemptions=redemptions.value(_cell(one)),
            used_minor=used.value(_cell(one)),
        )
        for one in figures
    ]


def _children(figures: Sequence[Figures], *, k: int, issued: int | None) -> Protected:
    """
    Children add up over bands, for each is in one, and not over months or categories.

    There only bounds follow: a child was in at least one of them, and in at most all. They
    leave a blank open by the smallest of its shown neighbours, which is k or more; and those
    who are in none of them open by k, since no count within k of `issued` is shown.
    """
    table = table_of(["scope", "band"], [(_without_sums(one), one.children) for one in figures])
    sensitive = {
        cell
        for cell, count in table.values.items()
        if count < k or (issued is not None and cell[1] == ALL and issued - count < k)
    }
    return protect(table, sensitive=sensitive, width=lambda _: k)


def _cell(one: Figures) -> tuple[str, str, str]:
    return one.month, one.category, one.band


def _without_sums(one: Figures) -> tuple[str, str]:
    return f"{one.month} {one.category}", one.band


def _spread(one: Figures) -> Spread:
    return Spread(one.children, one.used_minor, one.top_two_minor)
