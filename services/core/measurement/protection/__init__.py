"""
Small cells: what an aggregate may show, so that nobody can be found in it.

There is no other way out for an aggregate: reports, statements, exports and the command
`minori protect` all pass here (docs/explanation/small-cells.md).
"""

from services.core.measurement.protection.money import Spread, money_may_show
from services.core.measurement.protection.protect import Protected, protect, protect_counts
from services.core.measurement.protection.rates import SafeRate, money_rate, people_rate
from services.core.measurement.protection.table import ALL, Coordinates, Table, Tree, table_of

__all__ = [
    "ALL",
    "Coordinates",
    "Protected",
    "SafeRate",
    "Spread",
    "Table",
    "Tree",
    "money_may_show",
    "money_rate",
    "people_rate",
    "protect",
    "protect_counts",
    "table_of",
]
