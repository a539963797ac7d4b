"""What goes wrong between the shop and the API, by seed."""

import random
from dataclasses import dataclass
from enum import Enum

RETRY_AFTER_S = 1


class Mishap(Enum):
    """What happens to one request."""

    RATE_LIMITED = "rate_limited"  # 429, nothing was done
    FAILED_BEFORE = "failed_before"  # 500 before anything was done; not kept for the key
    FAILED_AFTER = "failed_after"  # 500 though it was done; kept for the key
    DROPPED_BEFORE = "dropped_before"  # the line is cut, nothing was done
    DROPPED_AFTER = "dropped_after"  # the line is cut after it was done


@dataclass(frozen=True, slots=True)
class ApiFaults:
    """
    Shares of all requests; together at most 1.

    :param seed: equal seeds meet equal requests with equal mishaps.
    """

    seed: int = 0
    rate_limited: float = 0.0
    failed_before: float = 0.0
    failed_after: float = 0.0
    dropped_before: float = 0.0
    dropped_after: float = 0.0


FAIR = ApiFaults()


class Weather:
    """Deals out the mishaps of a plan, one request after the other."""

    def __init__(self, plan: ApiFaults) -> None:
        self._random = random.Random(f"api-{plan.seed}")
        self._shares = [(mishap, getattr(plan, mishap.value)) for mishap in Mishap]

    def next(self) -> Mishap | None:
        roll = self._random.random()
        for mishap, share in self._shares:
            if roll < share:
                return mishap
            roll -= share
        return None
