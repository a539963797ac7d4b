"""
What linear algebra lets an attacker conclude from what is shown: exact, over the rationals.

Subtract the true table from any other that agrees with all that is shown: the difference is a
vector over the hidden cells that satisfies every sum with nought. A hidden cell is determined
exactly when each such vector is nought there. So we keep, for each hidden cell, its entry as a
linear form in free parameters; an empty form is a cell that the attacker knows.
"""

from collections.abc import Collection, Iterable
from fractions import Fraction

from services.core.measurement.protection.table import Coordinates, Relation

Form = dict[int, Fraction]


class Unknowns:
    """The hidden cells, and how far they are still free of one another."""

    def __init__(self, hidden: Iterable[Coordinates], relations: Iterable[Relation]) -> None:
        cells = sorted(hidden)
        number = {cell: index for index, cell in enumerate(cells)}
        rows = [
            {number[cell]: Fraction(sign) for cell, sign in relation.signed() if cell in number}
            for relation in relations
        ]
        solved = _reduced(rows)
        self.forms: dict[Coordinates, Form] = {}
        for cell, index in number.items():
            row = solved.get(index)
            self.forms[cell] = (
                {index: Fraction(1)}
                if row is None
                else {free: -factor for free, factor in row.items() if free != index}
            )

    def determined(self) -> list[Coordinates]:
        """The hidden cells that follow from the rest, in order."""
        return [cell for cell, form in self.forms.items() if not form]

    def determined_by(self, cell: Coordinates) -> list[Coordinates]:
        """The other hidden cells that would follow if `cell` were shown."""
        direction = _direction(self.forms[cell])
        return [
            other
            for other, form in self.forms.items()
            if other != cell and len(form) == len(direction) and _direction(form) == direction
        ]

    def show(self, cells: Collection[Coordinates]) -> None:
        """Take the cells out of hiding, and draw the conclusions for the others."""
        for cell in sorted(cells):
            form = self.forms.pop(cell)
            if not form:
                continue
            pivot = min(form)
            factor = form.pop(pivot)
            rest = {free: -value / factor for free, value in form.items()}
            for other in self.forms.values():
                if (weight := other.pop(pivot, None)) is not None:
                    _add(other, rest, weight)


def _reduced(rows: list[Form]) -> dict[int, Form]:
    """The reduced echelon form, by pivot; each row has 1 at its pivot and no other pivot."""
    solved: dict[int, Form] = {}
    # Which solved rows mention a free column: only those need touching when it turns pivot.
    mentions: dict[int, set[int]] = {}
    for row in sorted(rows, key=len):
        current = dict(row)
        for column in [column for column in current if column in solved]:
            weight = current.pop(column)
            rest = {free: value for free, value in solved[column].items() if free != column}
            _add(current, rest, -weight)
        if not current:
            continue
        pivot = min(current, key=lambda column: (len(mentions.get(column, ())), column))
        scale = current[pivot]
        current = {column: value / scale for column, value in current.items()}
        rest = {column: value for column, value in current.items() if column != pivot}
        for above in mentions.pop(pivot, set()):
            weight = solved[above].pop(pivot)
            _add(solved[above], rest, -weight)
            for column in rest:
                _mention(mentions, column, above, solved[above])
        solved[pivot] = current
        for column in rest:
            mentions.setdefault(column, set()).add(pivot)
    return solved


def _mention(mentions: dict[int, set[int]], column: int, above: int, row: Form) -> None:
    if column in row:
        mentions.setdefault(column, set()).add(above)
    else:
        mentions.get(column, set()).discard(above)


def _add(form: Form, other: Form, weight: Fraction) -> None:
    for column, value in other.items():
        total = form.get(column, Fraction(0)) + weight * value
        if total:
            form[column] = total
        else:
            form.pop(column, None)


def _direction(form: Form) -> dict[int, Fraction]:
    """The form up to a factor: equal for two cells that give each other away."""
    if not form:
        return {}
    leading = form[min(form)]
    return {column: value / leading for column, value in form.items()}
