"""Rates that say as much as they may, and nothing of a handful of people."""

from dataclasses import dataclass
from enum import StrEnum

from services.core.kit.money import BASIS_POINTS


class Precision(StrEnum):
    """How much a published rate says."""

    EXACT = "exact"
    AT_LEAST = "at_least"
    BELOW = "below"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True)
class SafeRate:
    """A rate in basis points, or a bound of it, or nothing."""

    precision: Precision
    basis_points: int | None = None


HIDDEN = SafeRate(Precision.HIDDEN)


def people_rate(numerator: int, denominator: int, *, k: int) -> SafeRate:
    """
    The share of people, if neither those within nor those without are a handful.

    Of 54 children 51 make 94.4 %, and that would say that three did not: what is published is
    "at least 83.3 %", the share if nine had not. Never from a denominator under k.
    """
    if denominator < k:
        return HIDDEN
    within, without = numerator, denominator - numerator
    if without < k <= within:
        return SafeRate(Precision.AT_LEAST, (denominator - k + 1) * BASIS_POINTS // denominator)
    if within < k <= without:
        return SafeRate(Precision.BELOW, -(-k * BASIS_POINTS // denominator))
    if within < k:
        return HIDDEN
    return SafeRate(Precision.EXACT, within * BASIS_POINTS // denominator)


def floor_of(part: int, *, k: int) -> SafeRate:
    """The least that the share of `part` can be when fewer than `k` are without."""
    return SafeRate(Precision.AT_LEAST, part * BASIS_POINTS // (part + k - 1))


def money_rate(numerator_minor: int, denominator_minor: int, *, people: int, k: int) -> SafeRate:
    """The share of an amount that `people` were granted; hidden when they are fewer than k."""
    if people < k or denominator_minor <= 0:
        return HIDDEN
    return SafeRate(Precision.EXACT, numerator_minor * BASIS_POINTS // denominator_minor)
