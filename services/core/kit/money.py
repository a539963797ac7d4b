"""Money: whole minor units of one currency. No float comes near it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Self

# ISO 4217 exponents of the currencies in use: a yen has no smaller part.
EXPONENTS = {"JPY": 0, "USD": 2, "EUR": 2, "GBP": 2}

BASIS_POINTS = 10_000


class CurrencyMismatch(ValueError):
    """Two amounts of different currencies met."""


@dataclass(frozen=True, slots=True, order=False)
class Money:
    """
    An amount in minor units (for JPY: yen). May be negative as a difference.

    :raises ValueError: the currency is unknown.
    :raises TypeError: `minor` is not a whole number.
    """

    minor: int
    currency: str = "JPY"

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"minor units are whole numbers, not {type(self.minor).__name__}")
        if self.currency not in EXPONENTS:
            raise ValueError(f"unknown currency {self.currency!r}")

    def __add__(self, other: Self) -> "Money":
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Self) -> "Money":
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Self) -> bool:
        return self.minor < self._same(other)

    def __le__(self, other: Self) -> bool:
        return self.minor <= self._same(other)

    def __gt__(self, other: Self) -> bool:
        return self.minor > self._same(other)

    def __ge__(self, other: Self) -> bool:
        return self.minor >= self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        exponent = EXPONENTS[self.currency]
        if exponent == 0:
            return f"{self.minor:,} {self.currency}"
        sign, whole = "-" * (self.minor < 0), abs(self.minor)
        units, rest = divmod(whole, 10**exponent)
        return f"{sign}{units:,}.{rest:0{exponent}} {self.currency}"

    def share(self, basis_points: int) -> "Money":
        """That share of this amount, rounded down: what is left stays where it was."""
        return Money(self.minor * basis_points // BASIS_POINTS, self.currency)

    def split(self, weights: Sequence[int]) -> "list[Money]":
        """
        Parts in proportion to `weights` that sum to this amount exactly.

        The remainder goes out one unit each to the largest fractions, earlier parts first.

        :raises ValueError: no weight is positive, or one is negative.
        """
        total = sum(weights)
        if total <= 0 or min(weights) < 0:
            raise ValueError("weights must be non-negative and not all zero")
        parts = [self.minor * weight // total for weight in weights]
        fractions = [self.minor * weight % total for weight in weights]
        left_over = self.minor - sum(parts)
        for index in sorted(range(len(parts)), key=lambda i: -fractions[i])[:left_over]:
            parts[index] += 1
        return [Money(part, self.currency) for part in parts]

    def _same(self, other: "Money") -> int:
        if other.currency != self.currency:
            raise CurrencyMismatch(f"{self.currency} and {other.currency}")
        return other.minor


def total(amounts: Iterable[Money], currency: str = "JPY") -> Money:
    """The sum of `amounts`, zero of `currency` where there is none."""
    return sum(amounts, start=Money(0, currency))
