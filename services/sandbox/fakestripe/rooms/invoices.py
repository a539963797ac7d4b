"""Invoices: what a subscription asks for each period, and the tries to collect it."""

from collections.abc import Callable

from services.sandbox.fakestripe import shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.calendar import DAY_S
from services.sandbox.fakestripe.cards import refused_by_bank
from services.sandbox.fakestripe.refusals import Refused, missing
from services.sandbox.fakestripe.rooms.payments import Payments
from services.sandbox.fakestripe.things import Object, Thing, shown


class Invoices:
    """
    :ivar when_paid: told of an invoice that was paid.
    :ivar when_declined: told of one whose collection failed; `next_payment_attempt` says whether
        it is tried again.
    """

    def __init__(self, account: Account, payments: Payments) -> None:
        self._account = account
        self._payments = payments
        self.when_paid: list[Callable[[Thing], None]] = []
        self.when_declined: list[Callable[[Thing], None]] = []

    # What the shop asks for.

    def pay(self, id: str, asked: Object) -> Thing:
        """
        Try once more now, perhaps with another card.

        :raises Refused: it is not open, there is no card, or the card is declined.
        """
        invoice = self._account.get("invoice", id)
        if invoice["status"] != "open":
            raise Refused("Invoice is not open.", code="invoice_not_editable")
        method_id = asked.get("payment_method") or self._method_of(invoice)
        if method_id is None:
            raise missing("payment_method")
        if not self._collect(invoice, self._account.get("payment_method", method_id)):
            intent = self._intent_of(invoice)
            reason = intent["last_payment_error"]["decline_code"]
            raise refused_by_bank(reason, shown(intent))
        return invoice

    def void(self, id: str) -> Thing:
        """:raises Refused: it is not open."""
        invoice = self._account.get("invoice", id)
        if invoice["status"] != "open":
            raise Refused("You can only void open invoices.", code="invoice_not_editable")
        self.end(invoice, "void")
        return invoice

    def payments_of(self, invoice_id: str) -> list[Thing]:
        return self._account.shelf("invoice_payment").narrowed("invoice", invoice_id) or []

    # What the subscriptions ask for.

    def draft(self, of: Thing, reason: str, *, period: Object, billed: Object) -> Thing:
        """
        :param period: the invoice's own period: the one that has ended.
        :param billed: the period that its lines are for.
        """
        id = self._account.new_id("in_")
        lines = [
            shapes.line(id=self._account.new_id("il_"), invoice=id, item=item, period=billed)
            for item in of["items"]["data"]
        ]
        invoice = shapes.invoice(
            id=id, created=self._account.now, of=of, lines=lines, reason=reason, period=period
        )
        customer = self._account.objects[of["customer"]]
        invoice |= {"customer_email": customer["email"], "customer_name": customer["name"]}
        self._account.keep(invoice)
        of["latest_invoice"] = id
        self._account.tell("invoice.created", invoice)
        return invoice

    def finalise(self, invoice: Thing) -> None:
        """From now on it is owed: it has a number, and an intent to pay it."""
        now = self._account.now
        customer = self._account.objects[invoice["customer"]]
        sequence = customer["next_invoice_sequence"]
        customer["next_invoice_sequence"] = sequence + 1
        invoice |= {
            "status": "open",
            "number": f"{customer['invoice_prefix']}-{sequence:04}",
            "effective_at": now,
            "status_transitions": invoice["status_transitions"] | {"finalized_at": now},
        }
        first = invoice["billing_reason"] == "subscription_create"
        intent = self._payments.intend(
            invoice["amount_due"],
            customer=invoice["customer"],
            description="Subscription creation" if first else "Subscription update",
        )
        self._account.keep(
            shapes.invoice_payment(
                id=self._account.new_id("inpay_"),
                created=now,
                invoice=invoice,
                intent_id=intent["id"],
            )
        )
        self._account.tell("invoice.finalized", invoice)

    def collect(self, invoice: Thing) -> bool:
        """Charge the subscription's card; if it is declined, try again as the account is set."""
        method_id = self._method_of(invoice)
        method = self._account.objects.get(method_id or "")
        return self._collect(invoice, method)

    def end(self, invoice: Thing, status: str) -> None:
        """
        It will not be collected any more.

        :param status: `void` or `uncollectible`.
        """
        event = {"void": "voided", "uncollectible": "marked_uncollectible"}[status]
        at = {f"{event}_at": self._account.now}
        invoice |= {
            "status": status,
            "auto_advance": False,
            "next_payment_attempt": None,
            "status_transitions": invoice["status_transitions"] | at,
        }
        for payment in self.payments_of(invoice["id"]):
            payment["status"] = "canceled"
        self._account.tell(f"invoice.{event}", invoice)

    def rest(self, invoice: Thing) -> None:
        """It stays as it is; nothing happens to it by itself any more."""
        invoice |= {"auto_advance": False, "next_payment_attempt": None}

    # How it is done.

    def _collect(self, invoice: Thing, method: Thing | None) -> bool:
        invoice |= {"attempted": True, "attempt_count": invoice["attempt_count"] + 1}
        intent = self._intent_of(invoice)
        if method is not None and self._payments.charge_card(intent, method):
            self._settle(invoice)
            return True
        self._plan_next_try(invoice)
        self._account.tell("invoice.payment_failed", invoice)
        for tell in self.when_declined:
            tell(invoice)
        return False

    def _settle(self, invoice: Thing) -> None:
        now = self._account.now
        (payment,) = self.payments_of(invoice["id"])
        payment |= {
            "status": "paid",
            "amount_paid": invoice["amount_due"],
            "status_transitions": {"canceled_at": None, "paid_at": now},
        }
        invoice |= {
            "status": "paid",
            "amount_paid": invoice["amount_due"],
            "amount_remaining": 0,
            "auto_advance": False,
            "next_payment_attempt": None,
            "status_transitions": invoice["status_transitions"] | {"paid_at": now},
        }
        self._account.tell("invoice_payment.paid", payment)
        self._account.tell("invoice.paid", invoice)
        self._account.tell("invoice.payment_succeeded", invoice)
        for tell in self.when_paid:
            tell(invoice)

    def _plan_next_try(self, invoice: Thing) -> None:
        waits = self._account.terms.retry_after_days
        tries = invoice["attempt_count"]
        if invoice["billing_reason"] == "subscription_create" or tries > len(waits):
            self.rest(invoice)
            return
        at = self._account.now + waits[tries - 1] * DAY_S
        invoice["next_payment_attempt"] = at
        self._account.later(at, lambda: self._try_again(invoice, at))

    def _try_again(self, invoice: Thing, at: int) -> None:
        if invoice["status"] == "open" and invoice["next_payment_attempt"] == at:
            self.collect(invoice)

    def _intent_of(self, invoice: Thing) -> Thing:
        (payment,) = self.payments_of(invoice["id"])
        return self._account.objects[payment["_payment_intent"]]

    def _method_of(self, invoice: Thing) -> str | None:
        of = self._account.objects[invoice["_subscription"]]
        customer = self._account.objects[invoice["customer"]]
        method: str | None = (
            of["default_payment_method"] or customer["invoice_settings"]["default_payment_method"]
        )
        return method
