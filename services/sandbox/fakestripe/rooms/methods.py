"""Payment methods: cards that customers have left with the gateway."""

from dataclasses import replace

from services.sandbox.fakestripe import shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.cards import TEST_CARDS, Card, on_method
from services.sandbox.fakestripe.refusals import Refused, missing, unplayed
from services.sandbox.fakestripe.things import Object, Thing

# docs.stripe.com/testing: the tokens under which the test cards are put in.
_TOKENS = {
    "tok_visa": "pm_card_visa",
    "tok_jp": "pm_card_jp",
    "tok_mastercard": "pm_card_mastercard",
    "tok_chargeDeclined": "pm_card_chargeDeclined",
}


class Methods:
    def __init__(self, account: Account) -> None:
        self._account = account

    def create(self, asked: Object) -> Thing:
        if asked.get("type") != "card":
            raise unplayed("payment methods other than cards", "type")
        token = asked.get("card", {}).get("token")
        if token not in _TOKENS:
            raise Refused(f"No such token: '{token}'", code="resource_missing", param="card[token]")
        return self.of_card(TEST_CARDS[_TOKENS[token]], None)

    def of_card(self, card: Card, customer: str | None) -> Thing:
        method = shapes.payment_method(
            id=self._account.new_id("pm_"),
            created=self._account.now,
            card=on_method(card),
            customer=customer,
        )
        method["_card"] = card
        self._account.keep(method)
        if customer is not None:
            self._account.tell("payment_method.attached", method)
        return method

    def named(self, id: str) -> Thing:
        """A method by its id; one of the gateway's test cards gives a new one each time."""
        if id in TEST_CARDS:
            return self.of_card(TEST_CARDS[id], None)
        return self._account.get("payment_method", id)

    def attach(self, id: str, asked: Object) -> Thing:
        """:raises Refused: it belongs to somebody else."""
        if "customer" not in asked:
            raise missing("customer")
        customer = self._account.get("customer", asked["customer"])
        method = self.named(id)
        if method["customer"] not in {None, customer["id"]}:
            raise Refused("The payment method is attached to another customer.")
        if method["customer"] is None:
            method["customer"] = customer["id"]
            self._account.tell("payment_method.attached", method)
        return method

    def detach(self, id: str) -> Thing:
        method = self._account.get("payment_method", id)
        if method["customer"] is None:
            raise Refused("The payment method is not attached to a customer.")
        method["customer"] = None
        self._account.tell("payment_method.detached", method)
        return method

    def spoil(self, id: str, reason: str) -> None:
        """From now on its bank declines every charge."""
        method = self._account.get("payment_method", id)
        method["_card"] = replace(method["_card"], decline=reason)
