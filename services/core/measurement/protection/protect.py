"""
Primary and complementary suppression: which cells of a table stay blank.

1. A cell is sensitive when it holds fewer than k people; nought too, unless structural.
2. Each sensitive cell gets a box all of whose corners are hidden, and in which the cell may
   vary by k people; so it is hidden from the linear programme, not from algebra alone.
3. Whatever else is hidden must not be determined either; exact algebra says so, to a fixed point.
4. Cells that the protection can do without are shown again, the most telling first.

The order of work follows from the coordinates only: the same table is always blanked alike.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from services.core.measurement.protection.algebra import Unknowns
from services.core.measurement.protection.boxes import Box, Boxes
from services.core.measurement.protection.table import Coordinates, Table


@dataclass(frozen=True)
class Protected:
    """
    What may be shown of a table.

    :ivar shown: the published cells and their values; structural zeros among them.
    :ivar sensitive: hidden because they are small themselves.
    :ivar complementary: hidden because they would give a sensitive cell away. Which of the
        two a blank is must not be told to the reader.
    """

    table: Table
    shown: Mapping[Coordinates, int]
    sensitive: frozenset[Coordinates]
    complementary: frozenset[Coordinates]

    def value(self, cell: Coordinates) -> int | None:
        """The value to print, None for a blank."""
        return self.shown.get(cell)

    @property
    def hidden(self) -> frozenset[Coordinates]:
        """The published cells that are to be left blank."""
        return (self.sensitive | self.complementary) & self.table.published


def protect_counts(
    table: Table, *, k: int, weights: Mapping[Coordinates, int] | None = None
) -> Protected:
    """Protect a table of people: cells under k are sensitive, and stay uncertain by k."""
    sensitive = {cell for cell, count in table.values.items() if count < k}
    return protect(table, sensitive=sensitive, width=lambda _: k, weights=weights)


def protect(
    table: Table,
    *,
    sensitive: Collection[Coordinates],
    width: Callable[[int], int],
    public: Collection[Coordinates] = (),
    weights: Mapping[Coordinates, int] | None = None,
) -> Protected:
    """
    Hide the `sensitive` cells and as few others as it takes to keep them unknown.

    :param width: by a cell's value, the span within which it must stay uncertain.
    :param public: cells that are known from elsewhere, and so cannot be hidden here. Where they
        give a sensitive cell away, all around it is hidden, and the caller must not print it.
    :param weights: what hiding a cell costs the reader, where the usual does not fit: 1 for an
        inner cell, four times as much for each dimension in which it is a margin.
    """
    boxes = Boxes(table, public, weights)
    blanks = _Blanks(table, frozenset(sensitive), width, boxes, frozenset(public))
    blanks.cover()
    blanks.settle()
    blanks.uncover()
    shown = {cell: table.values[cell] for cell in table.published - blanks.hidden}
    return Protected(
        table=table,
        shown=shown | dict.fromkeys(table.structural, 0),
        sensitive=blanks.sensitive,
        complementary=frozenset(blanks.hidden & table.published) - blanks.sensitive,
    )


class _Blanks:
    """The set of hidden cells while it is being found."""

    def __init__(
        self,
        table: Table,
        sensitive: frozenset[Coordinates],
        width: Callable[[int], int],
        boxes: Boxes,
        public: frozenset[Coordinates],
    ) -> None:
        self.table = table
        self.sensitive = sensitive
        self.hidden = {cell for cell in table.values if cell not in table.published} | sensitive
        self._width = {cell: width(table.values[cell]) for cell in sensitive}
        self._public = public
        self._boxes = boxes
        self._certificates: dict[Coordinates, Box] = {}

    def cover(self) -> None:
        """Give each sensitive cell a hidden box, cheapest first come."""
        for cell in sorted(self.sensitive, key=lambda cell: (-self.table.values[cell], cell)):
            box = self._boxes.cheapest(cell, hidden=self.hidden, width=self._width[cell])
            if box is not None:
                self._certificates[cell] = box
                self.hidden.update(box.cells)

    def settle(self) -> None:
        """Hide further cells until none that is hidden follows from the rest."""
        while determined := self._determined():
            before = len(self.hidden)
            for cell in determined:
                box = self._boxes.cheapest(cell, hidden=self.hidden, width=1)
                if box is not None:
                    self.hidden.update(box.cells)
                else:
                    # Structural zeros leave no box: widen along the sums that give it away.
                    self.hidden.update(self._neighbour(cell))
            if len(self.hidden) == before:
                return

    def uncover(self) -> None:
        """Show again each complementary cell that nothing needs, the most telling first."""
        spare = (self.hidden & self.table.published) - self.sensitive
        unknowns = Unknowns(self.hidden, self.table.relations)
        for cell in sorted(spare, key=self._boxes.weight, reverse=True):
            if cell not in self.hidden:
                continue
            following = unknowns.determined_by(cell)
            shown = {cell, *following}
            if not shown & self.sensitive and self._certified_without(shown):
                self.hidden -= shown
                unknowns.show(shown)

    def _determined(self) -> list[Coordinates]:
        unknowns = Unknowns(self.hidden, self.table.relations)
        guarded = self.sensitive | self.table.published
        return [cell for cell in unknowns.determined() if cell in guarded]

    def _neighbour(self, cell: Coordinates) -> list[Coordinates]:
        """The cheapest cell still shown in a sum with this one; failing that, anywhere."""
        near = {
            member
            for relation in self.table.relations_of.get(cell, ())
            for member, _ in relation.signed()
        }
        for candidates in (near, set(self.table.values)):
            if shown := candidates - self.hidden - self._public:
                return [min(shown, key=lambda other: (self._boxes.weight(other), other))]
        return []

    def _certified_without(self, shown: Collection[Coordinates]) -> bool:
        """Find new boxes for the cells whose certificate stands on `shown`; keep them if all."""
        kept = self.hidden - set(shown)
        renewed: dict[Coordinates, Box] = {}
        for cell, box in self._certificates.items():
            if not any(corner in shown for corner in box.cells):
                continue
            other = self._boxes.cheapest(cell, hidden=kept, width=self._width[cell], only=True)
            if other is None:
                return False
            renewed[cell] = other
        self._certificates |= renewed
        return True
