"""How large everything is in a year of so many children, after the figures of Shibuya 2018."""

import math
import random
from dataclasses import dataclass

FISCAL_YEAR = 2025
AMOUNT_YEN = 200_000  # a voucher of the third year of lower secondary school

# Shibuya 2018: 731 people gave ¥14,053,500 for 54 children; more than twice as many applied than
# there was money for (CFC's own rounds saw two to seven times as many).
GIFT_YEN_A_CHILD = 14_053_500 // 54
DONORS_A_CHILD = 731 / 54
APPLICANTS_A_PLACE = 2.2

# Past this many places, companies carry more of the sum and there are fewer gifts to a child.
PLACES_OF_MANY_GIFTS = 200
DONORS_A_FURTHER_CHILD = 3

# Real requests to the gateway's stand-in, one by one: so many and no more, at any size.
CHECKOUTS_MAX = 40


@dataclass(frozen=True, slots=True)
class Plan:
    """
    The size of a year.

    :param places: children who get a voucher.
    :param seed: equal plans give equal years.
    """

    places: int
    seed: int

    def random(self, topic: str) -> random.Random:
        """Chance for one topic: adding a topic leaves the others as they were."""
        return random.Random(f"minori-year-{self.seed}-{self.places}-{topic}")

    @property
    def applicants(self) -> int:
        return max(self.places + 4, round(self.places * APPLICANTS_A_PLACE))

    @property
    def donors(self) -> int:
        many = min(self.places, PLACES_OF_MANY_GIFTS)
        further = self.places - many
        return max(24, round(many * DONORS_A_CHILD) + further * DONORS_A_FURTHER_CHILD)

    @property
    def gift_yen(self) -> int:
        """What all gifts together come to; a little is left when every place is paid."""
        return max(self.places, 2) * GIFT_YEN_A_CHILD

    @property
    def grant_yen(self) -> int:
        """What the ward adds."""
        return self.places * 10_000

    @property
    def providers(self) -> int:
        return min(800, max(5, round(math.sqrt(self.places) * 1.6)))

    @property
    def checkouts(self) -> int:
        return min(CHECKOUTS_MAX, self.donors // 8)

    @property
    def pledges(self) -> int:
        """Gifts announced and sent by bank transfer."""
        return min(400, self.donors // 6)
