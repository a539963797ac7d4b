"""A truth about the whole, as a query that must return no row."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Invariant:
    """
    :param number: as the design numbers it: "L3".
    :param says: the truth, in one English sentence, for operators.
    :param sql: returns the rows that break it; `:now` stands for the present instant.
    """

    number: str
    says: str
    sql: str


@dataclass(frozen=True, slots=True)
class Finding:
    """An invariant with the rows that break it (at most `service.ROWS_SHOWN` of them)."""

    invariant: Invariant
    rows: list[dict[str, object]]
    found: int
