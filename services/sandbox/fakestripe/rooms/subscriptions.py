"""Subscriptions: a payment every month until it is ended, or until the card gives up."""

from services.sandbox.fakestripe import calendar, shapes
from services.sandbox.fakestripe.account import Account
from services.sandbox.fakestripe.asking import must_be_monthly, must_be_yen
from services.sandbox.fakestripe.refusals import Refused, missing, unplayed
from services.sandbox.fakestripe.rooms.customers import Customers, merged
from services.sandbox.fakestripe.rooms.invoices import Invoices
from services.sandbox.fakestripe.rooms.products import Products
from services.sandbox.fakestripe.shapes.billing import set_price
from services.sandbox.fakestripe.things import Object, Thing

ENDED = {"canceled", "incomplete_expired"}
INCOMPLETE_LASTS_S = 23 * 3_600

_PAUSES = {"void", "keep_as_draft", "mark_uncollectible"}


class Subscriptions:
    def __init__(
        self, account: Account, customers: Customers, products: Products, invoices: Invoices
    ) -> None:
        self._account = account
        self._customers = customers
        self._products = products
        self._invoices = invoices
        invoices.when_paid.append(self._on_paid)
        invoices.when_declined.append(self._on_declined)
        customers.when_gone.append(self._on_customer_gone)

    # What the shop asks for.

    def create(self, asked: Object) -> Thing:
        """
        Begin one without a page, with a card that the customer has left before.

        :raises Refused: something is missing.
        """
        for param in ("customer", "items"):
            if param not in asked:
                raise missing(param)
        customer = self._customers.known(asked["customer"])
        prices = [self._price_of(item, f"items[{n}]") for n, item in enumerate(asked["items"])]
        return self.begin(
            customer,
            prices,
            method_id=asked.get("default_payment_method"),
            metadata=asked.get("metadata", {}),
        )

    def update(self, id: str, asked: Object) -> Thing:
        """:raises Refused: it has ended, or the change is one that is not played."""
        known = self._living(id)
        if "items" in asked:
            self._reprice(known, asked)
        if "pause_collection" in asked:
            self._pause(known, asked["pause_collection"])
        if "cancel_at_period_end" in asked:
            self._end_with_period(known, asked["cancel_at_period_end"] == "true")
        if asked.get("default_payment_method"):
            method = self._account.get("payment_method", asked["default_payment_method"])
            known["default_payment_method"] = method["id"]
        known["metadata"] = merged(known["metadata"], asked)
        self._account.tell("customer.subscription.updated", known)
        return known

    def cancel(self, id: str, asked: Object) -> Thing:
        """:raises Refused: it has ended before."""
        known = self._living(id)
        comment = asked.get("cancellation_details", {}).get("comment")
        self._end(known, "cancellation_requested", comment=comment)
        return known

    # What the other rooms ask for.

    def begin(
        self,
        customer: Thing,
        prices: list[Thing],
        *,
        method_id: str | None,
        metadata: Object,
    ) -> Thing:
        """Make a subscription and charge its first month."""
        now = self._account.now
        id = self._account.new_id("sub_")
        items = [
            shapes.subscription_item(
                id=self._account.new_id("si_", 14), created=now, subscription=id, price=price
            )
            for price in prices
        ]
        known = self._account.keep(
            shapes.subscription(
                id=id, created=now, customer=customer["id"], items=items, metadata=metadata
            )
        )
        if method_id is not None:
            known["default_payment_method"] = method_id
        customer["currency"] = "jpy"
        self._set_period(known, 0)
        self._account.tell("customer.subscription.created", known)
        invoice = self._invoices.draft(
            known,
            "subscription_create",
            period={"start": now, "end": now},
            billed=self._period(known),
        )
        self._invoices.finalise(invoice)
        if not self._invoices.collect(invoice):
            self._account.later(now + INCOMPLETE_LASTS_S, lambda: self._give_up(known))
        return known

    # What time does.

    def _set_period(self, known: Thing, months: int) -> None:
        anchor = known["billing_cycle_anchor"]
        start, end = (calendar.months_later(anchor, months + n) for n in (0, 1))
        known["_months"] = months
        for item in known["items"]["data"]:
            item |= {"current_period_start": start, "current_period_end": end}
        self._account.later(end, lambda: self._turn(known, months + 1))

    def _turn(self, known: Thing, months: int) -> None:
        """A month is over."""
        if known["status"] in ENDED or known["status"] == "incomplete":
            return
        if known["cancel_at_period_end"]:
            self._end(known, "cancellation_requested")
            return
        over = self._period(known)
        self._set_period(known, months)
        invoice = self._invoices.draft(
            known, "subscription_cycle", period=over, billed=self._period(known)
        )
        self._account.tell("customer.subscription.updated", known)
        pause = known["pause_collection"]
        if known["status"] == "unpaid" or (pause and pause["behavior"] == "keep_as_draft"):
            self._invoices.rest(invoice)
            return
        at = self._account.now + self._account.terms.finalised_after_s
        invoice["automatically_finalizes_at"] = at
        self._account.later(at, lambda: self._ask(known, invoice))

    def _ask(self, known: Thing, invoice: Thing) -> None:
        if known["status"] in ENDED or invoice["status"] != "draft":
            return
        self._invoices.finalise(invoice)
        pause = known["pause_collection"]
        if pause is None:
            self._invoices.collect(invoice)
        elif pause["behavior"] != "keep_as_draft":
            ends = {"void": "void", "mark_uncollectible": "uncollectible"}
            self._invoices.end(invoice, ends[pause["behavior"]])

    def _give_up(self, known: Thing) -> None:
        if known["status"] == "incomplete":
            known |= {"status": "incomplete_expired", "ended_at": self._account.now}
            self._invoices.end(self._account.objects[known["latest_invoice"]], "void")
            self._account.tell("customer.subscription.updated", known)

    # What became of an invoice.

    def _on_paid(self, invoice: Thing) -> None:
        known = self._account.objects[invoice["_subscription"]]
        if known["status"] in {"incomplete", "past_due", "unpaid"}:
            known["status"] = "active"
            self._account.tell("customer.subscription.updated", known)

    def _on_declined(self, invoice: Thing) -> None:
        known = self._account.objects[invoice["_subscription"]]
        if known["status"] in ENDED or known["status"] == "incomplete":
            return
        if invoice["next_payment_attempt"] is not None:
            known["status"] = "past_due"
        elif self._account.terms.after_last_try == "cancel":
            self._end(known, "payment_failed")
            return
        else:
            known["status"] = self._account.terms.after_last_try
        self._account.tell("customer.subscription.updated", known)

    # How it is done.

    def _period(self, known: Thing) -> Object:
        item = known["items"]["data"][0]
        return {"start": item["current_period_start"], "end": item["current_period_end"]}

    def _end(self, known: Thing, reason: str, *, comment: str | None = None) -> None:
        now = self._account.now
        known |= {
            "status": "canceled",
            "canceled_at": known["canceled_at"] or now,
            "ended_at": now,
            "cancellation_details": {"comment": comment, "feedback": None, "reason": reason},
        }
        for invoice in self._account.shelf("invoice").narrowed("_subscription", known["id"]) or []:
            if invoice["status"] in {"draft", "open"}:
                self._invoices.rest(invoice)
        self._account.tell("customer.subscription.deleted", known)

    def _end_with_period(self, known: Thing, wish: bool) -> None:
        known |= {
            "cancel_at_period_end": wish,
            "cancel_at": self._period(known)["end"] if wish else None,
            "canceled_at": self._account.now if wish else None,
            "cancellation_details": {
                "comment": None,
                "feedback": None,
                "reason": "cancellation_requested" if wish else None,
            },
        }

    def _pause(self, known: Thing, asked: Object | str) -> None:
        """An empty value goes on with it."""
        if not isinstance(asked, dict):
            known["pause_collection"] = None
            return
        if asked.get("behavior") not in _PAUSES:
            raise missing("pause_collection[behavior]")
        until = int(asked["resumes_at"]) if asked.get("resumes_at") else None
        pause = {"behavior": asked["behavior"], "resumes_at": until}
        known["pause_collection"] = pause
        if until is not None:
            self._account.later(until, lambda: self._resume(known, pause))

    def _resume(self, known: Thing, pause: Object) -> None:
        if known["pause_collection"] is pause and known["status"] not in ENDED:
            known["pause_collection"] = None
            self._account.tell("customer.subscription.updated", known)

    def _reprice(self, known: Thing, asked: Object) -> None:
        if asked.get("proration_behavior") != "none":
            raise unplayed("prorations; say proration_behavior=none", "proration_behavior")
        items = {item["id"]: item for item in known["items"]["data"]}
        for ordinal, change in enumerate(asked["items"]):
            item = items.get(change.get("id", ""))
            if item is None:
                raise unplayed("adding items to a subscription", f"items[{ordinal}][id]")
            set_price(item, self._price_of(change, f"items[{ordinal}]"))

    def _price_of(self, item: Object, where: str) -> Thing:
        if "price" in item:
            return self._account.get("price", item["price"])
        price = item.get("price_data", {})
        if "product" not in price:
            raise missing(f"{where}[price_data][product]")
        must_be_yen(price, "unit_amount")
        must_be_monthly(price, where)
        product = self._account.get("product", price["product"])
        return self._products.price(product, int(price["unit_amount"]))

    def _living(self, id: str) -> Thing:
        known = self._account.get("subscription", id)
        if known["status"] in ENDED:
            raise Refused(
                "A canceled subscription can only update its cancellation_details.",
                code="resource_missing",
                status=404,
            )
        return known

    def _on_customer_gone(self, customer: Thing) -> None:
        for known in self._account.shelf("subscription").narrowed("customer", customer["id"]) or []:
            if known["status"] not in ENDED:
                self._end(known, "cancellation_requested")
