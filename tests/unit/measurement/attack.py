"""
The attacker: knows every published cell and all sums, and solves for the rest.

Written apart from the code under test on purpose: dense Gaussian elimination over the rationals,
with the cells of the innermost table as unknowns.
"""

from collections.abc import Mapping
from fractions import Fraction
from itertools import product

ALL = "all"


def cube(values: Mapping[tuple[str, ...], int]) -> dict[tuple[str, ...], int]:
    """The innermost cells with all their margins."""
    full = dict(values)
    for dimension in range(len(next(iter(values)))):
        sums: dict[tuple[str, ...], int] = {}
        for cell, value in full.items():
            margin = (*cell[:dimension], ALL, *cell[dimension + 1 :])
            sums[margin] = sums.get(margin, 0) + value
        full |= sums
    return full


def derived(
    inner: Mapping[tuple[str, ...], int], shown: Mapping[tuple[str, ...], int]
) -> dict[tuple[str, ...], int]:
    """All cells, inner or margin, whose value follows from what is shown."""
    unknowns = sorted(inner)
    equations = [
        [Fraction(_covers(cell, one)) for one in unknowns] + [Fraction(value)]
        for cell, value in shown.items()
    ]
    reduced = _gauss(equations)
    found = {}
    for cell in cube(inner):
        row = [Fraction(_covers(cell, one)) for one in unknowns] + [Fraction(0)]
        for pivot, other in reduced:
            if factor := row[pivot]:
                row = [a - factor * b for a, b in zip(row, other, strict=True)]
        if not any(row[:-1]):
            found[cell] = int(-row[-1])
    return found


def _covers(cell: tuple[str, ...], inner: tuple[str, ...]) -> bool:
    return all(a in {b, ALL} for a, b in zip(cell, inner, strict=True))


def _gauss(rows: list[list[Fraction]]) -> list[tuple[int, list[Fraction]]]:
    solved: list[tuple[int, list[Fraction]]] = []
    for start in rows:
        row = start
        for pivot, other in solved:
            if factor := row[pivot]:
                row = [a - factor * b for a, b in zip(row, other, strict=True)]
        pivot = next((i for i, value in enumerate(row[:-1]) if value), None)
        if pivot is None:
            continue
        row = [value / row[pivot] for value in row]
        solved = [
            (place, [a - other[pivot] * b for a, b in zip(other, row, strict=True)])
            for place, other in solved
        ]
        solved.append((pivot, row))
    return solved


def table_cells(sizes: tuple[int, ...]) -> list[tuple[str, ...]]:
    """Coordinates of an innermost table of these sizes."""
    return list(product(*([f"{d}{i}" for i in range(n)] for d, n in enumerate(sizes))))
