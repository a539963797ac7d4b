"""A table as its attacker sees it: cells, and the sums that tie them to one another."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from services.core.measurement.errors import TableNotAdditive, TableNotReadable

ALL = "all"

Coordinates = tuple[str, ...]
# For one dimension: which values are the parts of a value; `all` is the root of each.
Tree = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Relation:
    """`total` is the sum of `parts`, along one dimension."""

    dimension: int
    total: Coordinates
    parts: tuple[Coordinates, ...]

    def signed(self) -> Iterable[tuple[Coordinates, int]]:
        """The cells with their signs in the equation parts - total = 0."""
        yield self.total, -1
        for part in self.parts:
            yield part, 1


@dataclass(frozen=True)
class Table:
    """
    Cells over `dimensions`, complete with the margins that anyone could add up.

    :ivar values: every cell that is not a structural zero; margins that were not given are
        computed, since the attacker computes them too.
    :ivar published: the cells that were given, and are to be shown if they may.
    :ivar structural: cells that cannot hold anyone (a pupil of year 1 at an entrance exam of
        year 9); their zero is known to all.
    """

    dimensions: tuple[str, ...]
    values: Mapping[Coordinates, int]
    published: frozenset[Coordinates]
    structural: frozenset[Coordinates]
    trees: tuple[Tree, ...]
    relations: tuple[Relation, ...] = field(repr=False)

    @cached_property
    def relations_of(self) -> Mapping[Coordinates, list[Relation]]:
        found: dict[Coordinates, list[Relation]] = defaultdict(list)
        for relation in self.relations:
            for cell, _ in relation.signed():
                found[cell].append(relation)
        return found


def table_of(
    dimensions: Sequence[str],
    rows: Iterable[tuple[Coordinates, int]],
    *,
    structural: Iterable[Coordinates] = (),
    hierarchies: Mapping[str, Tree] | None = None,
) -> Table:
    """
    The table of these rows; `all` stands for a margin.

    A combination that no row names is a structural zero where its margin is given or can be
    added up. A dimension without an `all` is not additive: its slices stand side by side.
    `hierarchies` gives dimensions with levels between a value and `all`.

    :raises TableNotReadable: a cell comes twice, holds less than nothing, or has not one
        coordinate a dimension.
    :raises TableNotAdditive: a margin differs from the sum of its parts.
    """
    given = _given(dimensions, rows)
    zeros = frozenset(structural)
    if wrong := sorted(cell for cell in zeros if given.get(cell)):
        raise TableNotReadable(cell=" × ".join(wrong[0]))
    values = {cell: value for cell, value in given.items() if cell not in zeros}
    trees = tuple(
        (hierarchies or {}).get(name) or _flat(values, index)
        for index, name in enumerate(dimensions)
    )
    relations = _relations(values, zeros, trees)
    return Table(
        dimensions=tuple(dimensions),
        values=values,
        published=frozenset(given) - zeros,
        structural=zeros,
        trees=trees,
        relations=relations,
    )


def _given(
    dimensions: Sequence[str], rows: Iterable[tuple[Coordinates, int]]
) -> dict[Coordinates, int]:
    given: dict[Coordinates, int] = {}
    for cell, value in rows:
        if cell in given or value < 0 or len(cell) != len(dimensions):
            raise TableNotReadable(cell=" × ".join(cell))
        given[cell] = value
    return given


def _flat(values: Mapping[Coordinates, int], dimension: int) -> Tree:
    """The tree of a dimension without levels: `all` and its values; none without an `all`."""
    names = dict.fromkeys(cell[dimension] for cell in values)
    if ALL not in names:
        return {}
    return {ALL: [name for name in names if name != ALL]}


def _relations(
    values: dict[Coordinates, int], zeros: frozenset[Coordinates], trees: Sequence[Tree]
) -> tuple[Relation, ...]:
    """All sums over the cells; adds to `values` the margins that were not given."""
    for dimension, tree in enumerate(trees):
        for parent in reversed(_parents_first(tree)):
            for total, parts in _lines(values, dimension, parent, tree[parent]):
                if total not in values and total not in zeros:
                    values[total] = sum(values[part] for part in parts)
    relations = []
    for dimension, tree in enumerate(trees):
        for parent in _parents_first(tree):
            for total, parts in _lines(values, dimension, parent, tree[parent]):
                if values.get(total, 0) != sum(values[part] for part in parts):
                    raise TableNotAdditive(cell=" × ".join(total))
                if total in values:
                    relations.append(Relation(dimension, total, tuple(parts)))
    return tuple(relations)


def _lines(
    values: Mapping[Coordinates, int], dimension: int, parent: str, children: Sequence[str]
) -> list[tuple[Coordinates, list[Coordinates]]]:
    """Each line of cells that differ in this dimension only, with its total's coordinates."""
    wanted = set(children)
    lines: dict[Coordinates, list[Coordinates]] = defaultdict(list)
    for cell in values:
        if cell[dimension] in wanted:
            lines[(*cell[:dimension], parent, *cell[dimension + 1 :])].append(cell)
    return list(lines.items())


def _parents_first(tree: Tree) -> list[str]:
    """The values that have parts, each before those below it."""
    ordered: list[str] = []
    waiting = [ALL] if ALL in tree else []
    while waiting:
        parent = waiting.pop(0)
        ordered.append(parent)
        waiting.extend(child for child in tree[parent] if child in tree)
    return ordered
