"""Gifts at our own page: by card, at a convenience store, by transfer, and every month."""

from dataclasses import dataclass, field
from typing import Any

from services.cli.demo.giving.post_office import PostOffice
from services.cli.demo.stage import Advance, Stage
from services.sandbox.fakestripe.cards import GOOD_CARD, Card
from services.sandbox.year.gifts import Gift
from services.worker.virtual_accounts import carry_out_decisions

# Of the gifts on our page: every so many by konbini, with the fee covered, with a kind word.
KONBINI_EVERY, NEVER_PAID_EVERY, FEE_COVERED_EVERY, WORDS_EVERY = 4, 8, 3, 5
FOREIGN_CARD = Card(country="US")
MESSAGE = "勉強、応援しています。"


@dataclass
class Doorstep:
    """
    Whoever comes to our page.

    :ivar by_card: ids of gifts paid by card, in the order in which they came.
    """

    stage: Stage
    post: PostOffice
    by_card: list[str] = field(default_factory=list)

    def welcome(self, gifts: list[Gift], advance: Advance) -> None:
        """By card at once, or with cash at a convenience store days later; one card is foreign."""
        for place, gift in enumerate(gifts):
            self.stage.at(gift.on, 21)
            self.post.keep_time()
            konbini = gift.number % KONBINI_EVERY == 0
            started = self._give(gift, "konbini" if konbini else "card")
            session_id = started["pay_at"].rsplit("/", 1)[-1]
            self.post.world.pay(session_id, FOREIGN_CARD if place == 1 else GOOD_CARD)
            # Some konbini numbers are never paid: they fail when their days are over.
            if konbini and gift.number % NEVER_PAID_EVERY:
                self.post.world.pay_at_the_counter(session_id)
            if not konbini:
                self.by_card.append(started["id"])
            self.post.hand_over()
            advance(1)
        self.post.deliver()

    def await_transfers(self, gifts: list[Gift], sent: list[int]) -> None:
        """To account numbers at the gateway: what is sent need not be what was asked (B4)."""
        for gift, yen in zip(gifts, sent, strict=True):
            self._give(gift, "virtual_account")
            customer = next(self.post.world.all_of("customer"))
            self.post.world.send_transfer(customer["id"], yen, gift.kana)
        self.post.deliver()
        self.carry_out()

    def carry_out(self) -> None:
        """What fits, and what people decided, is put to the gifts at the gateway."""
        carry_out_decisions(self.stage.runtime)  # the worker's clock would, within the minute
        self.post.deliver()

    def begin_monthly(self, gifts: list[Gift]) -> None:
        """From now on by themselves, every month."""
        for gift in gifts:
            started = self._give(gift, "card", to="monthly-gifts")
            self.post.world.pay(started["pay_at"].rsplit("/", 1)[-1])
        self.post.deliver()

    def _give(self, gift: Gift, channel: str, *, to: str = "gifts") -> dict[str, Any]:
        campaign_id = self.stage.id("campaign")
        wish: dict[str, Any] = {
            "amount_minor": gift.yen,
            "channel": channel,
            "cover_fee": gift.number % FEE_COVERED_EVERY == 0,
            "donor": donor_of(gift),
            "anonymous": gift.anonymous,
        }
        if gift.number % WORDS_EVERY == 0:
            wish["message"] = MESSAGE
        address = f"/api/v1/programmes/{self.stage.programme_id}/campaigns/{campaign_id}/{to}"
        key = f"demo-{to}-{gift.number:012}"
        return self.post.page.must("POST", address, wish, Idempotency_Key=key)


def donor_of(gift: Gift) -> dict[str, Any]:
    """Who gives, as the page asks."""
    return {
        "name": gift.name,
        "kana": gift.kana,
        "email": gift.email,
        "postcode": gift.postcode,
        "address": f"東京都{gift.address}",
    }
