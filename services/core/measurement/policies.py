"""Which band a grade is in, and which cells a report has: decisions without I/O."""

from collections.abc import Iterable, Sequence
from itertools import product

from services.core.measurement.protection.table import ALL
from services.core.measurement.types import Figures, GradeBand

# The last grade of each band, as programmes count grades (1 to 12).
LAST_GRADE = {
    GradeBand.PRIMARY: 6,
    GradeBand.LOWER_SECONDARY: 9,
    GradeBand.UPPER_SECONDARY: 12,
}

Cell = tuple[str, str, str]  # month, category, band


def band_of(grade_no: int) -> GradeBand:
    """The band of a grade from 1 to 12."""
    return next(band for band, last in LAST_GRADE.items() if grade_no <= last)


def bands_offered(grades: Iterable[int]) -> list[GradeBand]:
    """The bands of these grades, youngest first."""
    found = {band_of(grade) for grade in grades}
    return [band for band in GradeBand if band in found]


def published_cells(
    months: Sequence[str], categories: Sequence[str], bands: Sequence[str]
) -> list[Cell]:
    """
    The cells of the two published tables: month by category, and category by band.

    Their common margin is the category's total. Two tables that share one margin can always be
    filled in between, whatever the blanks hold: so what protects each protects both. A third
    table, month by band, would close the circle, and the full cube would show single children.
    """
    by_month = [(m, c, ALL) for m, c in product([*months, ALL], [*categories, ALL])]
    by_band = [(ALL, c, b) for c, b in product([*categories, ALL], bands)]
    return [*by_month, *by_band]


def filled(cells: Sequence[Cell], found: Iterable[Figures]) -> list[Figures]:
    """Every cell with its figures, noughts where nothing was used: a nought is a figure too."""
    known = {(one.month, one.category, one.band): one for one in found}
    return [known.get(cell) or Figures(*cell, 0, 0, 0, 0) for cell in cells]
