"""Gifts that come by themselves each month, while children learn."""

from dataclasses import dataclass
from datetime import date

from services.cli.demo.giving.post_office import PostOffice
from services.cli.demo.giving.troubles import cancel_by_law
from services.cli.demo.stage import Stage

COMES_ON_DAY, COMES_AT_HOUR = 5, 20

# When a card stops working, when its holder puts in another, and when a gift is cancelled by law.
CARD_BREAKS, CARD_REPLACED = date(2025, 5, 5), date(2025, 6, 5)
CANCELLED_IN = date(2025, 7, 5)


@dataclass
class Almsbox:
    """
    What the gateway takes in and pays out through the year.

    :param first_gift: a gift that stands in a voucher when its donor cancels it.
    """

    stage: Stage
    post: PostOffice
    first_gift: str

    def open(self, day: date) -> None:
        """The month's gifts arrive, and what the gateway has paid out."""
        self.post.keep_time()
        self.post.deliver()
        subscription = min(one["id"] for one in self.post.world.all_of("subscription"))
        if day == CARD_BREAKS:
            self.post.world.break_card(subscription)
        if day == CARD_REPLACED:
            self.post.world.replace_card(subscription)
        if day == CANCELLED_IN:
            cancel_by_law(self.stage, self.post, self.first_gift)
        self.post.deliver()
