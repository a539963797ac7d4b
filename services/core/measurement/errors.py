"""What can stand in the way of measuring and publishing."""

from services.core.kit.errors import Invalid, NotFound


class TableNotAdditive(Invalid):
    """A margin differs from the sum of its parts: one of the two is wrong."""

    code = "table_not_additive"


class TableNotReadable(Invalid):
    """A row lacks a column, repeats a cell, or holds no whole number of people."""

    code = "table_not_readable"


class ThresholdTooLow(Invalid):
    """A threshold under that of public figures was asked for."""

    code = "threshold_too_low"


class NothingRolledUp(NotFound):
    """No rollup has run for the programme: there are no sums to report."""

    code = "nothing_rolled_up"
