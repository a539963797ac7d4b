"""Payments: intents, and the charges that carry them out."""

from collections.abc import Callable

from services.sandbox.fakestripe import calendar, shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.asking import must_be_yen, must_name_no_types
from services.sandbox.fakestripe.cards import Card, declined, on_charge, refused_by_bank
from services.sandbox.fakestripe.refusals import Refused, missing, unplayed
from services.sandbox.fakestripe.rooms.balance import Balance
from services.sandbox.fakestripe.rooms.customers import merged
from services.sandbox.fakestripe.rooms.methods import Methods
from services.sandbox.fakestripe.things import Object, Thing, shown

_FIRST_TRY = {"requires_payment_method", "requires_confirmation"}
_STORES = ("familymart", "lawson", "ministop", "seicomart")
_MAY_SET = ("customer", "description", "payment_method_options", "receipt_email")


class Payments:
    """
    :ivar when_paid: told of an intent that succeeded.
    :ivar when_given_up: told of one whose delayed payment will not come any more.
    :ivar when_repriced: told of one whose amount was changed; may refuse it.
    :ivar when_canceled: told of one that was cancelled.
    :ivar when_by_transfer: told of one for which somebody chose to pay by bank transfer.
    :ivar when_charged: told of a charge and the card that it was made to.
    """

    def __init__(self, account: Account, balance: Balance, methods: Methods) -> None:
        self._account = account
        self._balance = balance
        self._methods = methods
        self.when_paid: list[Callable[[Thing], None]] = []
        self.when_given_up: list[Callable[[Thing], None]] = []
        self.when_repriced: list[Callable[[Thing], None]] = []
        self.when_canceled: list[Callable[[Thing], None]] = []
        self.when_by_transfer: list[Callable[[Thing], None]] = []
        self.when_charged: list[Callable[[Thing, Card], None]] = []

    # What the shop asks for.

    def create(self, asked: Object) -> Thing:
        """:raises Refused: something is missing or wrong, or the card is declined at once."""
        must_be_yen(asked, "amount")
        must_name_no_types(asked)
        types = asked.get("allowed_payment_method_types", ["card"])
        if not set(types) <= {"card", "customer_balance"}:
            raise unplayed("intents for this method without a page", "allowed_payment_method_types")
        if asked.get("customer"):
            self._account.get("customer", asked["customer"])
        intent = self.intend(
            int(asked["amount"]),
            metadata=asked.get("metadata", {}),
            payment_method_types=types,
            **{name: asked[name] for name in _MAY_SET if asked.get(name)},
        )
        self._account.tell("payment_intent.created", intent)
        if asked.get("payment_method"):
            intent["payment_method"] = self._methods.named(asked["payment_method"])["id"]
            intent["status"] = "requires_confirmation"
        return self._confirm(intent, asked) if asked.get("confirm") == "true" else intent

    def update(self, id: str, asked: Object) -> Thing:
        """:raises Refused: another amount is asked for of what is paid or cancelled."""
        intent = self._account.get("payment_intent", id)
        if "amount" in asked:
            self._reprice(intent, asked)
        intent["metadata"] = merged(intent["metadata"], asked)
        if "description" in asked:
            intent["description"] = asked["description"] or None
        return intent

    def confirm(self, id: str, asked: Object) -> Thing:
        intent = self._account.get("payment_intent", id)
        if asked.get("payment_method"):
            intent["payment_method"] = self._methods.named(asked["payment_method"])["id"]
        return self._confirm(intent, asked)

    def cancel(self, id: str, asked: Object) -> Thing:
        """:raises Refused: it is paid, or cancelled already."""
        intent = self._account.get("payment_intent", id)
        if intent["status"] in {"succeeded", "canceled", "processing"}:
            raise _unexpected(intent, "canceled")
        intent["status"] = "canceled"
        intent["canceled_at"] = self._account.now
        intent["cancellation_reason"] = asked.get("cancellation_reason")
        intent["next_action"] = None
        self._account.tell("payment_intent.canceled", intent)
        for tell in self.when_canceled:
            tell(intent)
        return intent

    # What the other rooms ask for.

    def intend(self, amount: int, **said: object) -> Thing:
        return self._account.keep(
            shapes.payment_intent(
                id=self._account.new_id("pi_"), created=self._account.now, amount=amount, **said
            )
        )

    def charge_card(self, intent: Thing, method: Thing) -> bool:
        """Try a card; whether its bank agreed."""
        card: Card = method["_card"]
        refusal = card.refusal(self._account.now)
        intent["payment_method"] = method["id"]
        if refusal is not None:
            self._decline(intent, on_charge(card), refusal)
            return False
        paid = self._succeed(intent, "ch_", on_charge(card))
        for tell in self.when_charged:
            tell(paid, card)
        return True

    def take_cash(self, intent: Thing, chain: str) -> None:
        """The konbini has the cash."""
        self._succeed(intent, "py_", {"type": "konbini", "konbini": {"store": {"chain": chain}}})

    def take_transfer(self, intent: Thing) -> None:
        """The customer's cash balance has covered all of it."""
        self._succeed(intent, "py_", {"type": "customer_balance", "customer_balance": {}})

    def give_number(self, intent: Thing, days: int) -> None:
        """Ask for cash at a konbini, until the end of a day in Japan."""
        deadline = calendar.konbini_deadline(self._account.now, days)
        codes = {
            store: {
                "confirmation_number": self._account.digits(10),
                "payment_code": self._account.digits(6),
            }
            for store in _STORES
        }
        self._await(
            intent,
            "konbini_display_details",
            {"expires_at": deadline, "hosted_voucher_url": None, "stores": codes},
        )
        self._account.later(deadline + 1, lambda: self._expire_number(intent))

    def await_transfer(self, intent: Thing, instructions: Object) -> None:
        """Ask for a bank transfer; there is no deadline."""
        self._await(intent, "display_bank_transfer_instructions", instructions)

    def _reprice(self, intent: Thing, asked: Object) -> None:
        must_be_yen({"currency": "jpy"} | asked, "amount")
        if not intent["status"].startswith("requires_"):
            raise _unexpected(intent, "updated")
        before, intent["amount"] = intent["amount"], int(asked["amount"])
        try:
            for tell in self.when_repriced:
                tell(intent)
        except Refused:
            intent["amount"] = before
            raise

    def _confirm(self, intent: Thing, asked: Object) -> Thing:
        if intent["status"] not in _FIRST_TRY:
            raise _unexpected(intent, "confirmed")
        if asked.get("payment_method_data", {}).get("type") == "customer_balance":
            if intent["customer"] is None:
                raise missing("customer")
            for tell in self.when_by_transfer:
                tell(intent)
            return intent
        if intent["payment_method"] is None:
            raise missing("payment_method")
        method = self._account.get("payment_method", intent["payment_method"])
        if not self.charge_card(intent, method):
            raise refused_by_bank(intent["last_payment_error"]["decline_code"], shown(intent))
        return intent

    def _await(self, intent: Thing, action: str, details: Object) -> None:
        intent["status"] = "requires_action"
        intent["next_action"] = {"type": action, action: details}
        self._account.tell("payment_intent.requires_action", intent)

    def _decline(self, intent: Thing, details: Object, refusal: str) -> None:
        failed = self._account.keep(
            shapes.charge(
                id=self._account.new_id("ch_"),
                created=self._account.now,
                intent=intent,
                details=details,
                refusal=refusal,
            )
        )
        intent["status"] = "requires_payment_method"
        intent["latest_charge"] = failed["id"]
        intent["last_payment_error"] = declined(refusal)
        intent["payment_method"] = None
        self._account.tell("charge.failed", failed)
        self._account.tell("payment_intent.payment_failed", intent)

    def _succeed(self, intent: Thing, prefix: str, details: Object) -> Thing:
        """What comes by a delayed method is a charge too, but is booked as a "payment"."""
        paid = self._account.keep(
            shapes.charge(
                id=self._account.new_id(prefix),
                created=self._account.now,
                intent=intent,
                details=details,
            )
        )
        fee = self._account.terms.fee(details["type"], paid["amount"])
        kind = "charge" if prefix == "ch_" else "payment"
        moved = self._balance.move(kind, paid, paid["amount"], fee=fee)
        paid["balance_transaction"] = moved["id"]
        intent |= {
            "status": "succeeded",
            "amount_received": intent["amount"],
            "latest_charge": paid["id"],
            "next_action": None,
            "last_payment_error": None,
        }
        self._account.tell("charge.succeeded", paid)
        self._account.tell("payment_intent.succeeded", intent)
        for tell in self.when_paid:
            tell(intent)
        return paid

    def _expire_number(self, intent: Thing) -> None:
        if intent["status"] != "requires_action":
            return
        intent["status"] = "requires_payment_method"
        intent["next_action"] = None
        intent["last_payment_error"] = {
            "type": "invalid_request_error",
            "code": "payment_intent_payment_attempt_expired",
        }
        self._account.tell("payment_intent.payment_failed", intent)
        for tell in self.when_given_up:
            tell(intent)


def _unexpected(intent: Thing, wish: str) -> Refused:
    return Refused(
        f"This PaymentIntent could not be {wish} because it has a status of {intent['status']}.",
        code="payment_intent_unexpected_state",
    )
