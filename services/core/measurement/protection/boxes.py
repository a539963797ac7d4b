"""
Ways to make a cell uncertain: vectors over cells that leave every sum as it is.

The simplest are boxes (the hypercubes of table protection): choose another value in each
dimension, and move people round the corners. If all corners are hidden, the cell may hold more
or fewer people, as far as no corner would fall below nought: that span is the box's width, and
the box is the certificate that nobody can know the cell better, even with a linear programme.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from services.core.measurement.protection.table import ALL, Coordinates, Table, Tree

# A margin is worth that many cells of the level below: blanks belong inside the table.
MARGIN_WEIGHT = 4

Move = tuple[tuple[str, int], ...]
Signs = tuple[tuple[Coordinates, int], ...]


@dataclass(frozen=True, slots=True)
class Box:
    """Cells and their signs; moving one person round it changes the cell of interest by one."""

    signs: Signs
    upward: int | None  # How many people the cell may gain, given the others; None: any number.
    downward: int

    def width_reaches(self, width: int) -> bool:
        return self.upward is None or self.upward + self.downward >= width

    @property
    def cells(self) -> Iterator[Coordinates]:
        return (cell for cell, _ in self.signs)


class Boxes:
    """The boxes of one table that leave its `public` cells as they are."""

    def __init__(
        self,
        table: Table,
        public: Collection[Coordinates] = (),
        weights: Mapping[Coordinates, int] | None = None,
    ) -> None:
        self._table = table
        self._moves = [_moves(tree) for tree in table.trees]
        self._weights = {
            cell: 0 if cell not in table.published else MARGIN_WEIGHT ** cell.count(ALL)
            for cell in table.values
            if cell not in public
        } | {cell: weight for cell, weight in (weights or {}).items() if cell in table.values}

    def weight(self, cell: Coordinates) -> tuple[int, int]:
        """What hiding the cell takes from the reader; to be compared only."""
        return self._weights[cell], self._table.values[cell]

    def cheapest(
        self, cell: Coordinates, *, hidden: Collection[Coordinates], width: int, only: bool = False
    ) -> Box | None:
        """
        The box round `cell`, wide enough, that hides the fewest cells besides `hidden`.

        With `only`, a box all of whose corners are hidden already, or none. Of equally cheap
        boxes the one of smallest values is taken, then the first in order of coordinates.
        """
        active = {relation.dimension for relation in self._table.relations_of.get(cell, ())}
        best: tuple[int, int, Signs] | None = None
        chosen: Box | None = None
        # Depth first, a dimension at a time: what is chosen so far is a part of the final box,
        # so its cost bounds the final cost from below, and most branches end early.
        waiting: list[tuple[int, int, Signs]] = [(0, 0, ((cell, 1),))]
        while waiting:
            cost, dimension, signs = waiting.pop()
            bound = 0 if only else best[0] if best else None
            if bound is not None and cost > bound:
                continue
            if dimension < len(cell):
                moves = self._moves[dimension][cell[dimension]] if dimension in active else [()]
                for move in reversed(moves):
                    dearer, wider = self._widened(signs, dimension, move, hidden)
                    if bound is None or cost + dearer <= bound:
                        waiting.append((cost + dearer, dimension + 1, wider))
                continue
            signs = tuple(item for item in signs if item[0] in self._weights)
            rank = (cost, self._loss(signs, hidden), signs)
            if best is not None and rank >= best:
                continue
            box = self._box(signs)
            if box.width_reaches(width) and self._leaves_sums_alone(signs):
                best, chosen = rank, box
        return chosen

    def _widened(
        self, signs: Signs, dimension: int, move: Move, hidden: Collection[Coordinates]
    ) -> tuple[int, Signs]:
        """What the corners cost that another dimension adds, and all corners with them."""
        cost = 0
        corners = list(signs)
        for corner, sign in signs:
            for value, factor in move:
                if value == corner[dimension]:
                    continue
                moved = (*corner[:dimension], value, *corner[dimension + 1 :])
                if moved not in hidden:
                    cost += self._weights.get(moved, 0)
                corners.append((moved, sign * factor))
        return cost, tuple(corners)

    def _loss(self, signs: Signs, hidden: Collection[Coordinates]) -> int:
        values = self._table.values
        return sum(values[corner] for corner, _ in signs if corner not in hidden)

    def _box(self, signs: Signs) -> Box:
        values = self._table.values
        sinking = [values[corner] for corner, sign in signs if sign < 0]
        rising = [values[corner] for corner, sign in signs if sign > 0]
        return Box(signs, min(sinking) if sinking else None, min(rising))

    def _leaves_sums_alone(self, signs: Signs) -> bool:
        """
        Whether this is a way to move people at all.

        Corners that the table does not have were left out: without harm where tables share a
        margin and the corner lies between them, not so where it is a structural zero.
        """
        moved = dict(signs)
        return all(
            not sum(sign * moved.get(member, 0) for member, sign in relation.signed())
            for corner in moved
            for relation in self._table.relations_of.get(corner, ())
        )


def _moves(tree: Tree) -> Mapping[str, list[Move]]:
    """For each value of a dimension, the ways to move one person along the tree through it."""
    parent = {child: above for above, children in tree.items() for child in children}
    values = dict.fromkeys([*tree, *parent])
    leaves = [value for value in values if value not in tree]

    @cache
    def path(leaf: str) -> tuple[str, ...]:
        steps = [leaf]
        while steps[-1] in parent:
            steps.append(parent[steps[-1]])
        return tuple(steps)

    found: dict[str, list[Move]] = {value: [] for value in values}
    for leaf in leaves:
        arriving: Move = tuple((value, 1) for value in path(leaf))
        for value, _ in arriving:
            found[value].append(arriving)
        for other in leaves:
            if other == leaf:
                continue
            shared = set(path(leaf)) & set(path(other))
            gaining = [(value, 1) for value in path(leaf) if value not in shared]
            losing = [(value, -1) for value in path(other) if value not in shared]
            for value, _ in gaining:
                found[value].append((*gaining, *losing))
    return found
