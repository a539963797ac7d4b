"""When an amount of money may stand beside a number of people."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.core.kit.money import BASIS_POINTS

CONTRIBUTORS_MIN = 5
TOP_TWO_BPS_MAX = 8_500


@dataclass(frozen=True, slots=True)
class Spread:
    """How an amount is spread over those who made it up: how many, and the two largest."""

    contributors: int
    total_minor: int
    top_two_minor: int

    @classmethod
    def of(cls, amounts: Sequence[int]) -> "Spread":
        """The spread of these contributions, nothing counted that is nought."""
        largest = sorted((amount for amount in amounts if amount), reverse=True)
        return cls(len(largest), sum(largest), sum(largest[:2]))


def money_may_show(spread: Spread) -> bool:
    """Whether no contributor could read another's amount: five at least, two at most 85 %."""
    return (
        spread.contributors >= CONTRIBUTORS_MIN
        and spread.top_two_minor * BASIS_POINTS <= spread.total_minor * TOP_TWO_BPS_MAX
    )
