"""
Ways to make a cell uncertain: vectors over cells that leave every sum as it is.

The simplest are boxes (the hypercubes of table protection): choose another value in each
dimension, and move people round the corners. If all corners are hidden, the cell may hold more
or fewer people, as far as no corner would fall below nought: that span is the box's width, and
the box is the certificate that nobody can know the cell better, even with a linear programme.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

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
        self._moves = [_Moves(tree) for tree in table.trees]
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
                moves: Sequence[Move] = (
                    self._moves[dimension].through(cell[dimension]) if dimension in active else [()]
                )
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


class _Moves:
    """The ways to move one person along one dimension; worked out where they are asked for."""

    def __init__(self, tree: Tree) -> None:
        self._parent = {child: above for above, children in tree.items() for child in children}
        values = dict.fromkeys([*tree, *self._parent])
        self._leaves = [value for value in values if value not in tree]
        self._found: dict[str, list[Move]] = {}

    def through(self, value: str) -> list[Move]:
        """
        Moves that bring one person to `value`: from outside, or from a leaf that is not below it.

        A move lists the values whose counts change, each with its sign, sums above included.
        """
        if value not in self._found:
            self._found[value] = list(self._through(value))
        return self._found[value]

    def _through(self, value: str) -> Iterator[Move]:
        for leaf in self._leaves:
            arriving = self._path(leaf)
            if value not in arriving:
                continue
            yield tuple((step, 1) for step in arriving)
            for other in self._leaves:
                leaving = self._path(other)
                if value not in leaving:
                    gaining = [(step, 1) for step in arriving if step not in leaving]
                    losing = [(step, -1) for step in leaving if step not in arriving]
                    yield (*gaining, *losing)

    def _path(self, leaf: str) -> list[str]:
        steps = [leaf]
        while steps[-1] in self._parent:
            steps.append(self._parent[steps[-1]])
        return steps
