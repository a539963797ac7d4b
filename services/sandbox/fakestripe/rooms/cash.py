"""
Bank transfers: money that customers send to an account of their own, and what becomes of it.

As docs.stripe.com/payments/customer-balance/reconciliation has it for yen: what arrives goes into
the customer's cash balance, and from there to the payments that wait for it, of themselves or by
hand. Too little leaves a payment partially funded; too much stays in the cash balance.
"""

from itertools import combinations

from services.sandbox.fakestripe import shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.asking import must_be_yen
from services.sandbox.fakestripe.refusals import Refused
from services.sandbox.fakestripe.rooms.customers import Customers
from services.sandbox.fakestripe.rooms.payments import Payments
from services.sandbox.fakestripe.shapes.payments import NO_ADDRESS
from services.sandbox.fakestripe.things import Object, Thing

GROUP_MAX = 5
WAITING_MAX = 20  # how many waiting payments are looked at for a group that fits
INSTRUCTIONS = "display_bank_transfer_instructions"


class Cash:
    def __init__(self, account: Account, customers: Customers, payments: Payments) -> None:
        self._account = account
        self._customers = customers
        self._payments = payments
        customers.when_asked.append(self._set_mode)
        payments.when_by_transfer.append(self.ask)
        payments.when_repriced.append(self._reprice)
        payments.when_canceled.append(self._unapply)

    # What the shop asks for.

    def retrieve(self, customer_id: str) -> Thing:
        """:raises Refused: there is no such customer."""
        customer = self._customers.known(customer_id)
        if "_cash" not in customer:
            mode = self._account.terms.reconciliation_mode
            customer["_cash"] = shapes.cash_balance(customer=customer_id, mode=mode)
        cash: Thing = customer["_cash"]
        return cash

    def update(self, customer_id: str, asked: Object) -> Thing:
        """:raises Refused: there is no such mode."""
        cash = self.retrieve(customer_id)
        mode = asked.get("settings", {}).get("reconciliation_mode")
        if mode not in {"automatic", "manual", "merchant_default"}:
            raise Refused("Invalid reconciliation_mode.", param="settings[reconciliation_mode]")
        by_merchant = mode == "merchant_default"
        cash["settings"] = {
            "reconciliation_mode": self._account.terms.reconciliation_mode if by_merchant else mode,
            "using_merchant_default": by_merchant,
        }
        self._reconcile(customer_id)
        return cash

    def instructions(self, customer_id: str) -> Object:
        """To which account this customer sends money, before there is anything to pay."""
        self._customers.known(customer_id)
        return {
            "object": "funding_instructions",
            "bank_transfer": {
                "country": "JP",
                "financial_addresses": [self._address(customer_id)],
                "type": "jp_bank_transfer",
            },
            "currency": "jpy",
            "funding_type": "bank_transfer",
            "livemode": False,
        }

    def fund(self, customer_id: str, asked: Object) -> Thing:
        """The test helper by which a transfer arrives without a bank."""
        must_be_yen(asked, "amount")
        return self.receive(
            customer_id, int(asked["amount"]), sender="", reference=asked.get("reference")
        )

    def apply(self, intent_id: str, asked: Object) -> Thing:
        """
        Put cash to a payment by hand, all that it waits for or a part.

        :raises Refused: it waits for no transfer, for less than that, or there is less.
        """
        intent = self._account.get("payment_intent", intent_id)
        if not self._is_waiting(intent):
            raise Refused(
                "This PaymentIntent is not awaiting funds from a customer balance.",
                code="payment_intent_unexpected_state",
            )
        remaining = self._remaining(intent)
        yen = int(asked.get("amount", remaining))
        if not 0 < yen <= min(remaining, self.available(intent["customer"])):
            raise Refused(
                "The amount is greater than the customer's cash balance or than what remains.",
                code="balance_insufficient",
                param="amount",
            )
        self._apply(intent, yen)
        return intent

    # What the other rooms ask for.

    def ask(self, intent: Thing) -> None:
        """Tell the customer where to send what the intent asks for; use what is there already."""
        customer_id = intent["customer"]
        self._payments.await_transfer(
            intent,
            {
                "amount_remaining": intent["amount"],
                "currency": "jpy",
                "financial_addresses": [self._address(customer_id)],
                "hosted_instructions_url": None,
                "reference": self._account.digits(8),
                "type": "jp_bank_transfer",
            },
        )
        self._reconcile(customer_id)

    def available(self, customer_id: str) -> int:
        return int((self.retrieve(customer_id)["available"] or {}).get("jpy", 0))

    def receive(
        self, customer_id: str, yen: int, *, sender: str, reference: str | None = None
    ) -> Thing:
        """A transfer arrives on the customer's account."""
        bank = {"sender_bank": "見本中央銀行", "sender_branch": "本店", "sender_name": sender}
        movement = self._move(
            customer_id,
            "funded",
            yen,
            {
                "bank_transfer": {
                    "jp_bank_transfer": bank,
                    "reference": reference,
                    "type": "jp_bank_transfer",
                }
            },
        )
        self._reconcile(customer_id)
        # Told only of what is left over: docs.stripe.com/api/events/types.
        if self.available(customer_id) > 0:
            self._account.tell("cash_balance.funds_available", self.retrieve(customer_id))
        return movement

    def send_back(self, customer_id: str, yen: int) -> None:
        """
        Unapplied money starts on its way back to where it came from.

        :raises Refused: there is less.
        """
        if not 0 < yen <= self.available(customer_id):
            raise Refused(
                "The amount is greater than the customer's available cash balance.",
                code="balance_insufficient",
                param="amount",
            )
        self._move(customer_id, "return_initiated", -yen, None)

    def take_back(self, customer_id: str, yen: int) -> None:
        """Money that was being returned did not arrive."""
        self._move(customer_id, "return_canceled", yen, None)
        self._reconcile(customer_id)

    # How it is done.

    def _set_mode(self, customer: Thing, asked: Object) -> None:
        if "cash_balance" in asked:
            self.update(customer["id"], asked["cash_balance"])

    def _reconcile(self, customer_id: str) -> None:
        if self.retrieve(customer_id)["settings"]["reconciliation_mode"] == "manual":
            return
        there = self.available(customer_id)
        intents = self._account.shelf("payment_intent").narrowed("customer", customer_id) or []
        waiting = [intent for intent in intents if self._is_waiting(intent)]
        for intent in self._group_of(waiting, there) or waiting:
            yen = min(self._remaining(intent), self.available(customer_id))
            if yen:
                self._apply(intent, yen)

    def _group_of(self, waiting: list[Thing], there: int) -> list[Thing]:
        """The smallest, then the oldest group of payments that wait for exactly this much."""
        for size in range(1, GROUP_MAX + 1):
            for group in combinations(waiting[:WAITING_MAX], size):
                if sum(self._remaining(intent) for intent in group) == there:
                    return list(group)
        return []

    def _apply(self, intent: Thing, yen: int) -> None:
        self._move(intent["customer"], "applied_to_payment", -yen, {"payment_intent": intent["id"]})
        intent["_funded"] = intent.get("_funded", 0) + yen
        if self._count(intent) > 0:
            self._account.tell("payment_intent.partially_funded", intent)

    def _reprice(self, intent: Thing) -> None:
        """
        It asks for another amount than before.

        :raises Refused: for less than it was funded with.
        """
        if not self._is_waiting(intent):
            return
        if self._remaining(intent) < 0:
            raise Refused("The amount is less than was applied.", param="amount")
        self._count(intent)
        self._reconcile(intent["customer"])

    def _count(self, intent: Thing) -> int:
        """What remains; with nothing, it is paid."""
        remaining = self._remaining(intent)
        if remaining == 0:
            self._payments.take_transfer(intent)
            return 0
        details = intent["next_action"][INSTRUCTIONS] | {"amount_remaining": remaining}
        intent["next_action"] = {"type": INSTRUCTIONS, INSTRUCTIONS: details}
        return remaining

    def _unapply(self, intent: Thing) -> None:
        """A cancelled payment gives back what it had been funded with."""
        funded = intent.pop("_funded", 0)
        if funded:
            self._move(
                intent["customer"],
                "unapplied_from_payment",
                funded,
                {"payment_intent": intent["id"]},
            )
            self._reconcile(intent["customer"])

    def _move(self, customer_id: str, kind: str, yen: int, why: Object | None) -> Thing:
        cash = self.retrieve(customer_id)
        left = self.available(customer_id) + yen
        cash["available"] = {"jpy": left} if left else None
        movement = self._account.keep(
            shapes.cash_movement(
                id=self._account.new_id("ccsbtxn_"),
                created=self._account.now,
                customer=customer_id,
                kind=kind,
                amount=yen,
                left=left,
                **({kind: why} if why is not None else {}),
            )
        )
        self._account.tell("customer_cash_balance_transaction.created", movement)
        return movement

    def _is_waiting(self, intent: Thing) -> bool:
        action = intent["next_action"]
        return action is not None and action["type"] == INSTRUCTIONS

    def _remaining(self, intent: Thing) -> int:
        return int(intent["amount"] - intent.get("_funded", 0))

    def _address(self, customer_id: str) -> Object:
        """The virtual account that belongs to this customer alone, and for good."""
        customer = self._customers.known(customer_id)
        if "_account_number" not in customer:
            customer["_account_number"] = self._account.digits(7)
        return {
            "supported_networks": ["zengin"],
            "type": "zengin",
            "zengin": {
                "account_holder_address": NO_ADDRESS | {"country": "JP"},
                "account_holder_name": "ストライプジャパン（カ",
                "account_number": customer["_account_number"],
                "account_type": "futsu",
                "bank_address": NO_ADDRESS | {"country": "JP"},
                "bank_code": "9990",
                "bank_name": "見本銀行",
                "branch_code": "998",
                "branch_name": "振込専用支店",
            },
        }
