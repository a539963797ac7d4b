"""How rows of families are matched: among many values, and with whom they belong to."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ARRAY, ColumnElement, any_, literal
from sqlalchemy.orm import InstrumentedAttribute


def among(column: InstrumentedAttribute[Any], values: Iterable[Any]) -> ColumnElement[bool]:
    """`column = ANY(values)`: one bound array, however many values there are."""
    return column == any_(literal(list(values), ARRAY(column.type)))


def same_child(application: Any, child: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = (child.organisation_id == application.organisation_id) & (
        child.id == application.child_id
    )
    return same


def same_household(child: Any, household: Any) -> ColumnElement[bool]:
    same: ColumnElement[bool] = (household.organisation_id == child.organisation_id) & (
        household.id == child.household_id
    )
    return same
